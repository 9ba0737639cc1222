"""junit.xml: a test case for each task, as most platforms read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from graders.grading.results import Status, SubmissionResult
from graders.reports.safe import amount, line
from graders.reports.settings import Setting
from graders.reports.shown import LONGEST, Shown, tasks, told

MOST = 15_000_000
"""Letters of all texts together: GitLab reads files of up to 30 MB."""
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ELEMENTS = {
    Status.FAILING: "failure",
    Status.ERROR: "error",
    Status.TIMEOUT: "error",
    Status.CRASHED: "error",
    Status.INTERNAL: "error",
    Status.TODO: "skipped",
    Status.UNDECIDED: "skipped",
    Status.UNAVAILABLE: "skipped",
}


def report(results: Sequence[SubmissionResult], setting: Setting) -> str:
    """The report on all submissions; what nobody can help, or is not begun, is skipped."""
    every = list(tasks(results))
    longest = min(LONGEST, MOST // max(len(every), 1))
    top = ET.Element("testsuites", {"name": "gradlings", **_counts(every)})
    many = len(results) > 1
    suites: dict[str, list[Shown]] = {}
    for shown in every:
        name = f"{shown.result.submission}.{shown.lesson.lesson}" if many else shown.lesson.lesson
        suites.setdefault(_attribute(name), []).append(shown)
    for name, inside in suites.items():
        suite = ET.SubElement(top, "testsuite", {"name": name, **_counts(inside)})
        for shown in inside:
            _case(suite, name, shown, setting, longest)
    ET.indent(top)
    return ET.tostring(top, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, name: str, shown: Shown, setting: Setting, longest: int) -> None:
    task = shown.task
    case = ET.SubElement(suite, "testcase", classname=name, name=task.task, time=f"{task.seconds:.3f}")
    if path := shown.path(setting):
        case.set("file", _attribute(path))
    if shown.line is not None:
        case.set("line", str(shown.line))
    properties = ET.SubElement(case, "properties")
    for key, value in (("points", amount(task.points)), ("max_points", amount(task.max_points))):
        ET.SubElement(properties, "property", name=key, value=value)
    if task.status in ELEMENTS:
        kind = ELEMENTS[task.status]
        words = {"message": _attribute(f"{task.task} {task.status.word}.")}
        ET.SubElement(case, kind, words).text = _text(told(task, setting.visibility, longest))


def _counts(inside: Sequence[Shown]) -> dict[str, str]:
    kinds = [ELEMENTS.get(shown.task.status) for shown in inside]
    counts = {name: str(kinds.count(name.rstrip("s"))) for name in ("failures", "errors")}
    seconds = sum(shown.task.seconds for shown in inside)
    return {
        "tests": str(len(kinds)), **counts, "skipped": str(kinds.count("skipped")), "time": f"{seconds:.3f}",
    }  # fmt: skip


def _attribute(text: str) -> str:
    return _text(line(text))


def _text(text: str) -> str:
    """Without what GitLab would take for an attached file, and what no XML can hold."""
    return NO_XML.sub("\ufffd", text).replace("[[ATTACHMENT|", "[[ATTACHMENT |")
