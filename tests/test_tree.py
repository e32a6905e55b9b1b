"""The tree in memory: sorted, immutable, without a path that could leave its folder."""

import pytest

from scaffolder.tree import Placeholder, Tree, TreeFile


def test_files_are_sorted_whatever_the_order_they_came_in() -> None:
    files = [TreeFile("b.py", "2"), TreeFile("a/z.py", "1"), TreeFile("a.py", b"\xff")]

    assert list(Tree(files)) == list(Tree(reversed(files))) == ["a.py", "a/z.py", "b.py"]
    assert Tree(files)["b.py"].data == b"2"
    assert Tree(files)["a.py"].data == b"\xff"


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a.py", "a.py"], "a.py: rendered twice"),
        (["a", "a/b"], "a/b: stands under a file"),
        ([".scaffold/x"], "belongs to the tool's own records"),
        (["../a"], "no plain relative path"),
    ],
)
def test_what_no_rendering_may_produce(paths: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Tree(TreeFile(path, "") for path in paths)


def test_replacing_files_makes_a_new_tree() -> None:
    tree = Tree([TreeFile("a.py", "1"), TreeFile("b.py", "1")])

    changed = tree.with_files([TreeFile("b.py", "2"), TreeFile("c.py", "2")])

    assert [f.content for f in tree.values()] == ["1", "1"]
    assert [f.content for f in changed.values()] == ["1", "2", "2"]


def test_placeholders_are_found_by_their_markers() -> None:
    text = "def a():\n    # scaffold: begin pet.limit-1\n    pass\n    # scaffold: end pet.limit-1\n"
    quoted = 'x = "# scaffold: begin no"\n# scaffold: begin two words\n'

    tree = Tree([TreeFile("b.py", text), TreeFile("a.py", quoted), TreeFile("c.md", text), TreeFile("d.py", b"")])

    assert tree.placeholders() == (Placeholder("pet.limit-1", "b.py", 2),)
