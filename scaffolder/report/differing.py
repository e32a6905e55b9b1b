"""Changes with their contents → the lines of `scaffold diff` and `scaffold check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import unified_diff

from scaffolder.changes import Action, Change, Changes, Difference
from scaffolder.model import ApiModel
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible

_TOPS = frozenset({"app", "tests"})
_COLOURS = {"+": "green", "-": "red", "@": "grey"}


def diff_lines(changes: Changes, model: ApiModel | None, paint: Paint) -> Iterator[str]:
    """What happens to each part, then every file as a unified diff that `patch` and `git apply` read."""
    yield from summary_lines(changes, model, paint)
    for difference in changes.differences:
        yield from _unified(difference, paint)


def summary_lines(changes: Changes, model: ApiModel | None, paint: Paint) -> Iterator[str]:
    """One line for each entity's files, and one for the rest."""
    told = [c for c in changes.files if c in changes.touched or c.action in {Action.DELETED, Action.RELEASED}]
    if not changes.touched and not changes.conflicts:
        yield f"{visible(changes.root)} is up to date"
    titles = {str(m.name): (m.entity or m.title) for m in model.modules} if model else {}
    parts: dict[str, list[Change]] = {}
    for change in told:
        parts.setdefault(_part(change.path, titles), []).append(change)
    for part in sorted(parts, key=lambda p: (p == "", p)):
        counts = Counter(c.action for c in parts[part])
        words = ", ".join(f"{counts[a]} {a}" for a in Action if counts[a])
        yield f"{paint(visible(part or 'the whole application'), bold=True)}: {words}"
        yield from (
            f"  {c.action:<10}{visible(c.path)}{visible(f' ({c.note})') if c.note else ''}" for c in parts[part]
        )
    if changes.touched:
        yield f"{counted(len(changes.touched), 'file')} would be written; nothing was"


def _part(path: str, titles: dict[str, str]) -> str:
    top, _, rest = path.partition("/")
    module = rest.split("/")[0] if top in _TOPS and "/" in rest else ""
    return titles.get(module, module if module not in {"core", "shared"} else "")


def _unified(difference: Difference, paint: Paint) -> Iterator[str]:
    for line in unified(difference).splitlines():
        shown = "\t".join(map(visible, line.split("\t")))
        yield paint(shown, _COLOURS[line[0]]) if line[:1] in _COLOURS else shown


def unified(difference: Difference) -> str:
    """A file's unified diff; a sentence where it is no text."""
    try:
        old, new = _lines(difference.before or b""), _lines(difference.after or b"")
    except UnicodeDecodeError:
        return f"Binary file {difference.path} differs\n"
    before = f"a/{difference.path}" if difference.before is not None else "/dev/null"
    after = f"b/{difference.path}" if difference.after is not None else "/dev/null"
    return "".join(f"{line}\n" for line in unified_diff(old, new, before, after, lineterm=""))


def _lines(data: bytes) -> list[str]:
    return data.decode().removesuffix("\n").split("\n") if data else []
