"""Placeholders of a project → a model's bodies, judged → project on disk.

The document in the project says what is asked, its code is what a model is shown, and what holds is written at once.
Without a model, the run ends with what would be asked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.filling import Disagreement, Estimate, Filling
from scaffolder.fills import Bench, Fill, Judging
from scaffolder.flow.placeholders import Known, know
from scaffolder.outcome import Outcome

if TYPE_CHECKING:
    from scaffolder.fill import Connection, ContextManager, Ended, Ledger, Order, Provider, Questions, Result

MODEL_VARIABLE = "SCAFFOLD_MODEL"
URL_VARIABLE = "SCAFFOLD_BASE_URL"


@dataclass(frozen=True, slots=True)
class FillRequest:
    """What the user asked for; None where the settings or a default decide."""

    folder: Path
    only: tuple[str, ...] = ()
    """Ids of placeholders, `*` standing for any text; (): all. One that is named in full is asked though it failed."""
    retry: bool = False
    """Ask for what failed before, too."""
    model: str | None = None
    base_url: str | None = None
    fallback: tuple[str, ...] = ()
    brief: Path | None = None
    parallel: int | None = None
    together: int | None = None
    max_iterations: int | None = None
    timeout: int | None = None
    max_cost: float | None = None
    max_tokens: int | None = None
    stream: bool = False
    sandbox: bool = True
    dry_run: bool = False
    show_prompt: str | None = None
    replay: Path | None = None
    record: Path | None = None
    pause: float = 1.0
    """Seconds before a failed call is tried again."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Further members of the requests' bodies."""


def fill(request: FillRequest, judging: Judging, notify: Listener = ignore) -> Outcome:
    """Fill the placeholders of a project. Rejected: no project, a wrong choice; Outside: the disk refuses."""
    known = know(request.folder, notify)
    if isinstance(known, Outcome):
        return known
    run = _Run(request, known, _brief(request, known), _connection(request, known))
    if request.show_prompt:
        return run.done(prompt=run.prompt(request.show_prompt))
    if request.dry_run or not run.wanted or not run.ready:
        return run.estimated()
    notify(StageStarted("filling", str(request.folder)))
    with judging(request.folder, sandbox=request.sandbox) as bench:
        return run.fill(bench, notify)


