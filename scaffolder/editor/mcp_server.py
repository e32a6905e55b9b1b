"""The MCP server (Model Context Protocol): the commands as tools, documents and API models as resources.

What changes a project is shown before it is done: `from_document` only previews until `confirm` is true.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations

from scaffolder import __version__, flow, report
from scaffolder.diagnostics import Diagnostic, ExitCode, Outside, Rejected
from scaffolder.editor.results import Result
from scaffolder.outcome import Outcome

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_GUIDE = (
    "scaffold generates a FastAPI, SQLAlchemy and Alembic application from an OpenAPI document and keeps it up to date."
    " Call plan first, then from_document without confirm to see what would be written, then with confirm."
)


def server() -> MCPServer[None]:
    """A server with all tools and resources."""
    made: MCPServer[None] = MCPServer("scaffold", instructions=_GUIDE, version=__version__, log_level="WARNING")
    _understanding(made)
    _projects(made)
    _upkeep(made)
    _filling(made)
    _resources(made)
    return made


async def _told(command: str, act: Callable[[], Outcome]) -> Result:
    """Act in a thread, and answer as `--format json` does."""
    return await anyio.to_thread.run_sync(functools.partial(_acted, command, act))


def _acted(command: str, act: Callable[[], Outcome]) -> Result:
    try:
        outcome = act()
    except Rejected as rejected:
        return _failure(command, str(rejected), rejected.exit_code, rejected.diagnostics)
    except Outside as outside:
        return _failure(command, str(outside), ExitCode.USAGE)
    return Result.model_validate_json(report.as_json(command, outcome))


def _failure(command: str, error: str, code: ExitCode, findings: tuple[Diagnostic, ...] = ()) -> Result:
    return Result.model_validate_json(report.as_json(command, Outcome(findings), exit_code=code, error=error))


def _understanding(made: MCPServer[None]) -> None:
    @made.tool(annotations=_READS)
    async def plan(document: str, only: list[str] | None = None) -> Result:
        """What would be generated from an OpenAPI document, and why: entities, columns, kinds of operations, rules."""
        return await _told("plan", lambda: flow.plan(flow.Request(document, only=tuple(only or ()))))

    @made.tool(annotations=_READS)
    async def lint(documents: list[str]) -> Result:
        """What is wrong with OpenAPI documents: findings with code, place and hint."""
        from scaffolder.flow import linting

        return await _told("lint", lambda: linting.lint(tuple(documents)))


def _projects(made: MCPServer[None]) -> None:
    @made.tool(annotations=_WRITES)
    async def from_document(
        document: str,
        out: str | None = None,
        only: list[str] | None = None,
        *,
        confirm: bool = False,
        verify: bool = True,
    ) -> Result:
        """Generate or update the application of a document. Without confirm nothing is written: the preview comes."""
        request = flow.Request(
            document, out=Path(out) if out else None, only=tuple(only or ()), dry_run=not confirm, verify=verify
        )
        return await _told("from", lambda: flow.generate(request))

    @made.tool(annotations=_READS)
    async def verify(folder: str, timeout: float | None = None) -> Result:
        """Check a generated application: lint, types, migrations, tests. `timeout` is in seconds, for each check."""
        return await _told("verify", lambda: flow.verify(Path(folder), timeout))

    @made.tool(annotations=_WRITES)
    async def project_page(folder: str, out: str) -> Result:
        """Write one HTML page that shows a project, and answer its path."""
        from scaffolder.flow import pages

        return await _told("report", lambda: pages.page(Path(folder), Path(out)))


def _upkeep(made: MCPServer[None]) -> None:
    from scaffolder.flow import conformance, contracts, projects, reviewing

    @made.tool(annotations=_READS)
    async def diff(document: str, project: str) -> Result:
        """What a regeneration would change in a project."""
        return await _told("diff", lambda: projects.diff(flow.Request(document, out=Path(project))))

    @made.tool(annotations=_READS)
    async def check(document: str, project: str) -> Result:
        """Whether a project is up to date with its document; exit_code 1 where it is stale or holds conflicts."""
        return await _told("check", lambda: projects.check(flow.Request(document, out=Path(project))))

    @made.tool(annotations=_READS)
    async def status(project: str) -> Result:
        """How a project stands: conflicts, placeholders, files that a person edited or deleted, columns kept aside."""
        return await _told("status", lambda: projects.status(Path(project)))

    @made.tool(annotations=_READS)
    async def contract(project: str) -> Result:
        """Where the application's own contract differs from its document."""
        return await _told("verify", lambda: contracts.compare(Path(project)))

    @made.tool(annotations=_READS)
    async def review(project: str, since: str = "") -> Result:
        """Suggestions on a project's code, at file and line; `since` is a git revision: what changed after it alone."""
        return await _told("review", lambda: reviewing.review(reviewing.Wish(Path(project), revision=since)))

    @made.tool(annotations=_READS)
    async def drive(project: str, seconds: int = 60, seed: int | None = None) -> Result:
        """Start the application and drive it from its document; `seconds` bounds the time."""
        wish = functools.partial(conformance.conform, databases=("sqlite",), seconds=seconds, seed=seed)
        return await _told("verify", lambda: wish(Path(project)))


def _filling(made: MCPServer[None]) -> None:
    from scaffolder import verify
    from scaffolder.flow import filling

    @made.tool(annotations=_WRITES)
    async def fill(
        project: str, ids: list[str] | None = None, model: str | None = None, *, confirm: bool = False
    ) -> Result:
        """Let a language model fill placeholders. Without confirm nothing is asked: what it would take is answered."""
        request = filling.FillRequest(Path(project), tuple(ids or ()), model=model, dry_run=not confirm)
        return await _told("fill", lambda: filling.fill(request, verify.judging))


def _resources(made: MCPServer[None]) -> None:
    @made.resource("scaffold://document{/path*}", mime_type="text/plain")
    async def document(path: list[str]) -> str:
        """An OpenAPI document, as text, by its path below the server's folder."""
        if not path or Path(path[-1]).suffix not in _SUFFIXES:
            raise ValueError("only OpenAPI documents are resources: .yaml, .yml and .json")
        return await anyio.Path(*path).read_text()

    @made.resource("scaffold://model{/path*}", mime_type="application/json")
    async def model(path: list[str]) -> str:
        """The API model of a document, by the document's path."""
        request = flow.Request(str(Path(*path)))
        return await anyio.to_thread.run_sync(lambda: report.as_json("plan", flow.plan(request)))
