"""A platform's gradebook comes back with one column filled, and every other cell as it was."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graders.commands import main as cli
from graders.course.submission import HandedIn
from graders.grading.results import Status
from graders.reports.by_hand import read_changes
from graders.reports.grades_csv import write_grades
from graders.reports.people import Person
from graders.reports.standings import Records
from tests.fronts.classes import COURSE, missing, synthetic, unreadable

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (501),Week 2 (502),Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,8,16,(read only)
"Doe, Jane",11,,jdoe,A,,3,50.0
"Doe, Jane",12,,jdoe2,A,5,,
"Müller, Ben",13,,bm,B,,,
"Student, Test",99,,x,A,,,
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)
Participant 11,Jane Doe,j@uni.edu,Submitted,,"10,00",Yes,-
Participant 13,Ben Müller,bm@uni.edu,No submission,"4,00","10,00",Yes,-
"""
MOODLE = """\
First name,Last name,ID number,Email address,Assignment: Week 1 (Real),Course total (Real)
Jane,Doe,4711,j@uni.edu,-,-
Ben,Müller,4712,bm@uni.edu,-,-
"""


@pytest.fixture(autouse=True)
def at_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def result(name: str, key: str = "", share: float = 1.0):
    """A student who did so much of the first lesson."""
    lesson = missing(COURSE.lessons[0])
    done = share * len(lesson.tasks)
    tasks = tuple(
        replace(task, status=Status.DONE, points=task.max_points) if place < done else task
        for place, task in enumerate(lesson.tasks)
    )
    lesson = replace(lesson, file="derivatives.py", tasks=tasks)
    return replace(synthetic(1)[0], submission=name, lessons=(lesson,), handed_in=HandedIn(key))


def export(
    text: str, *words: str, results=(), records: Records | None = None, encoding: str = "utf-8"
) -> Result:
    write_grades(results, Path("grades").resolve(), records or Records(lessons=COURSE.lessons))
    Path("book.csv").write_bytes(text.encode(encoding))
    done = CliRunner().invoke(cli.main, ["export", "grades", "--to", *words])
    assert "Traceback" not in done.output
    return done


def column(place: int, encoding: str = "utf-8") -> list[str]:
    with open("book-filled.csv", encoding=encoding, newline="") as file:
        return [row[place] for row in csv.reader(file)]


JANE = result("doejane", "doejane_11")
ALL = [JANE, result("doejane_12", "doejane_12", 0.0), result("mullerben", "mullerben_13", 0.5)]


class TestCanvas:
    def test_the_column_is_filled_in_its_own_measure(self):
        done = export(CANVAS, "canvas", "book.csv", "--column", "week 1", results=ALL)
        assert done.exit_code == 0, done.output
        assert column(5) == ["Week 1 (501)", "Manual Posting", "8", "8", "0", "4", ""]
        assert "3 grades in the column `Week 1 (501)` of book-filled.csv." in done.output
        assert "16 points here are 8 there." in done.output
        assert "1 of them replace other grades." in done.output

    def test_nothing_else_is_touched(self):
        export(CANVAS, "canvas", "book.csv", "--column", "Week 1", results=ALL)
        before = list(csv.reader(CANVAS.splitlines()))
        after = list(csv.reader(Path("book-filled.csv").read_text().splitlines()))
        assert [[*row[:5], *row[6:]] for row in before] == [[*row[:5], *row[6:]] for row in after]
        assert Path("book.csv").read_text() == CANVAS

    def test_who_is_exempt_is_excused_and_who_is_open_is_left(self, tmp_path):
        (tmp_path / "grades").mkdir()
        (tmp_path / "grades" / "grades.toml").write_text('[doejane.derivatives]\nexempt = true\nreason = "r"')
        changes = read_changes(tmp_path / "grades", COURSE)
        broken = replace(ALL[1], lessons=(unreadable(ALL[1].lessons[0]),))
        done = export(
            CANVAS, "canvas", "book.csv", "--column", "Week 1", "--lesson", "derivatives",
            results=[JANE, broken], records=Records(lessons=COURSE.lessons, changes=changes),
        )  # fmt: skip
        assert column(5)[3:] == ["EX", "5", "", ""]
        assert "since a person has to look: `doejane_12`" in done.output
        assert "since nothing was handed in: Müller, Ben" in done.output

    @pytest.mark.parametrize(("name", "said"), [
        ("Final Score", "`Final Score` is locked"),
        ("Week 3", "has no column `Week 3`, only `Student`, `ID`"),
        ("Section", "`Section` says who somebody is"),
    ])  # fmt: skip
    def test_a_column_that_cannot_be_filled_is_one_sentence(self, name, said):
        done = export(CANVAS, "canvas", "book.csv", "--column", name, results=ALL)
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert said in done.output
        assert not Path("book-filled.csv").exists()

    @pytest.mark.parametrize(("change", "said"), [
        (("Section", "Group"), "is no gradebook of Canvas: it has no column `Section`"),
        (("Week 2 (502)", "Week 1 (501)"), "has the column `week 1 (501)` twice"),
        (('"Doe, Jane",12', '"Doe, Jane",11'), "`doejane` may be Doe, Jane in row 4 or Doe, Jane in row 5"),
    ])  # fmt: skip
    def test_a_gradebook_that_is_odd_is_one_sentence(self, change, said):
        done = export(
            CANVAS.replace(*change), "canvas", "book.csv", "--column", "Week 1 (501)", results=[JANE]
        )
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert said in done.output
        assert not Path("book-filled.csv").exists()


