"""Generation without verification, whole processes, in turns with the peers; and regeneration without a change.

In: documents. Out: wall time, processor time and peak memory against each peer. Every run writes to a fresh folder.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tools.bench.figures import Figure, skipped
from tools.bench.peers import Peer, installed
from tools.bench.processes import SCAFFOLD, Run, must, run

PART = "generation"
AGAIN = "incremental"
_BAR = 0.1
_AGAIN_BAR = 1 / 3
_SLOW = 30
"""Seconds."""


def figures(documents: Sequence[Path], *, rounds: int) -> Iterator[Figure]:
    """Ours against each peer, for each document."""
    peers = installed()
    for document in documents:
        if not document.is_file():
            yield skipped(PART, f"{document.name} is not there")
        else:
            yield from _compared(document, peers, rounds)


def again(document: Path, *, rounds: int) -> Iterator[Figure]:
    """Regeneration without a change against the first generation."""
    if not document.is_file():
        yield skipped(AGAIN, f"{document.name} is not there")
        return
    pairs = [_first_and_again(document) for _ in range(rounds)]
    first, second = (min((p[n] for p in pairs), key=lambda r: r.seconds) for n in (0, 1))
    what = f"{document.name} again, unchanged"
    ratio = second.seconds / first.seconds
    yield Figure(AGAIN, what, second.seconds, "s", "first generation", first.seconds, ratio, _AGAIN_BAR)
    share = second.processor / first.processor
    yield Figure(AGAIN, what, second.processor, "s processor", "first generation", first.processor, share)


def _first_and_again(document: Path) -> tuple[Run, Run]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = ours(document, Path(folder) / "app")
        return must(run(command)), must(run(command))


def ours(document: Path, out: Path) -> tuple[str, ...]:
    """The command that writes an application and does not check it."""
    return (*SCAFFOLD, "from", str(document), "--no-verify", "--out", str(out))


def _compared(document: Path, peers: Sequence[Peer], rounds: int) -> Iterator[Figure]:
    """In each round ours, then each peer; a peer that failed, or is slow, is not asked again."""
    mine: list[Run] = []
    theirs: dict[str, list[Run]] = {peer.name: [] for peer in peers}
    for _ in range(rounds):
        mine.append(must(_fresh(ours, document)))
        for peer in peers:
            if not any(r.code or r.seconds > _SLOW for r in theirs[peer.name]):
                theirs[peer.name].append(_fresh(peer.command, document))
    for name, runs in theirs.items():
        yield from _against(document, _fastest(mine), name, _fastest(runs))


def _fresh(command: Callable[[Path, Path], tuple[str, ...]], document: Path) -> Run:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        return run(command(document.resolve(), folder / "app"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fastest(runs: Sequence[Run]) -> Run:
    return min(runs, key=lambda r: r.seconds)


def _against(document: Path, mine: Run, name: str, peer: Run) -> Iterator[Figure]:
    note = f"the peer fails, {peer.failure}" if peer.code else ""
    values = (
        ("s", mine.seconds, peer.seconds, _BAR),
        ("s processor", mine.processor, peer.processor, None),
        ("MB", mine.peak, peer.peak, 1.0),
    )
    for unit, own, other, bar in values:
        yield Figure(PART, document.name, own, unit, name, other, own / other, bar, note=note)
