"""`scaffold from` and `scaffold plan`: the main flow, and what it would do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffolder.cli.shared import (
    document_argument,
    finish,
    format_option,
    machine_format_option,
    only_option,
    templates_option,
    timeout_option,
)

if TYPE_CHECKING:
    from scaffolder.flow import Request

_FROM_EXAMPLES = """\b
Examples:
  scaffold from specs/api.yaml
  scaffold from specs/api.yaml --out shop --only Order,Customer
  scaffold from specs/api.yaml --dry-run
  scaffold from specs/api.yaml --into ../shop --dry-run
  curl https://example.com/openapi.json | scaffold from - --out shop"""


@click.command("from", epilog=_FROM_EXAMPLES)
@document_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to write. Default: the current folder if scaffold made it, else a new folder named after the API.",
)
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="PROJECT",
    help="An existing FastAPI and SQLAlchemy project to add to, in its own layout. Its own checks are for you to run.",
)
@only_option
@templates_option
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option(
    "--allow-data-loss",
    is_flag=True,
    help="Let the migration drop columns and tables that no model has any more. Without it they are kept aside.",
)
@click.option(
    "--require-pending",
    is_flag=True,
    help="Let the migration require values in pending columns: those that wait until every row has one.",
)
@click.option("--no-verify", is_flag=True, help="Write, but do not check.")
@timeout_option
@machine_format_option
def from_(doc: str, format_: str, *, no_verify: bool, into: Path | None, **choices: object) -> int:
    """Generate or update the application of a document, and check it.

    Files that you edited are merged with what the document now asks for; where both changed the same lines, both
    sides are kept between conflict markers. Files that you deleted stay deleted. All is written, or nothing.
    """
    from scaffolder import flow

    if into is not None:
        from scaffolder.flow.into import adopt

        adopting = request_of(doc, **{**choices, "out": into})
        return finish("from", format_, lambda notify: adopt(adopting, notify))
    request = request_of(doc, verify=not no_verify, **choices)
    return finish("from", format_, lambda notify: flow.generate(request, notify))


_PLAN_EXAMPLES = """\b
Examples:
  scaffold plan specs/api.yaml
  scaffold plan specs/api.yaml --format json"""


@click.command("plan", epilog=_PLAN_EXAMPLES)
@document_argument
@only_option
@format_option
def plan(doc: str, format_: str, **choices: object) -> int:
    """Show what would be generated, and why, without writing anything.

    Entities with their tables, columns, keys and relationships; the kind of each operation, and why those that are
    left to you are; and what was decided where the document leaves it open.
    """
    from scaffolder import flow

    request = request_of(doc, **choices)
    return finish("plan", format_, lambda notify: flow.plan(request, notify))


def request_of(doc: str, **choices: object) -> Request:
    """What the user asked for."""
    from scaffolder.flow import Request

    return Request(doc, stdin=sys.stdin.buffer if doc == "-" else None, **choices)  # type: ignore[arg-type]
