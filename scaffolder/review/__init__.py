"""Project on disk → `Review`: what is wrong with its code, at lines that exist, with a patch where one is safe.

Everything is read from text and syntax trees; nothing of the project is run. What only others know (the contract, the
document, the files as generated, a model's opinion) is given as `Knowledge`.
"""

from scaffolder.review.patches import apply
from scaffolder.review.reviewing import Knowledge, review

__all__ = ["Knowledge", "apply", "review"]
