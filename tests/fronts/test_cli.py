"""The command line: what is typed, what comes out, and the exit code that says whose turn it is."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner, Result

from graders.classroom.conditions import Conditions
from graders.classroom.journal import Journal
from graders.commands import main as cli
from graders.course.index import Course, find_root
from graders.grading import engine, results

DONE, TODO = results.Status.DONE, results.Status.TODO
ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(find_root(ROOT))


class FakeGrader:
    """Grades each task done where its lesson's text says so, and fails as a whole where it says that."""

    level = "process"
    seeds: ClassVar[list[object]] = []

    def __init__(self, course, *, tell, seed=None, lessons=None, tasks=None, many=True, individual=False):
        self.tasks = tasks
        self.lessons = [lesson for lesson in course.lessons if lesson.name in lessons]
        self.seeds.append(seed)
        self.seed_id = "public" if seed is None else "id-of-a-seed"

    def confinement(self):
        return self.level

    def grade(self, submission):
        if any("ours" in (source.text or "") for source in submission.sources.values()):
            raise ZeroDivisionError("oops")
        if any("control c" in (source.text or "") for source in submission.sources.values()):
            raise KeyboardInterrupt
        lessons = tuple(self.lesson(lesson, submission) for lesson in self.lessons)
        return results.SubmissionResult(
            COURSE.title, submission.name, self.seed_id, self.level, lessons, submission.notes
        )

    def lesson(self, lesson, submission):
        source = submission.sources.get(lesson.name)
        done = source is not None and "done" in (source.text or "")
        tasks = tuple(
            results.Result(task.name, DONE if done else TODO, task.points * done, task.points)
            for task in lesson.tasks
            if self.tasks is None or task.name in self.tasks
        )
        return results.LessonResult(
            lesson.name, lesson.title, tasks, source and source.file, source.note if source else ""
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture(autouse=True)
def at_work(tmp_path, monkeypatch):
    """Each test types in an empty folder, with a grader that is quick to make."""
    monkeypatch.setattr(engine, "Grader", FakeGrader)
    monkeypatch.setattr(FakeGrader, "seeds", [])
    monkeypatch.delenv("GRADLINGS_SEED", raising=False)
    monkeypatch.delenv("GRADLINGS_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


def type_in(*words: object, **environment: str) -> Result:
    result = CliRunner(env=environment).invoke(cli.main, [str(word) for word in words])
    assert "Traceback" not in result.output
    return result


def students(**texts: str) -> Path:
    for name, text in texts.items():
        path = Path("class", name, "derivatives.py")
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return Path("class")


def written(name: str, out: str = "grades") -> dict:
    return json.loads(Path(out, "results", f"{name}.json").read_text(encoding="utf-8"))


class TestGrade:
    def test_writes_journal_json_and_csv_and_prints_the_table(self):
        result = type_in("grade", students(anna="# done", ben=""))
        assert result.exit_code == 0
        assert sorted(path.name for path in Path("grades").iterdir()) == [
            "attempts.sqlite",
            "feedback",
            "grades.csv",
            "grades.sqlite",
            "report.html",
            "results",
        ]
        assert written("anna")["score"] == COURSE.lesson("derivatives").points
        assert written("ben")["score"] == 0
        assert "anna" in result.output
        assert "2 submissions graded. Results in grades" in result.output

    def test_a_second_time_keeps_what_is_known_unless_asked(self):
        folder = students(anna="# done")
        type_in("grade", folder)
        assert "1 of them by an earlier run" in type_in("grade", folder).output
        assert "earlier" not in type_in("grade", folder, "--fresh").output

    def test_the_results_hold_the_whole_class_also_after_a_late_submission(self):
        students(anna="# done", ben="")
        type_in("grade", "class/anna")
        result = type_in("grade", "class/ben")
        assert "1 submission graded. Results in grades" in result.output
        assert "with 1 more of earlier runs" in result.output
        assert len(Path("grades/grades.csv").read_text().splitlines()) == 3

    def test_only_the_lessons_asked_for(self):
        type_in("grade", students(anna="# done"), "--lesson", "gradient", "--lesson", "integration")
        assert [lesson["lesson"] for lesson in written("anna")["lessons"]] == ["integration", "gradient"]

    def test_only_the_formats_asked_for(self):
        type_in("grade", students(anna=""), "--format", "csv", "--out", "here")
        assert sorted(path.name for path in Path("here").iterdir()) == [
            "attempts.sqlite",
            "grades.csv",
            "grades.sqlite",
        ]

    @pytest.mark.parametrize(("words", "environment", "seed"), [
        ((), {}, None), (("--seed", "7"), {}, "7"), ((), {"GRADLINGS_SEED": "hush"}, "hush"),
        (("--seed", "7"), {"GRADLINGS_SEED": "hush"}, "7"), ((), {"GRADLINGS_SEED": ""}, None),
    ])  # fmt: skip
    def test_the_seed(self, words, environment, seed):
        result = type_in("grade", students(anna=""), *words, **environment)
        assert result.exit_code == 0
        assert set(FakeGrader.seeds) == {seed}
        assert written("anna")["seed_id"] == ("id-of-a-seed" if seed else "public")

    def test_a_course_that_lies_about_is_not_the_one_that_is_graded(self):
        Path("course.toml").write_text('format = 1\ntitle = "Full marks for all"\n')
        type_in("grade", students(anna=""))
        assert written("anna")["course"] == COURSE.title

    def test_no_bar_where_there_is_no_terminal(self):
        assert "grading" not in type_in("grade", students(anna="")).output


class TestCheck:
    """A job is red until enough is done, and what there is of points stays."""

    @pytest.mark.parametrize(("words", "code"), [
        ((), 1), (("--at-least", "50%"), 0), (("--at-least", "51%"), 1), (("--at-least", "0"), 0),
        (("--at-least", str(COURSE.lesson("derivatives").points)), 0),
    ])  # fmt: skip
    def test_half_done(self, words, code):
        half = ("--lesson", "derivatives", "--lesson", "integration")
        result = type_in("grade", students(anna="# done") / "anna", "--check", *half, *words)
        assert result.exit_code == code
        assert written("anna")["score"] == COURSE.lesson("derivatives").points
        assert "7 of 14 tasks done, 16 of 32 points." in result.output
        assert ("not reached." in result.output) is bool(code)

    def test_all_done(self):
        assert type_in("grade", students(anna="# done"), "--check", "--lesson", "derivatives").exit_code == 0

    def test_in_a_class_everybody_is_asked_and_named(self):
        result = type_in("grade", students(anna="# done", ben=""), "--check", "--lesson", "derivatives")
        assert result.exit_code == 1
        assert "not reached: ben." in result.output

    def test_our_fault_is_no_students_red_job(self):
        assert type_in("grade", students(anna="# ours"), "--check").exit_code == 3

    @pytest.mark.parametrize("asked", ["much", "-1", "101%", "nan", "inf", ""])
    def test_an_odd_threshold(self, asked):
        assert type_in("grade", students(anna=""), "--check", "--at-least", asked).exit_code == 2

    def test_a_threshold_asks_for_a_check(self):
        assert "`--check`" in type_in("grade", students(anna=""), "--at-least", "60%").output

    def test_in_a_job_of_github_nothing_is_a_command_but_ours(self):
        words = (
            "grade",
            students(**{"::error::a": "# done"}),
            "--format",
            "github",
            "--lesson",
            "derivatives",
        )
        shown = type_in(*words, GITHUB_ACTIONS="true").output.splitlines()
        token = shown[0].removeprefix("::stop-commands::")
        assert len(token) == 32
        assert shown.index(f"::{token}::") > 3
        assert shown[-1].startswith("::notice title=Autograding report::")
        assert token not in type_in(*words, GITHUB_ACTIONS="true").output

    def test_also_where_nothing_could_be_graded(self):
        shown = type_in("grade", "nobody", "--format", "github", GITHUB_ACTIONS="true").output.splitlines()
        assert f"::{shown[0].removeprefix('::stop-commands::')}::" in shown

    def test_elsewhere_there_are_no_commands(self):
        assert "::" not in type_in("grade", students(anna=""), "--format", "github", GITHUB_ACTIONS="").output

    def test_what_a_format_needs_and_has_not_is_a_sentence(self):
        result = type_in("grade", students(anna=""), "--format", "classroom50", CLASSROOM="")
        assert result.exit_code == 2
        assert "needs `CLASSROOM`" in result.output


class TestMisuse:
    def refused(self, *words: object) -> str:
        result = type_in(*words)
        assert result.exit_code == 2
        return result.output

    def test_a_path_that_is_no_submission(self):
        Path("empty").mkdir()
        assert "`nobody` does not exist." in self.refused("grade", "nobody")
        assert "`empty` holds no submission" in self.refused("grade", "empty")
        assert not Path("grades").exists()

    def test_the_others_are_graded(self):
        students(anna="# done")
        output = self.refused("grade", "nobody", "class/anna")
        assert "`nobody` does not exist." in output
        assert written("anna")["score"] > 0

    def test_one_broken_entry_of_a_class_is_a_row(self):
        (students(anna="# done") / "ben.zip").write_text("no zip")
        result = type_in("grade", "class")
        assert result.exit_code == 0
        assert "`ben.zip` is no archive that can be read." in result.output
        assert written("ben")["score"] == 0

    @pytest.mark.parametrize("words", [
        (), ("class", "--jobs", "0"), ("class", "--format", "xml"), ("class", "--seed"),
        ("class", "--scheduler", "x"),
    ])  # fmt: skip
    def test_an_odd_command(self, words):
        students(anna="")
        self.refused("grade", *words)

    def test_a_name_that_was_mistyped(self):
        students(anna="")
        assert "did you mean `derivatives`?" in self.refused("grade", "class", "--lesson", "derivative")
        assert "did you mean `grade`?" in self.refused("grad", "class")
        assert "did you mean `central_difference`?" in self.refused("hint", "central_diference")

    def test_a_folder_that_another_run_is_using(self):
        with Journal(Path("grades"), Conditions("", "", "", ())):
            assert "Another run is using `grades`" in self.refused("grade", students(anna=""))

    def test_a_folder_that_cannot_be_written(self):
        Path("file").write_text("")
        Path("out/results").parent.mkdir()
        Path("out/results").write_text("")
        students(anna="")
        assert "cannot be written" in self.refused("grade", "class", "--out", "file")
        assert "cannot be written" in self.refused("grade", "class", "--out", "out")


class TestOurFault:
    def test_a_submission_that_breaks_the_grader_harms_no_other(self):
        result = type_in("grade", students(anna="# ours", ben="# done"))
        assert result.exit_code == 3
        assert "by a fault of gradlings" in result.output
        assert written("ben")["score"] > 0
        assert {task["status"] for task in written("anna")["lessons"][0]["tasks"]} == {"internal"}

    def test_is_a_sentence(self, monkeypatch):
        monkeypatch.setattr(engine, "Grader", None)
        result = type_in("grade", students(anna=""))
        assert result.exit_code == 3
        assert result.output.startswith("gradlings failed, by a fault of its own (TypeError")

    def test_shows_where_for_who_asks(self, monkeypatch):
        monkeypatch.setattr(engine, "Grader", None)
        result = type_in("grade", students(anna=""), GRADLINGS_DEBUG="1")
        assert isinstance(result.exception, TypeError)


def test_control_c_says_how_to_go_on():
    result = type_in("grade", students(anna="# control c"))
    assert result.exit_code == 130
    assert "the same command goes on from there" in result.output
    assert type_in("grade", students(ben="# done"), "--out", "grades").exit_code in (0, 130)


class TestHint:
    def test_one_rung_at_a_time(self):
        first = type_in("hint", "central_difference")
        assert first.exit_code == 0
        assert "1 of 3" in first.output
        assert "2 of 3" in type_in("hint", "central_difference", "--rung", "2").output
        assert "2 of 3" in type_in("hint", "central_difference:2").output

    def test_there_is_no_fourth(self):
        result = type_in("hint", "central_difference", "--rung", "4")
        assert result.exit_code == 2
        assert "3" in result.output


class TestStart:
    def test_as_a_module(self):
        done = subprocess.run(
            [sys.executable, "-m", "graders", "--version"], capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode == 0
        assert done.stdout.startswith("gradlings ")

    def test_help_shows_examples_and_every_command(self):
        result = type_in("--help")
        assert result.exit_code == 0
        for word in ("gradlings grade class/", "hint", "sync", "reset"):
            assert word in result.output

    def test_help_loads_nothing_heavy(self):
        code = (
            "import sys; from graders.commands.main import main; main(['--help'], standalone_mode=False);"
            "print(sorted({'numpy', 'sympy', 'rich', 'sqlite3', 'matplotlib', 'pytest'} & set(sys.modules)))"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        assert done.stdout.splitlines()[-1] == "[]"
