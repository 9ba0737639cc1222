"""Results reach people and programs whole, rounded, and harmless."""

import csv
import io
import json
from dataclasses import replace

import pytest

from graders.grading.results import LessonResult, Parts, Result, Status, SubmissionResult, Verdict, Where
from graders.reports import terminal
from graders.reports.grades_csv import table, write_grades
from graders.reports.remarks import remarks
from graders.reports.results_json import document, write_results
from graders.reports.safe import FORMULA, amount, cell, line, plain
from graders.reports.terminal import print_table
from graders.reports.writing import file_names, write

HOSTILE = "\x1b[31mred\x07 \u202eright\u202c to left \ud800\x9b \u2028 end"
TODO = Result("rise", Status.TODO, 0.0, 1.0)
DONE = Result(
    "slope", Status.DONE, 0.1 + 0.2, 0.3,
    checks=(Verdict("is_right", "It is right.", Status.DONE),), seconds=0.12345,
)  # fmt: skip
FAILING = Result(
    "area", Status.FAILING, 0.0, 2.0, "forgot_the_two", Parts("Wrong.", HOSTILE),
    (Verdict("is_right", "It is right.", Status.FAILING, HOSTILE),), kind="factor",
    where=Where(3, None, "sign", True),
)  # fmt: skip


def lesson(*tasks: Result, name: str = "derivatives", file: str | None = "derivatives.py", note: str = ""):
    return LessonResult(name, name.title(), tasks, file, note)


def result(*lessons: LessonResult, name: str = "anna", notes: tuple[str, ...] = ()) -> SubmissionResult:
    return SubmissionResult("A course", name, "public", "process", lessons, notes)


NOTHING = {"witness": "", "cause": "", "needs": "", "printed": "", "place": ""}
ANNA = result(lesson(DONE, TODO), lesson(FAILING, name="integration"))


class TestJson:
    def test_has_the_keys_of_the_contract_and_no_others(self):
        assert document(ANNA) == {
            "format": 1, "course": "A course", "submission": "anna",
            "seed_id": "public", "confinement": "process", "score": 0.3, "max_score": 3.3, "notes": [],
            "lessons": [
                {
                    "lesson": "derivatives", "title": "Derivatives", "note": "",
                    "score": 0.3, "max_score": 1.3,
                    "tasks": [
                        {
                            "task": "slope", "status": "done", "points": 0.3, "max_points": 0.3,
                            "misconception": None, "feedback": "", "seconds": 0.123,
                            "parts": NOTHING, "id": None, "kind": None, "where": None,
                            "checks": [{"check": "is_right", "status": "done", "message": ""}],
                        },
                        {
                            "task": "rise", "status": "todo", "points": 0.0, "max_points": 1.0,
                            "misconception": None, "feedback": "", "seconds": 0.0, "checks": [],
                            "parts": NOTHING, "id": None, "kind": None, "where": None,
                        },
                    ],
                },
                {
                    "lesson": "integration", "title": "Integration", "note": "",
                    "score": 0.0, "max_score": 2.0,
                    "tasks": [
                        {
                            "task": "area", "status": "failing", "points": 0.0, "max_points": 2.0,
                            "misconception": "forgot_the_two", "feedback": f"Wrong.\n\n{plain(HOSTILE)}",
                            "parts": NOTHING | {"witness": "Wrong.", "cause": plain(HOSTILE)},
                            "id": "misconception.forgot_the_two", "kind": "factor",
                            "where": {"line": 3, "columns": None, "kind": "sign", "certain": True},
                            "seconds": 0.0,
                            "checks": [{"check": "is_right", "status": "failing", "message": plain(HOSTILE)}],
                        },
                    ],
                },
            ],
        }  # fmt: skip

    def test_says_why_something_could_not_be_read(self):
        odd = result(lesson(DONE, note=f"`a` {HOSTILE}."), lesson(TODO), notes=("`b.zip` is empty.",))
        content = document(odd)
        assert content["notes"] == ["`b.zip` is empty."]
        assert [each["note"] for each in content["lessons"]] == [plain(f"`a` {HOSTILE}."), ""]

    def test_a_students_name_is_harmless(self):
        assert document(result(name=f"::error::{HOSTILE}"))["submission"] == plain(f"::error::{HOSTILE}")
        assert "\x1b" not in document(result(name=HOSTILE))["submission"]

    def test_what_an_earlier_run_wrote_for_others_goes(self, tmp_path):
        write_results([ANNA, replace(ANNA, submission="O'Brien"), replace(ANNA, submission="ben")], tmp_path)
        folder = tmp_path / "results"
        (folder / "mine.json").write_text((folder / "ben.json").read_text())
        (folder / "notes.json").write_text('{"submission": "notes"}')
        (folder / "broken.json").write_text("[" * 100_000)
        (folder / "odd.json").mkdir()
        (folder / "anna.txt").write_text("")
        write_results([ANNA], tmp_path)
        assert {path.name for path in folder.iterdir()} == {
            "anna.json", "mine.json", "notes.json", "broken.json", "odd.json", "anna.txt",
        }  # fmt: skip

    def test_one_file_a_student(self, tmp_path):
        write_results([ANNA, replace(ANNA, submission="../ben")], tmp_path)
        names = sorted(path.name for path in (tmp_path / "results").iterdir())
        assert len(names) == 2
        assert "anna.json" in names
        for name in names:
            read = json.loads((tmp_path / "results" / name).read_text(encoding="utf-8"))
            assert read["score"] == 0.3


