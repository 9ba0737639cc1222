"""Every attempt of a class comes out as ProgSnap2, and holds no student's name."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders.classroom.attempts import FILE, Attempt, Attempts, Recorded
from graders.classroom.journal import JournalError
from graders.commands import main as cli
from graders.course.submission import Source, Submission
from graders.grading.results import LessonResult, Result, Status, SubmissionResult
from graders.reports import progsnap2

# The published table, version 6: what every event has, what an event may have, and what may stand there.
REQUIRED = {"EventType", "EventID", "SubjectID", "ToolInstances", "CodeStateID"}
OPTIONAL = {
    "Order", "ServerTimestamp", "ServerTimezone", "ClientTimestamp", "ClientTimezone", "SessionID",
    "CourseID",
    "CourseSectionID", "TermID", "AssignmentID", "AssignmentIsGraded", "ProblemID", "ProblemIsGraded",
    "Attempt",
    "ExperimentalCondition", "TeamID", "LoggingErrorID", "ParentEventID", "EventInitiator",
    "CodeStateSection",
    "EditType", "CompileResult", "CompileMessageType", "CompileMessageData", "SourceLocation", "ExecutionID",
    "TestID", "ExecutionResult", "Score", "ProgramInput", "ProgramOutput", "ProgramErrorOutput",
    "InterventionCategory", "InterventionType", "InterventionMessage", "ResourceID",
}  # fmt: skip
EVENTS = {"Submit", "Run.Program", "Run.Test", "Compile", "Compile.Error"}
EXECUTIONS = {"", "Success", "Timeout", "Error", "TestFailed"}
METADATA = {
    "Version", "IsEventOrderingConsistent", "EventOrderScope", "EventOrderScopeColumns",
    "CodeStateRepresentation",
}  # fmt: skip


def result(name: str, *statuses: Status, seed: str = "public") -> SubmissionResult:
    tasks = tuple(
        Result(
            f"task{number}",
            status,
            2.0 * (status is Status.DONE),
            2.0,
            "forgot" if status.rank == 3 else None,
        )
        for number, status in enumerate(statuses)
    )
    begun = LessonResult("derivatives", "Derivatives", tasks, "derivatives.py")
    return SubmissionResult("A course", name, seed, "full", (begun, LessonResult("other", "Other", ())))


def submission(name: str, text: str, file: str = "derivatives.py") -> Submission:
    return Submission(name, {"derivatives": Source("derivatives", file, text)})


@pytest.fixture
def grades(tmp_path):
    """A class of two: anna tries twice, ben does what anna did first."""
    with Attempts(tmp_path) as attempts:
        attempts.note(submission("anna", "x = 1\n"), result("anna", Status.FAILING, Status.TODO))
        attempts.note(submission("ben", "x = 1\n"), result("ben", Status.FAILING, Status.TODO))
        attempts.note(submission("anna", "x = 2\n"), result("anna", Status.DONE, Status.UNDECIDED))
    return tmp_path


def exported(grades: Path) -> Path:
    folder = grades / "dataset"
    done = CliRunner().invoke(cli.main, ["export", str(grades), "--to", "progsnap2", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "MainTable.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_metadata_are_those_that_are_required(grades):
    with (exported(grades) / "DatasetMetadata.csv").open(encoding="utf-8", newline="") as file:
        rows = dict(csv.reader(file))
    assert rows.pop("Property") == "Value"
    assert set(rows) == METADATA
    assert (rows["EventOrderScope"], rows["CodeStateRepresentation"]) == ("Global", "Directory")


def test_the_table_has_required_columns_known_ones_and_marked_ones():
    columns = set(progsnap2.COLUMNS)
    assert columns >= REQUIRED
    assert all(name.startswith("X-") for name in columns - REQUIRED - OPTIONAL)


def test_every_event_is_one_of_the_format(grades):
    rows = table(exported(grades))
    for row in rows:
        assert all(row[name] for name in REQUIRED)
        assert row["EventType"] in EVENTS
        assert row["ExecutionResult"] in EXECUTIONS
        assert row["Score"] == "" or 0 <= float(row["Score"]) <= 1
        datetime.strptime(row["ServerTimestamp"], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    assert [int(row["Order"]) for row in rows] == list(range(len(rows)))
    assert len({row["EventID"] for row in rows}) == len(rows)


def test_a_run_belongs_to_its_submit(grades):
    rows = table(exported(grades))
    by_id = {row["EventID"]: row for row in rows}
    for row in rows:
        if row["EventType"] == "Run.Test":
            parent = by_id[row["ParentEventID"]]
            assert parent["EventType"] == "Submit"
            assert all(parent[name] == row[name] for name in ("SubjectID", "CodeStateID", "Attempt"))


def test_what_happened_is_told_in_order(grades):
    seen = [
        (row["SubjectID"], row["Attempt"], row["TestID"], row["Score"]) for row in table(exported(grades))
    ]
    assert seen == [
        ("S00001", "1", "", "0"), ("S00001", "1", "task0", "0"),
        ("S00002", "1", "", "0"), ("S00002", "1", "task0", "0"),
        ("S00001", "2", "", "0.5"), ("S00001", "2", "task0", "1"), ("S00001", "2", "task1", ""),
    ]  # fmt: skip


def test_every_code_state_is_there_and_the_same_code_is_one(grades):
    folder = exported(grades)
    states = {row["CodeStateID"] for row in table(folder)}
    assert {path.name for path in (folder / "CodeStates").iterdir()} == states
    texts = {(folder / "CodeStates" / state / "derivatives.py").read_text() for state in states}
    assert texts == {"x = 1\n", "x = 2\n"}


def test_no_name_is_in_it(grades):
    folder = exported(grades)
    for path in folder.rglob("*.*"):
        assert "anna" not in path.read_text(encoding="utf-8")


def test_the_same_again_is_no_attempt(grades):
    with Attempts(grades) as attempts:
        attempts.note(submission("anna", "x = 2\n"), result("anna", Status.DONE, Status.UNDECIDED))
    assert len(list(Recorded(grades))) == 3


@pytest.mark.parametrize("name", ["../../out.py", "/etc/passwd", "con.py", "a/b\n.py", "week.ipynb", "=x.py"])
def test_a_files_name_leads_nowhere_else(tmp_path, name):
    odd = Attempt(1, datetime(2026, 11, 30, tzinfo=UTC), {name: "x = 1"}, result("anna", Status.DONE))
    progsnap2.save([odd], tmp_path / "set", "gradlings 1")
    (file,) = (path for path in (tmp_path / "set" / "CodeStates").rglob("*") if path.is_file())
    assert file.parent.parent == tmp_path / "set" / "CodeStates"
    assert file.suffix == ".py" or "/" in name


def test_what_a_command_left_is_what_is_exported(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("anna.py").write_text("def difference_quotient(f, x, dx):\n    return (f(x + dx) - f(x)) / dx\n")
    runner = CliRunner()
    assert runner.invoke(cli.main, ["grade", "anna.py", "--lesson", "derivatives"]).exit_code == 0
    rows = table(exported(Path("grades")))
    assert [row["ProblemID"] for row in rows] == ["", "difference_quotient"]
    assert json.loads(Path("grades/results/anna.json").read_text())["score"] == 2


class TestRefusals:
    def refused(self, *words: object) -> str:
        done = CliRunner().invoke(cli.main, ["export", *map(str, words)])
        assert done.exit_code == 2
        return done.output

    def test_where_there_are_no_attempts(self, tmp_path):
        assert "holds no attempts" in self.refused(tmp_path, "--to", "progsnap2", tmp_path / "set")

    def test_one_target_at_a_time(self, tmp_path):
        assert "either" in self.refused(tmp_path)
        assert "either" in self.refused(tmp_path, "--to", "progsnap2", "set", "--gradebook", "book")

    def test_another_format(self, grades):
        assert "`progsnap2`" in self.refused(grades, "--to", "progsnap", "set")

    def test_a_link_or_another_database_is_no_place_for_attempts(self, tmp_path):
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / FILE).symlink_to(tmp_path / "victim")
        with pytest.raises(JournalError, match="is a link"):
            Attempts(tmp_path / "one")
        (tmp_path / FILE).write_text("no database, but long enough to be read as one" * 9)
        with pytest.raises(JournalError):
            Attempts(tmp_path)


def test_an_attempt_at_another_seed_is_another(grades):
    with Attempts(grades) as attempts:
        again = replace(result("anna", Status.DONE, Status.UNDECIDED), seed_id="other")
        attempts.note(submission("anna", "x = 2\n"), again)
    assert len(list(Recorded(grades))) == 4
