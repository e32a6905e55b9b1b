"""One placeholder's conversation: ask, let the model look around, take the body out, tell what was wrong, ask again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from scaffolder.bodies import formatted
from scaffolder.fill import answers, tools, wording
from scaffolder.fill.answers import Answer
from scaffolder.fill.context import Prompt
from scaffolder.fill.talk import CallFailed, Form, Message, Provider, Reply, Request, ToolCall, Trouble
from scaffolder.fill.tasks import Task
from scaffolder.fill.together import Together
from scaffolder.fill.tools import Toolbox
from scaffolder.filling import Usage

_FEEDBACK = 3000
"""Characters of errors that go back."""
_INSTRUCTION = {Form.TEXT: wording.FENCED, Form.JSON: wording.STRUCTURED, Form.TOOLS: wording.CALLED}


@dataclass(slots=True)
class Writer:
    """Writes one body, in as many attempts as the errors that go back allow."""

    task: Task
    prompt: Prompt
    provider: Provider
    toolbox: Toolbox
    form: Form
    feedbacks: int
    """How often errors may go back."""
    threads: Executor
    together: Together | None = None
    """Asks the first question, with those of others."""
    attempts: int = 0
    """Answers so far, good or bad."""
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    best: str = ""
    """The body of the last attempt that had one."""
    repeated: bool = False
    """The model gave the same answer again: it has nothing better."""
    _seen: set[str] = field(default_factory=set)

    @property
    def exhausted(self) -> bool:
        """Nothing more may be asked."""
        return self.repeated or self.attempts > self.feedbacks

    async def write(self, errors: Sequence[str] = ()) -> Answer:
        """The next attempt; `errors` is what was wrong with the last. Raises CallFailed, LimitReached."""
        self.attempts += 1
        answer = await self._piece() if self.attempts == 1 else None
        answer = answer or await self._answer(self._messages(errors))
        if answer.body:
            body = await asyncio.get_running_loop().run_in_executor(
                self.threads, formatted, answer.body, self.task.path
            )
            self.repeated = body in self._seen
            self._seen.add(body)
            self.best = body
            return Answer(body)
        self.repeated = answer.problem in self._seen
        self._seen.add(answer.problem)
        return answer

    async def _piece(self) -> Answer | None:
        """What an answer to several placeholders says of this one; None where it has to be asked for by itself."""
        reply = await self.together.piece(self.task) if self.together is not None else None
        if reply is None:
            return None
        self._book(reply)
        return answers.read(reply.text, function=self.task.function)

    def _book(self, reply: Reply) -> None:
        self.usage += reply.usage
        self.model = reply.model

    def _messages(self, errors: Sequence[str]) -> list[Message]:
        """The question, the last body and what was wrong with it: earlier attempts would only cost."""
        question = asked(self.prompt, self.form)
        if not errors:
            return question
        told = "\n".join(errors)[:_FEEDBACK]
        last = [_answered(self.best)] if self.best else []
        again: Message = {
            "role": "user",
            "content": f"That does not hold yet:\n{told}\nAnswer with the whole body again.",
        }
        return [*question, *last, again]

    async def _answer(self, messages: list[Message]) -> Answer:
        calls = 0
        while True:
            reply = await self._ask(messages)
            given = next((c for c in reply.calls if c.name == tools.ANSWER), None)
            if given is not None:
                return answers.read(given.arguments, function=self.task.function, cut_off=reply.cut_off)
            if not reply.calls:
                return answers.read(reply.text, function=self.task.function, cut_off=reply.cut_off)
            calls += len(reply.calls)
            if calls > tools.MOST_CALLS:
                return Answer(problem="Too many calls of tools without an answer: call `answer`.")
            messages.append(_said(reply))
            messages += [await self._used(call) for call in reply.calls]

    async def _used(self, call: ToolCall) -> Message:
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self.threads, self.toolbox.use, call.name, call.arguments)
        return {"role": "tool", "tool_call_id": call.id, "content": result}

    async def _ask(self, messages: list[Message]) -> Reply:
        try:
            return await self._asked(messages)
        except CallFailed as error:
            if error.trouble is not Trouble.REFUSED or self.form is Form.TEXT:
                raise
        # a server that takes neither tools nor schemas: ask in plain words from here on
        self.form = Form.TEXT
        return await self._asked(
            [{**messages[0], "content": f"{self.prompt.system}\n\n{wording.FENCED}"}, *messages[1:2]]
        )

    async def _asked(self, messages: list[Message]) -> Reply:
        offered: tuple[dict[str, Any], ...] = tools.TOOLS if self.form is Form.TOOLS else ()
        number, longest = self.usage.calls + 1, self.prompt.longest
        request = Request(self.task.id, number, tuple(messages), self.form, offered, longest)
        reply = await self.provider.ask(request)
        self._book(reply)
        return reply


def asked(prompt: Prompt, form: Form) -> list[Message]:
    """The messages of the first question."""
    system = f"{prompt.system}\n\n{_INSTRUCTION[form]}"
    before = [m for question, body in prompt.turns for m in (_question(question), _answered(body))]
    return [{"role": "system", "content": system}, *before, _question(prompt.user)]


def _question(text: str) -> Message:
    return {"role": "user", "content": text}


def _answered(body: str) -> Message:
    return {"role": "assistant", "content": f"```python\n{body}\n```"}


def _said(reply: Reply) -> Message:
    calls = [
        {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}} for c in reply.calls
    ]
    return {"role": "assistant", "content": reply.text or None, "tool_calls": calls}
