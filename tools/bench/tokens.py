"""Tokens: what filling the placeholders of a module takes, against asking a model for the whole module at once.

Both sides are counted by litellm's counter for one model, prompt and answer, where first answers hold. Ours are the
requests as they are sent, and the bodies that fill the example in the tests. The usual way is one request for each
module: a sentence, the whole document, and as the answer the module's files and tests with those bodies in place; what
it would have to be told of the code around the module is left out, in its favour. A request for placeholders of
several modules is shared by them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from scaffolder.bodies import placed
from scaffolder.fill import ContextManager, Guidance, Task
from scaffolder.fill.talk import Form
from scaffolder.fill.together import MOST, messages, requests
from scaffolder.fill.writer import asked
from scaffolder.fills import Fill
from scaffolder.flow.placeholders import Known, know
from tools.bench.figures import Figure
from tools.bench.processes import ROOT, SCAFFOLD, must, run

PART = "tokens"
_MODEL = "gpt-4o"
_BAR = 0.1
_BODIES = ROOT / "tests" / "fill" / "ridgeline"
_USUAL = (
    "Write the module {module} of a FastAPI application on async SQLAlchemy 2 for this OpenAPI document: models, "
    "schemas, repository, router with all operations, business rules, and pytest tests of all of it.\n\n{document}"
)


def figures() -> Iterator[Figure]:
    """All modules together, then the best, the middle and the worst of those that have placeholders."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        application = Path(folder, "app")
        must(run((*SCAFFOLD, "from", str(ROOT / "specs" / "api.yaml"), "--no-verify", "--out", str(application))))
        known = know(application)
        assert isinstance(known, Known)
        found = _modules(known)
    yield _figure(
        f"all {len(found)} modules", sum(s.ours for s in found.values()), sum(s.usual for s in found.values())
    )
    ratios = {name: sides.ours / sides.usual for name, sides in found.items() if sides.ours}
    for word, wanted in (("least", min), ("median", _middle), ("most", max)):
        name = min(ratios, key=lambda n: abs(ratios[n] - wanted(ratios.values())))
        yield _figure(f"{name}, {found[name].bodies} bodies ({word})", found[name].ours, found[name].usual)
    yield _floor(name, found[name])


@dataclass(slots=True)
class _Sides:
    """Tokens for a module."""

    prompts: float
    answers: int
    bodies: int
    usual: int

    @property
    def ours(self) -> int:
        return round(self.prompts + self.answers)


def _floor(name: str, sides: _Sides) -> Figure:
    """What no prompt can save: the bodies themselves, which either way has to write."""
    share, note = sides.answers / sides.usual, f"as {_MODEL} counts; nothing asked, only answered"
    return Figure(
        PART,
        f"{name}, the bodies alone",
        sides.answers,
        "tokens",
        "whole module at once",
        sides.usual,
        share,
        note=note,
    )


def _middle(values: object) -> float:
    return median(values)  # type: ignore[arg-type, type-var, return-value]


def _figure(what: str, ours: int, usual: int) -> Figure:
    bar = _BAR
    return Figure(
        PART, what, ours, "tokens", "whole module at once", usual, ours / usual, bar, note=f"as {_MODEL} counts"
    )


def _modules(known: Known) -> dict[str, _Sides]:
    """For each module: ours, and the usual way. A request is shared evenly by its placeholders, answers are whose they
    are."""
    context = ContextManager(known.model, known.code, known.generated, Guidance())
    document = known.model.document_text
    text = document.decode() if isinstance(document, bytes) else document
    found = {m.name: _Sides(0.0, 0, 0, _usual(known, m.name, text)) for m in known.model.modules}
    for some in requests(known.tasks, context, MOST):
        prompt, answers = _ours(context, some)
        for task, answer in zip(some, answers, strict=True):
            sides = found[task.module.name]
            sides.prompts, sides.answers, sides.bodies = (
                sides.prompts + prompt / len(some),
                sides.answers + answer,
                sides.bodies + 1,
            )
    return found


def _ours(context: ContextManager, tasks: tuple[Task, ...]) -> tuple[int, list[int]]:
    """Tokens of a request, and of each task's part of its answer."""
    bodies = [(_BODIES / f"{t.id}.py.txt").read_text() for t in tasks]
    if len(tasks) == 1:
        return _counted(asked(context.prompt(tasks[0]), Form.TEXT)), [_text(f"```python\n{bodies[0]}\n```")]
    parts = (f"```python\n# {t.function}\n{body}\n```\n" for t, body in zip(tasks, bodies, strict=True))
    return _counted(list(messages(context, tasks))), [_text(part) for part in parts]


def _usual(known: Known, module: str, document: str) -> int:
    messages = [{"role": "user", "content": _USUAL.format(module=module, document=document)}]
    files = {p: t for p, t in known.generated.items() if p.startswith((f"app/{module}/", f"tests/{module}/"))}
    return _counted(messages) + _text("\n".join(_filled(known, files).values()))


def _filled(known: Known, files: Mapping[str, str]) -> dict[str, str]:
    done = dict(files)
    for task in (t for t in known.tasks if t.path in files):
        body = (_BODIES / f"{task.id}.py.txt").read_text()
        done[task.path] = placed(done[task.path], Fill(task.id, task.path, body))
    return done


def _counted(messages: list[dict[str, str]]) -> int:
    return int(_counter()(model=_MODEL, messages=messages))


def _text(text: str) -> int:
    return int(_counter()(model=_MODEL, text=text))


def _counter() -> Callable[..., int]:
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    import litellm

    return litellm.token_counter  # type: ignore[no-any-return]
