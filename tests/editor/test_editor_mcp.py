"""The MCP server, driven by a real client over standard input and output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from scaffolder.editor.results import Result

TOOLS = set("plan lint from_document verify project_page diff check status contract review drive fill".split())
"""All of them are called below."""
SPEC = Path(__file__).parents[2] / "specs" / "minimal.yaml"


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Client]:
    """A client of a server that runs in a folder."""
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "scaffolder", "mcp"], cwd=folder, env=dict(os.environ)
    )
    async with Client(stdio_client(parameters)) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "api.yaml").write_text(SPEC.read_text())
    return tmp_path


async def call(client: Client, name: str, **arguments: object) -> Result:
    answer = await client.call_tool(name, arguments)
    assert not answer.is_error, answer
    return Result.model_validate(answer.structured_content)


async def test_a_session(folder: Path) -> None:
    async with served(folder) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == TOOLS
        assert tools["plan"].output_schema is not None

        planned = await call(client, "plan", document="api.yaml")
        assert planned.plan is not None
        first = planned.plan.operations[0]
        assert (first.method, first.path, first.kind) == ("GET", "/songs", "list")

        preview = await call(client, "from_document", document="api.yaml", out="jukebox")
        assert preview.changes is not None
        assert preview.changes.dry_run
        assert not (folder / "jukebox").exists()

        made = await call(client, "from_document", document="api.yaml", out="jukebox", confirm=True, verify=False)
        assert made.changes is not None
        assert (made.exit_code, made.changes.first) == (0, True)
        assert (folder / "jukebox" / "app" / "main.py").exists()

        same = await call(client, "check", document="api.yaml", project="jukebox")
        assert (same.exit_code, same.command) == (0, "check")
        (folder / "api.yaml").write_text(SPEC.read_text().replace("maxLength: 200", "maxLength: 300", 1))
        stale = await call(client, "check", document="api.yaml", project="jukebox")
        assert stale.exit_code == 1
        different = await call(client, "diff", document="api.yaml", project="jukebox")
        assert different.changes is not None
        assert any(f.action == "updated" for f in different.changes.files)
        stands = await call(client, "status", project="jukebox")
        assert stands.condition is not None
        assert (stands.condition.conflicts, stands.condition.parked) == ((), ())
        compared = await call(client, "contract", project="jukebox")
        assert compared.contract is not None
        assert len(compared.contract.operations) == len(planned.plan.operations)
        asked = await call(client, "fill", project="jukebox")
        assert asked.filling is not None
        assert asked.filling.accepted == ()

        reviewed = await call(client, "review", project="jukebox")
        assert reviewed.review is not None
        assert reviewed.review.files > 0

        page = await call(client, "project_page", folder="jukebox", out="page.html")
        assert page.page == "page.html"
        assert '"review":[' in (folder / "page.html").read_text()

        driven = await call(client, "drive", project="jukebox", seconds=20, seed=1)
        assert driven.verdict is not None
        (step,) = driven.verdict.steps
        assert step.name == "sqlite"
        assert step.status in {"passed", "timed_out"}, step  # on a busy machine the time can be too short


async def test_findings_are_results_not_failures(folder: Path) -> None:
    (folder / "broken.yaml").write_text("openapi: 3.1.0\npaths: 7\n")
    async with served(folder) as client:
        linted = await call(client, "lint", documents=["broken.yaml"])
        assert (linted.exit_code, [d.code for d in linted.diagnostics if d.severity == "error"]) == (3, ["D123"])
        checked = await call(client, "verify", folder=".")
        assert (checked.exit_code, [d.code for d in checked.diagnostics]) == (2, ["F002"])


async def test_resources(folder: Path) -> None:
    async with served(folder) as client:
        text = (await client.read_resource("scaffold://document/api.yaml")).contents[0]
        assert text.text == SPEC.read_text()
        model = (await client.read_resource("scaffold://model/api.yaml")).contents[0]
        assert json.loads(model.text)["plan"]["title"] == "Jukebox"


async def test_resources_are_documents_of_the_folder_alone(folder: Path) -> None:
    (folder.parent / "secret.yaml").write_text("a: 1")
    (folder / ".env").write_text("KEY=1")
    async with served(folder) as client:
        for path in ("../secret.yaml", "%2Fetc%2Fpasswd", ".env"):
            with pytest.raises(Exception, match=r"(?i)resource|document"):
                await client.read_resource(f"scaffold://document/{path}")
