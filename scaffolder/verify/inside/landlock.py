"""Landlock: the kernel itself refuses this process all files but some, to native code too (Linux 5.13 and newer).

It needs no rights, and cannot be taken back. See the kernel's documentation, userspace-api/landlock.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Sequence

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""Numbers of the system calls, the same on all architectures."""
_VERSION, _BENEATH = 1, 1
_NO_NEW_PRIVILEGES = 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = 1, 2, 4, 8
_FIRST = (1 << 13) - 1
"""Rights of the first version; the second adds renaming between folders, the third truncation."""
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14
_READING = _EXECUTE | _READ_FILE | _READ_FOLDER


def version() -> int:
    """Of the kernel's Landlock; 0: it has none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE, None, 0, _VERSION)))


def fence(readable: Sequence[str], writable: str) -> bool:
    """From now on only these can be opened; False where the kernel cannot do it."""
    known = version()
    if not known:
        return False
    all_rights = _FIRST | (1 << 13 if known >= 2 else 0) | (1 << 14 if known >= 3 else 0)
    libc = ctypes.CDLL(None, use_errno=True)
    rules = struct.pack("Q", all_rights)
    fence = libc.syscall(_CREATE, rules, len(rules), 0)
    if fence < 0:
        return False
    for path in readable:
        _allow(libc, fence, path, _READING)
    _allow(libc, fence, writable, all_rights)
    _allow(libc, fence, os.devnull, _READ_FILE | _WRITE_FILE)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    done = bool(libc.syscall(_RESTRICT, fence, 0) == 0)
    os.close(fence)
    return done


def _allow(libc: ctypes.CDLL, fence: int, path: str, rights: int) -> None:
    """What is not there needs no leave."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not stat.S_ISDIR(os.fstat(opened).st_mode):
        rights &= _OF_FILES
    rule = struct.pack("=Qi", rights, opened)
    libc.syscall(_ADD, fence, _BENEATH, rule, 0)
    os.close(opened)
