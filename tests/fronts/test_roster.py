"""Submissions meet the people of a class: none is taken for another, and nobody is lost without a word."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from graders.course.due import Late, days_late, moment
from graders.course.submission import HandedIn
from graders.grading.results import Status
from graders.reports.by_hand import ChangeError, read_changes
from graders.reports.people import Called, Person, join, read_roster
from graders.reports.standings import Records, State, standings
from graders.reports.tables import TableError, read_table, write_table
from tests.fronts.classes import COURSE, missing, synthetic, unreadable

JANE, BEN = Person("Doe, Jane", "4711", "jane.doe@uni.edu"), Person("Ben Müller", "4712", "bm@uni.edu")


def roster(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_any_usual_encoding_and_separator(self, tmp_path, encoding, separator):
        text = "ID,Name,E-Mail,Section\r\n4712,Ben Müller,bm@uni.edu,B\r\n\r\n".replace(",", separator)
        (person,) = read_roster(roster(tmp_path, text, encoding))
        assert person == replace(BEN, section="B", row=1)

    @pytest.mark.parametrize(("text", "expected"), [
        ("First name,Last name,ID number,Email address\nBen,Müller,4712,bm@uni.edu\n", BEN),
        ("Student,ID,SIS User ID,SIS Login ID,Section\n\"Müller, Ben\",99,4712,bm,B\n",
         Person("Müller, Ben", "4712", "", "B", ("bm",), "99")),
        ("Full Name\nBen Müller\n", Person("Ben Müller")),
    ])  # fmt: skip
    def test_the_headings_of_platforms(self, tmp_path, text, expected):
        assert read_roster(roster(tmp_path, text)) == [replace(expected, row=1)]

    @pytest.mark.parametrize(("text", "said"), [
        ("id,name\n1,A\n1,B\n", "has the id `1` twice"),
        ("name,email\nA,a@b\nB,A@b\n", "has the e-mail address `A@b` twice"),
        ("name\nA\na\n", "has the name `a` twice"),
        ("points,week\n1,2\n", "has no column with a name, an e-mail address or an id; it has `points`"),
        ("id,name\n", "holds no table"), ("", "holds no table"),
        ("id,name\n1,A,B\n", "more cells than headings: `1`"),
        ("id,name\n1,\"A\n", "is no table"),
        ("PK\x03\x04xl", "is a workbook of Excel; save it as CSV"),
        ("a\0b\n", "is in no encoding that is known here"),
    ])  # fmt: skip
    def test_what_is_no_roster_is_one_sentence(self, tmp_path, text, said):
        with pytest.raises(TableError, match=r"^`.*people.csv` [^\n]*\.$") as caught:
            read_roster(roster(tmp_path, text))
        assert said in str(caught.value)

    def test_nobody_is_the_points_possible_or_the_test_student_of_a_gradebook(self, tmp_path):
        text = "Student,ID,SIS User ID,Section,Week 1\n    Points Possible,,,,16\n"
        text += '"Müller, Ben",99,4712,B,\n"Student, Test",100,,B,\n,,,,\n'
        assert [person.name for person in read_roster(roster(tmp_path, text))] == ["Müller, Ben"]

    def test_two_of_one_name_are_two_people(self, tmp_path):
        people = read_roster(roster(tmp_path, "id,name\n1,Jane Doe\n2,Jane Doe\n"))
        assert [person.id for person in people] == ["1", "2"]

    def test_a_table_goes_back_as_it_came(self, tmp_path):
        for encoding in ("utf-8-sig", "utf-16", "cp1252"):
            path = roster(tmp_path, 'id;name\r\n1;"a;ü"\r\n', encoding)
            write_table(read_table(path), tmp_path / "out.csv")
            assert (tmp_path / "out.csv").read_bytes() == path.read_bytes()


class TestJoining:
    @pytest.mark.parametrize("name", [
        "4711", "Jane Doe", "jane doe", "Doe, Jane", "doejane", "janedoe", "jane.doe@uni.edu", "jane.doe",
        "Jane_Doe", "Jane Doe_12345", "JANE DOE",
    ])  # fmt: skip
    def test_people_are_found_by_whatever_they_are_called(self, name):
        joined = join([Called(name)], [JANE, BEN], "people.csv")
        assert joined.of == {name: JANE}
        assert joined.missing == (BEN,)

    def test_accents_and_their_forms_do_not_matter(self):
        for name in ("Ben Mu\u0308ller", "ben muller", "müllerben"):
            assert join([Called(name)], [JANE, BEN], "p").of == {name: BEN}

    def test_who_is_nobody_is_named(self):
        assert join([Called("jan"), Called("jane"), Called("doe")], [JANE], "p").strangers == (
            "jan",
            "jane",
            "doe",
        )

    def test_a_platforms_number_is_no_id(self):
        assert join([Called("Eve", "Eve_4711")], [JANE, BEN], "p").strangers == ("Eve",)

    def test_it_tells_two_of_one_name_apart(self):
        two = [
            Person("Jane Doe", number="Participant 11"),
            Person("Jane Doe", number="Participant 12", row=1),
        ]
        joined = join([Called("Jane Doe (2)", "Jane Doe_12")], two, "p")
        assert joined.strangers == ("Jane Doe (2)",)
        assert join([Called("Jane Doe_12", "Jane Doe_12")], two, "p").of == {"Jane Doe_12": two[1]}

    @pytest.mark.parametrize(("names", "people", "said"), [
        (["Jane Doe"], [JANE, replace(JANE, id="4713", email="", row=1)],
         "`Jane Doe` may be Doe, Jane (4711) in row 1 or Doe, Jane (4713) in row 2 of `p`; call it by"),
        (["Jane Doe", "4711"], [JANE],
         "`Jane Doe` and `4711` are both Doe, Jane (4711) of `p`; take one away."),
    ])  # fmt: skip
    def test_nobody_guesses(self, names, people, said):
        with pytest.raises(TableError) as caught:
            join(map(Called, names), people, "p")
        assert said in str(caught.value)

    def test_a_class_of_four_hundred_meets_its_roster(self):
        people = [Person(f"Student No{n}", f"student{n:03}", row=n) for n in range(400)]
        records = Records([*people[:-3], Person("Late Comer", "x")], "p", COURSE.lessons)
        found = standings(synthetic(400), records)
        assert [one.name for one in found if one.person is None] == ["student397", "student398", "student399"]
        assert [one.name for one in found if one.result is None] == ["Late Comer"]


class TestStates:
    def state(self, lesson) -> State:
        return standings([replace(synthetic(1)[0], lessons=(lesson,))], Records())[0].lessons[0].state

    def test_undone_wrong_missing_unreadable_and_open_are_told_apart(self):
        lesson = replace(missing(COURSE.lessons[0]), file="derivatives.py")

        def with_(status: Status):
            return replace(lesson, tasks=(replace(lesson.tasks[0], status=status), *lesson.tasks[1:]))

        assert self.state(lesson) is State.UNDONE
        assert self.state(with_(Status.DONE)) is State.UNDONE
        assert self.state(with_(Status.FAILING)) is State.WRONG
        assert self.state(with_(Status.CRASHED)) is State.WRONG
        assert self.state(with_(Status.UNDECIDED)) is State.LOOK
        assert self.state(missing(COURSE.lessons[0])) is State.MISSING
        assert self.state(unreadable(lesson)) is State.UNREADABLE


def late(text: str, due: object = datetime(2026, 10, 1, 12), **cost: float) -> float:
    """The share of the points that is left of what came at that time."""
    lesson = replace(COURSE.lessons[0], due=moment(due))
    result = replace(done(), handed_in=HandedIn(moment=text))
    (one,) = standings([result], Records(lessons=[lesson], late=Late(**cost)))
    return one.score / one.max_score


def done():
    (result,) = synthetic(1)
    lesson = missing(COURSE.lessons[0])
    tasks = tuple(replace(task, status=Status.DONE, points=task.max_points) for task in lesson.tasks)
    return replace(result, lessons=(replace(lesson, file="derivatives.py", tasks=tasks),))


class TestLateness:
    @pytest.mark.parametrize(("text", "left"), [
        ("2026-10-01T12:00:00", 1.0), ("2026-10-01T12:00:01", 0.9), ("2026-10-02T12:00:00", 0.9),
        ("2026-10-02T12:00:01", 0.8), ("2026-12-01T12:00:00", 0.5), ("", 1.0),
    ])  # fmt: skip
    def test_each_day_begun_costs_its_share_and_all_no_more_than_they_may(self, text, left):
        assert late(text, a_day=0.1, most=0.5) == pytest.approx(left)

    def test_a_day_alone_lasts_until_its_end(self):
        assert days_late(datetime(2026, 10, 1, 23, 59, 59), moment(datetime(2026, 10, 1).date())) == 0
        assert days_late(datetime(2026, 10, 2), moment(datetime(2026, 10, 1).date())) == 1

    def test_lateness_that_a_platform_does_not_count_costs_nothing_and_is_said(self):
        lesson = replace(COURSE.lessons[0], due=datetime(2026, 10, 1))
        result = replace(done(), handed_in=HandedIn(late=True))
        (one,) = standings([result], Records(lessons=[lesson], late=Late(0.1)))
        assert one.score == one.max_score
        assert "by how much the download does not say" in " ".join(one.remarks)


def changes(folder: Path, text: str):
    (folder / "grades.toml").write_text(text, encoding="utf-8")
    return read_changes(folder, COURSE)


def changed(folder: Path, text: str, result=None, **records: object):
    given = Records(lessons=COURSE.lessons, changes=changes(folder, text), **records)
    return standings([done() if result is None else result], given)[0]


class TestByHand:
    def test_a_lesson_gets_the_points_that_a_person_gives(self, tmp_path):
        one = changed(tmp_path, '[student000.derivatives]\npoints = 4\nreason = "Copied."')
        assert (one.score, one.max_score) == (4, 16)
        assert "`derivatives` 4 by hand: Copied." in one.remarks

    def test_a_task_that_a_person_looked_at_is_open_no_longer(self, tmp_path):
        result = done()
        (lesson,) = result.lessons
        task = replace(lesson.tasks[0], status=Status.UNDECIDED, points=0.0)
        result = replace(result, lessons=(replace(lesson, tasks=(task, *lesson.tasks[1:])),))
        one = changed(tmp_path, f'[student000.{task.task}]\npoints = 2\nreason = "It is right."', result)
        assert (one.score, one.state) == (16, State.DONE)

    def test_exemptions_leave_fewer_points_to_be_reached(self, tmp_path):
        one = changed(tmp_path, '[student000.derivatives]\nexempt = true\nreason = "Ill."')
        assert (one.score, one.max_score, one.state) == (0, 0, State.EXEMPT)

    def test_days_are_forgiven(self, tmp_path):
        lesson = replace(COURSE.lessons[0], due=datetime(2026, 10, 1))
        result = replace(done(), handed_in=HandedIn(moment="2026-10-09T00:00:00"))
        given = changes(tmp_path, '[student000]\ndays_late = 1\nreason = "Ill."')
        (one,) = standings([result], Records(lessons=[lesson], late=Late(0.25), changes=given))
        assert one.score == 12

    def test_people_go_by_their_ids_too(self, tmp_path):
        people = [Person("Zoe", "student000", "z@uni.edu")]
        one = changed(
            tmp_path, '["z@uni.edu".derivatives]\npoints = 1\nreason = "r"', people=people, roster="p"
        )
        assert one.score == 1

    @pytest.mark.parametrize(("text", "said"), [
        ("[a.derivatives]\npoints = 3\n", "grades.toml, `a.derivatives`: a change needs its reason"),
        ('[a.derivatives]\npoints = -3\nreason = "r"', "must be a number that is not negative, not -3"),
        ('[a.derivatives]\npoints = true\nreason = "r"', "not True"),
        ('[a.derivatives]\npoints = nan\nreason = "r"', "not nan"),
        ('[a.derivatives]\npoint = 3\nreason = "r"', "unknown key `point`; did you mean `points`?"),
        ('[a.derivatives]\nreason = "r"', "give one of `points`, `exempt`, `days_late`"),
        ('[a.derivatives]\ndays_late = 1.5\nreason = "r"', "must be a whole number of days, not 1.5"),
        ('[a.derivative]\npoints = 3\nreason = "r"', "there is no lesson or task `derivative`; did you mean"),
        ('[a]\npoints = 3\nreason = "r"', "grades.toml, `a`: unknown key `points`"),
        ("a = 3", "`a`: must be a table"), ("a = ", "is not valid TOML"),
    ])  # fmt: skip
    def test_what_is_no_change_is_one_sentence(self, tmp_path, text, said):
        with pytest.raises(ChangeError) as caught:
            changes(tmp_path, text)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_change_of_nobody_is_refused(self, tmp_path):
        with pytest.raises(ChangeError, match="`bob`: there is no submission of that name"):
            changed(tmp_path, '[bob]\nexempt = true\nreason = "r"')
