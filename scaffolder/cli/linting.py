"""`scaffold lint`: what is wrong with documents."""

from __future__ import annotations

import click

from scaffolder.cli.shared import Document, finish, machine_format_option

_EXAMPLES = """\b
Examples:
  scaffold lint specs/api.yaml
  scaffold lint specs/*.yaml --format json"""


@click.command("lint", epilog=_EXAMPLES)
@click.argument("docs", type=Document(), metavar="DOC...", nargs=-1, required=True)
@machine_format_option
def lint(docs: tuple[str, ...], format_: str) -> int:
    """Report what is wrong with documents.

    Each finding has a code, its place and how to mend it. Warnings do not stop a generation; errors do, and make
    the exit code 3.
    """
    from scaffolder.flow import linting

    return finish("lint", format_, lambda notify: linting.lint(docs, notify))
