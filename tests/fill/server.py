"""A server that speaks the OpenAI chat API over real HTTP, and answers from a script for each function asked about."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FUNCTION = re.compile(r"^async def (\w+)[(,]", re.M)


@dataclass(frozen=True)
class Say:
    """One scripted answer."""

    text: str = ""
    status: int = 200
    delay: float = 0.0
    finish: str = "stop"
    calls: tuple[tuple[str, Any], ...] = ()
    """Tools to call, with their arguments."""
    drop: bool = False
    raw: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    choices: bool = True


def answer(body: str) -> Say:
    """A right-minded answer: one fence."""
    return Say(f"```python\n{body}\n```")


@dataclass
class Script:
    """Answers by function name; the last one is repeated."""

    says: dict[str, Sequence[Say]] = field(default_factory=dict)
    default: Callable[[str], Say] | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    together: bool = False
    """A request for several functions is answered for all of them."""
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, request: dict[str, Any]) -> Say:
        with self._lock:
            self.requests.append(request)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            name = function_of(request)
            number = self.asked[name]
            self.asked[name] += 1
        if self.together and len(names := functions_of(request)) > 1:
            assert self.default is not None
            return Say("\n".join(self.default(n).text.replace("\n", f"\n# {n}\n", 1) for n in names))
        says = self.says.get(name)
        if says is None:
            assert self.default is not None, f"no script for {name}"
            return self.default(name)
        return says[min(number, len(says) - 1)]

    def done(self) -> None:
        with self._lock:
            self._now -= 1

    def of(self, name: str) -> list[dict[str, Any]]:
        """The requests about a function."""
        return [r for r in self.requests if function_of(r) == name]


def functions_of(request: dict[str, Any]) -> list[str]:
    first = next(m for m in request["messages"] if m["role"] == "user")
    return FUNCTION.findall(first["content"])


def function_of(request: dict[str, Any]) -> str:
    found = functions_of(request)
    return found[-1] if found else ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        request["authorization"] = self.headers.get("authorization")
        say = self.script.next(request)
        try:
            time.sleep(say.delay)
        finally:
            self.script.done()
        with suppress(BrokenPipeError, ConnectionResetError):
            self._say(say, request)

    def _say(self, say: Say, request: dict[str, Any]) -> None:
        if say.drop:
            self.close_connection = True
            self.connection.shutdown(2)
        elif say.status != 200:
            self._send(json.dumps({"error": {"message": say.text or "no", "type": "x"}}).encode(), say)
        elif say.raw is not None:
            self._send(say.raw, say)
        elif request.get("stream"):
            self._stream(say, request)
        else:
            self._send(json.dumps(_completion(say, request)).encode(), say)

    def _send(self, data: bytes, say: Say) -> None:
        self.send_response(say.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, value in say.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, say: Say, request: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        for chunk in _chunks(say, request):
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")


def _usage(say: Say, request: dict[str, Any]) -> dict[str, int]:
    prompt = sum(len(str(m.get("content") or "")) for m in request["messages"]) // 4
    said = max(1, (len(say.text) + len(json.dumps(say.calls))) // 4)
    return {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}


def _tool_calls(say: Say) -> list[dict[str, Any]]:
    return [
        {"id": f"call{n}", "type": "function", "function": {"name": name, "arguments": _json(given)}}
        for n, (name, given) in enumerate(say.calls)
    ]


def _json(given: Any) -> str:
    return given if isinstance(given, str) else json.dumps(given)


def _completion(say: Say, request: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": say.text or None}
    if say.calls:
        message["tool_calls"] = _tool_calls(say)
    finish = "tool_calls" if say.calls else say.finish
    choices = [{"index": 0, "finish_reason": finish, "message": message}] if say.choices else []
    head = {"id": "x", "object": "chat.completion", "created": 1, "model": request["model"]}
    return {**head, "choices": choices, "usage": _usage(say, request)}


def _chunks(say: Say, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    head = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": request["model"]}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": say.text[n : n + 7]} for n in range(0, len(say.text), 7)]
    deltas += [{"tool_calls": [{"index": n, **call}]} for n, call in enumerate(_tool_calls(say))]
    for delta in deltas:
        yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if say.calls else say.finish}]}
    yield {**head, "choices": [], "usage": _usage(say, request)}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is what several tests are about."""


@contextmanager
def serving(script: Script) -> Iterator[str]:
    """The base URL of a server that answers from the script."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": script}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
