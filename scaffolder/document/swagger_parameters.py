"""Parameters of Swagger 2.0 in, parameters and request bodies of OpenAPI 3 out."""

from __future__ import annotations

from typing import NamedTuple

from scaffolder.document import pointers
from scaffolder.document.findings import Findings, describe
from scaffolder.document.moved import Moved
from scaffolder.document.references import References, Target
from scaffolder.document.shapes import parts
from scaffolder.source import JsonValue

_Dict = dict[str, JsonValue]

_form_types = ("multipart/form-data", "application/x-www-form-urlencoded")

_own_keys = ("name", "in", "description", "required", "allowEmptyValue", "collectionFormat", "schema")
_schema_keys = frozenset(parts["schema"]) - {"description", "required", "$ref", "example", "examples"}

_delimited = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}


class Sorted(NamedTuple):
    """The parameters of one operation or path item, by what becomes of them."""

    plain: list[Target]
    body: list[Target]
    form: list[Target]


class ParameterUpgrade:
    """Upgrades parameters; references among them are followed here, because they lose their meaning on the way."""

    def __init__(self, references: References, findings: Findings) -> None:
        self._references = references
        self._findings = findings

    def sort(self, listed: JsonValue, pointer: str) -> Sorted:
        """Sort the parameters of a list; what is no parameter is reported and left out."""
        found = Sorted([], [], [])
        if not isinstance(listed, list):
            if listed is not None:
                self._refuse(listed, pointer, "`parameters`", "a list")
            return found
        for index, item in enumerate(listed):
            place = pointers.child(pointer, index)
            if not isinstance(item, dict):
                self._refuse(item, place, f"`{index}`", "a mapping")
                continue
            target = self._references.follow(item, place)
            if target and isinstance(target.node, dict):
                by_place = {"body": found.body, "formData": found.form}
                by_place.get(str(target.node.get("in")), found.plain).append(target)
        return found

    def _refuse(self, value: JsonValue, pointer: str, part: str, wanted: str) -> None:
        self._findings.add("D120", pointer, part=part, wanted=wanted, found=describe(value))

    def plain(self, targets: list[Target]) -> list[JsonValue]:
        """Parameters in path, query and header."""
        return [self._plain(node, pointer) for node, pointer in targets if isinstance(node, dict)]

    def _plain(self, node: _Dict, pointer: str) -> JsonValue:
        kept = {key: node[key] for key in node if key in _own_keys[:5] or key.startswith("x-")}
        if node.get("type") == "array":
            kept |= self._style(node, pointer)
        kept["schema"] = node["schema"] if "schema" in node else Moved(pointer, _typed(node))
        return Moved(pointer, kept)

    def _style(self, node: _Dict, pointer: str) -> _Dict:
        """Style and explode for a `collectionFormat`."""
        name = str(node.get("collectionFormat", "csv"))
        in_query = node.get("in") == "query"
        if name == "multi" and in_query:
            return {"style": "form", "explode": True}
        if name in _delimited and in_query:
            return {"style": _delimited[name], "explode": False}
        if name != "csv":
            self._findings.add("D151", pointers.child(pointer, "collectionFormat"), value=f"{name:.20}", read="csv")
        return {"style": "form" if in_query else "simple", "explode": False}

    def body(self, own: Sorted, shared: Sorted, *, consumes: list[str], pointer: str) -> JsonValue:
        """The request body that body and form parameters make; None where there are none."""
        bodies, form = own.body or shared.body, self._merged(own.form, shared.form)
        if bodies and form:
            self._findings.add("D150", form[0].pointer, part="the form parameter", other="a body parameter")
        for surplus in bodies[1:]:
            self._findings.add("D150", surplus.pointer, part="the body parameter", other="another one")
        if bodies:
            return _body(bodies[0], consumes)
        return _form(form, consumes, pointers.child(pointer, "parameters")) if form else None

    def _merged(self, own: list[Target], shared: list[Target]) -> list[Target]:
        named = {str(target.node.get("name")): target for target in (*shared, *own) if isinstance(target.node, dict)}
        return list(named.values())


def _typed(node: _Dict) -> _Dict:
    """The schema that the keywords of a parameter or header make."""
    return {key: value for key, value in node.items() if key in _schema_keys}


def header(node: _Dict, pointer: str) -> JsonValue:
    """A response header."""
    kept = {key: value for key, value in node.items() if key == "description" or key.startswith("x-")}
    return Moved(pointer, {**kept, "schema": Moved(pointer, _typed(node))})


def _body(target: Target, consumes: list[str]) -> JsonValue:
    node, pointer = target
    assert isinstance(node, dict)  # `sort` takes nothing else
    media: _Dict = {"schema": node["schema"]} if "schema" in node else {}
    kept = {key: node[key] for key in node if key in ("description", "required") or key.startswith("x-")}
    content = {name: Moved(pointer, media) for name in consumes or ["application/json"]}
    return Moved(pointer, {**kept, "content": Moved(pointer, content)})


def _form(targets: list[Target], consumes: list[str], pointer: str) -> JsonValue:
    """Form parameters become the properties of one object."""
    nodes = {str(node.get("name")): (node, place) for node, place in targets if isinstance(node, dict)}
    properties = {name: _property(node, place) for name, (node, place) in nodes.items()}
    required: list[JsonValue] = [name for name, (node, _) in nodes.items() if node.get("required") is True]
    schema: _Dict = {"type": "object", "properties": Moved(pointer, properties)}
    if required:
        schema["required"] = required
    has_file = any(node.get("type") == "file" for node, _ in nodes.values())
    types = [name for name in consumes if name in _form_types] or [_form_types[0 if has_file else 1]]
    media = {"schema": Moved(pointer, schema)}
    content = {name: Moved(pointer, media) for name in (_form_types[:1] if has_file else types)}
    return Moved(pointer, {"required": bool(required), "content": Moved(pointer, content)})


def _property(node: _Dict, pointer: str) -> JsonValue:
    kept = {key: node[key] for key in node if key == "description" or key.startswith("x-")}
    return Moved(pointer, {**_typed(node), **kept})
