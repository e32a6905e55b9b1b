"""What a `schemas.py` shows: classes and aliases of one module, errors with how a problem becomes one.

In: schema definitions. Out: `SchemasContext`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scaffolder.model import (
    SHARED,
    AliasSchema,
    Construct,
    Direction,
    ErrorForm,
    Expression,
    Extra,
    Fact,
    Field,
    Literal,
    NullableType,
    ObjectSchema,
    SchemaDefinition,
)
from scaffolder.names import ClassName, ModuleName, title
from scaffolder.render.annotations import Annotations, annotate, is_inline_enum
from scaffolder.render.index import Index
from scaffolder.render.media_view import has_xml
from scaffolder.render.purposes import purposes
from scaffolder.render.references import references
from scaffolder.render.writers import literal, text_literal
from scaffolder.source import Xml


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a schema class."""

    name: str
    annotation: str
    default: str
    """"" for required fields."""


@dataclass(frozen=True, slots=True)
class SchemaClass:
    """A Pydantic class."""

    name: str
    description: str
    fallback: str
    sizes: str
    """Which and how many properties there must be, and how XML tells it, as JSON Schema has it; "" for nothing."""
    extra: str
    """"allow", "forbid" or "" for the default."""
    extra_annotation: str
    fields: tuple[FieldLine, ...]
    problem: str
    """Expression that makes it of a problem, for error schemas; else ""."""
    media_type: str
    """Set for error schemas that are not plain JSON."""


@dataclass(frozen=True, slots=True)
class SchemaAlias:
    """A name for a type that is no class."""

    name: str
    expression: str
    recursive: bool
    description: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A class or an alias, in the order in which they must stand."""

    schema: SchemaClass | None
    alias: SchemaAlias | None


@dataclass(frozen=True, slots=True)
class SchemasContext:
    """What the template of `schemas.py` places."""

    title: str
    definitions: tuple[Definition, ...]
    uses_shared: bool


class SchemaViews:
    """Makes the contexts of all modules' schemas."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._forms: dict[ClassName, ErrorForm] = {}
        self._purposes = purposes(index)
        self._xml = has_xml(index)
        for form in index.model.errors:
            if isinstance(form.body, Construct):
                self._forms.setdefault(form.body.schema, form)

    def context(self, module: ModuleName, title: str) -> SchemasContext:
        """The context of one module's `schemas.py`."""
        writer = _Writer(self._index, module, self._forms, self._purposes, xml=self._xml)
        definitions = [d for d in self._index.schemas(module) if not is_inline_enum(d)]
        return SchemasContext(
            title=title,
            definitions=tuple(writer.definition(d) for d in definitions),
            uses_shared=module != SHARED,
        )


