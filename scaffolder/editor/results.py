"""The object of `--format json`, typed: what the tools of the MCP server answer, and `scaffold schema result` prints.

Members that are dataclasses of ours stand here as they are; those that `report/` builds have a model of their own.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from scaffolder.catalogue import TemplateEntry
from scaffolder.condition import Condition
from scaffolder.filling import Filling
from scaffolder.model import Decision
from scaffolder.remarks import Review
from scaffolder.tree import Placeholder
from scaffolder.verdict import Step


class _Object(BaseModel):
    """It has these members and no others; one that it does not know yet is left out rather than refused."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_extra={"additionalProperties": False})


class Finding(_Object):
    """A finding in a document or in scaffold.toml."""

    code: str
    severity: str
    message: str
    file: str
    line: int
    column: int
    pointer: str
    """JSON pointer in the file."""
    hint: str


class File(_Object):
    """What happens to one file."""

    path: str
    action: str
    note: str


class FileDifference(_Object):
    """A file that is written, or would be."""

    path: str
    diff: str
    """Unified."""


class FileChanges(_Object):
    """What a run does to a project; with `dry_run`, what it would do."""

    root: str
    dry_run: bool
    first: bool
    recovered: bool
    files: list[File]
    differences: list[FileDifference]
    """For `diff` and `check`."""


class Checks(_Object):
    """All checks of a project."""

    ok: bool
    steps: tuple[Step, ...]


class References(_Object):
    """What a foreign key points to."""

    table: str
    column: str
    on_delete: str | None


class PlannedColumn(_Object):
    """A column of a table."""

    name: str
    property: str | None
    kind: str
    length: int | None
    nullable: bool
    primary_key: bool
    unique: bool
    index: bool
    references: References | None
    role: str
    generator: str


class PlannedEntity(_Object):
    """An entity and why it is one."""

    name: str
    table: str
    module: str
    keys: list[str]
    reason: str
    pointer: str
    columns: list[PlannedColumn]


class PlannedRelationship(_Object):
    """How one entity refers to another."""

    entity: str
    name: str
    target: str
    kind: str
    reason: str


class PlannedOperation(_Object):
    """An operation and what it becomes."""

    operation_id: str
    method: str
    path: str
    kind: str
    entity: str | None
    module: str
    status: int
    reason: str
    pointer: str


class PlannedRule(_Object):
    """A business rule."""

    id: str
    on: list[str]
    status: int | None
    text: str


class ListedSentence(_Object):
    """A sentence of a description that reads like a rule."""

    id: str
    text: str
    subject: str
    taken: bool
    """`scaffold.toml` takes it as a rule."""
    file: str
    line: int
    column: int
    pointer: str


class Plan(_Object):
    """What was understood of a document."""

    title: str
    version: str
    entities: list[PlannedEntity]
    relationships: list[PlannedRelationship]
    operations: list[PlannedOperation]
    rules: list[PlannedRule]
    decisions: list[Decision]
    """What was decided where the document leaves it open."""


class ContractDifference(_Object):
    """One thing in which the application is not as its document."""

    subject: str
    inner: str
    relation: str
    breaking: bool
    """A client that keeps to the document can fail because of it."""
    message: str
    file: str
    line: int
    column: int
    pointer: str


class ComparedOperation(_Object):
    """An operation of the application's own contract beside the document's."""

    method: str
    path: str
    operation_id: str
    relation: str
    """"equal", "equivalent", "narrower", "wider", "different" or "missing"."""
    differences: list[ContractDifference]


class ComparedContract(_Object):
    """The application's own contract beside the document."""

    counts: dict[str, int]
    """Operations by relation."""
    operations: list[ComparedOperation]


class Adopted(_Object):
    """What was found of an existing project."""

    seen: list[tuple[str, str, str]]
    """Subject, what is used of it, where or why."""
    includes: list[tuple[str, str]]
    """File of the project and the line that is added to it."""


class Result(_Object):
    """What a command came to; parts that it does not have are null or empty."""

    format: int
    """1; it changes when a member goes or changes its meaning."""
    scaffolder: str
    """The version of the tool."""
    command: str
    exit_code: int
    """0 success, 1 findings or conflicts, 2 wrong usage, 3 invalid document, 70 a bug."""
    error: str | None
    """The sentence that ended the run."""
    diagnostics: list[Finding]
    plan: Plan | None
    sentences: list[ListedSentence]
    """Of `plan`."""
    changes: FileChanges | None
    condition: Condition | None
    placeholders: list[Placeholder]
    """Those that are to be filled."""
    verdict: Checks | None
    page: str | None
    """The path of what was written beside a project."""
    filling: Filling | None
    adoption: Adopted | None
    templates: list[TemplateEntry]
    review: Review | None
    contract: ComparedContract | None
