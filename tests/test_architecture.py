"""The import contract: data goes forward only, rooms never see each other, and start-up is light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "scaffolder"
ROOMS = ("adopt", "document", "fill", "inference", "migrate", "project", "render", "report", "review", "verify")
ORDER = (
    "parsing",
    "diagnostics",
    "names",
    "media_types",
    "verdict",
    "fills",
    "filling",
    "source",
    "extensions",
    "forms",
    "settings",
    "prose",
    "resources",
    "model",
    "tree",
    "bodies",
    "catalogue",
    "changes",
    "condition",
    "contract",
    "remarks",
    "events",
    "facts",
    "layout",
    "outcome",
    "overview",
)
"""The shared modules: each imports only those before it."""
SHARED = frozenset(ORDER)

LIGHT = {"click", "scaffolder"}
"""All that the command line loads beside the standard library before a command runs."""

OWNERS = {
    "openapi_pydantic": "document",
    "yaml": "document",
    "jinja2": "render",
    "litellm": "fill",
    "merge3": "project",
    "rich": "report",
    "click": "cli",
    "pygls": "editor",
    "mcp": "editor",
}
"""The only room that knows a library."""


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "templates" not in p.parts)


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every imported module, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            base = str(node.module)
            yield from (f"{base}.{alias.name}" if base == "scaffolder" else base for alias in node.names)


def own(path: Path) -> set[str]:
    """The rooms and shared modules that a file imports."""
    names = (name.split(".") for name in imports(path))
    return {parts[1] for parts in names if parts[0] == "scaffolder" and len(parts) > 1} - {"__version__"}


@pytest.mark.parametrize("path", [p for p in modules() if room(p) in ROOMS], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_sees_itself_and_the_shared_types_only(path: Path) -> None:
    assert own(path) - {room(path)} <= SHARED


@pytest.mark.parametrize("name", ["overrides", "renames", "selection"])
def test_a_room_of_one_file_sees_the_shared_types_only(name: str) -> None:
    assert own(PACKAGE / f"{name}.py") <= SHARED


@pytest.mark.parametrize("name", ORDER)
def test_shared_modules_import_downwards(name: str) -> None:
    for path in (p for p in modules() if room(p) == name):
        assert own(path) - {name} <= set(ORDER[: ORDER.index(name)])


def test_every_shared_module_has_its_place() -> None:
    assert set(ORDER) == SHARED
    known = {
        *ROOMS,
        *SHARED,
        "__init__",
        "__main__",
        "cli",
        "editor",
        "flow",
        "overrides",
        "renames",
        "selection",
        "usage",
    }
    assert {room(p) for p in modules()} <= known


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_known_to_one_room(library: str) -> None:
    users = {room(p) for p in modules() if any(name.split(".")[0] == library for name in imports(p))}
    assert users <= {OWNERS[library]}


def test_the_programs_run_by_other_interpreters_import_nothing_of_ours() -> None:
    for name in ("compile_all", "migrate_both_ways"):
        assert own(PACKAGE / "verify" / f"{name}.py") == set()


def loaded(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return {name.split(".")[0] for name in ended.stdout.split()}


def test_the_command_line_loads_nothing_heavy() -> None:
    assert loaded("import scaffolder.cli") - set(sys.stdlib_module_names) == LIGHT


def test_help_loads_nothing_but_its_text() -> None:
    assert loaded("import scaffolder.__main__, scaffolder.usage") <= {"__future__", "scaffolder"}


def test_the_flow_loads_no_room_before_its_stage() -> None:
    assert loaded("import scaffolder.flow") - set(sys.stdlib_module_names) == {"scaffolder"}
