"""YAML text in, a tree of plain Python values and its positions out.

The tree is built from libyaml's events, so that depth, aliases and repeated keys are checked before they cost anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from scaffolder.diagnostics import Diagnostic
from scaffolder.document.limits import max_aliased, max_depth
from scaffolder.document.text import Text, Unreadable
from scaffolder.document.yaml_scalars import known_tags, resolve_scalar
from scaffolder.source import JsonValue

_Collection = yaml.MappingStartEvent | yaml.SequenceStartEvent
_Tagged = _Collection | yaml.ScalarEvent


@dataclass(slots=True)
class _Spot:
    """Where a node stands, and where its children do."""

    offset: int
    children: dict[str, tuple[int, _Spot]] = field(default_factory=dict)
    """Key or index to the offset to show (that of the key) and the child's own spot."""


@dataclass(slots=True)
class _Node:
    """A finished node; `size` counts it and all below, `height` its levels of containers."""

    value: JsonValue
    spot: _Spot
    size: int = 1
    height: int = 0


@dataclass(slots=True)
class _Frame:
    """A container that is being filled."""

    value: dict[str, JsonValue] | list[JsonValue]
    spot: _Spot
    anchor: str | None
    key: str | None = None
    key_offset: int = 0
    merges: list[_Node] = field(default_factory=list)
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class YamlPositions:
    """Where each value stands."""

    root: _Spot

    def offset(self, tokens: Sequence[str]) -> int:
        """Offset of a member's key or an item's first character; of the nearest ancestor where it is unknown."""
        shown, spot = self.root.offset, self.root
        for token in tokens:
            if token not in spot.children:
                break
            shown, spot = spot.children[token]
        return shown


def parse_yaml(text: Text) -> tuple[JsonValue, YamlPositions, tuple[Diagnostic, ...]]:
    """Parse one YAML document; warnings are returned, errors raise `Unreadable`."""
    builder = _Builder(text)
    try:
        for event in yaml.parse(text.characters, Loader=_loader()):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.context, error.problem)))
        raise Unreadable(*builder.errors, text.finding("D108", mark.index if mark else 0, reason=reason)) from None
    except yaml.reader.ReaderError as error:
        raise Unreadable(text.finding("D108", error.position, reason=error.reason)) from None
    except UnicodeEncodeError as error:
        raise Unreadable(text.finding("D115", error.start)) from None
    if builder.errors:
        raise Unreadable(*builder.errors)
    root = builder.root or _Node(None, _Spot(0))
    return root.value, YamlPositions(root.spot), tuple(builder.warnings)


def _loader() -> type[yaml.SafeLoader]:
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return loader


