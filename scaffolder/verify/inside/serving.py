"""Inside pytest, when it would collect: fork for each request instead, and collect and run there what is wanted."""

from __future__ import annotations

import gc
import json
import os
import random
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pytest

from scaffolder.verify.inside import crashes
from scaffolder.verify.inside.confinement import confine, filters, hide
from scaffolder.verify.inside.hook import Files
from scaffolder.verify.inside.reloading import reload
from scaffolder.verify.inside.reporting import Recorder

_MOST = 1 << 20
"""Bytes of one report."""


def serve(chosen: dict[str, Any], requests: IO[str], reports: IO[str]) -> int:
    """Collect once to import everything, then start pytest again and serve where it would collect; its exit code."""
    server = _Server(chosen, requests, reports)
    options = ["-q", "--capture=sys", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-p", "no:randomly"]
    options += ["-o", f"addopts=--import-mode=importlib {chosen['addopts']}".strip()]
    options += [f"--basetemp={chosen['scratch']}/pytest", *chosen["tests"]]
    pytest.main(["--collect-only", *options], plugins=[server.recorder])
    code = int(pytest.main(options, plugins=[server]))
    if not server.served:
        server.tell({"problem": server.recorder.collected() or f"pytest ended with code {code} before its tests"})
    return code


class _Server:
    """The plugin of the process that forks."""

    def __init__(self, chosen: dict[str, Any], requests: IO[str], reports: IO[str]) -> None:
        self._chosen, self._requests, self._reports = chosen, requests, reports
        self.recorder = Recorder()
        self.served = False

    def tell(self, report: dict[str, Any]) -> None:
        """Send one line."""
        print(json.dumps(report), file=self._reports, flush=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Serve until the requests end; nothing is collected or run here."""
        self.served = True
        crashes.show()
        gc.collect()
        gc.freeze()
        hide()
        self.tell({"ready": True, "filtered": filters(), "problem": self.recorder.collected()})
        for line in self._requests:
            self.tell(self._tried(session, json.loads(line)))
        return True

    def _tried(self, session: pytest.Session, request: dict[str, Any]) -> dict[str, Any]:
        reading, writing = os.pipe()
        started = time.monotonic()
        child = os.fork()
        if not child:
            self._requests.close()
            self._reports.close()
            os.close(reading)
            _run(session, request, self._chosen, writing)
        os.close(writing)
        report, ended = _awaited(reading, child, float(request["seconds"]))
        os.close(reading)
        _clean(self._chosen, child)
        return {**report, "ended": ended, "seconds": time.monotonic() - started}


def _awaited(reading: int, child: int, seconds: float) -> tuple[dict[str, Any], str]:
    """A child's report, and how it ended: "", "time", "size", or in words."""
    deadline, pieces, why = time.monotonic() + seconds, bytearray(), ""
    while not why:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            why = "time"
        elif piece := os.read(reading, 1 << 16):
            pieces += piece
            why = "size" if len(pieces) > _MOST else ""
        else:
            break
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if why:
        return {}, why
    try:
        return {"reports": json.loads(pieces)}, ""
    except ValueError:
        return {}, f"exit code {status}" if status >= 0 else signal.Signals(-status).name


def _clean(chosen: dict[str, Any], child: int) -> None:
    """Nothing of a request is left to the next: no process, no file."""
    if chosen["alone"]:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(-1, signal.SIGKILL)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    for entry in os.scandir(chosen["scratch"]):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            with suppress(OSError):
                os.unlink(entry.path)


def _run(session: pytest.Session, request: dict[str, Any], chosen: dict[str, Any], writing: int) -> None:
    """Run the wanted tests, write the report, and end this process."""
    code = 3
    try:
        os.setsid()
        scratch = f"{chosen['scratch']}/run"
        os.makedirs(scratch, exist_ok=True)
        os.environ["TMPDIR"] = scratch
        _forget_folders(session.config, scratch)
        if chosen["confined"]:
            seconds = int(request["seconds"]) + 1
            files = Files(chosen["readable"], chosen["hidden"], chosen["scratch"])
            confine(memory=chosen["memory"], seconds=seconds, size=chosen["size"], files=files)
        recorder = Recorder()
        _run_tests(session, request, recorder)
        _write_all(writing, json.dumps(recorder.entries).encode())
        code = 0
    except BaseException as error:
        _write_all(writing, json.dumps([_broken(error)]).encode())
        code = 0
    finally:
        os._exit(code)


def _broken(error: BaseException) -> dict[str, Any]:
    text = f"{type(error).__name__}: {error}"
    return {"test": "", "outcome": "error", "when": "collect", "text": text[:4000], "line": 0, "output": ""}


def _run_tests(session: pytest.Session, request: dict[str, Any], recorder: Recorder) -> None:
    plugins = session.config.pluginmanager
    plugins.register(recorder, "scaffold-recorder")
    reload(request["changed"])
    random.seed(request["order"])
    plugins.register(_Again(request["times"]), "scaffold-again")
    if request["ruled"]:
        plugins.register(_Ruled(), "scaffold-ruled")
    items = list(session.perform_collect(list(request["tests"])))
    if request["order"]:
        random.Random(request["order"]).shuffle(items)
    if recorder.collected():
        return
    stop_after = request["most_failures"]
    for item, following in _pairs(items):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if stop_after and recorder.failures >= stop_after:
            break


def _pairs(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


class _Again:
    """Repeats each test, as parameters do."""

    def __init__(self, times: int) -> None:
        self._times = times

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give every test a parameter that it does not see."""
        if self._times > 1:
            metafunc.fixturenames.append("scaffold_again")
            metafunc.parametrize("scaffold_again", range(self._times))


class _Ruled:
    """Keeps the fixture by which tests of the stored data lift the rules from doing so."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> object:
        """Take the place of that fixture only."""
        if fixturedef.argname != "_without_rules":
            return None
        narrow: Any = request
        fixturedef.cached_result = (None, fixturedef.cache_key(narrow), None)
        return True


def _forget_folders(config: pytest.Config, scratch: str) -> None:
    """Temporary folders of this process are its own."""
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None:
        factory._basetemp = None
        factory._given_basetemp = Path(scratch) / "pytest"


def _write_all(writing: int, data: bytes) -> None:
    while data:
        data = data[os.write(writing, data) :]
