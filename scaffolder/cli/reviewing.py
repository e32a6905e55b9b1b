"""`scaffold review`: what is wrong with the code of a project."""

from __future__ import annotations

from pathlib import Path

import click

from scaffolder.cli.shared import finish, machine_format_option

_EXAMPLES = """\b
Examples:
  scaffold review
  scaffold review --diff main --format github
  scaffold review app/orders --apply
  scaffold review --format sarif > review.sarif"""


@click.command("review", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The application's folder; default: the current one.",
)
@click.option("--diff", "revision", metavar="REV", default="", help="Only what changed since this revision of git.")
@click.option("--apply", is_flag=True, help="Write the patches that come with findings.")
@click.option("--no-contract", is_flag=True, help="Only read the code; do not import the application.")
@click.option("--model", metavar="NAME", help="A model that reviews too; default: SCAFFOLD_MODEL, else none.")
@machine_format_option
def review(paths: tuple[str, ...], folder: Path, format_: str, **choices: object) -> int:
    """Review generated, filled and hand-written code.

    Security, drift from the contract, endpoints without the credentials that the document wants, statements that lost
    a condition, blocking calls, swallowed exceptions, migrations that lose data or lock tables, tests that test
    nothing, unfilled placeholders; with a model, what it sees in changed code too. Each finding has its line and its
    reason, and where it is safe a patch.
    """
    from scaffolder.flow import opinions, reviewing

    wish = reviewing.Wish(
        folder,
        paths,
        revision=str(choices["revision"]),
        apply=bool(choices["apply"]),
        contract=not choices["no_contract"],
        model=opinions.model_of(str(choices["model"] or "")),
    )
    return finish("review", format_, lambda notify: reviewing.review(wish, notify))
