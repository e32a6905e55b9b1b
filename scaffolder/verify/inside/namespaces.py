"""Namespaces of one's own, where no other program made them: no network, a read-only disk, no other processes."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

_USER, _MOUNT, _NET, _PROCESS, _IPC, _NAME = 0x10000000, 0x00020000, 0x40000000, 0x20000000, 0x08000000, 0x04000000
_PRIVATE, _RECURSIVE, _NOSUID, _NODEV = 1 << 18, 1 << 14, 2, 4
_MOUNT_SETATTR, _AT_RECURSIVE, _AT_FDCWD, _READ_ONLY = 442, 0x8000, -100, 1
_SIZE = "size=256m"
_DIE_WITH_PARENT = 1


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def enclose(wanted: bool, scratch: str) -> str:
    """Enter the namespaces, with an empty `scratch` as the only place to write; what is wrong, or ""."""
    if not wanted:
        return ""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_USER | _MOUNT | _NET | _PROCESS | _IPC | _NAME):
        return f"no namespaces: {os.strerror(ctypes.get_errno())}"
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"0 {user} 1")
    _write("/proc/self/gid_map", f"0 {group} 1")
    if child := os.fork():
        _wait(child)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    return _mount_all(libc, scratch)


def _mount_all(libc: ctypes.CDLL, scratch: str) -> str:
    attributes = _Attributes(_READ_ONLY, 0, 0, 0)
    steps: tuple[Callable[[], int], ...] = (
        lambda: libc.mount(None, b"/", None, _PRIVATE | _RECURSIVE, None),
        lambda: libc.mount(b"proc", b"/proc", b"proc", _NOSUID | _NODEV, None),
        lambda: libc.syscall(
            _MOUNT_SETATTR, _AT_FDCWD, b"/", _AT_RECURSIVE, ctypes.byref(attributes), ctypes.sizeof(attributes)
        ),
        lambda: libc.mount(b"tmpfs", scratch.encode(), b"tmpfs", _NOSUID | _NODEV, _SIZE.encode()),
    )
    for step in steps:
        if step():
            return f"no private disk: {os.strerror(ctypes.get_errno())}"
    return ""


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def _wait(child: int) -> None:
    """The first process only waits for the one inside."""
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
