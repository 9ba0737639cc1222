"""A class that is graded in parts and merged gives what one run gives, byte for byte."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli import FakeGrader, students

from graders.classroom.shards import Shard
from graders.commands.main import main
from graders.grading import engine

TWELVE = {f"student{number:02}": "done" if number % 3 else "not yet" for number in range(12)}


@pytest.fixture(autouse=True)
def _at_work(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "Grader", FakeGrader)
    monkeypatch.setattr(FakeGrader, "seeds", [])
    monkeypatch.setenv("GRADLINGS_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def type_in(*words, code=0):
    done = CliRunner().invoke(main, [*map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def grade(where: str, *words) -> None:
    type_in("grade", "class", "--out", where, "--jobs", 1, *words)


@pytest.fixture
def parts():
    students(**TWELVE)
    names = [f"part{number}" for number in range(1, 21)]
    for number, name in enumerate(names, start=1):
        grade(name, "--shard", f"{number}/20")
    return names


def test_twenty_parts_merged_are_one_run(parts):
    grade("whole")
    type_in("merge", *parts, "--out", "merged")
    for file in ("grades.csv", "results/student03.json"):
        assert Path("merged", file).read_bytes() == Path("whole", file).read_bytes()
    assert "12 submissions graded, 12 of them by an earlier run" in type_in(
        "grade", "class", "--out", "merged", "--jobs", 1
    )


def test_nobody_is_missing_who_is_in_another_part():
    students(**TWELVE)
    names = [*TWELVE, "zoe"]
    Path("people.csv").write_text("id,name\n" + "".join(f"{n},{name}\n" for n, name in enumerate(names)))
    for number in (1, 2):
        said = type_in(
            "grade", "class", "--out", f"part{number}", "--shard", f"{number}/2", "--roster", "people.csv",
            "--jobs", 1,
        )  # fmt: skip
        assert "Nothing was handed in by zoe (12)." in said
        assert "student0" not in Path(f"part{number}/grades.csv").read_text().partition("zoe")[2]
    said = type_in("merge", "part1", "part2", "--out", "merged", "--roster", "people.csv")
    assert "Nothing was handed in by zoe (12)." in said
    grade("whole", "--roster", "people.csv")
    assert Path("merged/grades.csv").read_bytes() == Path("whole/grades.csv").read_bytes()


def test_what_a_person_changed_counts_in_what_is_merged(parts):
    Path("merged").mkdir()
    Path("merged/grades.toml").write_text('[student01.derivatives]\npoints = 3\nreason = "Spoke."\n')
    assert "grades.csv counts `student01` 3 of" in type_in("merge", *parts, "--out", "merged")


def test_the_parts_are_the_class():
    everything = list("abcdefghijk")
    parts = [Shard(number, 4).of(everything) for number in (1, 2, 3, 4)]
    assert sorted(one for part in parts for one in part) == everything
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/3/5", ""])
def test_what_is_no_part_is_refused(text):
    students(anna="")
    assert "names no part" in type_in("grade", "class", "--shard", text, code=2)


def test_a_part_that_is_missing_is_told(parts):
    assert "`part21` holds no journal" in type_in("merge", *parts, "part21", "--out", "merged", code=2)
    assert not Path("part21").exists()


def test_a_part_of_another_installation_is_told(parts):
    with sqlite3.connect("part1/grades.sqlite") as journal:
        journal.execute("UPDATE results SET mark = 'forged'")
    journal.close()
    assert "`part1` was written by another" in type_in("merge", *parts, "--out", "merged", code=2)


def test_parts_of_different_seeds_are_not_mixed(parts):
    grade("part1", "--shard", "1/20", "--seed", "7", "--fresh")
    assert "different seeds" in type_in("merge", *parts, "--out", "merged", code=2)
