"""Overview → the JSON object that the page draws from."""

from __future__ import annotations

from dataclasses import asdict

from scaffolder.filling import Standing
from scaffolder.overview import Difference, Overview
from scaffolder.report.diagram import Diagram, diagram
from scaffolder.report.differences import side_by_side
from scaffolder.report.machine import plan_data, verdict_data
from scaffolder.report.plan import headline

_Json = dict[str, object]
_MOST_LINES = 4000
"""Changed lines that the page carries at most; the rest is counted."""


def page_data(overview: Overview) -> _Json:
    """Everything that the page shows, nothing that it computes."""
    return {
        "folder": overview.folder,
        "headline": headline(overview.model),
        "description": overview.model.description,
        "plan": plan_data(overview.model),
        "diagram": _diagram(diagram(overview.model)),
        "placeholders": [_standing(s) for s in overview.standings],
        "verdict": overview.verdict and verdict_data(overview.verdict),
        "verified": overview.verified,
        "changes": _changes(overview.differences),
        "review": _review(overview),
    }


def _diagram(picture: Diagram) -> _Json:
    """Boxes as rows of values: with a thousand entities, names of members would be most of the page."""
    boxes = [[b.entity, b.table, b.x, b.y, b.width, b.height, b.more, *map(list, b.rows)] for b in picture.boxes]
    lines = [[e.source, e.target, e.label, int(e.many), int(e.required)] for e in picture.lines]
    return {"width": picture.width, "height": picture.height, "boxes": boxes, "lines": lines}


def _review(overview: Overview) -> list[_Json] | None:
    return None if overview.review is None else [asdict(remark) for remark in overview.review.remarks]


def _standing(standing: Standing) -> _Json:
    mutants = f"{standing.killed} of {standing.mutants}" if standing.mutants else ""
    usage = {"tokens": standing.usage.tokens, "cost": standing.usage.cost}
    kept = ("id", "path", "line", "part", "text", "state", "model", "attempts", "why")
    return {**{name: getattr(standing, name) for name in kept}, **usage, "mutants": mutants}


def _changes(differences: tuple[Difference, ...]) -> list[_Json]:
    left, found = _MOST_LINES, []
    for difference in differences:
        lines = side_by_side(difference.before, difference.after)
        shown = lines[: max(0, left)]
        left -= len(lines)
        row: _Json = {"path": difference.path, "action": difference.action, "hidden": len(lines) - len(shown)}
        found.append({**row, "lines": [list(line) for line in shown]})
    return found
