"""What a person reads."""

import io
import sys

import pytest

from scaffolder.changes import Action, Change, Changes
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.model import ApiModel
from scaffolder.outcome import Outcome
from scaffolder.report import findings, plan, summary
from scaffolder.report.paint import Paint, paint_for
from scaffolder.report.tables import aligned, show_tables
from scaffolder.report.visible import visible, visible_lines, width
from scaffolder.tree import Placeholder
from scaffolder.verdict import Finding, Status, Step, Verdict

PLAIN = Paint(on=False)


def diagnostic(**changes: object) -> Diagnostic:
    place = Place("api.yaml", 3, 5, "/paths")
    defaults = {"code": "D101", "severity": Severity.ERROR, "message": "wrong", "place": place, "hint": "mend it"}
    return Diagnostic(**(defaults | changes))  # type: ignore[arg-type]


def listed(*found: Diagnostic) -> list[str]:
    return list(findings.lines(found, PLAIN))


def test_a_finding_with_its_line_a_caret_and_a_hint() -> None:
    assert listed(diagnostic(source_line="    x: 1")) == [
        "api.yaml:3:5: D101 wrong",
        "    3 |     x: 1",
        "      |     ^",
        "  hint: mend it",
    ]


def test_a_finding_without_a_line() -> None:
    assert listed(diagnostic(place=Place("api.yaml"), hint="")) == ["api.yaml: D101 wrong"]


def test_errors_come_first_and_say_no_severity() -> None:
    lines = listed(diagnostic(severity=Severity.WARNING, hint=""), diagnostic(hint="", code="D102"))

    assert lines == ["api.yaml:3:5: D102 wrong", "api.yaml:3:5: D101 warning: wrong"]


def test_the_caret_stands_under_its_column_behind_wide_and_hidden_characters() -> None:
    lines = listed(diagnostic(place=Place("a", 1, 5), source_line="価\u202e\tx: y", hint=""))

    assert lines[1:] == ["    1 | 価\\u202e x: y", "      |           ^"[:-1] + "^"]
    assert lines[2].index("^") == len("    1 | ") + width("価\\u202e x")


def test_a_long_line_is_shown_around_its_column() -> None:
    line = "a" * 5000 + "X" + "b" * 5000
    lines = listed(diagnostic(place=Place("a", 1, 5001), source_line=line, hint=""))

    assert lines[1] == f"    1 | …{'a' * 60}X{'b' * 59}…"
    assert lines[1][lines[2].index("^")] == "X"