class TestCsv:
    def rows(self, *results: SubmissionResult) -> list[list[str]]:
        return list(csv.reader(io.StringIO(table(results))))

    def test_one_row_a_student_one_column_a_task(self):
        assert self.rows(ANNA) == [
            [
                "submission", "score", "max_score", "status", "derivatives", "derivatives status",
                "integration", "integration status", "slope", "rise", "area",
                "confinement", "seed", "key", "remarks",
            ],
            ["anna", "0.3", "3.3", "wrong", "0.3", "undone", "0", "wrong", "0.3", "0", "0",
             "process", "public", "", ""],
        ]  # fmt: skip

    def test_what_was_not_judged_is_no_number(self):
        undecided = replace(FAILING, status=Status.UNDECIDED)
        assert self.rows(result(lesson(undecided)))[1][3:] == [
            "look", "0", "look", "undecided", "process", "public", "",
            "`area` could not be decided: a person has to look.",
        ]  # fmt: skip

    def test_no_cell_is_a_formula(self):
        row = self.rows(result(lesson(DONE, note="=1+1"), name="@SUM(A1)", notes=("\t+1",)))[1]
        assert row[0] == "'@SUM(A1)"
        assert row[-1].startswith("'+1")

    def test_no_part_of_a_cell_is_a_formula_where_a_spreadsheet_splits_at_semicolons(self):
        for said in ("a;=1+1", "a; =1+1", 'a;"=1+1', "a;b;@x", "a;-1;+2"):
            row = self.rows(result(lesson(DONE), name=said))[1]
            parts = [part.strip(' "') for part in row[0].split(";")]
            assert not any(part.startswith(FORMULA) for part in parts), parts
            assert row[0].replace("'", "") == said
        assert cell("is odd; at most 5") == "is odd; at most 5"

    def test_the_file_has_plain_line_ends(self, tmp_path):
        write_grades([ANNA], tmp_path)
        assert (tmp_path / "grades.csv").read_bytes().count(b"\n") == 2
        assert b"\r" not in (tmp_path / "grades.csv").read_bytes()

    def test_nobody_is_a_table_too(self):
        assert self.rows() == [
            ["submission", "score", "max_score", "status", "confinement", "seed", "key", "remarks"]
        ]


class TestTable:
    def test_shows_points_by_lesson_and_the_sum(self, capsys):
        print_table([ANNA, result(lesson(TODO, file=None), lesson(FAILING, name="integration"), name="ben")])
        shown = [row.split() for row in capsys.readouterr().out.splitlines() if row.strip()]
        assert shown[0] == ["derivatives", "integration", "points"]
        assert shown[1] == ["submission", "/1.3", "/2", "/3.3", "remarks"]
        assert shown[3] == ["anna", "0.3", "0", "0.3"]
        assert shown[4] == ["ben", "-", "0", "0"]

    def test_leaves_out_lessons_that_nobody_began(self, capsys):
        print_table([result(lesson(DONE), lesson(TODO, name="integration", file=None))])
        assert "integration" not in capsys.readouterr().out

    def test_many_lessons_go_by_number(self, capsys):
        names = ["derivatives", "integration", "gradient", "jacobian", "autodiff"]
        print_table([result(*(lesson(DONE, name=name) for name in names))])
        shown = capsys.readouterr().out
        assert "1 derivatives  2 integration  3 gradient  4 jacobian  5 autodiff" in shown

    @pytest.mark.parametrize("text", [
        "a" * 28 + "::error::x", "::error::x " * 20, ("b" * 27 + " ") * 4 + "::error::x",
        "x" * 200 + "::error::x",
    ])  # fmt: skip
    @pytest.mark.parametrize("columns", range(40, 140, 9))
    def test_no_line_is_a_command_wherever_it_is_broken(self, capsys, monkeypatch, text, columns):
        monkeypatch.setattr(terminal, "PIPED", columns)
        print_table([result(lesson(DONE, note=text), name=text)])
        shown = capsys.readouterr().out
        assert not any(row.lstrip().startswith("::") or "##[" in row for row in shown.splitlines()), shown

    def test_a_students_name_is_no_markup(self, capsys):
        print_table([result(lesson(DONE), name="[red]anna[/red] \x1b[31m")])
        shown = capsys.readouterr().out
        assert "[red]anna[/red]" in shown
        assert "\x1b" not in shown


