"""What the keywords of a schema speak of, where it does not say so itself.

In: a schema. Out: its kinds, or whether it says anything.
"""

from __future__ import annotations

from scaffolder.source import Schema
from scaffolder.verify.contract.shapes import Term

FORMATS = frozenset(
    "date date-time time duration uuid email uri ipv4 ipv6 byte base64 decimal hostname uri-reference".split()
)
"""Formats of strings that are checked; the others are comments."""
_TEXT_FORMATS = FORMATS | {"binary", "password"}


def implied(schema: Schema) -> tuple[str, ...]:
    """The kind that the keywords of a schema without `type` speak of; empty where they speak of none."""
    if schema.enum is not None:
        return ()
    if schema.properties or schema.required or schema.additional is not None or schema.min_properties is not None:
        return ("object",)
    if schema.items is not None or schema.min_items is not None or schema.max_items is not None:
        return ("array",)
    if schema.ref or schema.all_of or schema.any_of or schema.one_of:
        return ()
    texts = (schema.min_length, schema.max_length, schema.pattern)
    if any(t is not None for t in texts) or schema.format in _TEXT_FORMATS:
        return ("string",)
    numbers = (schema.minimum, schema.maximum, schema.exclusive_minimum, schema.exclusive_maximum, schema.multiple_of)
    return ("number",) if any(n is not None for n in numbers) else ()


def only_refers(schema: Schema) -> bool:
    """It is a reference, with a name or a description at most."""
    bare = Schema(schema.pointer, ref=schema.ref, title=schema.title, description=schema.description)
    return schema == bare


def plain_rest(rest: Term | bool | None) -> Term | bool | None:
    """A schema that says nothing is the same as true."""
    if isinstance(rest, tuple) and all(says_nothing(schema) for schema in rest):
        return True
    return rest


def says_nothing(schema: Schema) -> bool:
    """Every value is one of it."""
    if schema.boolean is not None:
        return schema.boolean
    parts = (schema.ref, schema.types, schema.enum, schema.properties, schema.all_of, schema.any_of, schema.one_of)
    return not any(parts) and not implied(schema)