def test_many_findings_are_cut_and_counted() -> None:
    found = [diagnostic(hint="", place=Place("a", n + 1)) for n in range(60)]

    lines = listed(*found)

    assert len(lines) == 51
    assert lines[-1] == "… and 10 more errors (--format json lists all)"
    assert findings.counts([*found, diagnostic(severity=Severity.WARNING)]) == "60 errors, 1 warning"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本", "plain é 日本"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\rb\x07\x9b", "a\\rb\\x07\\x9b"),
        ("a\u202eb\u2066\u200f\u061c", "a\\u202eb\\u2066\\u200f\\u061c"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("two\nlines\u2028three", "two\\nlines\\u2028three"),
    ],
)
def test_nothing_reaches_the_terminal_that_could_deceive(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_of_a_tool_keep_their_ends() -> None:
    assert visible_lines("a\tb\r\n\x1b[31mred\n") == "a   b\n\\x1b[31mred\n"


def test_colours_only_where_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert paint_for(Terminal()).on
    assert not paint_for(io.StringIO()).on
    monkeypatch.setenv("NO_COLOR", "1")
    assert not paint_for(Terminal()).on
    assert Paint(on=True)("x", "red", bold=True) == "\x1b[1;31mx\x1b[0m"


def test_the_plan(model: ApiModel) -> None:
    assert plan.headline(model) == "Pets 1.0: 2 entities, 1 CRUD operation, 1 custom"
    text = "\n".join(line for table in plan.tables(model) if table.rows for line in aligned(table))

    assert text == (
        "Entities\n"
        "  entity  table   module  key      because\n"
        "  Pet     pets    pets    petId    GET /pets/{id} answers Pet\n"
        "  Owner   owners  owners  ownerId  GET /owners/{id} answers Owner\n"
        "\n"
        "Pet (pets)\n"
        "  column    type        null  key                                             filled by            property\n"
        "  id        bigint            primary key                                     key (autoincrement)  id\n"
        "  name      string(40)        unique                                          client               name\n"
        "  owner_id  bigint      null  index, references owners.id on delete set null  client               owner_id\n"
        "\n"
        "Owner (owners)\n"
        "  column  type    null  key          filled by            property\n"
        "  id      bigint        primary key  key (autoincrement)  id\n"
        "\n"
        "Relationships\n"
        "  entity  name      to     kind         because\n"
        "  Pet     owner_id  Owner  many to one  foreign key owner_id\n"
        "\n"
        "Operations\n"
        "  operation             kind    entity  status  because\n"
        "  GET /pets             list    Pet     200\n"
        "  POST /pets/{id}/feed  custom  Pet     200     no CRUD form fits\n"
        "\n"
        "Rules\n"
        "  rule       on      status  text\n"
        "  pet-limit  create  409     At most 5 pets.\n"
        "\n"
        "Decisions\n"
        "  subject   decided  because\n"
        "  Pet.name  unique   named like a key\n"
    )


def test_tables_on_a_terminal_are_drawn(model: ApiModel, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    stream = Terminal()

    show_tables(tuple(plan.tables(model)), stream)

    assert "POST /pets/{id}/feed" in stream.getvalue()
    assert "─" in stream.getvalue()


CHANGES = Changes(
    "my shop",
    (
        Change("a.py", Action.CREATED),
        Change("b.py", Action.CONFLICT, "line 7"),
        Change("c.py", Action.DELETED),
        Change("d.py", Action.EDITED),
        Change("e.py", Action.RELEASED),
        Change("f.py", Action.UNCHANGED),
    ),
)
VERDICT = Verdict(
    (
        Step("compile", Status.PASSED, 0.12, "3 files"),
        Step("lint", Status.SKIPPED, detail="python has no ruff"),
        Step(
            "types",
            Status.FAILED,
            3.0,
            "",
            "app/a.py:1",
            (Finding("app/a.py", 1, 2, "arg-type", "no"),),
            "mypy --strict app",
        ),
    )
)


def test_a_summary_with_everything() -> None:
    from dataclasses import replace

    outcome = Outcome(
        changes=CHANGES, placeholders=(Placeholder("pet-limit", "app/pets/rules.py", 12),), verdict=VERDICT
    )

    assert list(summary.lines(outcome, PLAIN)) == [
        "Wrote my shop: 1 created, 1 conflict, 2 unchanged",
        "Both you and the document changed the same lines; look for the markers <<<<<<< yours in:",
        "  b.py (line 7)",
        "No longer generated, but edited by you, so kept and yours from now on:",
        "  e.py",
        "Deleted by you, and left so:",
        "  c.py",
        "Edited by you, and left so:",
        "  d.py",
        "Checked, with findings",
        "  ✓ compile      0.1 s  3 files",
        "  - lint                skipped: python has no ruff",
        "  ✗ types        3.0 s  failed",
        "",
        "types: mypy --strict app",
        "  app/a.py:1:2: arg-type no",
        "To fill: 1 placeholder, with a safe default until then",
        "  pet-limit  app/pets/rules.py:12",
        "Next: resolve the conflicts (edit them, or scaffold resolve), then scaffold verify 'my shop'",
    ]
    unchanged = Outcome(changes=replace(CHANGES, files=CHANGES.files[-1:]))
    assert next(summary.lines(unchanged, PLAIN)) == "my shop is up to date: 1 file unchanged"


def test_a_dry_run_lists_the_files() -> None:
    from dataclasses import replace

    lines = list(summary.lines(Outcome(changes=replace(CHANGES, dry_run=True)), PLAIN))

    assert lines[:3] == [
        "Would write to my shop: 1 created, 1 conflict, 2 unchanged",
        "  created   a.py",
        "  conflict  b.py",
    ]
    assert lines[-1] == "Nothing was written. Run again without --dry-run to write."


def test_output_that_a_stream_cannot_encode_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    from scaffolder.diagnostics import ExitCode
    from scaffolder.report import Format, show_failure

    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", stream)

    show_failure("from", "日本", Format.TEXT, ExitCode.USAGE)

    stream.flush()
    assert stream.buffer.getvalue() == b"scaffold: \\u65e5\\u672c\n"  # type: ignore[attr-defined]
