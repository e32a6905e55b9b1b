"""Outcome → what a person or a machine reads: text or JSON on standard output, findings and progress beside it."""

from scaffolder.report.page import page
from scaffolder.report.progress import listening
from scaffolder.report.showing import Format, show, show_failure

__all__ = ["Format", "listening", "page", "show", "show_failure"]
