"""What a teacher types for a class: people and changes go in, and nothing is replaced without a word."""

import csv
from pathlib import Path

import pytest

from graders.commands import grade
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

    def test_a_change_that_is_none_leaves_everything_as_it_was(self):
        folder = students(anna="# done")
        type_in("grade", folder)
        before = Path("grades/grades.csv").read_bytes()
        Path("grades/grades.toml").write_text("[anna.derivatives]\npoints = 5\n")
        result = type_in("grade", folder)
        assert result.exit_code == 2
        assert "a change needs its reason" in result.output
        assert Path("grades/grades.csv").read_bytes() == before


def test_names_are_left_out_of_the_report_where_that_is_asked():
    type_in("grade", students(anna="# done", ben=""), "--anonymous")
    text = Path("grades/report.html").read_text(encoding="utf-8")
    assert "anna" not in text and "student 2" in text


def test_a_run_at_the_students_own_seed_says_so_always():
    folder = students(anna="# done")
    assert grade.PUBLIC in type_in("grade", folder).output
    assert grade.PUBLIC not in type_in("grade", folder, "--seed", "secret").output


class TestOutInTheClass:
    def test_what_was_written_there_is_nobodys(self):
        folder = students(anna="# done", ben="")
        for _ in range(2):
            type_in("grade", folder, "--out", folder / "grades")
        assert list(rows(str(folder / "grades"))) == ["anna", "ben"]
