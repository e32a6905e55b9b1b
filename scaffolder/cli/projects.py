"""`scaffold diff`, `check`, `status`, `resolve` and `undo`: a project between two generations."""

from __future__ import annotations

from pathlib import Path

import click

from scaffolder.cli.generation import request_of
from scaffolder.cli.shared import (
    document_argument,
    finish,
    folder_argument,
    format_option,
    machine_format_option,
    only_option,
)

_out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The application's folder. Default: the current one if scaffold made it, else the one named after the API.",
)

_DIFF_EXAMPLES = """\b
Examples:
  scaffold diff specs/api.yaml
  scaffold diff specs/api.yaml --out shop | less -R"""


@click.command("diff", epilog=_DIFF_EXAMPLES)
@document_argument
@_out_option
@only_option
@format_option
def diff(doc: str, format_: str, **choices: object) -> int:
    """Show what from would change in an application, and write nothing.

    First what happens to each part of the application, then every file as a unified diff, with your edits merged in.
    """
    from scaffolder.flow import projects

    request = request_of(doc, **choices)
    return finish("diff", format_, lambda notify: projects.diff(request, notify))


_CHECK_EXAMPLES = """\b
Examples:
  scaffold check specs/api.yaml
  scaffold check specs/api.yaml --out shop --format github"""


@click.command("check", epilog=_CHECK_EXAMPLES)
@document_argument
@_out_option
@only_option
@machine_format_option
def check(doc: str, format_: str, **choices: object) -> int:
    """Tell whether an application is up to date with its document.

    It is made for pipelines: the exit code is 1 where `scaffold from` would write something, or a conflict is left.
    Nothing is written.
    """
    from scaffolder.flow import projects

    request = request_of(doc, **choices)
    return finish("check", format_, lambda notify: projects.check(request, notify))


_STATUS_EXAMPLES = """\b
Examples:
  scaffold status
  scaffold status shop --format json"""


@click.command("status", epilog=_STATUS_EXAMPLES)
@folder_argument
@machine_format_option
def status(folder: Path, format_: str) -> int:
    """Show how an application stands: conflicts, placeholders, edits.

    Each placeholder is unfilled, filled (by which model, in how many attempts, at what cost), written by a person,
    stale (its rule has changed since), or failed, and why. Files that you moved or deleted are listed too. The exit
    code is 1 where a conflict is left.
    """
    from scaffolder.flow import projects

    return finish("status", format_, lambda notify: projects.status(folder, notify))


_RESOLVE_EXAMPLES = """\b
Examples:
  scaffold resolve app/pets/models.py --ours
  scaffold resolve --theirs"""


@click.command("resolve", epilog=_RESOLVE_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--ours", "side", flag_value="ours", help="Keep your side of each conflict.")
@click.option("--theirs", "side", flag_value="theirs", help="Take the generated side of each conflict.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The application's folder; default: the current one.",
)
@format_option
def resolve(paths: tuple[str, ...], side: str | None, folder: Path, format_: str) -> int:
    """End conflicts for one side: in these files, or in all.

    To combine both sides, edit the file instead and remove the markers; nothing else is needed.
    """
    from scaffolder.flow import projects
    from scaffolder.project import Side

    if side is None:
        raise click.UsageError("say which side stands: --ours (yours) or --theirs (as generated)")
    chosen = Side(side)
    return finish("resolve", format_, lambda notify: projects.resolve(folder, paths, chosen, notify))


_UNDO_EXAMPLES = """\b
Examples:
  scaffold undo
  scaffold undo shop"""


@click.command("undo", epilog=_UNDO_EXAMPLES)
@folder_argument
@format_option
def undo(folder: Path, format_: str) -> int:
    """Take back the last regeneration: every file as it was before.

    Where a file was edited since, nothing is taken back, and those files are named.
    """
    from scaffolder.flow import projects

    return finish("undo", format_, lambda notify: projects.undo(folder, notify))
