"""results/<student>.json is what docs/results.md and its JSON Schema say, which is made of the types."""

import copy
import json
import os
import re
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import jsonschema
import pytest

from graders.course.index import own_course
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.grading.results import LessonResult, Parts, Result, Status, SubmissionResult, Verdict, Where
from graders.reports import contract
from graders.reports.results_json import FORMAT, document, write_results
from graders.submissions.intake import read_submissions

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "results.schema.json"
PAGE = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
TYPES = [kind for kind in vars(contract).values() if is_dataclass(kind)]
CLASS = ROOT / "tests" / "sample_class"


@pytest.fixture(scope="module")
def check():
    """What a program with the schema would do with a document."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).validate


def made() -> SubmissionResult:
    """A result with everything that one can hold."""
    tasks = [
        Result(
            f"t{status}", status, 0.0, 1.5, "forgot", Parts("a", "b", "c", "d"),
            (Verdict("is_right", "It is right.", status, "No."),), 0.1, 3, "", "factor",
            Where(3, columns, "sign", True) if columns != () else None,
        )
        for status in Status
        for columns in (None, (1, 4), ())
    ]  # fmt: skip
    lesson = LessonResult("derivatives", "Derivatives", tuple(tasks), "derivatives.py", "Odd.")
    return SubmissionResult("A course", "anna", "public", "full", (lesson,), ("Odd.",))


def test_the_schema_is_fresh():
    if os.environ.get("GRADLINGS_REWRITE"):
        SCHEMA.write_text(contract.schema_text(), encoding="utf-8", newline="\n")
    assert SCHEMA.read_text(encoding="utf-8") == contract.schema_text(), "GRADLINGS_REWRITE=1 writes it anew"


def test_everything_that_a_result_can_hold_is_valid(check):
    check(json.loads(json.dumps(document(made()))))
    check(json.loads(json.dumps(document(replace(made(), lessons=())))))


def test_real_results_are_valid(check, tmp_path):
    course = own_course()
    chosen = [CLASS / name for name in ("dmitri.zip", "elena", "grace", "chloe", "maria.py")]
    submissions = read_submissions(chosen, course)
    with Grader(course, tell=tell, lessons=["derivatives"]) as grader:
        write_results([grader.grade(one) for one in submissions], tmp_path)
    files = sorted((tmp_path / "results").iterdir())
    assert len(files) == 5
    for file in files:
        check(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("way", "value"), [
    (("format",), 2), (("score",), "1"), (("score",), -1), (("lessons", 0, "tasks", 0, "status"), "passed"),
    (("lessons", 0, "tasks", 0, "where"), {}), (("lessons", 0, "tasks", 0, "parts"), None),
    (("notes",), "Odd."),
])  # fmt: skip
def test_what_is_none_is_not(check, way, value):
    wrong = copy.deepcopy(document(made()))
    *to, last = way
    place = wrong
    for step in to:
        place = place[step]
    place[last] = value
    with pytest.raises(jsonschema.ValidationError):
        check(json.loads(json.dumps(wrong)))


def test_further_keys_may_come(check):
    check(json.loads(json.dumps(document(made()) | {"more": 1})))


def test_the_page_tells_of_every_key_every_status_and_the_format():
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert {field.name for kind in TYPES for field in fields(kind)} <= named
    assert {status.value for status in Status} <= named
    assert f"**format {FORMAT}**" in PAGE
    assert contract.schema()["version"] == FORMAT == contract.FORMAT


def test_the_page_says_which_status_a_person_has_to_look_at():
    rows = re.findall(r"^\| `(\w+)` \|.*\| (yes)? ?\|$", PAGE.partition("| status | is |")[2], re.MULTILINE)
    assert {name: bool(yes) for name, yes in rows} == {status.value: status.is_open for status in Status}


def test_the_program_on_the_page_runs(tmp_path):
    write_results([made()], tmp_path / "grades")
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "anna 0.0 3 of 27 tasks done\n", done.stderr
