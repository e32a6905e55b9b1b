"""Outcome → what a person or a machine reads: text or JSON on standard output, findings and progress beside it."""

from scaffolder.report.machine import as_json
from scaffolder.report.page import page
from scaffolder.report.progress import listening
from scaffolder.report.showing import Format, show, show_failure

__all__ = ["Format", "as_json", "listening", "page", "show", "show_failure"]
