"""Project on disk → `Verdict`: does it compile, lint, type-check, migrate up and down, and pass its own tests?

Every tool runs as a process of its own, in the project's folder, with the interpreter that has the application's
dependencies, without the user's secrets, and leaves no file behind in the project.
"""

from scaffolder.verify.checking import check
from scaffolder.verify.environment import surroundings

__all__ = ["check", "surroundings"]
