"""The only ways in which text of a document reaches the output: literals, docstrings, comments, and plain-text writers.

Each takes any string and gives text from which nothing can escape (promise 3): Python literals are ASCII where a
character could be mistaken or hidden, docstrings and comments hold no control, bidirectional or separator characters.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
import unicodedata

from scaffolder.model import Literal

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that do not show, or that turn around what does."""
_UNPLAIN = re.compile(r"[^ !#-\[\]-~]")
"""What a literal may have to escape: everything but printable ASCII without quotes and backslashes."""
_WIDTH = 112
_ORDER = re.compile(r"\b(scaffold|mypy|ruff|fmt|isort|pylint|pyright|pragma|noqa|coding|type(?=:\s*ignore)):", re.I)
"""Words by which comments give orders to tools."""


def literal(value: object) -> str:
    """A Python expression for a JSON value (or a `Literal`)."""
    if isinstance(value, Literal):
        value = value.value
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(v) for v in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{text_literal(str(k))}: {literal(v)}' for k, v in value.items())}}}"
    if isinstance(value, float) and not math.isfinite(value):
        return "None"
    return repr(value)


def text_literal(value: str) -> str:
    """A double-quoted Python string; everything but plain printable text is escaped."""
    return f'"{_UNPLAIN.sub(lambda found: _escaped(found[0]), value)}"'


def long_literal(value: str, *, indent: int = 0) -> str:
    """A Python string over as many lines as it takes, in parentheses: cut after its line breaks and between words."""
    lines = [part for line in value.splitlines(keepends=True) for part in _parts(line, _WIDTH - indent)]
    if len(lines) < 2:
        return text_literal(value)
    pad = " " * indent
    body = "\n".join(f"{pad}    {text_literal(line)}" for line in lines)
    return f"(\n{body}\n{pad})"


def _parts(line: str, width: int) -> list[str]:
    if len(text_literal(line)) <= width:
        return [line]
    return re.findall(rf".{{1,{width // 2}}}(?:\s+|$)|.{{{width // 2}}}|.+", line, re.DOTALL)


def equality(written: str) -> str:
    """A comparison with a written value: what there is one of only is compared by identity (PEP 8)."""
    return f"is {written}" if written in ("None", "True", "False") else f"== {written}"


def _escaped(char: str) -> str:
    simple = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    if char in simple:
        return simple[char]
    if " " <= char <= "~" or (char.isalnum() and unicodedata.category(char) not in _HIDDEN):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def clean(text: str) -> str:
    """Text without characters that hide or turn around; line breaks stay, tabs become spaces."""
    if text.isascii() and text.isprintable() and not text.endswith(" "):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return "\n".join("".join(c for c in line if unicodedata.category(c) not in _HIDDEN).rstrip() for line in lines)


def one_line(text: str) -> str:
    """Clean text on one line, single spaces."""
    return " ".join(clean(text).split())


def docstring(text: str, *, indent: int = 0, fallback: str = "") -> str:
    """A whole docstring, triple quotes included: a summary line, and the rest wrapped under it."""
    plain = clean(text).strip() or clean(fallback).strip() or "No description."
    summary, _, rest = _sentence(plain)
    summary, rest = _quoted(summary), _quoted(rest)
    if not rest:
        return f'"""{summary}"""'
    pad = " " * indent
    body = "\n".join(f"{pad}{line}" if line else "" for line in rest.split("\n"))
    return f'"""{summary}\n\n{body}\n{pad}"""'


def _sentence(plain: str) -> tuple[str, str, str]:
    """First sentence on one line, and what follows, wrapped."""
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", plain)]
    head = paragraphs[0]
    match = re.match(r"(.{1,100}?[.!?])(?:\s+|$)(.*)", head)
    summary, more = (match.group(1), match.group(2)) if match else ("", "")
    if not match and len(head) <= _WIDTH - 10:
        summary, more = head, ""
    if not summary:
        cut = textwrap.wrap(head, 96, break_long_words=True)
        summary, more = f"{cut[0]}…", f"… {' '.join(cut[1:])}"
    if not summary.endswith((".", "!", "?", "…", ":")):
        summary += "."
    rest = "\n\n".join(
        textwrap.fill(p, _WIDTH - 8, break_long_words=True) for p in [more, *paragraphs[1:]] if p.strip()
    )
    return summary, "", rest


def _quoted(text: str) -> str:
    """Backslashes and quotes that could end or change a docstring are escaped; a placeholder marker is none there."""
    safe = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace("# scaffold:", "# scaffold :")
    return safe[:-1] + '\\"' if safe.endswith('"') else safe


def comment(text: str, *, indent: int = 0) -> str:
    """A `#` comment of as many lines as it takes; never a placeholder marker, nor an order such as `type: ignore`."""
    pad = " " * indent
    plain = _ORDER.sub(r"\1 :", one_line(text))
    lines = textwrap.wrap(plain, _WIDTH - indent, break_long_words=True) or [""]
    return "\n".join(f"{pad if n else ''}# {line}".rstrip() for n, line in enumerate(lines))


def toml_text(text: str) -> str:
    """A basic TOML string (TOML 1.0)."""
    plain = one_line(text)
    return '"' + "".join(c if c >= " " and c not in '"\\' else f"\\u{ord(c):04x}" for c in plain) + '"'


def markdown(text: str) -> str:
    """One line for Markdown in which nothing is markup."""
    plain = re.sub(r"([\\`*_{}\[\]<>#|!~&])", r"\\\1", one_line(text))
    return re.sub(r"^([-+=]|\d+(?=[.)]))", lambda m: f"\\{m[0]}" if m[0] in "-+=" else f"{m[0]}\\", plain)


def json_text(value: object) -> str:
    """A value as ASCII JSON."""
    return json.dumps(value, ensure_ascii=True)
