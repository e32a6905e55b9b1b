"""Arguments → flow → exit code. Click only; no decisions, and nothing heavy loaded before a command runs."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from scaffolder import __version__
from scaffolder.diagnostics import ExitCode, Outside, Rejected
from scaffolder.usage import TEXT

if TYPE_CHECKING:
    from scaffolder.events import Listener
    from scaffolder.flow import Request
    from scaffolder.outcome import Outcome

_INTERRUPTED = 128 + signal.SIGINT
_F = TypeVar("_F", bound=Callable[..., object])


class _Main(click.Group):
    """The group whose help is the constant that `--help` prints without loading click."""

    def get_help(self, ctx: click.Context) -> str:
        return TEXT


class _Document(click.ParamType[str]):
    """A path that exists, or "-". A wrong path is wrong usage; what the file holds is for the document room."""

    name = "document"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value.startswith(("http://", "https://")):
            self.fail(f"nothing is fetched: download it first, or pipe it: curl {value} | scaffold from -", param, ctx)
        if value != "-" and not os.path.exists(value):
            self.fail(f"there is no file {value!r}", param, ctx)
        if os.path.isdir(value):
            self.fail(f"{value!r} is a folder", param, ctx)
        return value


def _names(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _document(command: _F) -> _F:
    text = "OpenAPI 3.0, 3.1 or Swagger 2.0, YAML or JSON; - reads standard input."
    return click.argument("doc", type=_Document(), metavar="DOC", help=text)(command)


def _only(command: _F) -> _F:
    text = "This entity alone, and those it refers to. Repeat it, or separate names by commas."
    return click.option("--only", multiple=True, metavar="ENTITY", callback=_names, help=text)(command)


def _format(command: _F) -> _F:
    choice = click.Choice(["text", "json"])
    text = "How the result is written to standard output."
    return click.option("--format", "format_", type=choice, default="text", show_default=True, help=text)(command)


def _timeout(command: _F) -> _F:
    text = "Time limit for each check; default: scaffold.toml's, or 900."
    kind = click.IntRange(min=1)
    return click.option("--timeout", type=kind, metavar="SECONDS", help=text)(command)


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scaffold", message="%(prog)s %(version)s")
def cli() -> None:
    """The command line."""


_FROM_EXAMPLES = """\b
Examples:
  scaffold from specs/api.yaml
  scaffold from specs/api.yaml --out shop --only Order,Customer
  scaffold from specs/api.yaml --dry-run
  curl https://example.com/openapi.json | scaffold from - --out shop"""


@cli.command("from", epilog=_FROM_EXAMPLES)
@_document
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to write. Default: the current folder if scaffold made it, else a new folder named after the API.",
)
@_only
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--no-verify", is_flag=True, help="Write, but do not check.")
@_timeout
@_format
def from_(doc: str, format_: str, *, no_verify: bool, **choices: object) -> int:
    """Generate or update the application of a document, and check it.

    Files that you edited are merged with what the document now asks for; where both changed the same lines, both
    sides are kept between conflict markers. Files that you deleted stay deleted. All is written, or nothing.
    """
    from scaffolder import flow

    request = _request(doc, verify=not no_verify, **choices)
    return _run("from", format_, lambda notify: flow.generate(request, notify))


_PLAN_EXAMPLES = """\b
Examples:
  scaffold plan specs/api.yaml
  scaffold plan specs/api.yaml --format json"""


@cli.command("plan", epilog=_PLAN_EXAMPLES)
@_document
@_only
@_format
def plan(doc: str, format_: str, **choices: object) -> int:
    """Show what would be generated, and why, without writing anything.

    Entities with their tables, columns, keys and relationships; the kind of each operation, and why those that are
    left to you are; and what was decided where the document leaves it open.
    """
    from scaffolder import flow

    request = _request(doc, **choices)
    return _run("plan", format_, lambda notify: flow.plan(request, notify))


_VERIFY_EXAMPLES = """\b
Examples:
  scaffold verify shop
  scaffold verify --timeout 60 --format json"""


@cli.command("verify", epilog=_VERIFY_EXAMPLES)
@click.argument(
    "folder",
    metavar="[DIR]",
    required=False,
    default=Path(),
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The application's folder; default: the current one.",
)
@_timeout
@_format
def verify(folder: Path, timeout: int | None, format_: str) -> int:
    """Check a generated application: lint, types, migrations, tests.

    It compiles, ruff and a strict mypy have nothing to say, its migrations go up, match the models and go down, and
    its tests pass. The tools run in the application's .venv if it has one, else in scaffold's own environment,
    without your environment's secrets, and leave nothing behind.
    """
    from scaffolder import flow

    return _run("verify", format_, lambda notify: flow.verify(folder, timeout, notify))


def _request(doc: str, **choices: object) -> Request:
    from scaffolder.flow import Request

    return Request(doc, stdin=sys.stdin.buffer if doc == "-" else None, **choices)  # type: ignore[arg-type]


def _run(command: str, format_: str, act: Callable[[Listener], Outcome]) -> int:
    """Act, show what came of it, and give the exit code."""
    from scaffolder import report

    kind = report.Format(format_)
    try:
        with report.listening(quiet=kind is report.Format.JSON) as notify:
            outcome = act(notify)
        report.show(command, outcome, kind)
    except Rejected as rejected:
        report.show_failure(command, str(rejected), kind, rejected.exit_code, rejected.diagnostics)
        return rejected.exit_code
    except Outside as outside:
        report.show_failure(command, str(outside), kind, ExitCode.USAGE)
        return ExitCode.USAGE
    except BrokenPipeError:
        raise
    except Exception as error:
        _debug(error)
        report.show_failure(command, _apology(error), kind, ExitCode.INTERNAL)
        return ExitCode.INTERNAL
    return outcome.exit_code


def _apology(error: Exception) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
    what = " ".join(f"{type(error).__name__} at {where}: {error}".split())[:300]
    return f"internal error: {what}. Please report this bug with the document; SCAFFOLD_DEBUG=1 shows the traceback."


def _debug(error: Exception) -> None:
    if os.environ.get("SCAFFOLD_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)


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
