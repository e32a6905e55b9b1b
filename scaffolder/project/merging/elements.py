"""Three versions of a statement without its suite → one: what differs inside brackets is merged element by element."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scaffolder.project.merging.matching import aligned, ordered, unique
from scaffolder.project.merging.tokens import Element, Group, Untokenized, form, pieces

_KEYED = re.compile(r"(?P<key>\*{0,2}[\w.]+|(?P<q>['\"]).*?(?P=q))\s*(?P<sign>[:=](?!=))", re.DOTALL)
_NO_CALL = frozenset(
    "return in and or not if else = ( [ { , : + - * / | & yield await lambda == -> from import".split()
)
_INDENT = "    "


def merge_code(base: str, yours: str, generated: str) -> str | None:
    """The combined code; None: both changed the same thing, or what one of them says is no Python."""
    try:
        return _merge(base, yours, generated)
    except Untokenized:
        return None


def chosen(base: str, yours: str, generated: str) -> str | None:
    """The version that says what both want, where at most one side changed what is said; else None."""
    if yours in {base, generated}:
        return generated
    if base == generated:
        return yours
    said = form(yours)
    if said == form(generated):
        return yours
    before = form(base)
    if before == form(generated):
        return yours
    return generated if before == said else None


def _merge(base: str, yours: str, generated: str) -> str | None:
    done = chosen(base, yours, generated)
    if done is not None:
        return done
    sides = [pieces(text) for text in (base, yours, generated)]
    if len({tuple(map(_shape, side)) for side in sides}) > 1 or len(sides[0]) == 1:
        return None
    merged: list[str] = []
    for b, y, g in zip(*sides, strict=True):
        if isinstance(b, Group) and isinstance(y, Group) and isinstance(g, Group):
            piece = _merge_groups(b, y, g)
        else:
            piece = chosen(str(b), str(y), str(g))
        if piece is None:
            return None
        merged.append(piece)
    return "".join(merged)


def _shape(piece: str | Group) -> str:
    return piece.bracket if isinstance(piece, Group) else ""


def _merge_groups(base: Group, yours: Group, generated: Group) -> str | None:
    done = chosen(base.text, yours.text, generated.text)
    if done is not None:
        return done
    keys = _keys(base, base), _keys(yours, base), _keys(generated, base)
    merged = _elements(base, yours, generated, keys)
    if merged is None:
        return None
    by_key = dict(merged)
    order = ordered(*keys, keep=set(by_key))
    if not _free(base) and _inserted_by_both(*keys):
        return None
    return _rendered(yours, keys[1], [(key, by_key[key]) for key in order])


def _keys(group: Group, base: Group) -> list[str]:
    own = unique([_key(e.core, group) for e in group.elements])
    if group is base:
        return own
    before = unique([_key(e.core, base) for e in base.elements])

    def alike(b: int, s: int, alone: bool) -> bool:
        return alone and _named(base.elements[b].core, base) == _named(group.elements[s].core, group)

    return aligned(before, own, alike)


def _named(core: str, group: Group) -> bool:
    return _key(core, group).startswith("name ")


def _key(core: str, group: Group) -> str:
    match = _KEYED.match(core)
    sign = "=:" if group.bracket == "(" else ":"
    if match and group.bracket != "[" and match["sign"] in sign:
        return f"name {match['key']}"
    return "said " + " ".join(form(core))


def _free(group: Group) -> bool:
    """Both sides may add to it: a display, names of keyword arguments; not arguments by position or a type's."""
    if group.bracket == "{" or not group.before or group.before in _NO_CALL:
        return True
    return group.bracket == "[" and group.before == "Literal"


def _inserted_by_both(base: Sequence[str], yours: Sequence[str], generated: Sequence[str]) -> bool:
    """Both added elements that only their position tells from others, and not the same ones."""
    mine, theirs = ([k for k in side if k not in base and k.startswith("said ")] for side in (yours, generated))
    return bool(mine and theirs and mine != theirs)


def _elements(
    base: Group, yours: Group, generated: Group, keys: tuple[list[str], list[str], list[str]]
) -> list[tuple[str, Element]] | None:
    """The elements that stay, by key; None: both changed one of them."""
    b, y, g = (dict(zip(k, s.elements, strict=True)) for k, s in zip(keys, (base, yours, generated), strict=True))
    made: list[tuple[str, Element]] = []
    for key in dict.fromkeys((*y, *g)):
        if key in y and key in g:
            merged = _element(b.get(key), y[key], g[key])
            if merged is None:
                return None
            made.append((key, merged))
        elif key not in b:
            made.append((key, y[key] if key in y else g[key]))
        elif not _same(b[key], y[key] if key in y else g[key]):
            return None
    return made


def _same(one: Element, other: Element) -> bool:
    return form(one.core) == form(other.core) and (one.lead, one.note) == (other.lead, other.note)


def _element(base: Element | None, yours: Element, generated: Element) -> Element | None:
    if base is None:
        return yours if _same(yours, generated) else None
    parts = [
        _text(base.lead, yours.lead, generated.lead),
        _merge(base.core, yours.core, generated.core),
        _text(base.note, yours.note, generated.note),
    ]
    lead, core, note = parts
    return None if lead is None or core is None or note is None else Element(lead, core, note)


def _text(base: str, yours: str, generated: str) -> str | None:
    if yours in {base, generated}:
        return generated
    return yours if base == generated else None


def _rendered(yours: Group, keys: Sequence[str], made: Sequence[tuple[str, Element]]) -> str | None:
    """The group in the user's layout: in place where only elements changed, else one line or one line for each."""
    elements = [element for _, element in made]
    if [key for key, _ in made] == list(keys):
        return _in_place(yours, elements)
    commented = yours.trailing or any(e.lead or e.note for e in elements)
    if "\n" not in yours.text and not commented:
        return _one_line(yours, elements)
    return _many_lines(yours, elements)


def _in_place(yours: Group, elements: Sequence[Element]) -> str | None:
    text, done = "", 0
    for old, new in zip(yours.elements, elements, strict=True):
        if (old.lead, old.note) != (new.lead, new.note):
            return _many_lines(yours, elements)
        text += yours.text[done : old.at] + new.core
        done = old.at + len(old.core)
    return text + yours.text[done:]


def _one_line(yours: Group, elements: Sequence[Element]) -> str:
    last = "," if _is_tuple(yours) and len(elements) == 1 else ""
    return f"{yours.bracket}{', '.join(e.core for e in elements)}{last}{yours.text[-1]}"


def _is_tuple(yours: Group) -> bool:
    return yours.bracket == "(" and (not yours.before or yours.before in _NO_CALL)


def _many_lines(yours: Group, elements: Sequence[Element]) -> str:
    """One line for each element, as the formatter's last comma asks for; indented like the user's lines."""
    lines = [line for line in yours.text.splitlines()[1:] if line.strip()]
    closing = re.match(r"\s*", lines[-1])[0] if lines else ""  # type: ignore[index]
    inner = min((re.match(r"\s*", line)[0] for line in lines[:-1]), key=len, default=closing + _INDENT)  # type: ignore[index]
    text = f"{yours.bracket}\n"
    for element in elements:
        text += "".join(f"{inner}{line}\n" for line in element.lead.splitlines())
        text += f"{inner}{element.core}," + (f"  {element.note}" if element.note else "") + "\n"
    text += "".join(f"{inner}{line}\n" for line in yours.trailing.splitlines())
    return f"{text}{closing}{yours.text[-1]}"
