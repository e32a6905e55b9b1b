"""What the tools of the MCP server answer: the same members as `--format json`, typed, so that agents know them."""

from __future__ import annotations

from pydantic import BaseModel


class Finding(BaseModel):
    """A finding in a document or in scaffold.toml."""

    code: str
    severity: str
    message: str
    file: str
    line: int
    column: int
    pointer: str
    hint: str


class File(BaseModel):
    """What happens to one file."""

    path: str
    action: str
    note: str = ""


class FileChanges(BaseModel):
    """What a run does to a project; with `dry_run`, what it would do."""

    root: str
    dry_run: bool
    first: bool
    recovered: bool
    files: list[File]


class OpenPlaceholder(BaseModel):
    """A body that only business knowledge can write."""

    id: str
    path: str
    line: int


class StepFinding(BaseModel):
    """What a check complained about."""

    file: str
    line: int
    column: int
    code: str
    message: str


class CheckStep(BaseModel):
    """One check."""

    name: str
    status: str
    seconds: float
    detail: str
    output: str
    command: str
    findings: list[StepFinding]


class Checks(BaseModel):
    """All checks of a project."""

    ok: bool
    steps: list[CheckStep]


class PlannedEntity(BaseModel):
    """An entity and why it is one."""

    name: str
    table: str
    module: str
    keys: list[str]
    reason: str


class PlannedOperation(BaseModel):
    """An operation and what it becomes."""

    operation_id: str
    method: str
    path: str
    kind: str
    entity: str | None
    status: int
    reason: str


class PlannedRule(BaseModel):
    """A business rule."""

    id: str
    on: list[str]
    status: int | None
    text: str


class Plan(BaseModel):
    """What was understood of a document."""

    title: str
    version: str
    entities: list[PlannedEntity]
    operations: list[PlannedOperation]
    rules: list[PlannedRule]


class ConflictPlace(BaseModel):
    """Where a conflict is to be resolved."""

    path: str
    line: int


class ProjectCondition(BaseModel):
    """How a project stands."""

    root: str
    conflicts: list[ConflictPlace]
    edited: list[str]
    deleted: list[str]
    parked: list[str]
    """Columns that the document no longer has and the database keeps."""
    pending: list[str]
    """Columns that the document requires and that rows may be without until each got a value."""


class ComparedOperation(BaseModel):
    """An operation of the application's own contract beside the document's."""

    method: str
    path: str
    relation: str
    """"equal", "equivalent", "narrower", "wider" or "missing"."""


class ComparedContract(BaseModel):
    """The application's own contract beside the document."""

    counts: dict[str, int]
    operations: list[ComparedOperation]


class Filled(BaseModel):
    """What filling came to."""

    accepted: list[str]
    failed: list[str]
    left: list[str]
    stopped: str
    unset: list[str]
    """Variables that are to be set so that a model can be asked."""
    protection: str


class Suggestion(BaseModel):
    """What the review would change, at a line that exists."""

    file: str
    line: int
    column: int
    code: str
    severity: str
    message: str
    reason: str
    patch: str
    """A unified diff, where that is safe."""


class Suggestions(BaseModel):
    """What the review found."""

    remarks: list[Suggestion]
    files: int


class Result(BaseModel):
    """What a command came to; parts that it does not have are null or empty."""

    command: str
    exit_code: int
    """0 success, 1 findings or conflicts, 2 wrong usage, 3 invalid document, 70 a bug."""
    error: str | None = None
    diagnostics: list[Finding] = []
    plan: Plan | None = None
    changes: FileChanges | None = None
    placeholders: list[OpenPlaceholder] = []
    verdict: Checks | None = None
    page: str | None = None
    condition: ProjectCondition | None = None
    contract: ComparedContract | None = None
    filling: Filled | None = None
    review: Suggestions | None = None
