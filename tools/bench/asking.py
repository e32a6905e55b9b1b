"""Asking: fifty placeholders from a scripted server that takes two seconds for each answer, one request for each.

The ideal is as many rounds of two seconds as the configured parallelism makes of them. Judging takes time of its own,
which depends on the tests of a project: here every answer is taken, so that the figure is that of the engine, over
real HTTP and through litellm, which is loaded before.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

from scaffolder.fill.library import litellm
from scaffolder.fills import Bench, Candidate, Judgement
from scaffolder.flow import Request, generate
from scaffolder.flow.filling import FillRequest, fill
from tools.bench.figures import Figure

PART = "asking"
_RULES = 25
_SECONDS = 2.0
_PARALLEL = 8
_BAR = 1.3
_NUMBERS = count(1)
_HEAD = """openapi: 3.1.0
info: {title: Desk, version: 1.0.0}
paths:
  /notes:
    post:
      operationId: createNote
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
      responses:
        "201": {description: Stored., content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "409": {description: Refused.}
  /notes/{noteId}:
    get:
      operationId: getNote
      parameters: [{name: noteId, in: path, required: true, schema: {type: integer}}]
      responses:
        "200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
components:
  schemas:
    Note:
      type: object
      required: [id, text]
      properties: {id: {type: integer, readOnly: true}, text: {type: string, maxLength: 100}}
      x-business-rules:
"""


def figures() -> Iterator[Figure]:
    """One figure: wall time of the run from the first call on."""
    litellm()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        project = _project(Path(folder))
        with _server() as url:
            started = time.monotonic()
            wish = FillRequest(project, model="openai/scripted", base_url=url, parallel=_PARALLEL, together=1)
            outcome = fill(wish, _taking)
            seconds = time.monotonic() - started
    assert outcome.filling is not None
    accepted, calls = len(outcome.filling.accepted), outcome.filling.usage.calls
    ideal = -(-2 * _RULES // _PARALLEL) * _SECONDS
    note = f"{accepted} accepted in {calls} calls, {_PARALLEL} at once"
    yield Figure(PART, "50 placeholders", seconds, "s", "ideal", ideal, seconds / ideal, _BAR, note=note)


def _project(folder: Path) -> Path:
    rules = (f"        - {{id: rule-{n}, text: A note must not say {n} twice., status: 409}}\n" for n in range(_RULES))
    (folder / "desk.yaml").write_text(_HEAD + "".join(rules))
    generate(Request(str(folder / "desk.yaml"), out=folder / "desk", verify=False))
    return folder / "desk"


@contextmanager
def _taking(folder: Path, *, sandbox: bool = True) -> Iterator[Bench]:
    """A bench that takes every answer."""

    def judge(candidate: Candidate) -> Judgement:
        return Judgement(None, (), 1, 1)

    yield Bench(judge)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        """A body that no other has, after a while."""
        self.rfile.read(int(self.headers["content-length"]))
        time.sleep(_SECONDS)
        message = {"role": "assistant", "content": f"```python\nassert {next(_NUMBERS)}\n```"}
        told = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }
        data = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def _server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
