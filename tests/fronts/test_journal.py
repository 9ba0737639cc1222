"""A run keeps every finished submission at once, and goes on where it was ended."""

import multiprocessing
import os
import signal
import sqlite3
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from graders.classroom.conditions import Conditions, differences, imported, text_of
from graders.classroom.journal import Journal, JournalError
from graders.classroom.run import grade_class
from graders.classroom.scheduling import Here
from graders.course.index import Course, Lesson, Limits, Task
from graders.course.submission import Source, Submission
from graders.grading.results import LessonResult, Parts, Result, Status, SubmissionResult, Verdict, Where

TASKS = (Task("slope", "derivatives", 2.0, "core"), Task("rise", "derivatives", 1.0, "core"))
COURSE = Course(Path(), "A course", (Lesson(1, "derivatives", "Derivatives", 40, (), TASKS),), Limits())
CONDITIONS = Conditions("course", "public", "process", ("derivatives",))


def submission(name: str, text: str = "x = 1") -> Submission:
    return Submission(name, {"derivatives": Source("derivatives", "derivatives.py", text)}, ("odd",))


CLASS = [submission(name) for name in ("anna", "ben", "cara", "dan")]


class Fake:
    """Grades nothing, and remembers what it was given."""

    seed_id = "public"

    def __init__(self, **odd):
        self.odd, self.graded = odd, []

    def confinement(self) -> str:
        return "process"

    def grade(self, submission: Submission) -> SubmissionResult:
        self.graded.append(submission.name)
        status = self.odd.get(submission.name, Status.DONE)
        if isinstance(status, BaseException):
            raise status
        checks = (Verdict("is_right", "It is right.", status, "é\x1b\ud800"),)
        parts, where = Parts("All right.", printed="It printed."), Where(3, (4, 9), "sign", True)
        result = Result(
            "slope", status, 2.0, 2.0, "forgot_the_two", parts, checks, 0.25, 3, "hello", "factor", where
        )
        lesson = LessonResult("derivatives", "Derivatives", (result,), "derivatives.py", "a note")
        return SubmissionResult("A course", submission.name, "public", "process", (lesson,), submission.notes)


def run(folder: Path, grader: Fake, submissions=CLASS, conditions=CONDITIONS, **options):
    with Journal(folder, conditions) as journal:
        return grade_class(submissions, COURSE, Here(grader), journal, **options)


def test_a_result_comes_back_as_it_was_kept(tmp_path):
    first = run(tmp_path, Fake())
    with Journal(tmp_path, CONDITIONS) as journal:
        assert tuple(journal.results()) == first.results
        assert [journal.find(one) for one in CLASS] == list(first.results)


def test_results_are_in_the_order_of_the_submissions(tmp_path):
    assert [result.submission for result in run(tmp_path, Fake(), CLASS[::-1]).results] == [
        "dan",
        "cara",
        "ben",
        "anna",
    ]


def test_a_second_run_grades_nothing_again(tmp_path):
    first = run(tmp_path, Fake())
    again = Fake()
    second = run(tmp_path, again)
    assert again.graded == []
    assert second.results == first.results
    assert (first.resumed, second.resumed) == (0, 4)


def test_unless_it_is_asked_to(tmp_path):
    run(tmp_path, Fake())
    again = Fake()
    run(tmp_path, again, fresh=True)
    assert sorted(again.graded) == ["anna", "ben", "cara", "dan"]


@pytest.mark.parametrize("other", [
    replace(CONDITIONS, course="changed"), replace(CONDITIONS, seed_id="secret"),
    replace(CONDITIONS, confinement="full"), replace(CONDITIONS, prints={"derivatives": "changed"}),
    replace(CONDITIONS, version="0.2.0"),
])  # fmt: skip
def test_other_conditions_are_another_grade(tmp_path, other):
    run(tmp_path, Fake())
    again = Fake()
    run(tmp_path, again, conditions=other)
    assert len(again.graded) == 4
    first = Fake()
    run(tmp_path, first)
    assert first.graded == []


def test_a_changed_submission_is_graded_again(tmp_path):
    run(tmp_path, Fake())
    again = Fake()
    run(tmp_path, again, [*CLASS[:3], submission("dan", "x = 2")])
    assert again.graded == ["dan"]


def test_a_late_submission_joins_the_class(tmp_path):
    run(tmp_path, Fake(), CLASS[:3])
    with Journal(tmp_path, CONDITIONS) as journal:
        grade_class(CLASS[3:], COURSE, Here(Fake()), journal)
        assert [result.submission for result in journal.results()] == ["anna", "ben", "cara", "dan"]


@pytest.mark.parametrize("status", [Status.INTERNAL, Status.UNAVAILABLE])
def test_what_was_not_the_students_fault_is_tried_again(tmp_path, status):
    run(tmp_path, Fake(ben=status))
    again = Fake()
    run(tmp_path, again)
    assert again.graded == ["ben"]