class _Writer:
    def __init__(
        self,
        index: Index,
        module: ModuleName,
        forms: Mapping[ClassName, ErrorForm],
        purposes: Mapping[ClassName, str],
        *,
        xml: bool,
    ) -> None:
        self._annotations = Annotations(index.definitions, module)
        self._index = index
        self._forms = forms
        self._purposes = purposes
        self._seen: set[ClassName] = set()
        self._xml = xml
        self._module = module

    def definition(self, definition: SchemaDefinition) -> Definition:
        if isinstance(definition, AliasSchema):
            made = Definition(None, self._alias(definition))
        else:
            made = Definition(self._class(definition), None)
        self._seen.add(definition.name)
        return made

    def _alias(self, alias: AliasSchema) -> SchemaAlias:
        expression = self._annotations.body(alias.type)
        return SchemaAlias(alias.name, expression, self._forward(alias), alias.description)

    def _forward(self, alias: AliasSchema) -> bool:
        """It names something that stands further down, so it must be evaluated late."""
        here = {d.name for d in self._index.schemas(self._module)}
        return any(name in here and name not in self._seen for name in references(alias.type))

    def _class(self, schema: ObjectSchema) -> SchemaClass:
        form = self._forms.get(schema.name)
        extra = {Extra.ALLOW: "allow", Extra.FORBID: "forbid"}.get(schema.extra, "")
        return SchemaClass(
            name=schema.name,
            description=schema.description,
            fallback=self._fallback(schema),
            sizes=_extra(schema, xml=self._xml),
            extra=extra,
            extra_annotation=self._annotations.body(schema.extra_type) if schema.extra_type else "",
            fields=tuple(self._field(f, schema) for f in schema.fields),
            problem=self._problem(form, schema) if form else "",
            media_type=form.media_type if form and form.media_type != "application/json" else "",
        )

    def _fallback(self, schema: ObjectSchema) -> str:
        """What stands for a description: a title in words, what the schema is for, or its name in words."""
        if " " in schema.title:
            return schema.title
        return self._purposes.get(schema.name) or title(schema.title or schema.name).capitalize()

    def _field(self, field: Field, schema: ObjectSchema) -> FieldLine:
        annotation = self._annotations.body(field.type)
        nullable = field.nullable
        default = self._default(field, schema)
        if default == "None" and not nullable and not field.required:
            annotation = f"Omissible[{annotation}]"
        elif field.null_unsaid and default == "None" and annotation.endswith(" | None"):
            annotation = f"Unshown[{annotation.removesuffix(' | None')}]"
        metadata = [f"alias={text_literal(field.json_name)}"] if field.json_name != field.name else []
        metadata += ["deprecated=True"] if field.deprecated else []
        metadata += [f"json_schema_extra={literal(_told(field.xml))}"] if field.xml and self._xml else []
        if metadata:
            annotation = annotate(annotation, f"Field({', '.join(metadata)})")
        return FieldLine(field.name, annotation, default)

    def _default(self, field: Field, schema: ObjectSchema) -> str:
        if field.required:
            return ""
        value = field.default.value if field.default else None
        if value is None or schema.direction is Direction.RESPONSE:
            return "None"
        if isinstance(value, list | dict) or isinstance(field.type, NullableType):
            return "None"
        return literal(value) if self._plain(field) else "None"

    def _plain(self, field: Field) -> bool:
        """The default can stand as it is: the annotation's Python type is the JSON type."""
        return self._annotations.body(field.type).split("[")[0].split(".")[-1] not in _CONVERTED

    # --- problems ---------------------------------------------------------------------------------------------

    def _problem(self, form: ErrorForm, schema: ObjectSchema) -> str:
        return self.expression(form.body, form).replace(f"{schema.name}(", "cls(", 1)

    def expression(self, expression: Expression, form: ErrorForm) -> str:
        """Python that makes a part of an error of `problem` (and of `finding` within details)."""
        if isinstance(expression, Construct):
            arguments = (f"{a.name}={self.expression(a.value, form)}" for a in expression.arguments)
            return f"{self._annotations.name(expression.schema)}({', '.join(arguments)})"
        if isinstance(expression, Literal):
            return f"constant({literal(expression)})"
        if expression is Fact.DETAILS and form.detail is not None:
            return f"[{self._finding(form.detail, form)} for finding in problem.findings]"
        return _PROBLEM_FACTS[expression] if isinstance(expression, Fact) else "None"

    def _finding(self, expression: Expression, form: ErrorForm) -> str:
        return self.expression(expression, form).replace("problem.", "finding.")


def _extra(schema: ObjectSchema, *, xml: bool) -> str:
    """What the schema says besides its fields, as JSON Schema has it."""
    bounds = {"minProperties": schema.min_properties, "maxProperties": schema.max_properties}
    told: dict[str, object] = {name: bound for name, bound in bounds.items() if bound is not None}
    if schema.alternatives:
        told["anyOf"] = [{"required": list(names)} for names in schema.alternatives]
    told |= _told(schema.xml) if schema.xml and xml else {}
    return literal(told) if told else ""


def _told(xml: Xml) -> dict[str, object]:
    """The XML Object as the derived contract has it, and as the module that writes XML reads it."""
    said = {"name": xml.name, "attribute": xml.attribute or None, "wrapped": xml.wrapped or None}
    return {"xml": {name: value for name, value in said.items() if value is not None}}


_CONVERTED = frozenset({"Date", "DateTime", "Uuid", "Time"})
_PROBLEM_FACTS = {
    Fact.MESSAGE: "problem.message",
    Fact.STATUS: "problem.status",
    Fact.STATUS_TEXT: "str(problem.status)",
    Fact.CODE: "problem.code",
    Fact.TITLE: "problem.title",
    Fact.TYPE: "problem.type",
    Fact.INSTANCE: "problem.instance",
    Fact.MESSAGES: "problem.messages",
    Fact.POINTER: "problem.pointer",
    Fact.POINTER_PARTS: "constant(problem.location)",
}
