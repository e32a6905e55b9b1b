"""Project on disk → `Verdict`: does it compile, lint, type-check, migrate up and down, and pass its own tests?

And project + candidate for a placeholder → `Judgement`: does what somebody wrote hold, and can it do no harm?

Every tool runs as a process of its own, in the project's folder, with the interpreter that has the application's
dependencies, without the user's secrets, and leaves no file behind in the project.
"""

from scaffolder.verify.checking import check
from scaffolder.verify.environment import surroundings
from scaffolder.verify.judging import judging

__all__ = ["check", "judging", "surroundings"]
