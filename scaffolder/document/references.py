"""`$ref` in, the node it means out; every reference that cannot be followed is a finding."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from scaffolder.document import limits, pointers
from scaffolder.document.files import Files, Source
from scaffolder.document.findings import Findings
from scaffolder.document.text import Unreadable
from scaffolder.source import JsonValue

_address = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]+:|//)")


class Target(NamedTuple):
    """A node and its pointer."""

    node: JsonValue
    pointer: str


class Removed:
    """What was taken out of mappings because it was of the wrong type; references may still lead into it."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, str], JsonValue] = {}

    def keep(self, node: dict[str, JsonValue], key: str) -> None:
        """Remember a member before it is taken out."""
        self._values[id(node), key] = node[key]

    def find(self, node: JsonValue, key: str) -> JsonValue | pointers.Missing:
        """A member that was taken out."""
        return self._values.get((id(node), key), pointers.missing)


class References:
    """Follows references between the nodes of a document and the files beside it."""

    def __init__(self, files: Files, findings: Findings) -> None:
        self._files = files
        self._findings = findings
        self._targets: dict[tuple[str, str], Target | None] = {}
        self._unreadable: set[str] = set()
        self.removed = Removed()

    def target(self, reference: str, pointer: str, *, key: str | None = "$ref") -> Target | None:
        """The node that `reference` in the node at `pointer` means; None, with a finding, where there is none."""
        base = pointers.split(pointer)[0]
        found = self._targets.get((base, reference))
        if found is None:
            place = pointers.child(pointer, key) if key else pointer
            found = self._targets[base, reference] = self._find(reference, base, place)
        return found

    def find(self, pointer: str) -> Target | None:
        """The node at a pointer of the document itself; None, without a finding, where there is none."""
        return self._walk(self._files.source("").root, "", pointers.tokens(pointer))

    def refuse(self, reference: str, place: str, *, found: str, wanted: str) -> None:
        """Report a reference, standing at a pointer, to a node of the wrong kind."""
        self._findings.add("D135", place, ref=f"`{reference}`", found=found, wanted=wanted)

    def follow(self, node: JsonValue, pointer: str) -> Target | None:
        """The node itself, or what its chain of references ends at; None, with a finding, where it ends at nothing."""
        seen: set[str] = set()
        start = pointers.child(pointer, "$ref")
        while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
            found = self.target(reference, pointer)
            if found is None:
                return None
            if found.pointer in seen:
                self._findings.add("D131", start, ref=f"`{reference}`")
                return None
            seen.add(found.pointer)
            node, pointer = found
        return Target(node, pointer)

    def _find(self, reference: str, base: str, place: str) -> Target | None:
        file, _, fragment = reference.partition("#")
        name = self._files.name(unquote(file), base) if file else base
        if _address.match(file):
            code = "D133"
        elif name is None:
            code = "D132"
        elif self._files.count >= limits.max_files:
            code = "D136"
        else:
            return self._look_up(name, fragment, reference, place)
        self._findings.add(code, place, ref=f"`{reference}`", limit=limits.max_files)
        return None

    def _look_up(self, name: str, fragment: str, reference: str, place: str) -> Target | None:
        source = self._load(name, reference, place)
        if source is None:
            return None
        if fragment == "":
            return Target(source.root, f"{name}#" if name else "")
        found = None
        if fragment.startswith("/"):
            decoded, raw = pointers.tokens(unquote(fragment)), pointers.tokens(fragment)
            start = f"{name}#" if name else ""
            found = self._walk(source.root, start, decoded) or self._walk(source.root, start, raw)
        if found is None:
            self._findings.add("D130", place, ref=f"`{reference}`")
        return found

    def _walk(self, node: JsonValue, pointer: str, tokens: list[str]) -> Target | None:
        """Follow tokens from a node, also into parts that were taken out."""
        for token in tokens:
            following = pointers.step(node, token)
            if isinstance(following, pointers.Missing):
                following = self.removed.find(node, token)
            if isinstance(following, pointers.Missing):
                return None
            node, pointer = following, pointers.child(pointer, token)
        return Target(node, pointer)

    def _load(self, name: str, reference: str, place: str) -> Source | None:
        if name in self._unreadable:
            return None
        try:
            source = self._files.load(name)
        except Unreadable as error:
            self._unreadable.add(name)
            self._findings.take(error.diagnostics)
            return None
        if isinstance(source, str):
            self._findings.add("D134", place, ref=f"`{reference}`", reason=source)
            return None
        self._findings.take(source.warnings)
        return source
