"""Answers that a document leaves out: `GET /pets/{id}` with a 200 that says nothing of its body.

In: the document. Out: the document with those answers, and a decision for each. The evidence is what a list, a change
or a creation of the same thing shows, else what a creation sends: that with an id. What no list or creation stands
beside stays as silent as it is, and so do answers to writes, which need no body.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from scaffolder import names
from scaffolder.inference import paths
from scaffolder.media_types import is_json
from scaffolder.model import Decision
from scaffolder.source import Document, Media, Operation, Response, Schema

_Methods = Mapping[str, Operation]
_SIGN_IN = frozenset({"auth", "authorization", "authorizations", "authentication", "login", "oauth", "signin"})
"""Words of paths whose creations are of proofs of who calls, which are shown to nobody again."""
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_IDS = frozenset({"id", "_id", "uuid"})
_SECRETS = frozenset({"password", "passwd", "secret", "pin", "confirm_password", "password_confirmation"})


def with_answers(document: Document) -> tuple[Document, tuple[Decision, ...]]:
    """The document with answers where it leaves out what is read."""
    finder = _Finder(document, _by_shape(document.operations))
    told = dict(finder.answers())
    if not told:
        return document, ()
    operations = tuple(_telling(o, told[o.pointer]) if o.pointer in told else o for o in document.operations)
    decisions = tuple(_decision(o, told[o.pointer]) for o in document.operations if o.pointer in told)
    schemas = {**document.schemas, **finder.made}
    by_pointer = {**document.by_pointer, **{s.pointer: s for s in finder.made.values()}}
    return replace(document, operations=operations, schemas=schemas, by_pointer=by_pointer), decisions


def _by_shape(operations: tuple[Operation, ...]) -> dict[str, dict[str, Operation]]:
    found: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        found.setdefault(paths.template(operation.path).shape, {}).setdefault(operation.method, operation)
    return found


def _telling(operation: Operation, schema: Schema) -> Operation:
    told = Media(schema.pointer, "application/json", schema)
    responses = tuple(replace(r, content=(told,)) if r.status == "200" else r for r in operation.responses)
    if all(r.status != "200" for r in responses):
        responses = (Response(schema.pointer, "200", "", content=(told,)), *responses)
    return replace(operation, responses=responses)


def _decision(operation: Operation, schema: Schema) -> Decision:
    what = "rows" if schema.items is not None else "a row"
    reason = "the document leaves out what it answers"
    return Decision(f"{operation.method.upper()} {operation.path}", f"answers {what}", reason, schema.pointer)


def _silent(operation: Operation | None) -> Response | None:
    """The success answer that says nothing of a body; where only failures are told, one that would."""
    if operation is None:
        return None
    found = [r for r in operation.responses if r.status.startswith("2")]
    others = [r for r in operation.responses if r.status.lower() == "default"]
    if not found and all(r.status[0] in "45" for r in operation.responses if r not in others):
        found = [replace(r, status="200") for r in others] or [Response(operation.pointer, "200", "")]
    if len(found) != 1 or found[0].status != "200" or any(m.examples or not _blank(m) for m in found[0].content):
        return None
    return found[0]


def _tells_no_success(operation: Operation | None) -> bool:
    return operation is not None and all(r.status[0] != "2" for r in operation.responses)


def _is_managed(item: _Methods) -> bool:
    """The thing is changed or removed by its path, and never sent as bytes: what is read of it is no download."""
    bodies = [m.media_type for o in item.values() if o.body for m in o.body.content]
    return bool({"put", "patch", "delete"} & item.keys()) and all(map(_is_read, bodies))


def _blank(media: Media) -> bool:
    """JSON of which nothing is said."""
    return is_json(media.media_type) and (media.schema is None or media.schema == Schema(media.schema.pointer))


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds what is left out, thing by thing."""

    document: Document
    by_shape: Mapping[str, _Methods]
    made: dict[str, Schema] = field(default_factory=dict)
    """Schemas that the document has none of, by name."""

    def answers(self) -> Iterator[tuple[str, Schema]]:
        """Pointers of operations, with what they answer."""
        for shape, methods in self.by_shape.items():
            template = paths.template(next(iter(methods.values())).path)
            if _SIGN_IN & {w for word in template.static_words for w in names.words(word)}:
                continue
            if template.ends_in_parameter:
                wide = next((s for s in paths.collection_shapes(template) if s in self.by_shape), "")
                yield from self._thing(methods, self.by_shape.get(wide, {}), template.parameters[-1])
            elif f"{shape}/{{}}" not in self.by_shape and _is_plural(template):
                yield from self._thing({}, methods, "id")

    def _thing(self, item: _Methods, collection: _Methods, parameter: str) -> Iterator[tuple[str, Schema]]:
        silent = {"item": _silent(item.get("get")), "list": _silent(collection.get("get"))}
        if _tells_no_success(item.get("get")) and not _is_managed(item):
            silent["item"] = None
        if not any(silent.values()) or not {"post", "get"} & collection.keys():
            return
        known = _answered(item.get("get")) is not None
        shown = self._shown(item, collection) or (None if known else self._sent(item, collection, parameter))
        if shown is None:
            return
        if answer := silent["item"]:
            yield item["get"].pointer, replace(shown, pointer=answer.pointer)
        if (answer := silent["list"]) and "post" in collection:
            yield collection["get"].pointer, Schema(answer.pointer, types=("array",), items=shown)

    def _shown(self, item: _Methods, collection: _Methods) -> Schema | None:
        """What the item's own answer, a list, or a write's answer shows."""
        if (schema := _answered(item.get("get"))) and self._properties(schema):
            return schema if schema.ref and len(self._properties(schema)) > 1 else None
        if (schema := _answered(collection.get("get"))) and (rows := self._rows(schema)) and self._properties(rows):
            return rows
        sent = [self._properties(s) for s in self._payloads(item, collection)]
        for operation in (item.get("put"), item.get("patch"), collection.get("post")):
            schema = _answered(operation)
            if schema and any(p.keys() & self._properties(schema).keys() for p in sent):
                return schema
        return None

    def _sent(self, item: _Methods, collection: _Methods, parameter: str) -> Schema | None:
        """What a creation sends, with an id and without what is told to nobody."""
        payload = next((p for p in self._payloads(item, collection) if self._properties(p)), None)
        if payload is None:
            return None
        properties = self._properties(payload)
        open_ = {n: s for n, s in properties.items() if not _is_secret(n, s)}
        keyed = any(names.snake(n) in {*_IDS, names.snake(parameter)} for n in open_)
        if keyed and open_.keys() == properties.keys():
            return payload
        own = "id" if names.snake(parameter).endswith("id") else parameter
        key = {} if keyed else {own: self._key(item, payload)}
        made = Schema(f"{payload.pointer}/answer", types=("object",), properties={**key, **open_})
        self.made[self._name(next(iter((*item.values(), *collection.values()))))] = made
        return Schema(made.pointer, ref=made.pointer)

    def _name(self, operation: Operation) -> str:
        name = names.pascal(names.singular_of(paths.noun(paths.template(operation.path))))
        while name in self.document.schemas or name in self.made:
            name = f"{name}Read"
        return name

    def _key(self, item: _Methods, payload: Schema) -> Schema:
        """The schema of the item path's last parameter, or whole numbers where no path names an item."""
        for operation in item.values():
            last = paths.template(operation.path).parameters[-1]
            for parameter in operation.parameters:
                if parameter.name == last and parameter.place == "path":
                    return parameter.schema
        return Schema(f"{payload.pointer}/id", types=("integer",))

    def _payloads(self, item: _Methods, collection: _Methods) -> list[Schema]:
        """What writes send, in JSON or a form, the creation's first."""
        bodies = [o.body for o in (collection.get("post"), item.get("put"), item.get("patch")) if o and o.body]
        sent = [m.schema for b in bodies for m in b.content if m.schema and _is_read(m.media_type)]
        return [s for s in sent if not any(p.format == "binary" for p in self._properties(s).values())]

    def _rows(self, schema: Schema) -> Schema | None:
        """What a list holds: bare, or under the only property that is a list."""
        found = self._resolved(schema)
        if found.items is not None:
            return found.items
        lists = [r.items for p in found.properties.values() if (r := self._resolved(p)).items is not None]
        return lists[0] if len(lists) == 1 else None

    def _properties(self, schema: Schema) -> Mapping[str, Schema]:
        return self._resolved(schema).properties

    def _resolved(self, schema: Schema) -> Schema:
        for _ in range(8):
            target = self.document.by_pointer.get(schema.ref) if schema.ref else None
            if target is None:
                break
            schema = target
        return schema


def _answered(operation: Operation | None) -> Schema | None:
    found = (m for r in operation.responses if r.status.startswith("2") for m in r.content) if operation else ()
    return next((m.schema for m in found if m.schema and is_json(m.media_type)), None)


def _is_read(media_type: str) -> bool:
    return is_json(media_type) or media_type.partition(";")[0].strip().lower() in _FORMS


def _is_plural(template: paths.Template) -> bool:
    word = paths.noun(template)
    return bool(word) and not template.action and names.singular(word.lower()) != word.lower()


def _is_secret(name: str, schema: Schema) -> bool:
    return schema.write_only or schema.format == "password" or names.snake(name) in _SECRETS
