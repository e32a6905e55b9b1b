"""What the user configured: `scaffold.toml` → `Settings`, and what is wrong with it.

The overrides say the same as `x-scaffold` in the document, for people who may not touch it:

    [entities.Pet]               # a component schema's name
    ignore = true

    [operations."GET /pets"]     # method and path, or an operationId
    custom = true

    [rules]                      # sentences of descriptions that `scaffold plan` lists, by id
    owner-must-be-of-age-1a2b3c = true
    pet-cannot-leave-4d5e6f = {status = 409, on = ["update"], text = "Edited by hand."}
    a-rule-that-is-none-7a8b9c = false

    [verify]
    timeout = 300                # seconds for each step

    [fill]                       # what the options of `scaffold fill` say, by the same names
    model = "openai/gpt-4o-mini"
    input_price = 0.15           # US dollars for a million tokens, where litellm does not know the model
    output_price = 0.60

    [style]
    guide = "Guard clauses first; no abbreviations."

Before all tables: `templates = "folder"`, a team's own templates, relative to the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.forms import INTO, accepted
from scaffolder.source import JsonValue

FILE_NAME = "scaffold.toml"

_SECONDS = range(1, 86401)
_FILL = tuple(
    """model base_url fallback brief parallel together iterations timeout context structured tools input_price
    output_price""".split()
)
_TABLES = ("entities", "operations", "rules", "verify", "fill", "style", "templates", "into")
_RULE, _RULE_TOLD = frozenset(["text", "on", "status"]), "text, on and status"
_T = TypeVar("_T")

_POSITION = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Override:
    """What `x-scaffold` would say on one schema or operation."""

    subject: str
    """The schema's name; the operation's operationId, or its method and path ("GET /pets/{id}")."""
    values: Mapping[str, JsonValue]
    place: Place


@dataclass(frozen=True, slots=True)
class FillSettings:
    """How placeholders are filled; None: not set."""

    model: str | None = None
    base_url: str | None = None
    fallback: tuple[str, ...] = ()
    brief: str | None = None
    """Path of requirements in prose, from the settings file's folder."""
    parallel: int = 8
    together: int = 8
    """Placeholders of one module and kind in one first request."""
    iterations: int = 3
    timeout: int = 120
    """Seconds for one call."""
    context: int = 4000
    """Tokens of a prompt."""
    structured: bool | None = None
    """The model gives structured answers; None: as litellm knows."""
    tools: bool | None = None
    """The model calls tools; None: likewise."""
    input_price: float | None = None
    """US dollars for a million tokens; None: as litellm knows."""
    output_price: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of `scaffold.toml`, defaults filled in."""

    entities: Mapping[str, Override] = field(default_factory=dict)
    operations: Mapping[str, Override] = field(default_factory=dict)
    rules: Mapping[str, Override] = field(default_factory=dict)
    """Sentences of descriptions by id: what a rule of `x-business-rules` says besides; `ignore`: it is none."""
    timeout: int = 900
    """Seconds for each verification step."""
    fill: FillSettings = field(default_factory=FillSettings)
    style: str = ""
    """How code is to be written, in prose."""
    templates: Path | None = None
    """A folder of templates that stand before ours."""
    into: Mapping[str, str | bool] = field(default_factory=dict)
    """What of an existing project generated modules use, and where they go; see `layout.py`."""


def load(path: Path) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings of a file; the defaults where there is none. Findings are errors, at their line."""
    try:
        text = path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return Settings(), (_error("S001", f"cannot read the settings: {reason}", Place(str(path))),)
    return parse(text, str(path))


def parse(text: str, file: str) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The same for the text of a settings file."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Settings(), (_syntax_error(str(error), text, file),)
    reader = _Reader(text, file)
    return reader.settings(table), tuple(reader.findings)


def _syntax_error(message: str, text: str, file: str) -> Diagnostic:
    match, lines = _POSITION.search(message), text.splitlines() or [""]
    line, column = (int(match[1]), int(match[2])) if match else (len(lines), len(lines[-1]) + 1)
    source = lines[line - 1] if line <= len(lines) else ""
    plain = _POSITION.sub("", message).replace(" (at end of document)", "")
    return _error("S002", f"not valid TOML: {plain}", Place(file, line, column), source)


def _error(code: str, message: str, place: Place, source: str = "", hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, place, hint, source)


