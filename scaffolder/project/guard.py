"""One run at a time for each project: a lock that the kernel releases even when its holder is killed."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffolder.diagnostics import Outside

_PAUSE = 0.05
_BUSY = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK}


@contextmanager
def alone(root: Path, *, wait: float) -> Iterator[None]:
    """Hold the project, or the nearest existing folder above where it will stand. Outside: another run holds it.

    `wait` is in seconds. The folder itself is locked, so no lock file stays behind.
    """
    deadline = time.monotonic() + wait
    while True:
        held = next(p for p in (root, *root.parents) if p.is_dir())
        handle = os.open(held, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _acquire(handle, root, deadline)
            if held == root or not root.is_dir():
                yield
                return
        finally:
            os.close(handle)


def _acquire(handle: int, root: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in _BUSY:
                raise Outside(f"cannot lock {root}: {error.strerror}") from error
        if time.monotonic() > deadline:
            raise Outside(f"another run of scaffold is writing to {root}; try again when it has ended")
        time.sleep(_PAUSE)
