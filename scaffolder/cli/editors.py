"""`scaffold lsp`, `scaffold mcp` and `scaffold schema`: what editors and agents talk to."""

from __future__ import annotations

import json

import click

from scaffolder.diagnostics import ExitCode

_MISSING = "scaffold {0} needs more packages: pip install 'scaffolder[editor]'"


_LSP_EXAMPLES = """\b
Examples:
  scaffold lsp   (an editor starts it for YAML and JSON files)"""

_MCP_EXAMPLES = """\b
Examples:
  scaffold mcp   (an editor or an agent starts it)"""

_SCHEMA_EXAMPLES = """\b
Examples:
  scaffold schema settings > scaffold.schema.json
  scaffold schema extensions
  scaffold schema result"""


@click.command("lsp", epilog=_LSP_EXAMPLES)
def lsp() -> int:
    """Serve the Language Server Protocol, for editors.

    On standard input and output. Findings as you type, hover with what a part becomes, the way to the generated code,
    completion and code actions for the extensions.
    """
    try:
        from scaffolder.editor.language_server import server
    except ModuleNotFoundError as error:
        raise click.ClickException(_MISSING.format("lsp")) from error
    server().start_io()
    return ExitCode.SUCCESS


@click.command("mcp", epilog=_MCP_EXAMPLES)
def mcp() -> int:
    """Serve the Model Context Protocol, for editors and agents.

    On standard input and output. The commands are tools with typed results, documents and API models are resources.
    What changes a project is previewed until the caller confirms it.
    """
    try:
        from scaffolder.editor.mcp_server import server
    except ModuleNotFoundError as error:
        raise click.ClickException(_MISSING.format("mcp")) from error
    server().run("stdio")
    return ExitCode.SUCCESS


@click.command("schema", epilog=_SCHEMA_EXAMPLES)
@click.argument("name", type=click.Choice(["settings", "extensions", "result"]))
def schema(name: str) -> int:
    """Print the JSON Schema of scaffold.toml, the extensions or results.

    A result is what every command writes with --format json.
    """
    print(json.dumps(_schema(name), indent=2))
    return ExitCode.SUCCESS


def _schema(name: str) -> object:
    if name == "result":
        from scaffolder.editor.results import Result

        return Result.model_json_schema(mode="serialization")
    from scaffolder.extensions import extensions_schema, settings_schema

    return settings_schema() if name == "settings" else extensions_schema()