@dataclass(slots=True)
class _Run:
    """One run of the command."""

    request: FillRequest
    known: Known
    brief: str
    connection: Connection
    wanted: frozenset[str] = frozenset()
    passed_over: frozenset[str] = frozenset()
    unset: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        questions = self._questions()
        self.wanted, self.passed_over = map(self._selected, (questions.asked, questions.passed_over))
        looking = self.request.dry_run or self.request.show_prompt
        self.unset = self._unset() if self.wanted and not looking else ()

    @property
    def ready(self) -> bool:
        """There is somebody to ask."""
        return self.request.replay is not None or bool(self.connection.models and not self.unset)

    @property
    def context(self) -> ContextManager:
        """What makes the prompts."""
        from scaffolder.fill import ContextManager, Guidance

        own = self.known.settings
        guidance = Guidance(own.style, self.brief, own.fill.context)
        return ContextManager(self.known.model, self.known.code, self.known.generated, guidance)

    def _questions(self) -> Questions:
        from scaffolder.fill import Wish, to_ask

        ids = [t.id for t in self.known.tasks]
        for pattern in self.request.only:
            if not any(fnmatchcase(i, pattern) for i in ids):
                raise self._no_placeholder(pattern)
        models = self.connection.models if self.request.replay is None else ()
        wish = Wish(self.brief, models, self.request.retry, frozenset(self.request.only))
        return to_ask(self.known.pairs, self.known.records, wish)

    def _selected(self, ids: frozenset[str]) -> frozenset[str]:
        only = self.request.only
        return frozenset(i for i in ids if not only or any(fnmatchcase(i, pattern) for pattern in only))

    def _unset(self) -> tuple[str, ...]:
        """Variables that have to be set before a model can be asked."""
        from scaffolder.fill import unset_variables

        if self.request.replay is not None:
            return ()
        if not self.connection.models:
            return (MODEL_VARIABLE,)
        return () if self.connection.base_url else unset_variables(self.connection.models[0])

    def prompt(self, placeholder: str) -> str:
        """A placeholder's prompt, as text."""
        task = next((t for t in self.known.tasks if t.id == placeholder), None)
        if task is None:
            raise self._no_placeholder(placeholder)
        prompt = self.context.prompt(task)
        left_out = f"\n\n(no room for: {', '.join(prompt.left_out)})" if prompt.left_out else ""
        before = "".join(f"[user]\n{asked}\n\n[assistant]\n{answer}\n\n" for asked, answer in prompt.turns)
        shown = f"[system]\n{prompt.system}\n\n{before}[user]\n{prompt.user}"
        return f"{shown}{left_out}\n\n(about {prompt.tokens} tokens)"

    def _no_placeholder(self, wanted: str) -> Rejected:
        near = ", ".join(t.id for t in self.known.tasks[:8])
        place = Place(str(self.known.folder))
        finding = Diagnostic("F011", Severity.ERROR, f"there is no placeholder {wanted}", place, f"There is: {near}, …")
        return Rejected((finding,), ExitCode.USAGE)

    def estimated(self) -> Outcome:
        """Nothing is asked: what would be."""
        from scaffolder.fill import Terms, estimates, priced

        price = priced(self.connection) if self.connection.models and self.wanted else None
        terms = Terms(self.wanted, self.request.together or self.known.settings.fill.together, price)
        return self.done(estimates=estimates(self.known.pairs, self.context, terms))

    def done(self, *, prompt: str = "", estimates: tuple[Estimate, ...] = ()) -> Outcome:
        """The outcome of a run that asked nothing."""
        from scaffolder.fill import standings

        shown = standings(self.known.pairs, self.known.records, self.brief)
        passed_over = () if prompt else tuple(sorted(self.passed_over))
        filling = Filling(shown, passed_over=passed_over, estimates=estimates, unset=self.unset, prompt=prompt)
        return replace(self.known.outcome, filling=filling)

    def fill(self, bench: Bench, notify: Listener) -> Outcome:
        """Ask, judge, write."""
        from scaffolder.fill import Ledger, run

        ledger = Ledger(max_cost=self.request.max_cost, max_tokens=self.request.max_tokens)
        keeper = _Keeper(self.known, self.brief)
        ended = run(self._order(bench), self._provider, ledger=ledger, keep=keeper.keep, notify=notify)
        return self._ended(ended, bench)

    def _order(self, bench: Bench) -> Order:
        from scaffolder.fill import Order, form_of

        own, asked = self.known.settings.fill, self.request.max_iterations
        return Order(
            tuple(p for p in self.known.pairs if any(t.id in self.wanted for t in p.tasks)),
            self.wanted,
            bench.judge,
            self.context,
            self.known.code,
            form_of(self.connection, own),
            own.iterations if asked is None else asked,
            self.request.together or own.together,
        )

    def _provider(self, ledger: Ledger) -> Provider:
        from scaffolder.fill import Caller, Recorder, Replayer, load_session

        if self.request.replay is not None:
            return Replayer(load_session(self.request.replay))
        caller = Caller(self.connection, ledger)
        return Recorder(caller, self.request.record) if self.request.record is not None else caller

    def _ended(self, ended: Ended, bench: Bench) -> Outcome:
        from scaffolder.fill import find, load_records, read_code, standings

        pairs = find(self.known.model, read_code(self.known.folder), self.known.generated)
        records, _ = load_records(self.known.folder)
        filling = Filling(
            standings(pairs, records, self.brief),
            accepted=tuple(r.task.id for r in ended.results if r.accepted),
            failed=tuple(r.task.id for r in ended.results if not r.accepted),
            left=ended.left,
            passed_over=tuple(sorted(self.passed_over)),
            disagreements=tuple(map(_disagreement, ended.disagreed)),
            usage=ended.usage,
            stopped=ended.stopped,
            protection=bench.protection,
        )
        return replace(self.known.outcome, filling=filling)


@dataclass(slots=True)
class _Keeper:
    """Writes down what was accepted, and what was tried in vain."""

    known: Known
    brief: str

    def keep(self, results: tuple[Result, ...]) -> None:
        """Bodies and records, in one step."""
        from scaffolder import project
        from scaffolder.bodies import placed
        from scaffolder.fill import recorded

        fills = tuple(Fill(r.task.id, r.task.path, r.body) for r in results if r.accepted)
        records = {}
        for result in results:
            task = result.task
            text = self.known.code[task.path]
            text = placed(text, Fill(task.id, task.path, result.body)) if result.accepted else text
            before, beside = self.known.records.get(task.id), self.known.beside(task)
            record = recorded(result, before, text=text, beside=beside, brief=self.brief)
            records[record.place] = record.dump()
        project.write_fills(self.known.folder, fills, records)


def _disagreement(results: tuple[Result, ...]) -> Disagreement:
    subject, test = results
    return Disagreement(
        subject.task.text, subject.task.id, subject.body, test.task.id, test.body, test.errors or subject.errors
    )


def _brief(request: FillRequest, known: Known) -> str:
    own = known.settings.fill.brief
    path = request.brief or (known.folder / own if own else None)
    if path is None:
        return ""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        finding = Diagnostic("F010", Severity.ERROR, "the brief cannot be read", Place(str(path)))
        raise Rejected((finding,), ExitCode.USAGE) from error


def _connection(request: FillRequest, known: Known) -> Connection:
    from scaffolder.fill import Connection, Price

    own = known.settings.fill
    model = request.model or os.environ.get(MODEL_VARIABLE) or own.model
    prices = {}
    if own.input_price is not None and own.output_price is not None:
        sent = own.input_price / 1e6
        prices = {"": Price(sent, own.output_price / 1e6, sent)}
    return Connection(
        (model, *(request.fallback or own.fallback)) if model else (),
        request.base_url or os.environ.get(URL_VARIABLE) or own.base_url,
        request.parallel or own.parallel,
        float(request.timeout or own.timeout),
        pause=request.pause,
        stream=request.stream,
        prices=prices,
        extra=request.extra,
    )
