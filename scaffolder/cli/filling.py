"""`scaffold fill`: let a model write what no specification can determine."""

from __future__ import annotations

from pathlib import Path

import click

from scaffolder.cli.shared import finish, folder_argument, format_option

_EXAMPLES = """\b
Examples:
  scaffold fill shop --model openai/gpt-4o-mini --max-cost 0.50
  scaffold fill shop --model openai/local --base-url http://localhost:8080/v1
  scaffold fill shop --dry-run
  scaffold fill shop --show-prompt booking-price"""
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("fill", epilog=_EXAMPLES)
@folder_argument
@click.option("--only", multiple=True, metavar="ID", help="This placeholder alone; * stands for any text. Repeatable.")
@click.option("--retry", is_flag=True, help="Ask again for what failed before, though nothing has changed since.")
@click.option("--model", metavar="NAME", help="As litellm names it. Default: SCAFFOLD_MODEL, else scaffold.toml's.")
@click.option("--base-url", metavar="URL", help="Of a local or other server. Default: SCAFFOLD_BASE_URL.")
@click.option("--fallback", multiple=True, metavar="NAME", help="Asked where the model fails. Repeatable.")
@click.option("--brief", type=_FILE, metavar="FILE", help="Requirements in prose that the model is told besides.")
@click.option("--parallel", type=click.IntRange(1, 256), metavar="N", help="Calls at once; default: 8.")
@click.option("--together", type=click.IntRange(1, 50), metavar="N", help="Placeholders in one request; default: 8.")
@click.option("--max-iterations", type=click.IntRange(0, 20), metavar="N", help="How often errors go back; default: 3.")
@click.option("--timeout", type=click.IntRange(min=1), metavar="SECONDS", help="Of one call; default: 120.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="USD", help="Stop before this is spent.")
@click.option("--max-tokens", type=click.IntRange(min=0), metavar="N", help="Stop before these are used.")
@click.option("--stream", is_flag=True, help="Let answers come piece by piece.")
@click.option("--no-sandbox", is_flag=True, help="Run candidates without confinement. Only for models you trust.")
@click.option("--dry-run", is_flag=True, help="Tell what would be asked, with tokens and cost; ask nothing.")
@click.option("--show-prompt", metavar="ID", help="Print what would be asked about one placeholder.")
@click.option("--record", type=_FILE, metavar="FILE", help="Append what the model answers to a file.")
@click.option("--replay", type=_FILE, metavar="FILE", help="Take the answers from such a file; ask no model.")
@format_option
def fill(folder: Path, format_: str, *, no_sandbox: bool, **choices: object) -> int:
    """Let a language model write rules, custom operations, tests.

    It is asked for the placeholders that are unfilled, and for those whose rule has changed. What failed before is
    asked again where its rule, the brief, its counterpart or the model has changed, with --retry, or where --only names
    it in full.
    Each answer is checked: that it is only that body, by a policy, lint, types, and tests in a sandbox; errors go
    back to the model. A rule is taken together with its test, which must fail without it. What does not hold is not
    kept. Run again, only what is unfilled or has changed is asked.

    Exit code 0: all is filled; 1: something is not; 2: no model is chosen, or it has no key.
    """
    from scaffolder import verify
    from scaffolder.flow.filling import FillRequest
    from scaffolder.flow.filling import fill as flow

    request = FillRequest(folder, sandbox=not no_sandbox, **choices)  # type: ignore[arg-type]
    return finish("fill", format_, lambda notify: flow(request, verify.judging, notify))
