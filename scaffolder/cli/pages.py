"""`scaffold report`: a page to look at."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from scaffolder.cli.shared import finish, folder_argument, format_option

_EXAMPLES = """\b
Examples:
  scaffold report shop --open
  scaffold report --out build/report.html"""


@click.command("report", epilog=_EXAMPLES)
@folder_argument
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write; default: scaffold-report.html in the current folder.",
)
@click.option("--open", "open_", is_flag=True, help="Show it in the browser.")
@format_option
def report(folder: Path, out: Path | None, format_: str, *, open_: bool) -> int:
    """Write one HTML page that shows a project.

    Its entities, operations, placeholders, checks and last changes. The file stands alone and fetches nothing. The
    diagram can be zoomed and searched, by mouse and by keyboard.
    """
    from scaffolder.flow import pages

    target = out or Path("scaffold-report.html")
    code = finish("report", format_, lambda notify: pages.page(folder, target, notify))
    if open_ and code == 0:
        webbrowser.open(target.resolve().as_uri())
    return code
