"""Path templates: cutting off what is no path, and the names of their parameters."""

from __future__ import annotations

import re

from scaffolder.document.findings import Findings

_parameter = re.compile(r"\{([^{}/]+)\}")
_surplus = re.compile(r"\?.*$|#[^/]*$", re.DOTALL)


def clean_path(template: str, pointer: str, findings: Findings) -> str:
    """The path of a key under `paths`: beginning with `/`, without query and fragment, with matching braces."""
    path, part = template, ""
    surplus = _surplus.search(_parameter.sub(lambda match: "x" * len(match.group()), path))
    if surplus:
        part, path = path[surplus.start() :], path[: surplus.start()]
    elif "#" in path:
        part, path = path[path.index("#") :], path.replace("#", "")
    if path != template:
        path = path or "/"
        findings.add("D144", pointer, part=f"`{part}`", path=f"`{path}`")
    if not path.startswith("/"):
        findings.add("D125", pointer, path=f"`{path}`", read=f"`/{path}`")
        path = f"/{path}"
    return _mend_braces(path, pointer, findings)


def _mend_braces(path: str, pointer: str, findings: Findings) -> str:
    rest = _parameter.sub("", path)
    if "{" not in rest and "}" not in rest:
        return path
    pieces = re.split(r"(\{[^{}/]+\})", path)
    mended = "".join(piece if _parameter.fullmatch(piece) else re.sub(r"[{}]", "", piece) for piece in pieces)
    findings.add("D149", pointer, path=f"`{path}`", read=f"`{mended}`")
    return mended


def parameter_names(path: str) -> tuple[str, ...]:
    """The names of a path's parameters, each once, in order."""
    return tuple(dict.fromkeys(_parameter.findall(path)))


def outline(path: str) -> str:
    """The path without its parameters' names: what a server can tell apart."""
    return _parameter.sub("{}", path)
