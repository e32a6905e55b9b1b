"""Adopting: an existing project on disk → how generated modules fit in, and the lines that include them.

Everything is read from syntax trees; nothing of the project is imported or run.
"""

from __future__ import annotations

from scaffolder.adopt.choosing import survey
from scaffolder.adopt.including import includes
from scaffolder.adopt.matching import matched

__all__ = ["includes", "matched", "survey"]
