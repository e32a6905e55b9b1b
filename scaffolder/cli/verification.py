"""`scaffold verify`: is a project as it should be?"""

from __future__ import annotations

from pathlib import Path

import click

from scaffolder.cli.shared import finish, folder_argument, format_option, timeout_option

_VERIFY_EXAMPLES = """\b
Examples:
  scaffold verify shop
  scaffold verify --timeout 60 --format json"""


@click.command("verify", epilog=_VERIFY_EXAMPLES)
@folder_argument
@timeout_option
@format_option
def verify(folder: Path, timeout: int | None, format_: str) -> int:
    """Check a generated application: lint, types, migrations, tests.

    It compiles, ruff and a strict mypy have nothing to say, its migrations go up, match the models and go down, and
    its tests pass. The tools run in the application's .venv if it has one, else in scaffold's own environment,
    without your environment's secrets, and leave nothing behind.
    """
    from scaffolder import flow

    return finish("verify", format_, lambda notify: flow.verify(folder, timeout, notify))
