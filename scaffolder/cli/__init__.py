"""Arguments → flow → exit code. Click only; no decisions, and nothing heavy loaded before a command runs.

One module for each group of commands; `shared` holds what several of them take.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from scaffolder import __version__
from scaffolder.cli.editors import lsp, mcp, schema
from scaffolder.cli.filling import fill
from scaffolder.cli.generation import from_, plan
from scaffolder.cli.linting import lint
from scaffolder.cli.pages import report
from scaffolder.cli.projects import check, diff, resolve, status, undo
from scaffolder.cli.reviewing import review
from scaffolder.cli.templates import templates
from scaffolder.cli.verification import verify
from scaffolder.usage import TEXT

_INTERRUPTED = 128 + signal.SIGINT


class _Main(click.Group):
    """The group whose help is the constant that `--help` prints without loading click."""

    def get_help(self, ctx: click.Context) -> str:
        return TEXT


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scaffold", message="%(prog)s %(version)s")
def cli() -> None:
    """The command line."""


_GENERATION = (check, diff, from_, lint, plan, report, resolve, schema, status, templates, undo, verify)
for command in (*_GENERATION, fill, lsp, mcp, review):
    cli.add_command(command)


def run(arguments: Sequence[str]) -> int:
    """The exit code for the given arguments; never raises for what a user can do."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return int(cli.main(list(arguments), prog_name="scaffold", standalone_mode=False) or 0)
    except click.Abort:
        print("scaffold: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code


def _terminate(number: int, frame: object) -> NoReturn:
    """End as on Ctrl-C: what was begun is taken back, processes are ended."""
    raise SystemExit(128 + number)
