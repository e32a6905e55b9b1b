"""Python code without its suites → tokens, bracket groups and their elements. Nothing of the text is lost.

A piece of code is any slice that tokenizes: a statement's lines, a function's head, an element of a list.
"""

from __future__ import annotations

import ast
import io
import token as kinds
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from scaffolder.project.merging.lines import lines_of

_LAYOUT = {kinds.NL, kinds.NEWLINE, kinds.INDENT, kinds.DEDENT, kinds.ENDMARKER, kinds.ENCODING}
_OPENING, _CLOSING = "([{", ")]}"
_FSTRING_START, _FSTRING_END = getattr(kinds, "FSTRING_START", -1), getattr(kinds, "FSTRING_END", -1)


class Untokenized(ValueError):
    """The slice is no Python."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token; offsets count characters of the slice."""

    kind: int
    text: str
    start: int
    end: int

    @property
    def opens(self) -> bool:
        """It is an opening bracket."""
        return self.kind == kinds.OP and self.text in _OPENING

    @property
    def closes(self) -> bool:
        """It is a closing bracket."""
        return self.kind == kinds.OP and self.text in _CLOSING

    def is_op(self, text: str) -> bool:
        """It is this operator."""
        return self.kind == kinds.OP and self.text == text


@dataclass(frozen=True, slots=True)
class Element:
    """What stands between two commas of a bracket group."""

    lead: str
    """Comment lines before it, as they stand."""
    core: str
    """From its first token to its last."""
    note: str
    """Comment behind its comma, without the space before it."""
    at: int = 0
    """Where its text begins in the group's."""


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of brackets outside of any other, with what it holds."""

    text: str
    elements: tuple[Element, ...]
    trailing: str
    """Comment lines behind the last element."""
    before: str
    """The token before the bracket, "" for none."""

    @property
    def bracket(self) -> str:
        """The opening bracket."""
        return self.text[0]


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens that carry meaning, and comments. Raises Untokenized."""
    starts = [0]
    for line in lines_of(text):
        starts.append(starts[-1] + len(line))
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise Untokenized(str(error)) from error
    made = (
        Token(t.type, t.string, starts[t.start[0] - 1] + t.start[1], starts[t.end[0] - 1] + t.end[1])
        for t in found
        if t.type not in _LAYOUT
    )
    return tuple(_whole_strings(made, text))


def _whole_strings(made: Iterator[Token], text: str) -> Iterator[Token]:
    """From Python 3.12 on an f-string is many tokens; here it is one again."""
    depth, first = 0, 0
    for token in made:
        if token.kind == _FSTRING_START:
            first = token.start if not depth else first
            depth += 1
        elif token.kind == _FSTRING_END:
            depth -= 1
            if not depth:
                yield Token(kinds.STRING, text[first : token.end], first, token.end)
        elif not depth:
            yield token


@lru_cache(maxsize=8192)
def form(text: str) -> tuple[str, ...]:
    """What the code says, whatever its layout: quotes, line breaks, last commas are nothing. Raises Untokenized."""
    said: list[str] = []
    for token in tokens(text):
        if token.closes and said and said[-1] == ",":
            said.pop()
        said.append(_string(token.text) if token.kind == kinds.STRING else token.text)
    if said and said[-1] == ",":
        said.pop()
    return tuple(said)


def _string(text: str) -> str:
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, SyntaxError):  # an f-string
        return text


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str | Group, ...]:
    """Text and bracket groups in turn; together they are the code. Raises Untokenized."""
    found: list[str | Group] = []
    done, depth, opened = 0, 0, 0
    all_tokens = tokens(text)
    for number, token in enumerate(all_tokens):
        if token.opens:
            opened = number if not depth else opened
            depth += 1
        elif token.closes:
            depth -= 1
            if depth < 0:
                raise Untokenized("a bracket closes that was not opened")
            if not depth:
                inside = all_tokens[opened : number + 1]
                found += [text[done : inside[0].start], _group(text, inside, _before(all_tokens, opened))]
                done = token.end
    return (*found, text[done:])


def _before(all_tokens: Sequence[Token], number: int) -> str:
    previous = all_tokens[number - 1] if number else None
    adjacent = previous is not None and previous.end == all_tokens[number].start
    return previous.text if previous is not None and adjacent else ""


def _group(text: str, inside: Sequence[Token], before: str) -> Group:
    splitter = _Splitter(text, inside[0].start)
    divisible = not _indivisible(inside[1:-1])
    depth = 0
    for token in inside[1:-1]:
        depth += token.opens - token.closes
        if token.kind == kinds.COMMENT:
            splitter.comment(token)
        elif token.is_op(",") and not depth and divisible:
            splitter.end()
        else:
            splitter.code(token)
    splitter.end()
    whole = text[inside[0].start : inside[-1].end]
    return Group(whole, tuple(splitter.elements), "".join(splitter.lead), before)


class _Splitter:
    """Collects the elements of a group; a comment behind code on its line belongs to that code, others to the next."""

    def __init__(self, text: str, begin: int) -> None:
        self.elements: list[Element] = []
        self.lead: list[str] = []
        self._text = text
        self._begin = begin
        self._run: list[Token] = []
        self._notes: list[str] = []

    def code(self, token: Token) -> None:
        """A token of the element; comments before it on lines of the element are inside its text anyway."""
        if self._run:
            self._notes = []
        self._run.append(token)

    def comment(self, token: Token) -> None:
        """A comment between elements, or behind one."""
        line = self._text[self._text.rfind("\n", 0, token.start) + 1 : token.start]
        behind = bool(line.strip())
        if self._run:
            self._notes.append(token.text)
        elif behind and self.elements:
            last = self.elements.pop()
            self.elements.append(replace(last, note=f"{last.note}  {token.text}".strip()))
        else:
            self.lead.append(f"{token.text}\n")

    def end(self) -> None:
        """The element ends, at a comma or at the closing bracket."""
        if not self._run:
            return
        start, end = self._run[0].start, self._run[-1].end
        notes = "  ".join(self._notes)
        self.elements.append(Element("".join(self.lead), self._text[start:end], notes, start - self._begin))
        self.lead, self._run, self._notes = [], [], []


def _indivisible(inside: Sequence[Token]) -> bool:
    depth = 0
    for token in inside:
        depth += token.opens - token.closes
        if not depth and token.kind == kinds.NAME and token.text in {"for", "lambda"}:
            return True
    return False
