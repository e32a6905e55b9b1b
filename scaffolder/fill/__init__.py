"""Placeholders + a language model → bodies that a judge accepts, and the record of them. The only room of litellm.

`find` pairs rules with their tests, a `ContextManager` makes their prompts, `run` asks, judges and asks again, and the
records tell afterwards how everything stands.
"""

from scaffolder.fill.asking import replies
from scaffolder.fill.calling import Caller, Connection, form_of, priced
from scaffolder.fill.code import Code
from scaffolder.fill.code import read as read_code
from scaffolder.fill.context import ContextManager, Guidance
from scaffolder.fill.engine import Ended, Order, run
from scaffolder.fill.estimates import Terms, estimates
from scaffolder.fill.ledger import Ledger, Price
from scaffolder.fill.library import unset_variables
from scaffolder.fill.records import Record, recorded, reproduced
from scaffolder.fill.records import load as load_records
from scaffolder.fill.rounds import Result
from scaffolder.fill.sessions import Recorder, Replayer
from scaffolder.fill.sessions import load as load_session
from scaffolder.fill.standings import Questions, Wish, standings, to_ask
from scaffolder.fill.talk import Provider
from scaffolder.fill.tasks import Pair, Task, find

__all__ = [
    "Caller",
    "Code",
    "Connection",
    "ContextManager",
    "Ended",
    "Guidance",
    "Ledger",
    "Order",
    "Pair",
    "Price",
    "Provider",
    "Questions",
    "Record",
    "Recorder",
    "Replayer",
    "Result",
    "Task",
    "Terms",
    "Wish",
    "estimates",
    "find",
    "form_of",
    "load_records",
    "load_session",
    "priced",
    "read_code",
    "recorded",
    "replies",
    "reproduced",
    "run",
    "standings",
    "to_ask",
    "unset_variables",
]
