"""Processes end in time, with all that they started, also when the run is stopped."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scaffolder.verify import environment
from scaffolder.verify.processes import Processes

CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
{then}
"""


def processes(tmp_path: Path, timeout: float = 30) -> Processes:
    return Processes(cwd=tmp_path, environment=environment.scrubbed(), timeout=timeout)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] if Path("/proc").is_dir() else "?"
    return state != "Z"


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_output_and_code(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd()); print('bad', file=sys.stderr); sys.exit(3)"

    result = processes(tmp_path).run([sys.executable, "-c", code])

    assert (result.code, sorted(result.output.splitlines())) == (3, sorted([str(tmp_path), "bad"]))


def test_only_the_end_of_much_output_is_kept(tmp_path: Path) -> None:
    result = processes(tmp_path).run([sys.executable, "-c", "print('x' * 3_000_000); print('the end')"])

    assert len(result.output) <= 256 * 1024
    assert result.output.endswith("the end\n")


@pytest.mark.parametrize(
    "then", ["time.sleep(60)", "pass", "import signal; signal.signal(15, signal.SIG_IGN); time.sleep(60)"]
)
def test_the_whole_group_ends(tmp_path: Path, then: str) -> None:
    result = processes(tmp_path, timeout=1).run([sys.executable, "-c", CHILD.format(then=then)])

    assert result.code == (0 if then == "pass" else None)
    assert ends(int(result.output))


def test_stopping_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    running = processes(tmp_path)
    results = []
    thread = threading.Thread(
        target=lambda: results.append(running.run([sys.executable, "-c", CHILD.format(then="time.sleep(60)")]))
    )
    thread.start()
    time.sleep(0.5)

    running.stop()
    thread.join(10)

    assert results[0].code is None
    assert ends(int(results[0].output))
    assert running.run([sys.executable, "-c", "print(1)"]).output == ""


@pytest.mark.parametrize("number", [2, 15])
def test_an_interrupted_verification_ends_its_tools(project: Path, number: int) -> None:
    pids = project.parent / "pids"
    body = f"    open({str(pids)!r}, 'w').write(str(os.getpid()))\n    time.sleep(60)\n"
    text = f"import os, time\n\n\ndef test_slow() -> None:\n{body}"
    (project / "tests/test_models.py").write_text(text)
    (project / ".scaffold").mkdir()
    (project / ".scaffold/lock.json").write_text("{}")
    command = [sys.executable, "-m", "scaffolder", "verify", str(project)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 180
    while not pids.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.1)

    process.send_signal(number)
    _, errors = process.communicate(timeout=50)

    assert process.returncode == 128 + number
    assert b"Traceback" not in errors
    assert ends(int(pids.read_text()))


def test_the_projects_own_environment_is_used_where_it_is_complete(tmp_path: Path) -> None:
    own = tmp_path / ".venv/bin/python"
    own.parent.mkdir(parents=True)

    own.write_text("#!/bin/sh\necho aiosqlite alembic fastapi pydantic sqlalchemy pytest\n")
    own.chmod(0o755)
    assert environment.interpreter(tmp_path).path == str(own)

    own.write_text("#!/bin/sh\necho fastapi\n")
    assert environment.interpreter(tmp_path).path == sys.executable

    own.write_text("not a program")
    assert environment.interpreter(tmp_path).path == sys.executable


def test_a_cache_that_cannot_be_made_is_done_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert environment.cache(tmp_path) is None
