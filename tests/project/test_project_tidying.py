"""How merged modules look: as the project's formatter has them, where they were so before."""

from pathlib import Path

from scaffolder.changes import Action
from scaffolder.flow.tidying import tidying
from scaffolder.project import Growing, Origin, update
from scaffolder.tree import Tree, TreeFile

from .conftest import ORIGIN, actions

LONG = f"def f(a: int, {'b' * 30}: int = 1) -> int:\n    return a\n"
LAID_OUT = f"def f(\n    a: int,\n    {'b' * 30}: int = 1,\n    *,\n    {'c' * 30}: int = 2,\n) -> int:\n    return a\n"
MERGED = LONG.replace(" = 1)", f" = 1, *, {'c' * 30}: int = 2)")
NARROW = b"[tool.ruff]\nline-length = 80\n"


def test_only_what_was_laid_out_before_is_laid_out_again(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(NARROW)
    mine = LONG.replace("a: int", "a : int")
    files = {
        "app/a.py": (LONG.encode(), MERGED.encode()),
        "app/b.py": (mine.encode(), MERGED.encode()),
        "app/c.py": (LONG.encode(), b"def f(:\n"),
        "d.md": (b"# a\n", b"# b\n"),
    }
    assert tidying(tmp_path)(files) == {"app/a.py": LAID_OUT.encode(), "app/c.py": b"def f(:\n"}


def test_a_configuration_that_the_formatter_refuses_leaves_all_as_it_was_merged(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.ruff]\nline-length = -1\n")
    assert tidying(tmp_path)({"a.py": (LONG.encode(), MERGED.encode())}) == {}


def test_merged_files_are_written_as_they_are_laid_out(root: Path) -> None:
    def regenerate(text: str, origin: Origin = ORIGIN) -> dict[str, Action]:
        tree = Tree([TreeFile("a.py", text), TreeFile("pyproject.toml", NARROW.decode())])
        return actions(update(root, Growing(tree, tidy=tidying(root)), origin))

    old = "X = [1, 2]\n\n\ndef f(a: int) -> int:\n    return a\n"
    regenerate(old)
    (root / "a.py").write_text(old.replace("[1, 2]", "[1, 2, 3]"))

    done = regenerate(old.replace("def f(a: int)", f"def f(a: int, {'b' * 60}: int)"))

    assert done["a.py"] is Action.MERGED
    wanted = f"X = [1, 2, 3]\n\n\ndef f(\n    a: int, {'b' * 60}: int\n) -> int:\n    return a\n"
    assert (root / "a.py").read_text() == wanted
