"""One operation of the document and the application's for the same path and method → their differences."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace

from scaffolder.contract import Difference, Relation
from scaffolder.diagnostics import Place
from scaffolder.source import (
    Document,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    SecurityRequirement,
    SecurityScheme,
)
from scaffolder.verify.contract.contents import Contents
from scaffolder.verify.contract.headers import header_differences
from scaffolder.verify.contract.paths import parameter_names
from scaffolder.verify.contract.schemas import SchemaComparison

_IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Headers that are never parameters (OpenAPI 3.1, section 4.8.12.1)."""
_BODILESS = frozenset({"204", "205", "304"})
_WITHOUT_BODY = frozenset({"get", "head", "delete"})
"""Methods for whose bodies HTTP defines no meaning (RFC 7231, section 4.3)."""
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


@dataclass(frozen=True, slots=True)
class OperationComparison:
    """Compares operations of the document with those of the application."""

    locate: Callable[[str], Place]
    requests: SchemaComparison
    responses: SchemaComparison
    strict: bool
    """Methods whose bodies HTTP gives no meaning may have one all the same (OpenAPI 3.1, not 3.0)."""
    schemes: tuple[Mapping[str, SecurityScheme], Mapping[str, SecurityScheme]]
    """Security schemes by name: the document's, and the application's."""

    @classmethod
    def of(cls, documented: Document, derived: Document) -> OperationComparison:
        """For these two documents."""
        return cls(
            documented.locate,
            SchemaComparison(documented, derived, request=True),
            SchemaComparison(documented, derived, request=False),
            not documented.version.startswith("3.0"),
            (_schemes(documented), _schemes(derived)),
        )

    def differences(self, ours: Operation, theirs: Operation) -> Iterator[Difference]:
        """All, in the order in which the document tells an operation."""
        yield from self._names(ours, theirs)
        yield from self._parameters(ours, theirs)
        yield from self._body(ours, theirs)
        yield from self._responses(ours, theirs)
        yield from self._security(ours, theirs)

    def missing(self, ours: Operation) -> Difference:
        """The application has no such operation."""
        return self._made("operation", Relation.MISSING, "the application does not have it", ours.pointer)

    # --- names ------------------------------------------------------------------------------------------------

    def _names(self, ours: Operation, theirs: Operation) -> Iterator[Difference]:
        if ours.operation_id and ours.operation_id != theirs.operation_id:
            text = f"operationId: the document has {ours.operation_id}, the application {theirs.operation_id}"
            yield self._made("operation", Relation.DIFFERENT, text, ours.pointer)
        if ours.deprecated != theirs.deprecated:
            text = f"deprecated: the document has {ours.deprecated}, the application {theirs.deprecated}"
            yield self._made("operation", Relation.DIFFERENT, text, ours.pointer, breaking=False)

    # --- parameters -------------------------------------------------------------------------------------------

    def _parameters(self, ours: Operation, theirs: Operation) -> Iterator[Difference]:
        renamed = dict(zip(parameter_names(theirs.path), parameter_names(ours.path), strict=False))
        own = {_key(p, {}): p for p in ours.parameters if _counts(p)}
        found = {_key(p, renamed): p for p in theirs.parameters if _counts(p)}
        for key, parameter in own.items():
            subject = f"parameter {parameter.name} in {parameter.place}"
            if key in found:
                yield from self._parameter(subject, parameter, found[key])
            else:
                text = "the application does not know it"
                yield self._made(subject, Relation.MISSING, text, parameter.pointer)
        for key, parameter in found.items():
            if key not in own:
                subject, needed = f"parameter {parameter.name} in {parameter.place}", parameter.required
                relation = Relation.DIFFERENT if needed else Relation.WIDER
                text = f"the document does not have it, the application {'needs' if needed else 'takes'} it"
                yield self._made(subject, relation, text, ours.pointer, breaking=needed)

    def _parameter(self, subject: str, ours: Parameter, theirs: Parameter) -> Iterator[Difference]:
        if ours.required != theirs.required:
            relation = Relation.WIDER if ours.required else Relation.NARROWER
            words = ("required", "optional") if ours.required else ("optional", "required")
            text = f"required: the document has it {words[0]}, the application {words[1]}"
            yield self._made(subject, relation, text, ours.pointer, breaking=theirs.required)
        if ours.place == "path" and ours.name != theirs.name:
            text = f"name: the document has {ours.name}, the application {theirs.name}"
            yield self._made(subject, Relation.EQUIVALENT, text, ours.pointer, breaking=False)
        kinds = self.requests.kinds(ours.schema)
        own, found = _style(ours, kinds), _style(theirs, kinds)
        if ours.media_type is None and own != found:
            text = f"style: the document has {own}, the application {found}"
            yield self._made(subject, Relation.DIFFERENT, text, ours.pointer)
        for each in self.requests.differences(ours.schema, theirs.schema, text=True):
            yield each.told(subject, self.locate, ours.pointer)

    # --- bodies -----------------------------------------------------------------------------------------------

    def _body(self, ours: Operation, theirs: Operation) -> Iterator[Difference]:
        if ours.body is None or not ours.body.content:
            if theirs.body is not None and theirs.body.content:
                yield self._undocumented_body(ours, theirs.body)
            return
        if theirs.body is None:
            yield self._unread(ours, ours.body)
            return
        if ours.body.required != theirs.body.required:
            relation = Relation.WIDER if ours.body.required else Relation.NARROWER
            text = f"required: the document has {ours.body.required}, the application {theirs.body.required}"
            needed = theirs.body.required
            yield self._made("request body", relation, text, ours.body.pointer, breaking=needed)
        yield from self._contents(request=True).differences("request body", ours.body, theirs.body)

    def _unread(self, ours: Operation, body: RequestBody) -> Difference:
        if ours.method in _WITHOUT_BODY and not self.strict:
            method = ours.method.upper()
            text = f"OpenAPI 3.0 ignores the body of a {method} (section 4.7.10), and so does the application"
            return self._made("request body", Relation.EQUIVALENT, text, body.pointer, breaking=False)
        return self._made("request body", Relation.MISSING, "the application reads none", body.pointer)

    def _undocumented_body(self, ours: Operation, body: RequestBody) -> Difference:
        relation = Relation.DIFFERENT if body.required else Relation.WIDER
        text = f"the document has none, the application {'needs' if body.required else 'takes'} one"
        return self._made("request body", relation, text, ours.pointer, breaking=body.required)

    # --- responses --------------------------------------------------------------------------------------------

    def _responses(self, ours: Operation, theirs: Operation) -> Iterator[Difference]:
        own = {r.status: r for r in ours.responses}
        found = {r.status: r for r in theirs.responses}
        for status, response in own.items():
            answers = [r for s, r in found.items() if s == status or (s not in own and _covers(status, s, own))]
            reads = ours.method == "get" and status.lower() in ("200", "default")
            for answer in answers:
                yield from self._response(response, answer, reads=reads)
            if not answers:
                text = "the application does not tell of it"
                yield self._made(f"response {status}", Relation.MISSING, text, response.pointer, breaking=False)
        for status in found:
            if not any(s == status or _covers(s, status, own) for s in own):
                yield self._undocumented_response(ours, status)

    def _undocumented_response(self, ours: Operation, status: str) -> Difference:
        """A success of which the document tells none must have some status."""
        if status.startswith("2") and not any(r.status[:1] in "2dD" for r in ours.responses):
            text = "the document tells of no success"
            return self._made(f"response {status}", Relation.EQUIVALENT, text, ours.pointer, breaking=False)
        return self._made(f"response {status}", Relation.WIDER, "the document does not have it", ours.pointer)

    def _response(self, ours: Response, theirs: Response, *, reads: bool) -> Iterator[Difference]:
        """`reads`: it is what a GET is for, so that no body told is a body left out."""
        subject = f"response {ours.status}"
        if theirs.content and reads and _leaves_out(ours, theirs):
            text = f"the document leaves out its body, the application answers {theirs.content[0].media_type}"
            yield self._made(subject, Relation.EQUIVALENT, text, ours.pointer, breaking=False)
        elif theirs.content and _is_shown(ours, theirs):
            text = "the document shows its body by examples alone, the application answers what they have"
            yield self._made(subject, Relation.EQUIVALENT, text, ours.pointer, breaking=False)
        elif not ours.content and theirs.content:
            text = f"the document has no body, the application {theirs.content[0].media_type}"
            yield self._made(subject, Relation.WIDER, text, ours.pointer)
        elif ours.content and ours.status in _BODILESS:
            text = f"the document has a body, which no {ours.status} can have (RFC 9110, section 6.4.1)"
            yield self._made(subject, Relation.EQUIVALENT, text, ours.pointer, breaking=False)
        elif ours.content:
            yield from self._contents(request=False).differences(subject, ours, theirs)
        yield from header_differences(self.responses, self.locate, ours, theirs)

    def _contents(self, *, request: bool) -> Contents:
        return Contents(self.locate, self.requests if request else self.responses, request)

    # --- security ---------------------------------------------------------------------------------------------

    def _security(self, ours: Operation, theirs: Operation) -> Iterator[Difference]:
        own, found = _alternatives(ours.security), _alternatives(theirs.security)
        if own == found:
            yield from self._definitions(ours)
            return
        relation = Relation.WIDER if found > own else Relation.NARROWER if found < own else Relation.DIFFERENT
        text = f"the document asks for {_asked(own)}, the application for {_asked(found)}"
        yield self._made("security", relation, text, ours.pointer)

    def _definitions(self, ours: Operation) -> Iterator[Difference]:
        """A scheme of the same name proves who is calling in the same way; one that is only not told breaks nobody."""
        documented, derived = self.schemes
        for name in dict.fromkeys(name for each in ours.security for name, _ in each):
            if name in documented and name not in derived:
                text = f"{name}: the application asks for it, but does not define the scheme in its own document"
                yield self._made("security", Relation.MISSING, text, ours.pointer, breaking=False)
            elif name in documented and documented[name] != derived[name]:
                text = f"{name}: the application defines the scheme in another way"
                yield self._made("security", Relation.DIFFERENT, text, ours.pointer)

    def _made(
        self, subject: str, relation: Relation, message: str, pointer: str, *, breaking: bool = True
    ) -> Difference:
        return Difference(subject, "", relation, breaking, message, self.locate(pointer))


