"""A headless Chromium, driven over its own protocol: open a page, evaluate, press keys."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

PROGRAM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
_QUIET = ("disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-sync")
_PATIENCE = 60.0


class Browser:
    """One page of a browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self.requested: list[str] = []
        """Addresses that the page asked for."""
        self.complaints: list[str] = []

    def call(self, method: str, **parameters: object) -> dict[str, object]:
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=_PATIENCE))
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self._note(message)

    def _note(self, message: dict[str, object]) -> None:
        if message.get("method") == "Network.requestWillBeSent":
            self.requested.append(message["params"]["request"]["url"])  # type: ignore[index]
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(message["params"]))

    def open(self, file: Path) -> None:
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=file.as_uri())
        end = time.monotonic() + _PATIENCE
        while self.value("document.readyState") != "complete" or not self.value(
            "!!document.querySelector('[role=tab]')"
        ):
            assert time.monotonic() < end, "the page does not get ready"
            time.sleep(0.05)

    def value(self, expression: str) -> object:
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")  # type: ignore[attr-defined]

    def busy(self) -> float:
        """Seconds of processor time that the page has taken so far, whatever else the machine does."""
        self.call("Performance.enable", timeDomain="threadTicks")
        metrics = self.call("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "TaskDuration")  # type: ignore[attr-defined, no-any-return]

    def press(self, key: str) -> None:
        text = key if len(key) == 1 else "\r" if key == "Enter" else ""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=text if kind == "keyDown" else "")


@contextlib.contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`; ended at the end."""
    assert PROGRAM is not None
    flags = [f"--{flag}" for flag in _QUIET]
    command = [PROGRAM, "--headless", "--no-sandbox", *flags, "--remote-debugging-port=0", f"--user-data-dir={folder}"]
    process = subprocess.Popen([*command, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with connect(_address(folder / "DevToolsActivePort"), max_size=None) as socket:
            yield Browser(socket)
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _address(file: Path) -> str:
    end = time.monotonic() + _PATIENCE
    while not file.exists() or not file.read_text():
        assert time.monotonic() < end, "the browser does not start"
        time.sleep(0.05)
    port = file.read_text().splitlines()[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=_PATIENCE) as answer:
        return str(next(t for t in json.load(answer) if t["type"] == "page")["webSocketDebuggerUrl"])
