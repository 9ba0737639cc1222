"""What a teacher types for a class: people and changes go in, and nothing is replaced without a word."""

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from graders.commands import grade
from graders.course.due import Late
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.grading.results import LessonResult, Result, Status
from tests.fronts.classes import COURSE
from tests.fronts.test_cli import FakeGrader, at_work, students, type_in

__all__ = ["FakeGrader", "at_work"]


def rows(out: str = "grades") -> dict[str, dict[str, str]]:
    with open(Path(out, "grades.csv"), encoding="utf-8-sig", newline="") as file:
        return {row["submission"] or row["name"]: row for row in csv.DictReader(file)}


def people(text: str = "id,name,email,section\n1,Anna Lund,anna@uni.edu,A\n2,Ben Ek,ben@uni.edu,B\n") -> Path:
    Path("people.csv").write_text(text, encoding="utf-8")
    return Path("people.csv")


class TestRoster:
    def test_results_are_joined_and_who_is_missing_is_named(self):
        result = type_in("grade", students(anna="# done"), "--roster", people())
        assert "Nothing was handed in by Ben Ek (2)." in result.output
        assert rows()["anna"]["id"] == "1" and rows()["anna"]["section"] == "A"
        assert (rows()["Ben Ek"]["status"], rows()["Ben Ek"]["score"]) == ("missing", "0")
        assert "Ben Ek" in Path("grades/report.html").read_text(encoding="utf-8")

    def test_a_submission_of_nobody_is_named_and_graded(self):
        result = type_in("grade", students(anna="# done", zed="# done"), "--roster", people())
        assert "Nobody in people.csv is called `zed`." in result.output
        assert rows()["zed"]["id"] == ""

    @pytest.mark.parametrize(("text", "said"), [
        ("id,name\n1,A\n1,B\n", "`people.csv` has the id `1` twice; take one away."),
        ("points\n1\n", "has no column with a name"),
        ("id,name\n1,anna\n2,Anna\n", "`anna` may be anna (1) in row 2 or Anna (2) in row 3 of `people.csv`"),
    ])  # fmt: skip
    def test_one_that_cannot_be_used_is_one_sentence_and_nothing_is_written(self, text, said):
        result = type_in("grade", students(anna="# done"), "--roster", people(text))
        assert (result.exit_code, result.output.count("\n")) == (2, 1)
        assert said in result.output
        assert not Path("grades").exists()


class TestByHand:
    def test_a_change_is_kept_when_graded_again(self):
        folder = students(anna="# done")
        type_in("grade", folder)
        Path("grades/grades.toml").write_text('[anna.derivatives]\npoints = 5\nreason = "Spoke about it."')
        for words in ((), ("--fresh",)):
            type_in("grade", folder, *words)
            assert rows()["anna"]["derivatives"] == "5"
            assert "Spoke about it." in rows()["anna"]["remarks"]
        result = type_in("grade", folder, "--lesson", "derivatives")
        assert "With late days and changes by hand grades.csv counts `anna` 5 of" in result.output

    @pytest.mark.parametrize("page", ["anna.html", "anna.md"])
    def test_the_student_is_told_what_counts_and_no_reason(self, page):
        folder = students(anna="# done", ben="# done")
        type_in("grade", folder)
        assert "count" not in Path("grades/feedback", page).read_text(encoding="utf-8")
        Path("grades/grades.toml").write_text('[anna.derivatives]\npoints = 5\nreason = "Copied."')
        type_in("grade", folder)
        text = Path("grades/feedback", page).read_text(encoding="utf-8").replace("\\", "")
        assert "5 of " in text and "points count." in text and "`derivatives` 5 by hand." in text
        assert "Copied" not in text
        assert "count" not in Path("grades/feedback", page.replace("anna", "ben")).read_text(encoding="utf-8")

    def test_a_change_that_is_none_leaves_everything_as_it_was(self):
        folder = students(anna="# done")
        type_in("grade", folder)
        before = Path("grades/grades.csv").read_bytes()
        Path("grades/grades.toml").write_text("[anna.derivatives]\npoints = 5\n")
        result = type_in("grade", folder)
        assert result.exit_code == 2
        assert "a change needs its reason" in result.output
        assert Path("grades/grades.csv").read_bytes() == before

    @pytest.mark.parametrize("paths", [("class",), ("class/anna",)])
    def test_changes_that_a_student_could_have_brought_are_left_aside(self, paths):
        students(anna="# done", ben="")
        out = Path(paths[0], "grades")
        out.mkdir()
        (out / "grades.toml").write_text('[anna.derivatives]\npoints = 99\nreason = "mine"')
        result = type_in("grade", *paths, "--out", out)
        if result.exit_code == 0:
            assert "may be a student's and was left aside" in result.output
            assert rows(str(out))["anna"]["derivatives"] == "16"
        else:
            assert "lies in a student's folder" in result.output


