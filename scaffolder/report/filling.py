"""What a run of `scaffold fill` came to → lines for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scaffolder.filling import Disagreement, Estimate, Filling, Standing, State, Usage
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible, visible_lines

_LISTED = 40
_SAME = 2
"""Placeholders that a reason is told with."""
_MARKS = {
    State.UNFILLED: ("·", "grey"),
    State.FILLED: ("✓", "green"),
    State.EDITED: ("✓", "green"),
    State.STALE: ("!", "yellow"),
    State.FAILED: ("✗", "red"),
}


def lines(filling: Filling, paint: Paint) -> Iterator[str]:
    """The whole of it."""
    if filling.prompt:
        yield visible_lines(filling.prompt)
        return
    if filling.estimates or filling.unset:
        yield from _asked(filling)
        return
    if filling.accepted or filling.failed or filling.left:
        yield from _filled(filling, paint)
    else:
        rest = "" if filling.passed_over else ", none of them unfilled or stale"
        yield f"Nothing to fill: {counted(len(filling.standings), 'placeholder')}{rest}"
    yield from _passed_over(filling)


def _passed_over(filling: Filling) -> Iterator[str]:
    if filling.passed_over:
        failed = counted(len(filling.passed_over), "placeholder")
        yield f"Not asked again, as nothing has changed since: {failed} that failed (--retry, or --only with an id)"
        yield from (f"  {visible(id_)}" for id_ in filling.passed_over[:_LISTED])


def _asked(filling: Filling) -> Iterator[str]:
    total = sum((e.usage for e in filling.estimates), Usage())
    if filling.unset:
        yield f"No model was asked. Set {' and '.join(filling.unset)}" + _how(filling.unset)
    about = f"about {total.tokens:,} tokens{_cost(total)} if first answers hold"
    unpriced = "; price not known" if total.cost is None else ""
    yield f"To ask: {counted(len(filling.estimates), 'placeholder')}, {about}{unpriced}"
    yield from (_estimate(e) for e in filling.estimates[:_LISTED])
    if len(filling.estimates) > _LISTED:
        yield f"  … and {len(filling.estimates) - _LISTED} more"
    yield from _passed_over(filling)


def _how(unset: Sequence[str]) -> str:
    if unset == ("SCAFFOLD_MODEL",):
        return " (or give --model): a model as litellm names it, with its provider's usual variable for the key"
    return ", or name a local server with --base-url"


def _estimate(estimate: Estimate) -> str:
    return (
        f"  {visible(estimate.id)}  {visible(estimate.path)}  {estimate.usage.tokens:,} tokens{_cost(estimate.usage)}"
    )


def _cost(usage: Usage) -> str:
    return f", ${usage.cost:.4f}" if usage.cost else ""


def told(usage: Usage) -> str:
    """ "1,204 tokens, $0.0012"."""
    return f"{usage.tokens:,} tokens{', price not known' if usage.cost is None else _cost(usage)}"


def _filled(filling: Filling, paint: Paint) -> Iterator[str]:
    calls = counted(filling.usage.calls, "call")
    asked = len(filling.accepted) + len(filling.failed) + len(filling.left)
    yield paint(f"Filled {len(filling.accepted)} of {asked}: {calls}, {told(filling.usage)}", bold=True)
    if filling.protection:
        yield visible(filling.protection)
    by_id = {s.id: s for s in filling.standings}
    shown = [by_id[p] for p in (*filling.accepted, *filling.failed) if p in by_id]
    often = _often(shown)
    yield from (standing_line(replace(s, why="") if s.why == often else s, paint) for s in shown)
    if often:
        yield f"Why, for {sum(s.why == often for s in shown)} of them: {visible(' '.join(often.split()))}"
    if filling.stopped:
        yield f"Stopped: {visible(filling.stopped)}" + "; what was accepted is kept" * bool(filling.accepted)
    if filling.left:
        yield f"Not asked to the end: {counted(len(filling.left), 'placeholder')}"
    for disagreement in filling.disagreements:
        yield from _disagreement(disagreement, paint)


def _often(standings: Sequence[Standing]) -> str:
    """The reason that most have, where it is that of many: it is told once."""
    ((why, count),) = Counter(s.why for s in standings if s.why).most_common(1) or [("", 0)]
    return why if count > _SAME else ""


def standing_line(standing: Standing, paint: Paint) -> str:
    """How one placeholder stands: "  ✓ booking-price  filled by m in 2 attempts, 1,204 tokens"."""
    mark, colour = _MARKS[standing.state]
    place = f"{visible(standing.path)}:{standing.line}"
    return f"  {paint(mark, colour)} {visible(standing.id)}  {place}  {_how_it_stands(standing)}"


def _how_it_stands(s: Standing) -> str:
    if s.state is State.UNFILLED:
        return "unfilled"
    if s.state is State.EDITED:
        return "written by a person"
    by = f"{s.state} by {visible(s.model)}" if s.model else str(s.state)
    effort = f"{by} in {counted(s.attempts, 'attempt')}, {told(s.usage)}"
    caught = f", caught {s.killed} of {s.mutants} mutations" if s.mutants else ""
    why = f": {visible(' '.join(s.why.split())[:160])}" if s.why else ""
    return f"{effort}{caught}{why}"


def _disagreement(d: Disagreement, paint: Paint) -> Iterator[str]:
    yield ""
    yield paint(f"The rule and its test do not fit; neither was taken: {visible(d.rule)}", bold=True)
    for id_, body in ((d.subject_id, d.subject), (d.test_id, d.test)):
        yield f"  {visible(id_)}:"
        yield from (f"    {line}" for line in visible_lines(body).splitlines())
    for error in d.errors:
        yield from (f"  | {line}" for line in visible_lines(error).splitlines())