class _Builder:
    """Takes the events of one stream in order; `root` is the finished document."""

    def __init__(self, text: Text) -> None:
        self.root: _Node | None = None
        self.errors: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self._text = text
        self._frames: list[_Frame] = []
        self._anchors: dict[str, _Node | None] = {}
        self._aliased = 0
        self._handlers: dict[type[yaml.Event], Callable[..., None]] = {
            yaml.DocumentStartEvent: self._start_document,
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start_mapping,
            yaml.SequenceStartEvent: self._start_sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
        }

    def take(self, event: yaml.Event) -> None:
        """Handle one event."""
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def _fail(self, code: str, event: yaml.Event, **values: object) -> NoReturn:
        raise Unreadable(*self.errors, self._text.finding(code, _offset(event), **values))

    def _start_document(self, event: yaml.Event) -> None:
        if self.root is not None:
            self._fail("D110", event)

    def _check_tag(self, event: _Tagged) -> None:
        tag = event.tag
        if tag is not None and tag not in known_tags:
            self.warnings.append(self._text.finding("D119", _offset(event), tag=tag))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_tag(event)
        offset = _offset(event)
        if self._awaits_key():
            self._take_key(event)
            return
        try:
            value = resolve_scalar(event.value, event.tag, plain=event.style is None or event.style == "")
        except ValueError:
            self._fail("D113", event, value=event.value[:30])
        node = _Node(value, _Spot(offset))
        self._name(event.anchor, node)
        self._place(node)

    def _awaits_key(self) -> bool:
        return bool(self._frames) and isinstance(self._frames[-1].value, dict) and self._frames[-1].key is None

    def _take_key(self, event: yaml.ScalarEvent) -> None:
        frame, key, offset = self._frames[-1], event.value, _offset(event)
        frame.key, frame.key_offset = key, offset
        self._name(event.anchor, _Node(key, _Spot(offset)))
        if key in frame.spot.children and not _is_merge(frame, key):
            line = self._text.place(frame.spot.children[key][0]).line
            self.errors.append(self._text.finding("D109", offset, key=f"`{key}`", line=line))

    def _start_mapping(self, event: yaml.MappingStartEvent) -> None:
        self._start(event, {})

    def _start_sequence(self, event: yaml.SequenceStartEvent) -> None:
        self._start(event, [])

    def _start(self, event: _Collection, value: dict[str, JsonValue] | list[JsonValue]) -> None:
        self._check_tag(event)
        if self._awaits_key():
            self._fail("D114", event)
        if len(self._frames) >= max_depth:
            self._fail("D111", event, limit=max_depth)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._frames.append(_Frame(value, _Spot(_offset(event)), event.anchor))

    def _end(self, event: yaml.Event) -> None:
        frame = self._frames.pop()
        for merged in frame.merges:
            self._merge(frame, merged, event)
        node = _Node(frame.value, frame.spot, frame.size, frame.height)
        self._name(frame.anchor, node)
        self._place(node)

    def _merge(self, frame: _Frame, merged: _Node, event: yaml.Event) -> None:
        """Merge keys (YAML 1.1 type repository): what stands in the mapping itself wins, then the earlier source."""
        if isinstance(merged.value, list):
            sources = [(value, merged.spot.children[str(i)][1]) for i, value in enumerate(merged.value)]
        else:
            sources = [(merged.value, merged.spot)]
        for value, spot in sources:
            if not isinstance(value, dict) or not isinstance(frame.value, dict):
                self._fail("D108", event, reason="`<<` needs a mapping")
            else:
                frame.value.update({key: child for key, child in value.items() if key not in frame.value})
                frame.spot.children.update({k: v for k, v in spot.children.items() if k not in frame.spot.children})

    def _name(self, anchor: str | None, node: _Node) -> None:
        if anchor:
            self._anchors[anchor] = node

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        node = self._anchors.get(name)
        if node is None:
            reason = "stands inside what it names" if name in self._anchors else "names nothing"
            self._fail("D112", event, name=name, reason=reason)
            return
        self._aliased += node.size
        if self._aliased > max_aliased:
            self._fail("D112", event, name=name, reason="multiplies the document beyond measure")
        if len(self._frames) + node.height > max_depth:
            self._fail("D111", event, limit=max_depth)
        if self._awaits_key():
            self._take_alias_key(event, node)
            return
        self._place(_Node(_copy(node.value), _Spot(_offset(event), node.spot.children), node.size, node.height))

    def _take_alias_key(self, event: yaml.AliasEvent, node: _Node) -> None:
        if not isinstance(node.value, str):
            self._fail("D114", event)
        frame = self._frames[-1]
        frame.key, frame.key_offset = str(node.value), _offset(event)

    def _place(self, node: _Node) -> None:
        """Put a finished node into the container that is being filled."""
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        frame.size += node.size
        frame.height = max(frame.height, node.height + 1)
        if isinstance(frame.value, list):
            frame.spot.children[str(len(frame.value))] = (node.spot.offset, node.spot)
            frame.value.append(node.value)
            return
        key, frame.key = frame.key or "", None
        if _is_merge(frame, key) and isinstance(node.value, dict | list):
            frame.merges.append(node)
            return
        frame.value[key] = node.value
        frame.spot.children[key] = (frame.key_offset, node.spot)


def _offset(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _is_merge(frame: _Frame, key: str) -> bool:
    return key == "<<" and isinstance(frame.value, dict)


def _copy(value: JsonValue) -> JsonValue:
    """A copy of containers; depth is bounded by `max_depth`."""
    if isinstance(value, dict):
        return {key: _copy(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_copy(child) for child in value]
    return value