def _schemes(document: Document) -> dict[str, SecurityScheme]:
    """Those that are defined, by name, without what does not tell how they work."""
    return {
        s.name: replace(s, pointer="", description=None, flows=tuple(replace(f, scopes={}) for f in s.flows))
        for s in document.security_schemes
        if not s.pointer.startswith("/paths/")
    }


def _counts(parameter: Parameter) -> bool:
    return parameter.place != "header" or parameter.name.lower() not in _IGNORED


def _key(parameter: Parameter, renamed: Mapping[str, str]) -> tuple[str, str]:
    name = renamed.get(parameter.name, parameter.name) if parameter.place == "path" else parameter.name
    return parameter.place, name.lower() if parameter.place == "header" else name


def _style(parameter: Parameter, kinds: frozenset[str]) -> str:
    """How values of these kinds are written: alone there is but one way, and lists have commas in a simple style."""
    alone = kinds.isdisjoint(("array", "object")) and parameter.style in ("form", "simple")
    spread = parameter.explode and not (parameter.style == "simple" and "object" not in kinds)
    return "" if alone else f"{parameter.style}{', exploded' if spread else ''}"


def _alternatives(security: tuple[SecurityRequirement, ...]) -> frozenset[frozenset[tuple[str, frozenset[str]]]]:
    """Public is one alternative that needs nothing."""
    found = frozenset(frozenset((name, frozenset(scopes)) for name, scopes in each) for each in security)
    return found or frozenset([frozenset()])