class _Reader:
    """Checks a parsed table piece by piece and collects what is wrong."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.findings: list[Diagnostic] = []

    def settings(self, table: dict[str, JsonValue]) -> Settings:
        self._known(table, _TABLES, section="")
        verify = self._table(table, "verify")
        self._known(verify, ("timeout",), section="verify")
        return Settings(
            entities=dict(self._overrides(table, "entities")),
            operations=dict(self._overrides(table, "operations")),
            rules=dict(self._rules(table)),
            timeout=self._integer(verify, "timeout", Settings().timeout, section="verify", within=_SECONDS),
            fill=self._fill(self._table(table, "fill")),
            style=self._style(self._table(table, "style")),
            templates=self._folder(table, "templates"),
            into=dict(self._into(self._table(table, "into"))),
        )

    def _fill(self, fill: dict[str, JsonValue]) -> FillSettings:
        self._known(fill, _FILL, section="fill")
        plain, known = FillSettings(), {key: fill[key] for key in _FILL if key in fill}
        integer = partial(self._integer, known, section="fill")
        return FillSettings(
            model=self._value(known, "model", str, "a text"),
            base_url=self._value(known, "base_url", str, "a text"),
            fallback=self._texts(known, "fallback", section="fill"),
            brief=self._value(known, "brief", str, "a text"),
            parallel=integer("parallel", plain.parallel, within=range(1, 257)),
            together=integer("together", plain.together, within=range(1, 51)),
            iterations=integer("iterations", plain.iterations, within=range(21)),
            timeout=integer("timeout", plain.timeout, within=_SECONDS),
            context=integer("context", plain.context, within=range(500, 1_000_001)),
            structured=self._value(known, "structured", bool, "true or false"),
            tools=self._value(known, "tools", bool, "true or false"),
            input_price=self._price(known, "input_price"),
            output_price=self._price(known, "output_price"),
        )

    def _style(self, style: dict[str, JsonValue]) -> str:
        self._known(style, ("guide", "rules"), section="style")
        guide = style.get("guide", "")
        if not isinstance(guide, str):
            self._add("S004", "[style] guide: a text is expected", self._place("guide", "style"))
            guide = ""
        rules = self._texts(style, "rules", section="style")
        return "\n".join([*([guide.strip()] if guide.strip() else []), *(f"- {rule}" for rule in rules)])

    def _value(self, table: dict[str, JsonValue], key: str, kind: type[_T], expected: str) -> _T | None:
        value = table.get(key)
        if value is None or isinstance(value, kind):
            return value
        self._add("S004", f"[fill] {key}: {expected} is expected", self._place(key, "fill"))
        return None

    def _price(self, table: dict[str, JsonValue], key: str) -> float | None:
        value = table.get(key)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6):
            return None if value is None else float(value)
        self._add("S004", f"[fill] {key}: a sum in US dollars is expected", self._place(key, "fill"))
        return None

    def _texts(self, table: dict[str, JsonValue], key: str, *, section: str) -> tuple[str, ...]:
        value = table.get(key, [])
        listed = value if isinstance(value, list) else [value]
        texts = tuple(v for v in listed if isinstance(v, str))
        if len(texts) != len(listed):
            self._add("S004", f"[{section}] {key}: a list of texts is expected", self._place(key, section))
        return texts

    def _overrides(self, table: dict[str, JsonValue], section: str) -> Iterator[tuple[str, Override]]:
        for subject, values in self._table(table, section).items():
            place = self._place(subject, section)
            if isinstance(values, dict):
                yield subject, Override(subject, values, place)
            else:
                self._add("S004", f"[{section}] {subject}: a table of overrides is expected", place)

    def _rules(self, table: dict[str, JsonValue]) -> Iterator[tuple[str, Override]]:
        for subject, said in self._table(table, "rules").items():
            place = self._place(subject, "rules")
            values = {"ignore": not said} if isinstance(said, bool) else said
            if isinstance(values, dict) and (isinstance(said, bool) or values.keys() <= _RULE):
                yield subject, Override(subject, values, place)
            else:
                self._add("S004", f"[rules] {subject}: true, false, or a table of {_RULE_TOLD} is expected", place)

    def _table(self, table: dict[str, JsonValue], key: str) -> dict[str, JsonValue]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._add("S004", f"{key}: a table is expected", self._place(key, ""))
        return {}

    def _integer(self, table: dict[str, JsonValue], key: str, default: int, *, section: str, within: range) -> int:
        value = table.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value in within:
            return value
        bounds = f"an integer from {within.start} to {within.stop - 1} is expected"
        self._add("S004", f"[{section}] {key}: {bounds}", self._place(key, section))
        return default

    def _into(self, into: dict[str, JsonValue]) -> Iterator[tuple[str, str | bool]]:
        self._known(into, tuple(INTO), section="into")
        for key, value in into.items():
            form = INTO.get(key)
            taken = accepted(form, value)
            if taken is not None:
                yield key, taken
            elif form is not None:
                self._add("S004", f"[into] {key}: {form.told} is expected", self._place(key, "into"))

    def _folder(self, table: dict[str, JsonValue], key: str) -> Path | None:
        """A path, relative to the folder of the settings file."""
        value = table.get(key)
        if value is None or (isinstance(value, str) and value):
            return Path(self.file).parent / value if value else None
        self._add("S004", f"{key}: the path of a folder is expected", self._place(key, ""))
        return None

    def _known(self, table: dict[str, JsonValue], known: tuple[str, ...], *, section: str) -> None:
        for key in table:
            if key not in known:
                where = f"[{section}] {key}" if section else f"[{key}]"
                self._add("S003", f"{where} is unknown", self._place(key, section), f"known: {', '.join(known)}")

    def _add(self, code: str, message: str, place: Place, hint: str = "") -> None:
        source = self.lines[place.line - 1] if place.line else ""
        self.findings.append(_error(code, message, place, source, hint))

    def _place(self, key: str, section: str) -> Place:
        """The line that names the key, within its section's lines; `tomllib` itself keeps no positions."""
        inside = not section
        for number, line in enumerate(self.lines, 1):
            stripped = line.strip()
            if stripped.startswith("["):
                inside = not section or re.split(r"[.\s\]]", stripped.lstrip("[ "))[0].strip("\"'") == section
            if inside and re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", line):
                return Place(self.file, number, line.index(key) + 1)
        return Place(self.file)
