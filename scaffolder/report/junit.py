"""Outcome → a JUnit report: a test case for each check and for each remark that stands at a line."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from scaffolder.diagnostics import Severity
from scaffolder.outcome import Outcome
from scaffolder.remarks import Remark
from scaffolder.report.remarks import remarks
from scaffolder.verdict import Status

_UNTOLD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) has no way to write."""


def text(command: str, outcome: Outcome) -> str:
    """The report, as CI servers read it."""
    suite = ElementTree.Element("testsuite", name=f"scaffold {command}")
    for step in outcome.verdict.steps if outcome.verdict is not None else ():
        case = ElementTree.SubElement(suite, "testcase", name=step.name, time=f"{step.seconds:.3f}")
        case.set("classname", command)
        if step.status is Status.SKIPPED:
            ElementTree.SubElement(case, "skipped", message=_told(step.detail))
    found = remarks(outcome)
    for remark in found:
        _case(suite, command, remark)
    if not len(suite):
        ElementTree.SubElement(suite, "testcase", name=command, classname=command, time="0.000")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suite, encoding="unicode")


def _case(suite: ElementTree.Element, command: str, remark: Remark) -> None:
    place = f"{remark.file}:{remark.line}:{remark.column}" if remark.file else command
    case = ElementTree.SubElement(suite, "testcase", name=_told(f"{remark.code} {place}"), time="0.000")
    case.set("classname", _told(remark.file or command))
    if remark.file:
        case.set("file", _told(remark.file))
        case.set("line", str(remark.line))
    if remark.severity is not Severity.NOTE:
        failure = ElementTree.SubElement(case, "failure", message=_told(remark.message), type=remark.severity)
        failure.text = _told(f"{place}: {remark.message} {remark.reason}".strip())


def _told(text_: str) -> str:
    return _UNTOLD.sub("\ufffd", text_)
