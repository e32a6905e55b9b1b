"""`scaffold.toml`: what it may say, and where the finding points when it says something else."""

from pathlib import Path

import pytest

from scaffolder.diagnostics import Place, Severity
from scaffolder.settings import Settings, load, parse

WHOLE = """\
[entities.Pet]
entity = false
[operations."GET /pets/{id}"]
ignore = true
[verify]
timeout = 60
"""


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "scaffold.toml") == (Settings(), ())
    assert load(tmp_path / "no/scaffold.toml") == (Settings(), ())


def test_everything_that_it_may_say() -> None:
    settings, findings = parse(WHOLE, "scaffold.toml")

    assert findings == ()
    assert settings.timeout == 60
    assert settings.entities["Pet"].values == {"entity": False}
    assert settings.entities["Pet"].place == Place("scaffold.toml", 1, 11)
    assert settings.operations["GET /pets/{id}"].values == {"ignore": True}
    assert settings.operations["GET /pets/{id}"].place == Place("scaffold.toml", 3, 14)


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "message"),
    [
        ("x = ", "S002", 1, 5, "not valid TOML: Invalid value"),
        ("a = 1\na = 2\n", "S002", 2, 6, "not valid TOML: Cannot overwrite a value"),
        ("[verify\n", "S002", 1, 8, "not valid TOML: Expected ']' at the end of a table declaration"),
        ("[verfy]\n", "S003", 1, 2, "[verfy] is unknown"),
        ("\n[verify]\ntimout = 1\n", "S003", 3, 1, "[verify] timout is unknown"),
        ("verify = 1\n", "S004", 1, 1, "verify: a table is expected"),
        ("[verify]\ntimeout = 0\n", "S004", 2, 1, "[verify] timeout: an integer from 1 to 86400 is expected"),
        ("[verify]\ntimeout = true\n", "S004", 2, 1, "[verify] timeout: an integer from 1 to 86400 is expected"),
        ("[entities]\nPet = 1\n", "S004", 2, 1, "[entities] Pet: a table of overrides is expected"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(text: str, code: str, line: int, column: int, message: str) -> None:
    _, findings = parse(text, "scaffold.toml")

    assert [(f.code, f.severity, f.message) for f in findings] == [(code, Severity.ERROR, message)]
    assert findings[0].place == Place("scaffold.toml", line, column)
    assert findings[0].source_line == text.splitlines()[line - 1]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff")

    assert [f.message for f in load(tmp_path / "binary.toml")[1]] == ["cannot read the settings: it is not UTF-8"]
    assert [f.message for f in load(tmp_path)[1]] == ["cannot read the settings: Is a directory"]
