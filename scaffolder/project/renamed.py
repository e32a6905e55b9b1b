"""What the document renamed: modules whose files move, and words that change in code that the user edited.

A word is changed only where the new generation no longer has it and has its new form instead, so that nothing of the
user's own is touched that the rename does not concern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from scaffolder.facts import Renamed
from scaffolder.project.lock import Entry
from scaffolder.tree import Tree

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOPS = ("app", "tests")


class Renaming:
    """How the texts of the last run and of the user become those of the new names."""

    def __init__(self, renamed: Renamed, bases: Mapping[str, bytes], tree: Tree) -> None:
        self._renamed = renamed
        self._words = _changed(bases.values(), (f.data for f in tree.values()), renamed.words) if renamed.words else {}
        self._columns = {m: _gone(renamed, m, tree) for m in {module for module, _, _ in renamed.columns}}

    def carried(self, tree: Tree, files: Mapping[str, Entry]) -> dict[str, str]:
        """New path → old path of each file that moves with its module."""
        found: dict[str, str] = {}
        for old, new in self._renamed.modules:
            for top in _TOPS:
                prefix, former = f"{top}/{new}/", f"{top}/{old}/"
                for path in (p for p in tree if p.startswith(prefix) and p not in files):
                    before = former + path.removeprefix(prefix)
                    if before in files and before not in tree:
                        found[path] = before
        return found

    def apply(self, path: str, data: bytes) -> bytes:
        """A file's content with the new names; `path` is its new one."""
        if not self._renamed:
            return data
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return data
        for old, new in self._renamed.modules:
            text = re.sub(rf"\b({'|'.join(_TOPS)})([./]){re.escape(old)}\b", rf"\g<1>\g<2>{new}", text)
        text = _WORD.sub(lambda m: self._words.get(m[0], m[0]), text) if self._words else text
        for old, new in self._columns.get(_module(path), ()):
            name = re.escape(old)
            use = rf"(?<=\.){name}\b|\b{name}(?=\s*[=:](?!=))|(?<=['\"]){name}(?=['\"])"
            text = re.sub(use, new, text)
        return text.encode()


def _module(path: str) -> str:
    return path.split("/")[1] if path.count("/") > 1 else ""


def _gone(renamed: Renamed, module: str, tree: Tree) -> list[tuple[str, str]]:
    """The columns of a module whose old name its generated files no longer have."""
    words = _identifiers(f.data for f in tree.values() if _module(f.path) == module)
    return [(old, new) for m, old, new in renamed.columns if m == module and old not in words and new in words]


def _changed(before: Iterable[bytes], after: Iterable[bytes], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Identifiers of the old texts that contain a renamed word, are gone, and stand with the new word instead."""
    old, new = _identifiers(before), _identifiers(after)
    found: dict[str, str] = {}
    for word in sorted(old - new):
        for former, present in pairs:
            begins = "(?<![a-z])" if former.islower() else ""
            changed = re.sub(rf"{begins}{former}(?![a-z])", present, word)
            if changed != word and changed in new:
                found[word] = changed
    return found


def _identifiers(texts: Iterable[bytes]) -> set[str]:
    return {word for data in texts for word in _WORD.findall(data.decode(errors="replace"))}
