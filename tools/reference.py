"""Sources → the generated halves of docs/reference: commands from their options, diagnostics from their
registries, templates from their contexts.

python tools/reference.py            write them
python tools/reference.py --check    exit 1 where a page is out of date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from contexts import page as templates

from scaffolder.cli import cli
from scaffolder.diagnostics import Severity
from scaffolder.document.codes import codes as of_documents
from scaffolder.inference.types.findings import CODES
from scaffolder.review.findings import CODES as OF_REVIEW

PAGES = Path(__file__).parents[1] / "docs" / "reference"
MARK = "<!-- From here on written by tools/reference.py. -->\n"


def commands() -> str:
    """Every command with its arguments and options."""
    context = click.Context(cli, info_name="scaffold")
    parts = [_command(name, cli.commands[name], context) for name in sorted(cli.commands)]
    return "\n".join(parts)


def _command(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## scaffold {name}", "", f"`scaffold {name} {usage}`", "", *_prose(command.help or "")]
    lines += _options(command, context)
    if isinstance(command, click.Group):
        lines += [_command(f"{name} {inner}", command.commands[inner], parent) for inner in sorted(command.commands)]
    if command.epilog:
        lines += ["```console", *(f"$ {e.strip()}" for e in command.epilog.splitlines()[2:] if e.strip()), "```", ""]
    return "\n".join(lines)


def _prose(text: str) -> Iterator[str]:
    for paragraph in text.replace("\b", "").split("\n\n"):
        yield " ".join(paragraph.split())
        yield ""


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [p.get_help_record(context) for p in command.get_params(context) if isinstance(p, click.Option)]
    shown = [r for r in records if r]
    if shown:
        yield from ("| option | meaning |", "| --- | --- |")
        yield from (f"| {_code(name)} | {_cell(text)} |" for name, text in shown)
        yield ""


def diagnostics() -> str:
    """A row for each code of the document and of its schemas."""
    known = sorted((code, str(c.severity), c.message, c.hint) for code, c in of_documents.items())
    known += sorted((code, str(Severity.WARNING), c.message, c.hint) for code, c in CODES.items())
    rows = [f"| {code} | {level} | {_cell(cause)} | {_cell(cure)} |" for code, level, cause, cure in known]
    found = [f"| {code} | {level} | {_cell(reason)} |" for code, (level, reason) in sorted(OF_REVIEW.items())]
    table = ["| code | severity | cause | cure |", "| --- | --- | --- | --- |", *rows, "", "## Of the review", ""]
    return "\n".join([*table, "| code | severity | why it matters |", "| --- | --- | --- |", *found, ""])


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("{", "&#123;").replace("<", "&lt;").split())


def main(arguments: list[str]) -> int:
    """Write the pages, or tell which are out of date."""
    stale = []
    for page, text in (
        (PAGES / "commands.md", commands()),
        (PAGES / "diagnostics.md", diagnostics()),
        (PAGES / "templates.md", templates()),
    ):
        head = page.read_text(encoding="utf-8").partition(MARK)[0]
        wanted = f"{head}{MARK}\n{text}"
        if wanted != page.read_text(encoding="utf-8"):
            stale.append(page.name)
            if "--check" not in arguments:
                page.write_text(wanted, encoding="utf-8")
    print(f"{', '.join(stale) or 'nothing'}: out of date")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