class TestMoodle:
    def test_a_worksheet_has_its_column_and_its_decimal_comma(self):
        done = export(
            WORKSHEET, "moodle", "book.csv", encoding="utf-8-sig",
            results=[result("Jane Doe", "Jane Doe_11", 0.15), result("Ben Müller", "Ben Müller_13")],
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        assert column(4, "utf-8-sig") == ["Grade", "2,5", "10"]
        assert Path("book-filled.csv").read_bytes().startswith(b"\xef\xbb\xbf")

    def test_a_locked_grade_is_refused(self):
        locked = WORKSHEET.replace('"10,00",Yes', '"10,00",No')
        done = export(locked, "moodle", "book.csv", results=[result("Jane Doe", "Jane Doe_11")])
        assert done.exit_code == 2
        assert "the grade of Jane Doe (j@uni.edu) is locked" in done.output
        assert not Path("book-filled.csv").exists()

    def test_a_gradebook_is_met_by_the_roster(self):
        people = [Person("J. Doe", "4711", ""), Person("B. Müller", "4712", "")]
        done = export(
            MOODLE, "moodle", "book.csv", "--column", "Week 1",
            results=[result("4711"), result("4712", "", 0.0)],
            records=Records(people, "p", COURSE.lessons),
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        assert column(4)[1:] == ["16", "0"]

    @pytest.mark.parametrize(("text", "name", "said"), [
        (MOODLE, "Course total (Real)", "is locked"),
        (MOODLE.replace("Email address", "Phone").replace("ID number", "Town"), "Week 1",
         "no column `Email address`"),
    ])  # fmt: skip
    def test_what_moodle_would_not_take_is_one_sentence(self, text, name, said):
        done = export(text, "moodle", "book.csv", "--column", name, results=[JANE])
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert said in done.output


class TestAnyTable:
    TEXT = "Matr;name;note\r\n;Jane Doe;\r\n;Zoë;x\r\n"

    def test_is_filled_and_strangers_are_named(self):
        done = export(
            self.TEXT, "csv", "book.csv", "--column", "note", encoding="cp1252",
            results=[result("Jane Doe", "", 0.5), result("eve")],
        )  # fmt: skip
        assert done.exit_code == 0
        assert Path("book-filled.csv").read_bytes() == self.TEXT.replace("Doe;", "Doe;8").encode("cp1252")
        assert "In the gradebook there is no `eve`." in done.output
        assert "nothing was handed in: Zoë" in done.output

    @pytest.mark.parametrize(("words", "said"), [
        (("csv", "book.csv"), "Say with --column which is to be filled; there are `Matr`, `name`, `note`."),
        (("cavnas", "book.csv"), "Nothing is exported to `cavnas`; did you mean `canvas`?"),
        (("csv", "none.csv"), "`none.csv` cannot be read: no such file or directory."),
        (("csv", "book.csv", "--column", "note", "--lesson", "gradient"), "has no column `gradient`"),
        (("csv", "book.csv", "--column", "note", "--into", "book.csv"), "`book.csv` exists already"),
    ])  # fmt: skip
    def test_what_is_asked_wrongly_is_one_sentence(self, words, said):
        done = export(self.TEXT, *words, results=[JANE])
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert said in done.output


def test_four_hundred_students_reach_their_gradebook():
    rows = [f'"No{n}, Student",{n},,student{n:03},A,' for n in range(400)]
    text = "\n".join(["Student,ID,SIS User ID,SIS Login ID,Section,All (1)", *rows, ""])
    results = synthetic(400)
    done = export(text, "canvas", "book.csv", "--column", "All", results=results)
    with open("grades/grades.csv", encoding="utf-8-sig", newline="") as file:
        grades = {row["submission"]: row for row in csv.DictReader(file)}
    filled = column(5)[1:]
    assert done.exit_code == 0, done.output
    for number, value in enumerate(filled):
        row = grades[f"student{number:03}"]
        assert value == ("" if row["status"] in ("look", "missing", "unreadable") else row["score"])