def _asked(alternatives: frozenset[frozenset[tuple[str, frozenset[str]]]]) -> str:
    texts = [" and ".join(sorted(_scheme(*scheme) for scheme in each)) or "nothing" for each in alternatives]
    return " or ".join(sorted(texts))


def _scheme(name: str, scopes: frozenset[str]) -> str:
    return f"{name} ({', '.join(sorted(scopes))})" if scopes else name


def _covers(declared: str, status: str, own: Container[str]) -> bool:
    """A range of statuses, or the default where no range fits, stands for each of them (OpenAPI 3.1, 4.8.16)."""
    wide = f"{status[0]}XX"
    return declared.upper() == wide or (declared == "default" and wide not in own)


def _leaves_out(ours: Response, theirs: Response) -> bool:
    """The document says nothing of a body, or at most its media type, and the application says more."""
    if not ours.content:
        return True
    within = {m.media_type for m in theirs.content} <= {m.media_type for m in ours.content}
    return within and _is_silent(ours) and not _is_silent(theirs)


def _is_shown(ours: Response, theirs: Response) -> bool:
    """The document says nothing of a success but what it may look like, and the application says more."""
    within = {m.media_type for m in theirs.content} <= {m.media_type for m in ours.content}
    shown = bool(ours.content) and all(m.shown_only for m in ours.content)
    told = any(m.schema is not None and not m.schema.says_nothing for m in theirs.content)
    return ours.status.startswith("2") and within and shown and told


def _is_silent(response: Response) -> bool:
    return all(m.schema is None or m.schema == Schema(m.schema.pointer) for m in response.content)
