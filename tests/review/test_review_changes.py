"""A project under git: only what changed is reviewed; patches are written where they still fit."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from scaffolder.cli import cli
from scaffolder.diagnostics import Outside
from scaffolder.flow import reviewing
from scaffolder.flow.reviewing import Wish, located
from scaffolder.review import apply, patches

ROUTER = """\
SECURED = requires({"Key": []})


@router.get(
    "/pets",
    operation_id="listPets",
    dependencies=[Depends(SECURED)],
    openapi_extra=SECURED.documented,
)
async def list_pets() -> schemas.Pets:
    return await repository.list_pets()


async def old(session):
    session.flush()
"""
DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      security: [{Key: []}]
      responses: {"200": {description: Pets.}}
components:
  securitySchemes:
    Key: {type: apiKey, in: header, name: X-Key}
"""


def git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "app" / "my pets").mkdir(parents=True)
    (tmp_path / "app" / "my pets" / "router.py").write_text(ROUTER)
    (tmp_path / "app" / "other.py").write_text("async def f(session):\n    session.flush()\n")
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def found(project: Path, *paths: str, revision: str = "") -> list[tuple[str, int, str]]:
    review = reviewing.review(reviewing.Wish(project, paths, revision=revision, contract=False)).review
    assert review is not None
    return [(r.file.rpartition("/")[2], r.line, r.code) for r in review.remarks if not r.code.startswith("F")]


def edit(project: Path, before: str, after: str) -> None:
    path = project / "app" / "my pets" / "router.py"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def test_without_a_revision_all_is_reviewed(project: Path) -> None:
    assert found(project) == [("router.py", 15, "R203"), ("other.py", 2, "R203")]
    assert found(project, "app/other.py") == [("other.py", 2, "R203")]


def test_what_did_not_change_is_not_reviewed(project: Path) -> None:
    assert found(project, revision="HEAD") == []


def test_a_removed_line_is_a_change_of_the_endpoint_around_it(project: Path) -> None:
    edit(project, "    dependencies=[Depends(SECURED)],\n", "")
    assert found(project, revision="HEAD") == [("router.py", 4, "R101")]


def test_a_changed_line_alone_is_reviewed(project: Path) -> None:
    edit(project, "return await repository.list_pets()", "return repository.sorted(await time.sleep(1))")
    assert found(project, revision="HEAD") == [("router.py", 11, "R201")]


def test_files_that_git_does_not_know_are_new(project: Path) -> None:
    (project / "app" / "new.py").write_text("async def f(session):\n    session.flush()\n")
    assert found(project, revision="HEAD") == [("new.py", 2, "R203")]


@pytest.mark.parametrize("setting", ["diff.noprefix", "diff.mnemonicPrefix", "core.quotePath"])
def test_settings_of_the_user_change_nothing(project: Path, setting: str) -> None:
    git(project, "config", setting, "true")
    edit(project, "    dependencies=[Depends(SECURED)],\n", "")
    assert found(project, revision="HEAD") == [("router.py", 4, "R101")]


def test_a_project_in_a_folder_of_the_repository(project: Path) -> None:
    (project / "app" / "other.py").write_text("async def f(session):\n    session.commit()\n")
    assert found(project / "app", revision="HEAD") == [("other.py", 2, "R203"), ("other.py", 2, "R206")]


def test_a_removed_file_is_no_change_of_another(project: Path) -> None:
    (project / "app" / "other.py").unlink()
    assert reviewing.changed_lines(project, "HEAD") == {}


@pytest.mark.parametrize(("revision", "told"), [("nowhere", "nowhere"), ("--output=x", "is no revision")])
def test_a_revision_that_is_none(project: Path, revision: str, told: str) -> None:
    with pytest.raises(Outside, match=told):
        found(project, revision=revision)
    assert not (project / "x").exists()


