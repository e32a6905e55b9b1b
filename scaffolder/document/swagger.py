"""A raw Swagger 2.0 tree in, the tree of an OpenAPI 3.0 document out.

The user's tree stays as it is, so that references into it still hold. What has another form in 3.0 is made anew as
`Moved`; schemas are shared with the user's tree.
"""

from __future__ import annotations

from scaffolder.document import pointers
from scaffolder.document.findings import Findings, describe
from scaffolder.document.moved import Moved
from scaffolder.document.references import References
from scaffolder.document.shapes import methods
from scaffolder.document.swagger_parameters import ParameterUpgrade, Sorted, header
from scaffolder.source import JsonValue

_Dict = dict[str, JsonValue]

_root_keys = ("info", "security", "tags", "externalDocs")
_flows = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_operation_keys = ("parameters", "responses", "consumes", "produces", "schemes")


class Upgrade:
    """Upgrades one document."""

    def __init__(self, root: _Dict, references: References, findings: Findings) -> None:
        self._root = root
        self._references = references
        self._findings = findings
        self._parameters = ParameterUpgrade(references, findings)

    def document(self) -> _Dict:
        """The whole document as OpenAPI 3.0."""
        root = self._root
        kept = {key: root[key] for key in root if key in _root_keys or key.startswith("x-")}
        schemes = self._mapping(root, "", "securityDefinitions")
        components: _Dict = {
            "schemas": Moved("/definitions", self._mapping(root, "", "definitions")),
            "securitySchemes": Moved(
                "/securityDefinitions",
                {name: _scheme(node, pointers.child("/securityDefinitions", name)) for name, node in schemes.items()},
            ),
        }
        return {"openapi": "3.0.3", **kept, "servers": _servers(root), "paths": self._paths(), "components": components}

    def _mapping(self, node: _Dict, pointer: str, key: str) -> _Dict:
        value = node.get(key)
        if isinstance(value, dict):
            return value
        if value is not None:
            place = pointers.child(pointer, key)
            self._findings.add("D120", place, part=f"`{key}`", wanted="a mapping", found=describe(value))
        return {}

    def _paths(self) -> JsonValue:
        paths = self._root.get("paths")
        if not isinstance(paths, dict):
            return paths
        return {
            path: self._item(node, pointers.child("/paths", path)) if isinstance(node, dict) else node
            for path, node in paths.items()
        }

    def _item(self, node: _Dict, pointer: str) -> JsonValue:
        if "$ref" in node:
            target = self._references.follow(node, pointer)
            if target is None or not isinstance(target.node, dict):
                return {}
            node, pointer = target.node, target.pointer
        shared = self._parameters.sort(node.get("parameters"), pointers.child(pointer, "parameters"))
        item = {key: value for key, value in node.items() if key not in ("$ref", "parameters")}
        for key, value in item.items():
            if key.lower() in methods and isinstance(value, dict):
                item[key] = self._operation(value, pointers.child(pointer, key), shared)
        return Moved(pointer, {**item, "parameters": self._parameters.plain(shared.plain)})

    def _operation(self, node: _Dict, pointer: str, shared: Sorted) -> JsonValue:
        own = self._parameters.sort(node.get("parameters"), pointers.child(pointer, "parameters"))
        kept: _Dict = {key: value for key, value in node.items() if key not in _operation_keys}
        kept["parameters"] = self._parameters.plain(own.plain)
        body = self._parameters.body(own, shared, consumes=self._media_types(node, "consumes"), pointer=pointer)
        if body is not None:
            kept["requestBody"] = body
        if "responses" in node:
            kept["responses"] = self._responses(node, pointer)
        return Moved(pointer, kept)

    def _media_types(self, node: _Dict, key: str) -> list[str]:
        listed = node.get(key, self._root.get(key))
        listed = [listed] if isinstance(listed, str) else listed
        names = listed if isinstance(listed, list) else []
        return list(dict.fromkeys(name for name in names if isinstance(name, str)))

    def _responses(self, node: _Dict, pointer: str) -> JsonValue:
        produces = self._media_types(node, "produces")
        place = pointers.child(pointer, "responses")
        upgraded: _Dict = {}
        for status, response in self._mapping(node, pointer, "responses").items():
            if status.startswith("x-"):
                continue
            target = self._references.follow(response, pointers.child(place, status))
            if target is not None:
                told = [name for name in produces if "json" in name.lower()][:1] if status[0] in "45" else []
                upgraded[status] = (
                    self._response(target.node, target.pointer, produces, told)
                    if isinstance(target.node, dict)
                    else target.node
                )
        return Moved(place, upgraded)

    def _response(self, node: _Dict, pointer: str, produces: list[str], told: list[str]) -> JsonValue:
        kept: _Dict = {key: node[key] for key in node if key == "description" or key.startswith("x-")}
        place = pointers.child(pointer, "headers")
        headers = self._mapping(node, pointer, "headers")
        kept["headers"] = Moved(
            place,
            {
                name: header(found, pointers.child(place, name)) if isinstance(found, dict) else found
                for name, found in headers.items()
            },
        )
        kept["content"] = self._content(node, pointer, produces, told)
        return Moved(pointer, kept)

    def _content(self, node: _Dict, pointer: str, produces: list[str], told: list[str]) -> JsonValue:
        """One entry for each media type that the operation produces, and for those that only have an example.

        `told`: in which of them an error is told that has no schema.
        """
        examples = self._mapping(node, pointer, "examples")
        media: _Dict = {"schema": node["schema"]} if "schema" in node else {}
        names = list(dict.fromkeys(produces or _default_types(node))) if media else list(examples) or told
        content: _Dict = {}
        for name in names:
            example: _Dict = {"example": examples[name]} if name in examples else {}
            content[name] = Moved(pointer, media | example)
        return Moved(pointer, content)


def _default_types(node: _Dict) -> list[str]:
    schema = node.get("schema")
    is_file = isinstance(schema, dict) and schema.get("type") == "file"
    return ["application/octet-stream" if is_file else "application/json"]


def _servers(root: _Dict) -> JsonValue:
    """Addresses from `schemes`, `host` and `basePath`; people also write `http://` before the host."""
    host, base = root.get("host"), root.get("basePath")
    inner = base.strip("/") if isinstance(base, str) else ""
    base = f"/{inner}" if inner else ""
    if not isinstance(host, str) or not host:
        return [{"url": base}] if base else []
    written, _, name = host.rpartition("://")
    listed = root.get("schemes")
    schemes = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return [{"url": f"{scheme}://{name.rstrip('/')}{base}"} for scheme in schemes or [written or "https"]]


def _scheme(node: JsonValue, pointer: str) -> JsonValue:
    """A security scheme; what is unknown stays for the reader of schemes to report."""
    if not isinstance(node, dict):
        return node
    if node.get("type") == "basic":
        return Moved(pointer, {**node, "type": "http", "scheme": "basic"})
    flow = _flows.get(str(node.get("flow")))
    if node.get("type") != "oauth2" or flow is None:
        return Moved(pointer, node)
    moved = ("flow", "authorizationUrl", "tokenUrl", "scopes")
    parts = {key: node[key] for key in moved[1:] if key in node}
    kept = {key: value for key, value in node.items() if key not in moved}
    return Moved(pointer, {**kept, "flows": Moved(pointer, {flow: Moved(pointer, {"scopes": {}, **parts})})})
