"""What the sandbox itself keeps in, where code runs that no policy has looked at."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from scaffolder.verify.inside import landlock
from scaffolder.verify.sandbox import Protection, best, sentence
from scaffolder.verify.workers import Request, Setup, Tried, Unusable, Worker

pytestmark = pytest.mark.xdist_group("sandbox")
TEST = "tests/shop/test_rules.py"
EMPTY = "def test_it():\n    pass\n"
SECRET = "sk-secret-of-the-user"

Try = Callable[..., Tried]


@pytest.fixture(scope="module", params=(Protection.BUBBLEWRAP, Protection.NAMESPACES, Protection.LIMITS))
def protection(request: pytest.FixtureRequest) -> Protection:
    wanted: Protection = request.param
    if wanted is not best() and (wanted, best()) == (Protection.BUBBLEWRAP, Protection.LIMITS):
        pytest.skip("this machine has no bubblewrap")
    return wanted


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for path, text in {
        "app/__init__.py": "",
        "app/shop/__init__.py": "",
        "app/shop/rules.py": "def limit():\n    return 1\n",
        "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n',
        ".env": f"API_KEY={SECRET}\n",
        TEST: EMPTY,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture(scope="module")
def worker(project: Path, protection: Protection) -> Iterator[Worker]:
    os.environ["SCAFFOLD_TEST_SECRET"] = SECRET
    # not in pytest's folder, which lies below TMPDIR and may be as deep as it likes
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(Setup(project, sys.executable, protection, ("tests",)), Path(folder))
        try:
            worker.start()
        except Unusable as error:
            pytest.skip(str(error))
        yield worker
        worker.stop()
    del os.environ["SCAFFOLD_TEST_SECRET"]


@pytest.fixture
def run(worker: Worker) -> Try:
    def run(body: str, **options: float) -> Tried:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        return worker.run(
            Request((TEST,), {TEST: f"def test_it(tmp_path):\n{lines}"}, seconds=options.get("seconds", 20))
        )

    return run


def said(tried: Tried) -> str:
    assert len(tried.reports) == 1, tried
    return tried.reports[0].said


def test_an_honest_test_passes(run: Try) -> None:
    tried = run("(tmp_path / 'x').write_text('y')\nassert (tmp_path / 'x').read_text() == 'y'")
    assert (tried.good, tried.ended, [r.outcome for r in tried.reports]) == (True, "", ["passed"])


def test_a_changed_module_is_the_one_that_others_hold(worker: Worker) -> None:
    body = "from app.shop.rules import limit\n\n\ndef test_it():\n    assert limit() == 1\n"
    before = worker.run(Request((TEST,), {TEST: body}))
    after = worker.run(Request((TEST,), {TEST: body, "app/shop/rules.py": "def limit():\n    return 2\n"}))
    again = worker.run(Request((TEST,), {TEST: body}))
    assert [before.good, after.good, again.good] == [True, False, True]


@pytest.mark.parametrize(
    "body",
    [
        "import socket\nsocket.socket().connect(('127.0.0.1', 80))",
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53))",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:1/')",
        "import ctypes\nassert ctypes.CDLL(None).socket(2, 1, 0) >= 0",
    ],
    ids=["connect", "datagram", "urlopen", "native"],
)
def test_no_network(body: str, run: Try) -> None:
    tried = run(body)
    assert not tried.good
    assert "refused" not in said(tried).lower() or "sandbox" in said(tried)


@pytest.mark.parametrize(
    "body",
    [
        "import os\nos.system('true')\nassert os.system('true') == 0",
        "import subprocess\nsubprocess.run(['true'], check=True)",
        "import os\nif not os.fork():\n    os._exit(0)",
        "import os\nos.execv('/bin/true', ['true'])",
        "import ctypes\nassert ctypes.CDLL(None).fork() >= 0",
        "import multiprocessing\np = multiprocessing.Process()\np.start()\np.join()\nassert p.exitcode == 0",
    ],
    ids=["system", "subprocess", "fork", "exec", "native", "multiprocessing"],
)
def test_no_processes(body: str, run: Try) -> None:
    assert not run(body).good


@pytest.mark.parametrize(
    "body",
    [
        "open('app/shop/rules.py', 'w')",
        "open('/etc/scaffold-was-here', 'w')",
        "import os\nos.remove('app/shop/rules.py')",
        "import shutil\nshutil.rmtree('app')",
        "import os\nos.rename('app', 'gone')",
        "import os\nos.symlink('/etc', 'there')",
        "from pathlib import Path\nPath('tests/conftest.py').write_text('')",
        "import sqlite3\nsqlite3.connect('app/shop.db').execute('create table x (y)')",
    ],
    ids=["write", "outside", "remove", "tree", "rename", "link", "conftest", "sqlite"],
)
def test_nothing_is_written_outside(body: str, run: Try, project: Path) -> None:
    before = sorted((p, p.read_bytes()) for p in project.rglob("*") if p.is_file())
    assert not run(body).good
    assert sorted((p, p.read_bytes()) for p in project.rglob("*") if p.is_file()) == before
    assert not Path("/etc/scaffold-was-here").exists()


def test_no_secrets(run: Try) -> None:
    body = f"import os\nfound = [k for k, v in os.environ.items() if {SECRET!r} in v]\nassert not found, found"
    assert run(body).good
    parents = "from pathlib import Path\nPath(f'/proc/{__import__(\"os\").getppid()}/environ').read_bytes()"
    assert not run(parents).good
    assert not run("open('.env')").good


def test_other_processes_are_out_of_sight(run: Try, protection: Protection) -> None:
    if protection is Protection.LIMITS:
        pytest.skip("the weakest protection says so")
    assert not run("import os\nos.listdir('/proc')").good
    assert not run(f"open('/proc/{os.getpid()}/status')").good
    assert not run(f"import os\nos.kill({os.getpid()}, 0)").good


NATIVE = """import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
assert libc.open({path!r}.encode(), os.O_RDONLY) >= 0"""
READS = {
    "open": "open({path!r}).read()",
    "pathlib": "from pathlib import Path\nPath({path!r}).read_bytes()",
    "os": "import os\nos.open({path!r}, os.O_RDONLY)",
    "folder": "import os\nassert os.path.basename({path!r}) in os.listdir(os.path.dirname({path!r}))",
    "link": "import os\nos.symlink({path!r}, tmp_path / 'link')\nopen(tmp_path / 'link').read()",
    "sqlite": "import sqlite3\nsqlite3.connect('file:' + {path!r} + '?mode=ro', uri=True).execute('select 1')",
    "copy": "import shutil\nshutil.copy({path!r}, tmp_path)",
    "native": NATIVE,
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_files_of_the_user_are_not_read(read: str, run: Try, project: Path, tmp_path: Path) -> None:
    (tmp_path / "private").write_text("x")
    for path in (tmp_path / "private", project / ".env", project / "app/shop/rules.py"):
        assert not run(read.format(path=str(path))).good, path


def test_libraries_can_still_be_imported(run: Try) -> None:
    assert run("import colorsys, xml.dom.minidom, alembic.command\nimport mimetypes\nmimetypes.guess_type('x')").good
    assert run("import zoneinfo\nassert str(zoneinfo.ZoneInfo('Europe/Zurich')) == 'Europe/Zurich'").good


@pytest.mark.parametrize(
    ("body", "ended"),
    [
        ("while True:\n    pass", {"time", "SIGXCPU", "SIGKILL"}),
        ("import time\ntime.sleep(60)", {"time"}),
        ("import os\nos._exit(0)", {"exit code 0"}),
        ("import os, signal\nos.abort()", {"SIGABRT", "SIGSEGV", "SIGILL", "SIGKILL", "time"}),
        ("import ctypes\nctypes.string_at(0)", {"", "SIGSEGV"}),
    ],
    ids=["loop", "sleep", "exit", "abort", "crash"],
)
def test_time_is_bounded_and_an_end_is_no_success(body: str, ended: set[str], run: Try) -> None:
    tried = run(body, seconds=1)
    assert not tried.good
    assert tried.ended in ended


@pytest.mark.parametrize(
    "body",
    [
        "x = bytearray(4 << 30)",
        "x = []\nwhile True:\n    x.append(bytearray(64 << 20))",
        "with open(tmp_path / 'x', 'wb') as f:\n    for _ in range(4096):\n        f.write(bytes(1 << 20))",
        "def f(n):\n    return f(n + 1)\nf(0)",
        "for n in range(4096):\n    open(tmp_path / str(n), 'w')\n    globals()[f'f{n}'] = open(tmp_path / str(n))",
    ],
    ids=["memory", "list", "disk", "recursion", "files"],
)
def test_memory_and_disk_are_bounded(body: str, run: Try) -> None:
    assert not run(body).good


def test_much_output_is_cut(run: Try) -> None:
    tried = run("for _ in range(100000):\n    print('x' * 100)\nassert False")
    assert not tried.good
    assert len(tried.reports[0].output) < 4000


def test_nothing_is_left_for_the_next(run: Try) -> None:
    run("(tmp_path.parent.parent.parent / 'left').write_text('x')\nimport sys\nsys.left = 1")
    body = "import sys\nassert not hasattr(sys, 'left')\nassert not (tmp_path.parent.parent.parent / 'left').exists()"
    assert run(body).good


def test_a_worker_that_dies_is_started_again(worker: Worker) -> None:
    assert worker._process is not None
    with suppress(ProcessLookupError):
        os.kill(worker._process.pid, 9)
    first = worker.run(Request((TEST,), {}))
    assert (first.good, first.ended) == (False, "the worker was ended")
    assert worker.run(Request((TEST,), {})).good


def test_every_protection_says_what_it_is() -> None:
    assert all(sentence(p).startswith(str(p)) for p in Protection)
    kept = "the kernel (Landlock)" if landlock.version() else "an audit hook, which native code gets past"
    assert kept in sentence(Protection.LIMITS)
    assert kept in sentence(Protection.NAMESPACES)
