"""What a forked test may still do: limits on memory, time and files; a filter on system calls; an audit hook.

The filter (seccomp) forbids sockets, new processes and programs to the process itself, whatever it runs. The hook sees
what Python code opens and says so in words; native code gets past it, which is what the rest is for.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Callable

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER, _SET_DUMPABLE = 38, 22, 2, 4
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_LOAD, _EQUAL, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_CLONE_THREAD = 0x00010000

_X86 = {
    "clone": 56, "clone3": 435,
    "refused": (41, 42, 49, 50, 43, 288, 57, 58, 59, 322, 101, 155, 161, 165, 166, 272, 308, 310, 311, 321, 425, 426,
                427, 246, 169, 175, 176, 313, 248, 249, 250, 298, 323, 428, 429, 430, 432, 442, 133, 259, 440, 434,
                62, 129, 200, 424, 160, 302),
    "architecture": 0xC000003E,
}  # fmt: skip
_ARM = {
    "clone": 220, "clone3": 435,
    "refused": (198, 203, 200, 201, 202, 242, 221, 281, 117, 41, 51, 39, 40, 97, 268, 270, 271, 280, 425, 426, 427,
                104, 142, 105, 106, 273, 217, 218, 219, 241, 282, 428, 429, 430, 432, 442, 33, 440, 434, 129, 130,
                138, 424, 164, 261),
    "architecture": 0xC00000B7,
}  # fmt: skip
"""socket, connect, bind, listen, accept, accept4, fork, vfork, execve, execveat, ptrace, pivot_root, chroot, mount,
umount, unshare, setns, process_vm_*, bpf, io_uring_*, kexec, reboot, modules, keys, perf, userfaultfd, open_tree,
move_mount, fsopen, fsmount, mount_setattr, mknod, process_madvise, pidfd_open, kill, rt_sigqueueinfo, tkill,
pidfd_send_signal, setrlimit, prlimit64."""
_FILTERS = {"x86_64": _X86, "aarch64": _ARM}

_WORDS = {
    "socket.": "network", "subprocess.": "processes", "os.exec": "processes", "os.fork": "processes",
    "os.posix_spawn": "processes", "os.spawn": "processes", "os.system": "processes", "os.kill": "processes",
    "ctypes.": "native code", "pty.": "processes", "webbrowser.": "processes",
}  # fmt: skip
_WRITES = frozenset("os.remove os.rename os.rmdir os.mkdir os.link os.symlink os.truncate os.chmod os.chown".split())
_PEACEFUL = frozenset(["socket.__new__", "socket.getsockopt"])
"""The event loop's own pair of sockets; the filter forbids all others."""


def confine(*, memory: int, seconds: int, size: int, writable: str) -> None:
    """For the rest of this process. Bytes of memory on top of what it has, of processor time, of a file."""
    for what, most in (
        (resource.RLIMIT_AS, _mapped() + memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        resource.setrlimit(what, (most, most))
    if sys.platform == "linux":
        _filter_calls()
    sys.addaudithook(_hook(os.path.realpath(writable)))


def hide() -> None:
    """Keep this process's memory and open files from the processes that it forks."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def filters() -> bool:
    """There is a filter on system calls for this machine."""
    return sys.platform == "linux" and platform.machine() in _FILTERS


def _mapped() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 2 << 30


def _filter_calls() -> None:
    known = _FILTERS.get(platform.machine())
    if known is None:
        return
    program = b"".join(_program(known))
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _FILTER, header, 0, 0):
        raise OSError(ctypes.get_errno(), "the filter on system calls cannot be set")


def _program(known: dict[str, object]) -> list[bytes]:
    """The filter: another architecture ends the process; threads may be started, processes not."""
    refused, clone, clone3 = known["refused"], known["clone"], known["clone3"]
    assert isinstance(refused, tuple)
    assert isinstance(clone, int)
    assert isinstance(clone3, int)
    lines = [
        _line(_LOAD, _ARCHITECTURE_AT),
        _line(_EQUAL, known["architecture"], 1, 0),
        _line(_ANSWER, _KILL),
        _line(_LOAD, _NUMBER_AT),
        _line(_ANY_BIT, 0x40000000, 0, 1),
        _line(_ANSWER, _REFUSE | _EPERM),
        _line(_EQUAL, clone3, 0, 1),
        _line(_ANSWER, _REFUSE | _ENOSYS),
    ]
    for number in refused:
        lines += [_line(_EQUAL, number, 0, 1), _line(_ANSWER, _REFUSE | _EPERM)]
    return [
        *lines,
        _line(_EQUAL, clone, 0, 3),
        _line(_LOAD, _FIRST_ARGUMENT_AT),
        _line(_ANY_BIT, _CLONE_THREAD, 1, 0),
        _line(_ANSWER, _REFUSE | _EPERM),
        _line(_ANSWER, _ALLOW),
    ]


def _line(code: int, value: object, on_true: int = 0, on_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, on_true, on_false, value)


def _hook(writable: str) -> Callable[[str, tuple[object, ...]], None]:
    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            _look_at_opening(arguments, writable)
        elif event in _WRITES and not _below(arguments[0], writable):
            raise PermissionError(f"the sandbox refuses files: {event} {arguments[0]!r}")
        elif event not in _PEACEFUL and (word := next((w for k, w in _WORDS.items() if event.startswith(k)), "")):
            raise PermissionError(f"the sandbox refuses {word}: {event}")

    return refuse


def _look_at_opening(arguments: tuple[object, ...], writable: str) -> None:
    path, _, flags = arguments
    if isinstance(path, str | bytes) and (own := os.fsdecode(path)).startswith("/proc/") and "/self/" not in own:
        raise PermissionError(f"the sandbox refuses other processes: open {path!r}")
    writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    if writes and isinstance(path, str | bytes) and not _below(path, writable) and path not in {os.devnull}:
        raise PermissionError(f"the sandbox refuses files: open {path!r} for writing")


def _below(path: object, folder: str) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    return os.path.realpath(os.fsdecode(path)).startswith(folder + os.sep)
