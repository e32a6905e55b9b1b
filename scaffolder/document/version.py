"""Which version a document is written in, and what of 3.2 cannot be read."""

from __future__ import annotations

import re
from typing import NamedTuple

from scaffolder.document import pointers
from scaffolder.document.findings import Findings
from scaffolder.source import JsonValue

_Dict = dict[str, JsonValue]

_openapi = re.compile(r"3\.[012](\.\d+)?([-+].*)?$")
_swagger = re.compile(r"2(\.0(\.\d+)?)?$")


class Version(NamedTuple):
    """The version as written, and what follows from it."""

    text: str
    is_swagger: bool

    @property
    def is_later(self) -> bool:
        """3.2, which is read as 3.1."""
        return self.text.startswith("3.2")

    @property
    def schemas_pointer(self) -> str:
        """Where named schemas stand."""
        return "/definitions" if self.is_swagger else "/components/schemas"


def find_version(root: _Dict, findings: Findings) -> Version | None:
    """The version of a document; None, with an error, where it is not one that can be read."""
    for key, pattern in (("openapi", _openapi), ("swagger", _swagger)):
        if key in root:
            value = root[key]
            text = str(value) if isinstance(value, str | int | float) else ""
            if pattern.match(text):
                return Version(text, key == "swagger")
            findings.add("D118", pointers.child("", key), version=f"`{value!s:.20}`")
            return None
    findings.add("D117", "")
    return None


def warn_about_later_parts(root: _Dict, version: Version, findings: Findings) -> None:
    """Name what 3.2 added and 3.1 cannot say."""
    paths = root.get("paths")
    if not version.is_later or not isinstance(paths, dict):
        return
    for path, item in paths.items():
        for key in ("query", "additionalOperations"):
            if isinstance(item, dict) and key in item:
                place = pointers.child(pointers.child("/paths", path), key)
                findings.add("D129", place, part=f"`{key}`")
