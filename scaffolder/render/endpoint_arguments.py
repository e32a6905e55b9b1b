"""What an endpoint takes: its parameters and its body, as FastAPI declares them.

In: an operation. Out: `EndpointArgument`s, and annotations.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import (
    ArrayType,
    Body,
    Kind,
    Media,
    NullableType,
    ObjectSchema,
    Operation,
    Parameter,
    Place,
    RefType,
)
from scaffolder.render import media_view
from scaffolder.render.annotations import Annotations, annotate
from scaffolder.render.conditions import python_type
from scaffolder.render.index import Index
from scaffolder.render.parameter_styles import dependency, is_structured, kind_of
from scaffolder.render.parameter_texts import readers
from scaffolder.render.writers import literal, text_literal

_PLACES = {Place.PATH: "Path", Place.QUERY: "Query", Place.HEADER: "Header", Place.COOKIE: "Cookie"}

_FORMS = frozenset({Media.FORM, Media.MULTIPART})

RAW = {Media.BINARY: "raw_body", Media.TEXT: "text_body"}

_PLAIN = frozenset({"str", "int", "float", "bool"})


@dataclass(frozen=True, slots=True)
class EndpointArgument:
    """One parameter of an endpoint."""

    name: str
    annotation: str
    default: str
    python: str
    """The plain Python type, for functions that the endpoint calls."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """Writes the arguments of endpoints."""

    index: Index

    def arguments(
        self, operation: Operation, annotations: Annotations, *, body: bool = True
    ) -> tuple[EndpointArgument, ...]:
        """Parameters as endpoint arguments, the body last."""
        made = [self._argument(p, annotations, operation) for p in operation.parameters]
        if body and operation.body:
            written = self.any_body(operation, annotations)
            optional = "" if self._is_there(operation, operation.body) else " | None"
            python = self._taken(operation.body, annotations)
            made += [EndpointArgument("body", written, "", f"{python}{optional}")] if written else []
        return tuple(made)

    def value(self, key: Parameter, operation: Operation) -> str:
        """The expression of what selects rows: an argument, or a member of the body."""
        body = operation.body
        if key.place is not Place.BODY or body is None or body.payload_schema is None:
            return key.identifier
        schema = self.index.definitions[body.payload_schema]
        fields = schema.fields if isinstance(schema, ObjectSchema) else ()
        field = next(f.name for f in fields if f.json_name == key.name)
        return ".".join(["body", *body.payload, field])

    def any_body(self, operation: Operation, annotations: Annotations) -> str:
        """The annotation of whatever body there is."""
        return self.body(operation, annotations) or self._other_body(operation, annotations)

    def _taken(self, body: Body, annotations: Annotations) -> str:
        """The plain Python type of a body."""
        return {Media.BINARY: "bytes", Media.TEXT: "str"}.get(body.media) or annotations.body(body.type)

    def _other_body(self, operation: Operation, annotations: Annotations) -> str:
        """A form, or a body that is taken as it comes."""
        body = operation.body
        if body is None:
            return ""
        optional = "" if body.required else ", required=False"
        if self.is_form(body):
            form = annotations.body(body.type)
            read = f"form_body({form}, {text_literal(_form_type(body))}{optional})"
            return f"Annotated[{form}{'' if self._is_whole(body) else ' | None'}, Depends({read})]"
        if body.media in RAW and operation.custom:
            types = ", ".join(map(text_literal, (body.media_type, *(o.media_type for o in body.others))))
            return f"Annotated[{self._taken(body, annotations)}, Depends({RAW[body.media]}({types}{optional}))]"
        return ""

    def is_form(self, body: Body) -> bool:
        """The body is a form that is read into what the document says of it."""
        return body.media in _FORMS

    def _is_whole(self, body: Body) -> bool:
        """There is a value even where no form is sent."""
        definition = self.index.definitions.get(body.type.name) if isinstance(body.type, RefType) else None
        return body.required or isinstance(definition, ObjectSchema)

    def _argument(self, parameter: Parameter, annotations: Annotations, operation: Operation) -> EndpointArgument:
        if is_structured(parameter, self.index):
            return self._structured(parameter, annotations, operation)
        annotation = annotations.text(parameter.type)
        default = self._default(parameter)
        nullable = default == "None" or (parameter.allow_empty and not default)
        place = _PLACES[parameter.place]
        settings = self._named(parameter, operation)
        settings += ["deprecated=True"] if parameter.deprecated else []
        read = readers(parameter, self.index, "" if nullable else default)
        optional = " | None" if nullable else ""
        written = annotate(f"{annotation}{optional}", *read, f"{place}({', '.join(settings)})")
        return EndpointArgument(
            parameter.identifier, written, default, f"{python_type(parameter.type, self.index)}{optional}"
        )

    def _structured(self, parameter: Parameter, annotations: Annotations, operation: Operation) -> EndpointArgument:
        """One that is read by its style."""
        kind, optional = annotations.body(kind_of(parameter)), "" if parameter.required else " | None"
        read = dependency(parameter, operation, annotations, self.index)
        return EndpointArgument(
            parameter.identifier, f"Annotated[{kind}{optional}, Depends({read})]", "", f"{kind}{optional}"
        )

    def _named(self, parameter: Parameter, operation: Operation) -> list[str]:
        """What tells the name on the wire; FastAPI writes dashes for a header's underscores, even of such an alias."""
        if parameter.place is Place.HEADER and parameter.name == parameter.identifier and "_" in parameter.name:
            return ["convert_underscores=False"]
        return [f"alias={text_literal(parameter.name)}"] if self._needs_alias(parameter, operation) else []

    def _needs_alias(self, parameter: Parameter, operation: Operation) -> bool:
        if parameter.place is Place.PATH:
            return "{" + parameter.name + "}" in operation.route and parameter.name != parameter.identifier
        return parameter.name != parameter.identifier or parameter.place is Place.HEADER

    def _default(self, parameter: Parameter) -> str:
        if parameter.required:
            return ""
        value = parameter.default.value if parameter.default else None
        plain = isinstance(value, str | int | float | bool) and python_type(parameter.type, self.index) in _PLAIN
        return literal(value) if plain and not isinstance(parameter.type, NullableType) else "None"

    def body(self, operation: Operation, annotations: Annotations) -> str:
        """The annotation of a JSON body, with its default; "" where there is none."""
        body = operation.body
        if body is None or body.media is not Media.JSON or operation.method in ("GET", "HEAD"):
            return ""
        written = annotations.body(body.type)
        arguments = _other_type(body)
        null = ["OR_NULL"] if body.nullable else []
        if not body.required and media_view.may_be_empty(body, self.index):
            blank = "list" if isinstance(body.type, ArrayType) else written
            arguments = ", ".join(filter(None, (f"default_factory={blank}", arguments)))
            return annotate(written, *null, f"Body({arguments})")
        marker = f"Body({arguments})"
        if self._always(operation):
            return annotate(written, *null, marker)
        optional = written if written == "AnyJson" else f"{written} | None"
        markers = [*([] if body.nullable else ["NOT_NULL"]), marker]
        return f"Annotated[{optional}, {', '.join(markers)}] = None"

    def _is_there(self, operation: Operation, body: Body) -> bool:
        """The function that is called has a value for the body."""
        if self.is_form(body):
            return self._is_whole(body)
        return body.media is not Media.JSON or self._always(operation)

    def _always(self, operation: Operation) -> bool:
        """The body must be there: the document says so, or nothing could be stored without it."""
        body = operation.body
        absent = media_view.may_be_absent(operation, self.index)
        stored = operation.kind not in (Kind.CUSTOM, Kind.DELETE) and not absent
        return body is not None and (body.required or stored)


def _form_type(body: Body) -> str:
    """The one of the two kinds of forms that is documented."""
    return "multipart/form-data" if body.media is Media.MULTIPART else "application/x-www-form-urlencoded"


def _other_type(body: Body) -> str:
    """The argument that names a body's media type, where it is none of those that stand for plain JSON."""
    plain = body.media_type.split(";")[0].strip()
    return "" if plain == "application/json" else f"media_type={text_literal(plain)}"