def test_names_are_left_out_of_the_report_where_that_is_asked():
    type_in("grade", students(anna="# done", ben=""), "--anonymous")
    text = Path("grades/report.html").read_text(encoding="utf-8")
    assert "anna" not in text and "student 2" in text


def test_a_run_at_the_students_own_seed_says_so_always():
    folder = students(anna="# done")
    assert grade.PUBLIC in type_in("grade", folder).output
    assert grade.PUBLIC not in type_in("grade", folder, "--seed", "secret").output


class TestLateness:
    NAME = "Homework 1_jdoe_attempt_{}-12-00-00_derivatives.py"

    def test_what_a_platform_dates_costs_its_share_also_when_it_is_handed_in_unchanged(self, monkeypatch):
        course = replace(
            COURSE, late=Late(0.25), lessons=(replace(COURSE.lessons[0], due=datetime(2026, 10, 1)),)
        )
        monkeypatch.setattr(grade, "own_course", lambda: course)
        Path("class").mkdir()
        for day, left in (("2026-09-30", "16"), ("2026-10-01", "12"), ("2026-10-02", "8")):
            for old in Path("class").iterdir():
                old.unlink()
            Path("class", self.NAME.format(day)).write_text("# done")
            type_in("grade", "class")
            assert rows()["jdoe"]["derivatives"] == left

    def test_what_a_platform_calls_late_is_said(self, monkeypatch):
        course = replace(COURSE, lessons=(replace(COURSE.lessons[0], due=datetime(2026, 10, 1)),))
        monkeypatch.setattr(grade, "own_course", lambda: course)
        Path("class").mkdir()
        Path("class", "doejane_LATE_123_4567_derivatives.py").write_text("# done")
        type_in("grade", "class")
        assert (rows()["doejane"]["score"], rows()["doejane"]["key"]) == ("16", "doejane_123")
        assert "by how much the download does not say" in rows()["doejane"]["remarks"]


DUE = "[late]\na_day = 0.25\n[due]\nderivatives = 2026-10-01T00:00:00\n"


class TestDates:
    """due.toml beside the journal, for whoever has no clone, and the times that a table tells."""

    def test_they_count_wherever_the_course_is_installed_and_are_kept_when_graded_again(self):
        Path("class").mkdir()
        Path("class", TestLateness.NAME.format("2026-10-01")).write_text("# done")
        Path("grades").mkdir()
        Path("grades/due.toml").write_text(DUE)
        for words in ((), ("--fresh",)):
            type_in("grade", "class", *words)
            assert rows()["jdoe"]["derivatives"] == "12"

    @pytest.mark.parametrize(("text", "said"), [
        ("[due]\nderivatives = 'soon'\n", "due.toml, `due`: `derivatives` must be a date"),
        ("[due]\nderivative = 2026-10-01\n", "unknown key `derivative`; did you mean `derivatives`?"),
        ("[late]\na_day = 2\n", "due.toml, `late`: `a_day` must be a share from 0 to 1"),
        ("due = 3\n", "due.toml: `due` must be a table"), ("[due\n", "due.toml` is not valid TOML"),
    ])  # fmt: skip
    def test_what_is_none_is_one_sentence_and_nothing_is_written(self, text, said):
        folder = students(anna="# done")
        Path("grades").mkdir()
        Path("grades/due.toml").write_text(text)
        result = type_in("grade", folder)
        assert (result.exit_code, result.output.count("\n")) == (2, 1)
        assert said in result.output
        assert [path.name for path in Path("grades").iterdir()] == ["due.toml"]

    def test_those_that_a_student_could_have_brought_are_left_aside(self):
        folder = students(anna="# done")
        out = folder / "grades"
        out.mkdir()
        (out / "due.toml").write_text(DUE)
        assert "The due.toml in what is graded" in type_in("grade", folder, "--out", out).output

    @pytest.mark.parametrize(("time", "left"), [
        ("2026-10-01T11:00:00", "12"), ("2026-10-01 11:00", "12"), ("2026-09-30", "16"), ("-", "16"),
        ('"Thursday, 1 October 2026, 11:00 AM"', "12"), ('"Wednesday, 30 September 2026, 23:30"', "16"),
        ('"Friday, 2 October 2026, 12:10 AM"', "8"),
    ])  # fmt: skip
    def test_a_roster_tells_when_somebody_handed_in(self, time, left):
        Path("grades").mkdir()
        Path("grades/due.toml").write_text(DUE)
        roster = people(f"id,name,Last modified (submission)\n1,anna,{time}\n")
        type_in("grade", students(anna="# done"), "--roster", roster)
        assert rows()["anna"]["derivatives"] == left

    def test_a_time_that_cannot_be_read_is_told_with_its_row(self):
        roster = people("id,name,Handed in\n1,anna,-\n2,ben,gestern\n")
        result = type_in("grade", students(anna="# done"), "--roster", roster)
        assert (result.exit_code, result.output.count("\n")) == (2, 1)
        assert "`people.csv` has in row 3 a time that cannot be read, `gestern`" in result.output


