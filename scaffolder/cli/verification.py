"""`scaffold verify`: is a project as it should be?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffolder.cli.shared import finish, folder_argument, machine_format_option, timeout_option

if TYPE_CHECKING:
    from scaffolder.events import Listener
    from scaffolder.outcome import Outcome

_VERIFY_EXAMPLES = """\b
Examples:
  scaffold verify shop
  scaffold verify --timeout 60 --format json
  scaffold verify shop --conformance --database sqlite --seed 1
  scaffold verify shop --contract"""

_DATABASES = {"sqlite": ("sqlite",), "postgresql": ("postgresql",), "both": ("sqlite", "postgresql")}


@click.command("verify", epilog=_VERIFY_EXAMPLES)
@folder_argument
@timeout_option
@click.option("--conformance", is_flag=True, help="Start the application instead, and drive it from its document.")
@click.option(
    "--database",
    "databases",
    type=click.Choice(list(_DATABASES)),
    default="both",
    show_default=True,
    callback=lambda ctx, param, value: _DATABASES[value],
    help="Of --conformance.",
)
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Of --conformance; default: a new one, told.")
@click.option(
    "--max-seconds",
    "seconds",
    type=click.IntRange(min=5),
    default=120,
    show_default=True,
    metavar="N",
    help="Time of --conformance on each database.",
)
@click.option("--contract", is_flag=True, help="Compare what the application says of itself with its document.")
@click.option("--coverage", is_flag=True, help="Measure how much of the code the tests run.")
@machine_format_option
def verify(
    folder: Path, timeout: int | None, format_: str, *, conformance: bool, contract: bool, **choices: object
) -> int:
    """Check a generated application: lint, types, migrations, tests.

    It compiles, ruff and a strict mypy have nothing to say, its migrations go up, match the models and go down, and
    its tests pass. The tools run in the application's .venv if it has one, else in scaffold's own environment,
    without your environment's secrets, and leave nothing behind.

    With --conformance, a client that knows only the document talks to the running application, on SQLite and on
    PostgreSQL: every check and every phase of schemathesis. Custom operations that still answer 501 are left out, by
    name. Each failure is shown with a curl line that reproduces it.

    With --contract, the OpenAPI document that the application derives from its own routes and schemas is compared with
    openapi.yaml instead, operation by operation. Each difference is told with its place in the document, and whether a
    client that keeps to the document can fail because of it. So an edit that drifts from the contract is found.
    """
    coverage = bool(choices.pop("coverage"))
    if conformance:
        return finish("verify", format_, lambda notify: _conform(folder, notify, **choices))
    from scaffolder import flow

    if contract:
        from scaffolder.flow import contracts

        return finish("verify", format_, lambda notify: contracts.compare(folder, timeout, notify))

    return finish("verify", format_, lambda notify: flow.verify(folder, timeout, notify, coverage=coverage))


def _conform(folder: Path, notify: Listener, **choices: object) -> Outcome:
    from scaffolder.flow.conformance import conform

    return conform(folder, notify=notify, **choices)  # type: ignore[arg-type]
