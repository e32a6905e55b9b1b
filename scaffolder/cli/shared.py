"""What the commands share: kinds of arguments, options that several take, and how a command ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from scaffolder.diagnostics import ExitCode, Outside, Rejected

if TYPE_CHECKING:
    from scaffolder.events import Listener
    from scaffolder.outcome import Outcome

_F = TypeVar("_F", bound=Callable[..., object])


class Document(click.ParamType[str]):
    """A path that exists, or "-". A wrong path is wrong usage; what the file holds is for the document room."""

    name = "document"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path as it was given; fails for one that cannot be meant."""
        if value.startswith(("http://", "https://")):
            self.fail(f"nothing is fetched: download it first, or pipe it: curl {value} | scaffold from -", param, ctx)
        if value != "-" and not os.path.exists(value):
            self.fail(f"there is no file {value!r}", param, ctx)
        if os.path.isdir(value):
            self.fail(f"{value!r} is a folder", param, ctx)
        return value


def _names(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def document_argument(command: _F) -> _F:
    """The document: a path, or "-"."""
    text = "OpenAPI 3.0, 3.1 or Swagger 2.0, YAML or JSON; - reads standard input."
    return click.argument("doc", type=Document(), metavar="DOC", help=text)(command)


def only_option(command: _F) -> _F:
    """Some entities only."""
    text = "This entity alone, and those it refers to. Repeat it, or separate names by commas."
    return click.option("--only", multiple=True, metavar="ENTITY", callback=_names, help=text)(command)


def format_option(command: _F) -> _F:
    """Text or JSON."""
    choice = click.Choice(["text", "json"])
    text = "How the result is written to standard output."
    return click.option("--format", "format_", type=choice, default="text", show_default=True, help=text)(command)


def machine_format_option(command: _F) -> _F:
    """Text, JSON, or a form that other tools read."""
    choice = click.Choice(["text", "json", "sarif", "github", "junit", "markdown"])
    text = "How the result is written to standard output."
    return click.option("--format", "format_", type=choice, default="text", show_default=True, help=text)(command)


def timeout_option(command: _F) -> _F:
    """Seconds for each check."""
    text = "Time limit for each check; default: scaffold.toml's, or 900."
    kind = click.IntRange(min=1)
    return click.option("--timeout", type=kind, metavar="SECONDS", help=text)(command)


def templates_option(command: _F) -> _F:
    """A team's own templates."""
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    text = "Templates of your own, in place of ours of the same path; default: scaffold.toml's."
    return click.option("--templates", type=kind, metavar="DIR", help=text)(command)


def folder_argument(command: _F) -> _F:
    """The application's folder, which exists; the current one by default."""
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    text = "The application's folder; default: the current one."
    return click.argument("folder", metavar="[DIR]", required=False, default=Path(), type=kind, help=text)(command)


def finish(command: str, format_: str, act: Callable[[Listener], Outcome]) -> int:
    """Act, show what came of it, and give the exit code."""
    from scaffolder import report

    kind = report.Format(format_)
    try:
        with report.listening(quiet=kind is not report.Format.TEXT) as notify:
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