class TestOutInTheClass:
    def test_what_was_written_there_is_nobodys(self):
        folder = students(anna="# done", ben="")
        for _ in range(2):
            type_in("grade", folder, "--out", folder / "grades")
        assert list(rows(str(folder / "grades"))) == ["anna", "ben"]


def both(folder: str, **texts: str) -> Path:
    """A student with two lessons."""
    for lesson, text in texts.items():
        path = Path(folder, f"{lesson}.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Path("class")


class TestLessons:
    def test_one_lesson_after_a_full_run_leaves_the_others_in_every_file(self):
        folder = both("class/anna", derivatives="# done", gradient="# done")
        type_in("grade", folder)
        before = Path("grades/grades.csv").read_bytes()
        result = type_in("grade", folder, "--lesson", "gradient")
        assert "1 of them by an earlier run" in result.output
        assert Path("grades/grades.csv").read_bytes() == before

    def test_week_after_week_goes_into_one_folder(self):
        folder = both("class/anna", derivatives="# done")
        type_in("grade", folder, "--lesson", "derivatives")
        both("class/anna", integration="# done")
        type_in("grade", folder, "--lesson", "integration")
        assert (rows()["anna"]["derivatives"], rows()["anna"]["integration"]) == ("16", "16")
        assert rows()["anna"]["max_score"] == "32"
        assert "gradient" not in rows()["anna"]

    def test_a_student_who_came_later_has_no_points_where_nobody_graded(self):
        both("class/anna", derivatives="# done")
        type_in("grade", "class", "--lesson", "derivatives")
        both("class/ben", integration="# done")
        type_in("grade", "class/ben", "--lesson", "integration")
        assert rows()["ben"]["derivatives"] == rows()["ben"]["derivatives status"] == ""

    def test_one_task_is_graded_alone(self):
        folder = both("class/anna", derivatives="# done", gradient="# done")
        type_in("grade", folder, "--task", "power_rule", "--task", "partials")
        assert (rows()["anna"]["score"], rows()["anna"]["max_score"]) == ("4", "4")
        assert "did you mean `power_rule`?" in type_in("grade", folder, "--task", "power_rul").output

    def test_one_task_after_a_full_run_leaves_the_others_in_every_file(self):
        folder = both("class/anna", derivatives="# done")
        type_in("grade", folder)
        before = Path("grades/grades.csv").read_bytes()
        type_in("grade", folder, "--task", "power_rule")
        assert Path("grades/grades.csv").read_bytes() == before


class TestHistory:
    def test_a_student_of_an_earlier_run_is_named_and_a_new_name_is_noticed(self):
        students(anna="# done by anna", ben="# ben")
        type_in("grade", "class")
        Path("class/anna").rename("class/ann")
        result = type_in("grade", "class")
        assert "with 1 more of earlier runs: `anna`." in result.output
        assert (
            "`ann` now holds what `anna` held, of whom nothing is handed in: was it renamed?" in result.output
        )

    def test_an_upgrade_says_why_it_grades_again_and_what_changed(self, monkeypatch):
        folder = students(anna="# done", ben="")
        monkeypatch.setattr(grade, "version", lambda: "0.1.0")
        type_in("grade", folder)
        monkeypatch.setattr(grade, "version", lambda: "0.2.0")
        result = type_in("grade", folder)
        assert "Graded again, since gradlings is 0.2.0 now and was 0.1.0: 2 submissions." in result.output
        assert "No points changed." in result.output
        monkeypatch.setattr(FakeGrader, "lesson", lambda self, lesson, submission: undone(lesson))
        result = type_in("grade", folder, "--seed", "secret")
        assert "Graded again, since the seed is another: 2 submissions." in result.output
        assert "Points changed: `anna` derivatives 16 → 0." in result.output

    def test_a_changed_submission_is_no_upgrade(self):
        folder = students(anna="# done")
        type_in("grade", folder)
        Path("class/anna/derivatives.py").write_text("")
        assert "Graded again" not in type_in("grade", folder).output


def undone(lesson):
    tasks = tuple(Result(task.name, Status.TODO, 0.0, task.points) for task in lesson.tasks)
    return LessonResult(lesson.name, lesson.title, tasks, f"{lesson.name}.py")


class TestCompare:
    def test_tells_whose_points_and_which_tasks_differ(self):
        both("class/anna", derivatives="# done")
        both("class/ben", derivatives="# done")
        type_in("grade", "class", "--lesson", "derivatives")
        both("class/anna", derivatives="")
        both("class/cara", derivatives="")
        type_in("grade", "class/anna", "class/cara", "--out", "new", "--lesson", "derivatives")
        result = type_in("compare", "grades", "new")
        assert result.exit_code == 0
        assert result.output.splitlines()[:2] == [
            "anna: 16 → 0",
            "  difference_quotient: done (2) → todo (0)",
        ]
        assert "ben: only in grades" in result.output and "cara: only in new" in result.output
        assert result.output.splitlines()[-1] == "1 of 1 submissions have other points."

    def test_what_is_no_grading_is_one_sentence(self):
        students(anna="# done")
        type_in("grade", "class")
        Path("odd/results").mkdir(parents=True)
        for text, said in (("[]", "is no result of this version"), ("", "is no result of this version")):
            Path("odd/results/a.json").write_text(text)
            result = type_in("compare", "grades", "odd")
            assert (result.exit_code, result.output.count("\n")) == (2, 1)
            assert said in result.output
        assert "`none` holds no results" in type_in("compare", "none", "grades").output


class TestSeeds:
    def state(self, tmp_path) -> dict[str, str]:
        return {"GRADLINGS_STATE": str(tmp_path / "state")}

    def test_a_seed_with_a_name_is_kept_for_its_owner_alone(self, tmp_path):
        first = type_in("seed", "week1", **self.state(tmp_path))
        again = type_in("seed", "week1", **self.state(tmp_path))
        other = type_in("seed", "week2", **self.state(tmp_path))
        assert first.stdout == again.stdout != other.stdout
        assert len(first.stdout.strip()) >= 32
        assert "Made a new seed" in first.stderr and again.stderr == ""
        path = tmp_path / "state" / "seeds" / "week1"
        assert path.stat().st_mode & 0o777 == 0o600

    def test_of_two_that_are_made_at_once_both_are_told_the_one_that_is_kept(self, tmp_path, monkeypatch):
        first = type_in("seed", "week1", **self.state(tmp_path))
        monkeypatch.setattr("os.path.lexists", lambda path: False)
        second = type_in("seed", "week1", **self.state(tmp_path))
        assert second.stdout == first.stdout
        assert second.stderr == ""
        assert [kept.name for kept in (tmp_path / "state" / "seeds").iterdir()] == ["week1"]

    @pytest.mark.parametrize("name", ["../week1", "a/b", "", ".hidden", "a b", "é"])
    def test_what_is_no_name_is_one_sentence(self, name, tmp_path):
        result = type_in("seed", name, **self.state(tmp_path))
        assert (result.exit_code, result.output.count("\n")) == (2, 1)
        assert "A seed cannot be called" in result.output

    def test_an_empty_one_is_refused(self, tmp_path):
        path = tmp_path / "state" / "seeds" / "week1"
        path.parent.mkdir(parents=True)
        path.write_text("")
        assert "is empty; delete it" in type_in("seed", "week1", **self.state(tmp_path)).output

    def test_individual_inputs_need_a_secret(self):
        result = type_in("grade", students(anna="# done"), "--individual")
        assert result.exit_code == 2
        assert "`--individual` needs a secret seed" in result.output
        assert type_in("grade", "class", "--individual", "--seed", "hush").exit_code == 0


def test_each_student_has_inputs_of_their_own():
    with Grader(COURSE, tell=tell, seed="hush", individual=True) as grader:
        lesson = COURSE.lesson("derivatives")
        drawn = {
            name: grader.book(lesson, name).trial(lesson.tasks[0], "check", None).uniform(0, 1)
            for name in ("anna", "ben", "anna")
        }
        again = grader.book(lesson, "anna").trial(lesson.tasks[0], "check", None).uniform(0, 1)
        assert drawn["anna"] == again != drawn["ben"]
        assert grader.seed_id.endswith("-individual")
    with Grader(COURSE, tell=tell, seed="hush") as grader:
        assert not grader.seed_id.endswith("-individual")
        assert grader.book(lesson, "anna") is grader.book(lesson, "ben")