def test_patches_are_written_by_the_command(project: Path) -> None:
    edit(project, "    dependencies=[Depends(SECURED)],\n", "")
    arguments = ["review", "--project", str(project), "--no-contract", "--format", "json"]
    done = CliRunner().invoke(cli, [*arguments, "--apply"], standalone_mode=False)
    assert json.loads(done.stdout)["review"]["applied"] == 3
    assert (project / "app" / "my pets" / "router.py").read_text() == ROUTER.replace(
        "    session.f", "    await session.f"
    )
    assert (project / "app" / "other.py").read_text() == "async def f(session):\n    await session.flush()\n"
    assert found(project) == []


BEFORE = "a\nb\nc\nd\ne\nf\ng\nh\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, BEFORE.replace("b\n", "")),
        (BEFORE, BEFORE.replace("a\n", "x\ny\n").replace("h\n", "")),
        (BEFORE, f"x\n{BEFORE}"),
        ("a\nb", "a\nc"),
        ("a\nb", "a\nb\n"),
        ("a\nb\n", "a\nb"),
        ("x\nb", "a\nb"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("a\x0cb\nc\n", "a\x0cb\nd\n"),
        ("a\n", ""),
    ],
)
def test_a_patch_makes_the_one_text_of_the_other(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_bytes(before.encode())
    assert apply(tmp_path, [("x.py", patches.patch("x.py", before, after))]) == 1
    assert (tmp_path / "x.py").read_bytes().decode() == after
    assert [p.name for p in tmp_path.iterdir()] == ["x.py"]


def test_git_takes_the_patches_too(project: Path) -> None:
    path = project / "app" / "other.py"
    path.write_text("a\nb")
    diff = patches.patch("app/other.py", "a\nb", "a\nc")
    subprocess.run(["git", "apply", "-"], cwd=project, input=diff, text=True, check=True)
    assert path.read_text() == "a\nc"


def test_several_patches_of_a_file_are_all_written(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(BEFORE)
    told = [patches.replaced_line("x.py", BEFORE, line, None if line == 2 else "x") for line in (2, 6, 8)]
    assert apply(tmp_path, [("x.py", diff) for diff in told]) == 3
    assert (tmp_path / "x.py").read_text() == "a\nc\nd\ne\nx\ng\nx\n"


def test_of_two_patches_of_a_line_the_first_is_written(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(BEFORE)
    told = [("x.py", patches.replaced_line("x.py", BEFORE, 2, new)) for new in ("x", "y")]
    assert apply(tmp_path, [*told, told[0]]) == 1
    assert (tmp_path / "x.py").read_text() == BEFORE.replace("b", "x")


def test_a_patch_that_no_longer_fits_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("other\n")
    assert apply(tmp_path, [("x.py", patches.patch("x.py", "a\n", "b\n"))]) == 0
    assert (tmp_path / "x.py").read_text() == "other\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the current folder, not itself the current one."""
    (tmp_path / "shop" / ".scaffold").mkdir(parents=True)
    (tmp_path / "shop" / ".scaffold" / "lock.json").write_text("{}")
    (tmp_path / "shop" / "app").mkdir()
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "shop"


def test_paths_are_those_of_the_project_wherever_one_is(shop: Path) -> None:
    assert located(Wish(Path())) == Wish(Path())
    assert located(Wish(Path(), ("shop",))) == Wish(shop)
    assert located(Wish(Path(), (str(shop / "app"),))) == Wish(shop, ("app",))
    assert located(Wish(shop, ("app",))) == Wish(shop, ("app",))
    assert located(Wish(Path(), ("other",))) == Wish(Path(), ("other",))


@pytest.mark.parametrize(("path", "told"), [("shop/ap", "shop/ap is not there"), ("../", "../ is not in")])
def test_a_path_that_is_not_there_is_told(path: str, told: str, shop: Path) -> None:
    assert shop.is_dir()
    with pytest.raises(Outside, match=told):
        located(Wish(Path(), (path,)))
