"""Which items of two versions are the same one, and in which order those of three versions stand.

Items have keys (a name, or what they say). An item that has no partner of its key is paired with what replaced it
between the same neighbours, where the two are alike enough.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

Alike = Callable[[int, int, bool], bool]
"""(item of base, item of the side, alone between the same neighbours) → they are the same item."""


def unique(keys: Sequence[str]) -> list[str]:
    """The keys, each told from those before it that are equal."""
    seen: dict[str, int] = {}
    made = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        made.append(key if seen[key] == 1 else f"{key}\0{seen[key]}")
    return made


def aligned(base: Sequence[str], side: Sequence[str], alike: Alike) -> list[str]:
    """The keys of the side, where an item that replaced one of base has that one's key."""
    found = list(side)
    free_base = [n for n, key in enumerate(base) if key not in set(side)]
    free_side = [n for n, key in enumerate(side) if key not in set(base)]
    if not free_base or not free_side:
        return found
    taken: set[int] = set()
    gaps_base, gaps_side = _gaps(base, free_base, side), _gaps(side, free_side, base)
    for b in free_base:
        rivals = [n for n in free_side if n not in taken]
        opposite = _opposite(b, (free_base, gaps_base), (free_side, gaps_side))
        partner = opposite if opposite in rivals and alike(b, opposite, True) else -1
        if partner < 0:
            partner = next((n for n in rivals if alike(b, n, False)), -1)
        if partner >= 0:
            taken.add(partner)
            found[partner] = base[b]
    return found


_Free = tuple[Sequence[int], dict[int, str]]


def _opposite(b: int, base: _Free, side: _Free) -> int:
    """The item at the same place between the same neighbours, where both have as many there; else -1."""
    gap = base[1][b]
    before, after = (_in_gap(free, gaps, gap) for free, gaps in (base, side))
    return after[before.index(b)] if len(before) == len(after) else -1


def _in_gap(free: Sequence[int], gaps: dict[int, str], gap: str) -> list[int]:
    return [n for n in free if gaps[n] == gap]


def _gaps(keys: Sequence[str], free: Sequence[int], other: Sequence[str]) -> dict[int, str]:
    """For each free item the key before it that both versions have."""
    known, wanted, last = set(other), set(free), ""
    gaps: dict[int, str] = {}
    for number, key in enumerate(keys):
        if number in wanted:
            gaps[number] = last
        elif key in known:
            last = key
    return gaps


def ordered(base: Sequence[str], yours: Sequence[str], generated: Sequence[str], keep: Collection[str]) -> list[str]:
    """The kept keys in the order of the side that reordered, by default the user's; each other one after the key
    that it follows on its own side.
    """
    first, second = (
        (generated, yours)
        if _same_order(base, yours) and not _same_order(base, generated)
        else (
            yours,
            generated,
        )
    )
    result = [key for key in first if key in keep]
    present = set(result)
    previous = ""
    for key in second:
        if key in keep and key not in present:
            result.insert(result.index(previous) + 1 if previous else _head(result, second, key), key)
            present.add(key)
        if key in present:
            previous = key
    return result


def _head(result: Sequence[str], second: Sequence[str], key: str) -> int:
    """Where an item goes that is the first of its side: before the next one that is there."""
    later = second[list(second).index(key) + 1 :]
    following = next((k for k in later if k in set(result)), None)
    return list(result).index(following) if following is not None else 0


def _same_order(base: Sequence[str], side: Sequence[str]) -> bool:
    both = set(base) & set(side)
    return [k for k in base if k in both] == [k for k in side if k in both]