class TestRemarks:
    def test_speak_of_the_submission_then_of_its_lessons(self):
        odd = lesson(
            replace(TODO, status=Status.TIMEOUT), replace(DONE, status=Status.UNDECIDED), note="A note."
        )
        assert remarks(result(odd, notes=("Odd.",))) == [
            "Odd.", "A note.", "`slope` could not be decided: a person has to look.",
            "`rise` did not end in time.",
        ]  # fmt: skip

    def test_say_once_what_broke_a_whole_file(self):
        parts = Parts("derivatives.py:3 does not parse.\n\n 3 | x =")
        broken = Result("slope", Status.ERROR, 0.0, 2.0, parts=parts)
        assert remarks(result(lesson(broken, replace(broken, task="rise")))) == [
            "derivatives.py:3 does not parse."
        ]

    def test_are_short(self):
        (remark,) = remarks(result(lesson(DONE, note="no end " * 1000)))
        assert len(remark) == 200

    def test_are_silent_about_what_is_usual(self):
        assert remarks(ANNA) == []


class TestHarmless:
    def test_control_characters_are_written_out(self):
        assert plain(HOSTILE) == ("\\x1b[31mred\\x07 \\u202eright\\u202c to left \\ud800\\x9b \\u2028 end")
        assert plain("a\r\nb\rc\td") == "a\nb\\x0dc\td"
        assert line(" a\n\tb ") == "a b"

    @pytest.mark.parametrize("mark", list("\xad\u061c\u200b\u200f\u2060\u2064\ufeff\U000e0041"))
    def test_what_nobody_sees_is_written_out(self, mark):
        assert plain(f"a{mark}b") == "a" + mark.encode("unicode_escape").decode() + "b"

    @pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "  =1", "\t=1", "\n=1", "＝1"])
    def test_formulas_are_quoted(self, text):
        assert cell(text)[0] == "'"

    @pytest.mark.parametrize(("points", "shown"), [
        (4.000000001, "4"), (0.1 + 0.2, "0.3"), (2.5, "2.5"), (0.0, "0"), (100, "100"), (1 / 3, "0.33"),
    ])  # fmt: skip
    def test_points_are_rounded_for_people(self, points, shown):
        assert amount(points) == shown


class TestFileNames:
    @pytest.mark.parametrize("name", ["anna", "Müller, Zoë", "anna.py", "smith_4711", "山田"])
    def test_a_good_name_is_kept(self, name):
        assert file_names([name]) == {name: name}

    @pytest.mark.parametrize("name", [
        "", ".", "..", "../anna", "/etc/passwd", "a/b", "a\\b", "con", "NUL.txt", "a:b", "x" * 500, "a\nb",
        "-", " a", ".hidden", "a.", "\ud800",
    ])  # fmt: skip
    def test_a_bad_name_is_mended(self, name):
        (made,) = file_names([name]).values()
        assert made.encode("utf-8")
        assert len(made) < 120
        assert not set(made) & set('/\\:\n"<>|?*')
        assert made[0] not in ". "
        assert made.partition(".")[0].casefold() not in ("con", "nul")

    def test_names_that_would_meet_are_kept_apart(self):
        names = ["anna", "Anna", "a/b", "a_b", "a:b"]
        made = file_names(names)
        assert len({name.casefold() for name in made.values()}) == 5
        assert file_names(names[::-1]) == made

    def test_nobody_can_be_called_what_anothers_name_is_mended_to(self):
        mended = file_names(["O'Brien"])["O'Brien"]
        made = file_names(["O'Brien", mended, mended.upper()])
        assert len({name.casefold() for name in made.values()}) == 3

    def test_a_file_is_replaced_whole(self, tmp_path):
        path = tmp_path / "new" / "file.txt"
        write(path, "old, and long")
        write(path, "new")
        assert path.read_text() == "new"
        assert list(path.parent.iterdir()) == [path]
