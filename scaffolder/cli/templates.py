"""`scaffold templates`: a team's own templates."""

from __future__ import annotations

from pathlib import Path

import click

from scaffolder.cli.shared import finish, format_option

_EXAMPLES = """\b
Examples:
  scaffold templates list
  scaffold templates eject app/main.py
  scaffold templates eject 'app/[module]/repository.py' --macro check"""


@click.group("templates", epilog=_EXAMPLES)
def templates() -> None:
    """List the templates, or copy one out to make it yours.

    A file in your folder of templates stands in for ours of the same path. `--templates DIR` of `scaffold from`, or
    `templates = "DIR"` in scaffold.toml, names the folder.
    """


_folder = click.option(
    "--templates",
    "own",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Your folder of templates; default: scaffold.toml's, or templates.",
)


@templates.command("list")
@_folder
@format_option
def list_(own: Path | None, format_: str) -> int:
    """List the templates, what they become, and which are overridden."""
    from scaffolder.flow import templates as flow

    return finish("templates list", format_, lambda _: flow.listing(own))


@templates.command("eject")
@click.argument("name", metavar="NAME")
@click.option("--macro", default="", metavar="MACRO", help="This macro of it alone; the rest stays ours.")
@_folder
@format_option
def eject(name: str, macro: str, own: Path | None, format_: str) -> int:
    """Copy a template, or one macro of it, to your folder.

    NAME is the template's, or the path of a file that it becomes.
    """
    from scaffolder.flow import templates as flow

    return finish("templates eject", format_, lambda _: flow.eject(name, macro, own))
