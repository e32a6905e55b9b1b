"""Every finding of this room: code to severity, message and hint.

Codes are stable; messages are `str.format` patterns.
"""

from __future__ import annotations

from typing import NamedTuple

from scaffolder.diagnostics import Severity


class Code(NamedTuple):
    """What a code means; the fields of `message` are given where it is reported."""

    severity: Severity
    message: str
    hint: str = ""


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

codes: dict[str, Code] = {
    # The file.
    "D101": Code(_E, "there is no file {file}", "Check the path; it is relative to the current folder."),
    "D102": Code(_E, "{file} is a folder", "Name the OpenAPI file inside it."),
    "D103": Code(_E, "{file} cannot be read: {reason}", "Check its permissions."),
    "D104": Code(_E, "the document is empty", "Start it with `openapi: 3.1.0`."),
    "D105": Code(_E, "the document is larger than {limit} MB", "Split it into files beside each other."),
    "D106": Code(_E, "this is not text in {encoding}", "Save the file in UTF-8."),
    "D107": Code(_E, "this is not JSON: {reason}", "Check the commas, quotes and brackets just before this place."),
    "D108": Code(_E, "this is not YAML: {reason}", "Indent with spaces, never tabs; quote texts that hold `: `."),
    "D109": Code(_E, "the key {key} stands twice; first on line {line}", "Rename or remove one of the two."),
    "D110": Code(_E, "the file holds several YAML documents", "Keep one; remove the `---` between them."),
    "D111": Code(_E, "nesting goes deeper than {limit} levels", "Move inner parts to components and use `$ref`."),
    "D112": Code(_E, "the alias *{name}* {reason}", "Write the part out, or use `$ref`."),
    "D113": Code(_E, "{value} is not a number that JSON can say", "Write a finite number, or a string."),
    "D114": Code(_E, "a key must be a plain name", "Remove the `?`, the braces or the brackets around the key."),
    "D115": Code(_E, "the text holds half a surrogate pair", "Write the character itself, or both escapes."),
    "D116": Code(_E, "a document must be a mapping, this is {found}", "Start it with `openapi: 3.1.0`."),
    "D117": Code(_E, "this is not an OpenAPI document: it has no `openapi` key", "Start it with `openapi: 3.1.0`."),
    "D118": Code(_E, "version {version} is not supported", "Use OpenAPI 3.0 or 3.1, or Swagger 2.0."),
    "D119": Code(_W, "the tag {tag} means nothing in OpenAPI; it is ignored", "Remove the tag."),
    # The shape of the parts.
    "D120": Code(_W, "{part} must be {wanted}, not {found}; it is ignored", "Correct it, or remove it."),
    "D121": Code(_W, "{part} must be {wanted}, not {found}; it is read as {read}", "Write it so."),
    "D122": Code(_W, "{part} is missing; {effect}", "Add it."),
    "D123": Code(_E, "`paths` must be a mapping of paths, not {found}", "Write each path as a key."),
    "D124": Code(_W, "{part} cannot be {value}; {effect}", "{hint}"),
    "D125": Code(_W, "the path {path} does not begin with `/`; it is read as {read}", "Begin it with `/`."),
    "D126": Code(
        _W,
        "`required` on the property {name} is no list of names; it is read as {read}",
        "Name the property in the `required` list of the schema that holds it.",
    ),
    "D127": Code(_W, "this part breaks the specification ({reason}); it is ignored", "Correct it, or remove it."),
    "D128": Code(_E, "the document breaks the specification: {reason}", "Correct this part."),
    "D129": Code(_W, "{part} belongs to OpenAPI 3.2; it is left out", "Express it in OpenAPI 3.1 if you need it."),
    # References.
    "D130": Code(_E, "the reference {ref} points to nothing", "Correct the name, or add what it points to."),
    "D131": Code(_E, "the reference {ref} leads back to itself", "Let one of the references name a real part."),
    "D132": Code(_E, "the reference {ref} leaves the document's folder", "Move the file into the document's folder."),
    "D133": Code(_E, "the reference {ref} is an address; none is fetched", "Keep a copy beside the document."),
    "D134": Code(_E, "the reference {ref} names a file that {reason}", "Correct the file's name."),
    "D135": Code(_E, "the reference {ref} points to {found} where {wanted} is needed", "Correct the reference."),
    "D136": Code(_E, "the document spreads over more than {limit} files", "Bundle it into fewer files."),
    # Operations.
    "D140": Code(
        _W,
        "the path parameter {name} is not declared; it is taken as {read}",
        "Add it to `parameters` with `in: path` and `required: true`.",
    ),
    "D141": Code(
        _W,
        "the path parameter {name} does not stand in the path {path}; it is left out",
        "Correct its name or `in`, or remove it.",
    ),
    "D142": Code(_W, "the operationId {name} stands twice; first on line {line}", "Give each operation its own."),
    "D143": Code(
        _W,
        "the path {path} differs from {other} on line {line} only in its parameters' names",
        "Use one name for the parameter and put both under one path.",
    ),
    "D144": Code(_W, "{part} is no part of a path; it is read as {path}", "Declare query parameters in `parameters`."),
    "D145": Code(_W, "{operation} stands twice; first on line {line}; this one is left out", "Remove one of the two."),
    "D146": Code(_W, "the parameter {name} stands twice; this one is left out", "Remove one of the two."),
    "D147": Code(
        _W,
        "the security scheme {name} is not defined; it is taken as a bearer token",
        "Define it in `components.securitySchemes`.",
    ),
    "D149": Code(_W, "the braces of the path {path} do not match; it is read as {read}", "Write `{{name}}`."),
    "D150": Code(_W, "{part} cannot be expressed beside {other}; it is left out", "Keep one of the two."),
    "D151": Code(_W, "`collectionFormat: {value}` has no equal; it is read as {read}", "Use csv, ssv, pipes or multi."),
    "D152": Code(_W, "the document has no operations", "Add a path with `get` or `post`."),
    "D153": Code(_N, "{part} are not generated", "Describe as operations what the application itself answers."),
}
