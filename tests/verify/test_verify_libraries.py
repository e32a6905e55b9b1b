"""What an interpreter shows of the disk whose environment lies in the project and imports from sources elsewhere."""

import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffolder.verify.libraries import libraries
from scaffolder.verify.sandbox import Protection, best
from scaffolder.verify.workers import Request, Setup, Unusable, Worker

pytestmark = pytest.mark.xdist_group("sandbox")
TEST = "tests/test_rules.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with an environment in it, and the sources of a package beside it, both installed editable."""
    home = tmp_path_factory.mktemp("home")
    project, house = home / "project", home / "house"
    for path, text in {
        project / "app/__init__.py": "",
        project / "src/inner.py": "WHERE = __file__\n",
        project / "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['.']\n",
        project / ".env": "KEY=secret",
        project / "settings.local.py": "KEY = 'secret'",
        project / TEST: "def test_it():\n    pass\n",
        house / "parts/__init__.py": "SIZE = 3\n",
        house / "parts/credentials.json": "{}",
        house / "beside.txt": "secret",
        home / ".env": "KEY=secret",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    venv.create(project / ".venv", symlinks=True)
    site = next((project / ".venv").glob("lib/python*/site-packages"))
    (site / "own.pth").write_text("\n".join([sysconfig.get_paths()["purelib"], str(project / "src"), str(house)]))
    return home


def _python(home: Path) -> str:
    return str(home / "project/.venv/bin/python")


@pytest.fixture(scope="module", params=(Protection.BUBBLEWRAP, Protection.NAMESPACES, Protection.LIMITS))
def worker(home: Path, request: pytest.FixtureRequest) -> Iterator[Worker]:
    if request.param is Protection.BUBBLEWRAP and best() is not Protection.BUBBLEWRAP:
        pytest.skip("this machine has no bubblewrap")
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(Setup(home / "project", _python(home), request.param, ("tests",)), Path(folder))
        try:
            worker.start()
        except Unusable as error:
            if request.param is not Protection.NAMESPACES:
                raise
            pytest.skip(str(error))
        yield worker
        worker.stop()


def test_only_what_is_imported_is_shown(home: Path) -> None:
    found = libraries(_python(home), home / "project")
    assert found.sources == ("src",)
    assert found.hidden == (str(home / "house/parts/credentials.json"),)
    below = [Path(p).relative_to(home).as_posix() for p in found.folders if Path(p).is_relative_to(home)]
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    installed = [f"project/.venv/lib/{version}", f"project/.venv/lib/{version}/site-packages"]
    assert sorted(below) == sorted([*installed, "project/.venv/pyvenv.cfg", "house/parts"])


@pytest.mark.parametrize("secret", ["project/.env", "project/settings.local.py", ".env", "house/beside.txt"])
def test_what_lies_beside_is_not_read(secret: str, home: Path, worker: Worker) -> None:
    assert (home / secret).read_text()
    body = f"def test_it():\n    assert open({str(home / secret)!r}).read() is None\n"
    tried = worker.run(Request((TEST,), {TEST: body}))
    assert not tried.good
    assert "Error" in tried.reports[0].said
    assert "AssertionError" not in tried.reports[0].said


def test_a_secret_in_a_package_is_empty_or_refused(home: Path, worker: Worker) -> None:
    path = home / "house/parts/credentials.json"
    body = f"def test_it():\n    assert '{{' in open({str(path)!r}).read()\n"
    assert not worker.run(Request((TEST,), {TEST: body})).good


def test_all_that_the_environment_imports_is_there(worker: Worker) -> None:
    body = "def test_it():\n    import app, inner, parts, sqlalchemy, sqlite3\n"
    tried = worker.run(Request((TEST,), {TEST: body + "    assert parts.SIZE == 3\n"}))
    assert tried.good, tried
