"""The page on what is read says what the code does."""

import re
from pathlib import Path, PurePosixPath

from graders.submissions import archives, documents, notebooks, platforms
from graders.submissions.kinds import ARCHIVES, MB, SIZES, is_left_aside, kind_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "submissions.md").read_text(encoding="utf-8")


def test_the_kinds_and_their_sizes():
    assert (
        f"`{' '.join(ARCHIVES)}` | {SIZES['archive'] // MB} MB, {archives.MAX_STREAM // MB} MB unpacked"
        in PAGE
    )
    assert f"`.ipynb` | {SIZES['ipynb'] // MB} MB, {notebooks.LARGEST // MB} MB without its outputs" in PAGE
    assert f"`.py` | {SIZES['py'] // MB} MB" in PAGE
    assert f"{archives.MAX_MEMBERS:,} files and {archives.MAX_TOTAL // MB} MB".replace(
        ",", " "
    ) in PAGE.replace("\n", " ")
    assert archives.MAX_NESTED == 3 and "three deep" in PAGE


def test_every_further_ending_on_the_page_is_read():
    (line,) = re.findall(r"Further endings do no harm: (.*?)\. ", PAGE)
    endings = re.findall(r"`(.+?)`", line)
    assert len(endings) > 3
    assert all(kind_of(PurePosixPath(f"x{ending}")) in ("py", "ipynb") for ending in endings)


def test_every_platform_is_in_the_table_with_names_that_are_recognised():
    table = PAGE.partition("| platform |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (\w+) \| (`.+?) \| ([\w ]+) \|$", table, re.MULTILINE)
    assert [platform for platform, _, _ in rows] == ["Moodle", "Canvas", "Blackboard", "Brightspace"]
    assert len(rows) == len(platforms.PLATFORMS)
    for platform, names, student in rows:
        for name in re.findall(r"`(.+?)(?:/…)?`", names):
            found = platforms.recognised(name)
            assert (found.platform, found.student) == (platform, student)


def test_what_the_page_leaves_aside_is_left_aside():
    part = PAGE.partition("## What is left aside")[2].partition("## ")[0]
    names = [name.strip("/").replace("*", "x") for name in re.findall(r"`(.+?)`", part)]
    assert len(names) > 10
    assert all(is_left_aside(name) for name in names if name != "pyvenv.cfg")


def test_how_many_modules_are_kept():
    assert (documents.MOST_HELPERS, documents.MOST_HELP) == (50, 500_000)
    assert "fifty of them and 500 000 characters" in PAGE.replace("\n", " ")
