"""What a forked test may still do: limits on memory, time and files; filters of the kernel; an audit hook.

The filter on system calls (seccomp) forbids sockets, new processes and programs to the process itself, whatever it
runs; that on files (Landlock) all but its own and the libraries'. The hook sees what Python code opens and says so in
words; native code gets past it, which is what the rest is for.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
import sys

from scaffolder.verify.inside import landlock
from scaffolder.verify.inside.hook import Files, Hook

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


def confine(*, memory: int, seconds: int, size: int, files: Files) -> None:
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
        landlock.fence(files.readable, files.writable)
        _filter_calls()
    sys.addaudithook(Hook(files))


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