def test_a_failure_of_ours_stays_with_one_submission(tmp_path):
    results = run(tmp_path, Fake(ben=ZeroDivisionError("oops"))).results
    assert [result.score for result in results] == [2, 0, 2, 2]
    ben = results[1]
    assert [(task.task, task.status, task.max_points) for task in ben.lessons[0].tasks] == [
        ("slope", "internal", 2.0), ("rise", "internal", 1.0),
    ]  # fmt: skip
    assert "not the student's" in ben.notes[-1]


def test_each_result_is_kept_before_it_is_told(tmp_path):
    with Journal(tmp_path, CONDITIONS) as journal:
        kept = []
        grade_class(
            CLASS,
            COURSE,
            Here(Fake()),
            journal,
            finished=lambda result: kept.append(
                result.submission in [one.submission for one in journal.results()]
            ),
        )
    assert kept == [True] * 4


def test_an_interrupted_run_keeps_what_was_finished(tmp_path):
    def interrupt(result: SubmissionResult) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Fake(), finished=interrupt)
    again = Fake()
    assert run(tmp_path, again).resumed >= 1
    assert len(again.graded) < 4


def killed_after_two(folder: Path) -> None:
    told = []

    def tell(result: SubmissionResult) -> None:
        told.append(result)
        if len(told) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    run(folder, Fake(), finished=tell)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_run_resumes(tmp_path):
    process = multiprocessing.get_context("spawn").Process(target=killed_after_two, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    again = Fake()
    assert run(tmp_path, again).resumed == 2
    assert len(again.graded) == 2


TWO = replace(CONDITIONS, lessons=("derivatives", "gradient"))
PAIR = Submission("anna", {
    name: Source(name, f"{name}.py", "import numpy") for name in ("derivatives", "gradient")
})  # fmt: skip


class Lessons(Fake):
    """Grades what it is asked for: the lessons, or only some tasks of them."""

    def __init__(self, *lessons: str, tasks: tuple[str, ...] = ("slope", "rise")):
        super().__init__()
        self.lessons, self.tasks = lessons, tasks

    def grade(self, submission):
        self.graded.append((submission.name, tuple(sorted(submission.sources))))
        points = float(len(next(iter(submission.sources.values())).text))
        lessons = tuple(
            LessonResult(
                name, name.title(),
                tuple(Result(task, Status.DONE, points, 99.0) for task in self.tasks),
                f"{name}.py" if name in submission.sources else None,
            )
            for name in self.lessons
        )  # fmt: skip
        return SubmissionResult("A course", submission.name, "public", "process", lessons, submission.notes)


def changed(name: str, text: str) -> Submission:
    return replace(PAIR, sources={**PAIR.sources, name: Source(name, f"{name}.py", text)})


class TestLessons:
    def test_one_graded_alone_serves_a_run_of_all(self, tmp_path):
        run(tmp_path, Lessons("derivatives"), [PAIR], replace(TWO, lessons=("derivatives",)))
        both = Lessons("derivatives", "gradient")
        result = run(tmp_path, both, [PAIR], TWO)
        assert both.graded == [("anna", ("gradient",))]
        assert [(one.lesson, one.file) for one in result.results[0].lessons] == [
            ("derivatives", "derivatives.py"), ("gradient", "gradient.py"),
        ]  # fmt: skip

    def test_a_run_of_all_serves_one_alone_and_the_others_stay(self, tmp_path):
        run(tmp_path, Lessons("derivatives", "gradient"), [PAIR], TWO)
        alone = Lessons("derivatives")
        conditions = replace(TWO, lessons=("derivatives",), prints={"derivatives": "", "gradient": ""})
        result = run(tmp_path, alone, [PAIR], conditions)
        assert (alone.graded, result.resumed) == ([], 1)
        assert [one.lesson for one in result.results[0].lessons] == ["derivatives"]
        with Journal(tmp_path, conditions) as journal:
            assert [one.lesson for one in journal.results()[0].lessons] == ["derivatives", "gradient"]

    def test_a_changed_file_grades_its_lesson_alone(self, tmp_path):
        run(tmp_path, Lessons("derivatives", "gradient"), [PAIR], TWO)
        again = Lessons("derivatives", "gradient")
        result = run(tmp_path, again, [changed("gradient", "import scipy # x")], TWO)
        assert again.graded == [("anna", ("gradient",))]
        assert [one.tasks[0].points for one in result.results[0].lessons] == [12.0, 16.0]

    def test_a_changed_lesson_of_ours_is_graded_alone(self, tmp_path):
        run(tmp_path, Lessons("derivatives", "gradient"), [PAIR], TWO)
        again = Lessons("derivatives", "gradient")
        run(tmp_path, again, [PAIR], replace(TWO, prints={"gradient": "new"}))
        assert again.graded == [("anna", ("gradient",))]

    def test_what_it_imports_is_a_part_of_it(self):
        both = changed("gradient", "from derivatives import slope")
        other = replace(both, sources=both.sources | changed("derivatives", "x = 2").sources | {
            "gradient": both.sources["gradient"]})  # fmt: skip
        assert text_of(both, "gradient") != text_of(other, "gradient")
        assert text_of(PAIR, "gradient") == text_of(changed("derivatives", "x = 2"), "gradient")

    @pytest.mark.parametrize(("text", "found"), [
        ("import b", "bc"), ("x = 1  # b", ""), ("from \\\n  b import x", "bc"), ("from . import c", "bc"),
        ("import numpy as np, tools.d as d", "d"), ('__import__("b")', "bcd"), ("exec(x)", "bcd"),
    ])  # fmt: skip
    def test_modules_are_followed(self, text, found):
        beside = {"b.py": "import c", "c.py": "import b", "tools/d.py": "", "a.csv": "1"}
        assert {PurePosixPath(path).stem for path in imported(text, beside)} == {"a", *found}

    def test_what_a_narrowed_submission_imports_is_still_there(self, tmp_path):
        seen = []

        class Looking(Lessons):
            def grade(self, submission):
                seen.append(submission.beside("gradient"))
                return super().grade(submission)

        run(tmp_path, Lessons("derivatives"), [PAIR], replace(TWO, lessons=("derivatives",)))
        run(tmp_path, Looking("derivatives", "gradient"), [PAIR], TWO)
        assert seen == [PAIR.beside("gradient")]


class TestTasks:
    ONE = replace(TWO, lessons=("derivatives",), tasks={"derivatives": ("slope",)})
    ALL = replace(TWO, lessons=("derivatives",))

    def test_of_a_lesson_that_is_known_are_not_graded_again(self, tmp_path):
        run(tmp_path, Lessons("derivatives"), [PAIR], self.ALL)
        again = Lessons("derivatives", tasks=("slope",))
        result = run(tmp_path, again, [PAIR], self.ONE)
        assert again.graded == []
        assert [task.task for task in result.results[0].lessons[0].tasks] == ["slope"]

    def test_do_not_stand_for_the_lesson(self, tmp_path):
        run(tmp_path, Lessons("derivatives", tasks=("slope",)), [PAIR], self.ONE)
        again = Lessons("derivatives")
        run(tmp_path, again, [PAIR], self.ALL)
        assert len(again.graded) == 1

    def test_leave_the_others_as_they_were(self, tmp_path):
        run(tmp_path, Lessons("derivatives"), [PAIR], self.ALL)
        run(tmp_path, Lessons("derivatives", tasks=("slope",)), [changed("derivatives", "x = 1")], self.ONE)
        with Journal(tmp_path, self.ALL) as journal:
            (result,) = journal.results()
        assert [(task.task, task.points) for task in result.lessons[0].tasks] == [
            ("slope", 5.0),
            ("rise", 12.0),
        ]


def test_what_was_graded_under_other_conditions_is_told(tmp_path):
    old = replace(CONDITIONS, version="0.1.0")
    run(tmp_path, Fake(), CLASS[:1], old)
    found = run(tmp_path, Fake(), CLASS[:2], replace(CONDITIONS, version="0.2.0")).earlier
    one = found["anna"]["derivatives"]
    assert (one.lesson.score, differences(one.conditions, CONDITIONS.of("derivatives"))) == (2.0, ["version"])
    assert found["ben"] == {}


def test_all_lessons_of_a_result_are_kept_or_none(tmp_path, monkeypatch):
    grader = Lessons("derivatives", "gradient")
    with Journal(tmp_path, TWO) as journal:
        odd = "graders.classroom.journal.mark"
        monkeypatch.setattr(odd, lambda key, row: "m" if "derivatives" in row else None)
        with pytest.raises(JournalError):
            journal.add(PAIR, grader.grade(PAIR))
    monkeypatch.undo()
    with Journal(tmp_path, TWO) as journal:
        assert journal.results() == [] and journal.foreign == 0


class TestRefusals:
    def refusal(self, folder: Path) -> str:
        with pytest.raises(JournalError) as caught:
            Journal(folder, CONDITIONS)
        assert str(caught.value).endswith(".")
        assert "\n" not in str(caught.value)
        return str(caught.value)

    def test_two_runs_at_once(self, tmp_path):
        with Journal(tmp_path, CONDITIONS) as journal:
            assert "Another run is using" in self.refusal(tmp_path)
            journal.add(CLASS[0], Fake().grade(CLASS[0]))
        with Journal(tmp_path, CONDITIONS) as journal:
            assert len(journal.results()) == 1

    def test_a_folder_that_is_a_file(self, tmp_path):
        (tmp_path / "out").write_text("")
        assert "cannot be written" in self.refusal(tmp_path / "out")

    def test_another_file_of_that_name(self, tmp_path):
        (tmp_path / "grades.sqlite").write_text("my grades, by hand\n" * 100)
        assert "is damaged, or no journal" in self.refusal(tmp_path)
        assert (tmp_path / "grades.sqlite").read_text().startswith("my grades")

    def test_a_database_of_another_program(self, tmp_path):
        with sqlite3.connect(tmp_path / "grades.sqlite") as other:
            other.execute("CREATE TABLE results (mine)")
        other.close()
        assert "no journal of this version" in self.refusal(tmp_path)
