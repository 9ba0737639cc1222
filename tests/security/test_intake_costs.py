"""What is read of an upload costs what its size allows, and a forged answer what an honest one does."""

import gzip
import io
import json
import re
import sys
import tarfile
from collections import Counter
from contextlib import suppress

import numpy as np
import pytest
from memory_taken import peak

from graders.judge import facts
from graders.judge.default import default_judge
from graders.judge.expressions.comparison import compare
from graders.judge.figures import comparison as figure
from graders.lessons import autodiff
from graders.lessons.gradient import tells_apart
from graders.submissions import files, notebooks, tarball
from graders.submissions.files import ReadError
from graders.values.tokens import Apply, Integer, Symbol
from graders.values.types import Axes, Expression, Figure, Graph, NodeRef

HOLES = 100_000


def with_holes(kind):
    """An archive of a file with many holes, which its header lists."""
    stream = io.BytesIO()
    if kind == "new":
        listed = f"{HOLES}\n" + "0\n0\n" * HOLES
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            info = tarfile.TarInfo("derivatives.py")
            info.size = len(listed)
            info.pax_headers = {
                "GNU.sparse.major": "1", "GNU.sparse.minor": "0",
                "GNU.sparse.name": "derivatives.py", "GNU.sparse.realsize": "10",
            }  # fmt: skip
            archive.addfile(info, io.BytesIO(listed.encode()))
    else:
        info = tarfile.TarInfo("derivatives.py")
        info.type = tarfile.GNUTYPE_SPARSE
        block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
        block[386:482] = (b"%011o\0%011o\0" % (1, 1)) * 4
        block[482] = 1  # more blocks of them follow
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        more = ((b"%011o\0%011o\0" % (1, 1)) * 21 + b"\1").ljust(512, b"\0")
        last = more[:504] + b"\0" * 8
        stream.write(bytes(block) + more * (HOLES // 21) + last + bytes(1024))
    return gzip.compress(stream.getvalue())


def slim(text):
    return notebooks.slim(text.encode())


@pytest.mark.parametrize("kind", ["new", "old"])
def test_a_list_of_holes_is_not_read(tmp_path, kind):
    path = tmp_path / "eve.tar.gz"
    path.write_bytes(with_holes(kind))
    with pytest.raises(ReadError, match="is no archive that can be read"):
        files.read(path)


@pytest.mark.parametrize(("kind", "mend", "nothing"), [
    ("new", (tarball, "SPARSE"), re.compile(rb"(?!)")), ("old", (tarball, "HOLES"), b"?"),
])  # fmt: skip
def test_else_it_would_be_kept(monkeypatch, kind, mend, nothing):
    unpacked = gzip.decompress(with_holes(kind))

    def read():
        with suppress(Exception):
            list(tarball.Tarball(unpacked).each())

    mended = peak(read)
    monkeypatch.setattr(*mend, nothing)
    assert peak(read) > mended + 50 * HOLES


def notebook(**changed):
    cell = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell | changed]})


MANY = [{"a": 1}] * 100_000
TOO_MANY = [{"a": 1}] * 300_000


class TestNotebooks:
    @pytest.mark.parametrize("where", ["outputs", "metadata"])
    def test_what_nobody_answers_is_left_out_before_a_library_looks(self, where):
        read = slim(notebook(**{where: MANY if where == "outputs" else {"a": MANY}}))
        assert len(read) < 1000
        assert json.loads(read)["cells"][0]["source"] == "x = 1"

    def test_the_marks_of_nbgrader_are_kept(self):
        marks = {"nbgrader": {"grade_id": "a"}, "other": 1}
        assert json.loads(slim(notebook(metadata=marks)))["cells"][0]["metadata"] == {
            "nbgrader": {"grade_id": "a"}
        }

    @pytest.mark.parametrize("read", [slim, notebooks.notebook])
    def test_too_many_parts_are_not_read_at_all(self, read):
        with pytest.raises(ReadError, match="too many parts"):
            read(notebook(metadata={"a": TOO_MANY}))

    def test_nor_too_many_where_answers_stand(self):
        with pytest.raises(ReadError, match="too many parts"):
            slim(notebook(source=[["a"]] * 30_000))

    def test_else_they_would_be(self, monkeypatch):
        """A hundred bytes of memory for each byte of it."""
        few, many = notebook(metadata={"a": MANY[:100]}), notebook(metadata={"a": TOO_MANY})
        monkeypatch.setattr(notebooks, "MOST_PARTS", 10**9)
        assert peak(lambda: slim(many)) > peak(lambda: slim(few)) + 50 * len(TOO_MANY)

    @pytest.mark.parametrize("read", [slim, notebooks.notebook])
    def test_too_many_cells(self, read):
        cells = [{"cell_type": "code", "source": ""}] * (notebooks.MOST_CELLS + 1)
        with pytest.raises(ReadError, match="more than 2000 cells"):
            read(json.dumps({"nbformat": 4, "cells": cells}))

    @pytest.mark.parametrize("read", [slim, notebooks.notebook])
    def test_one_that_is_nested_too_deep(self, read):
        with pytest.raises(ReadError):
            read('{"cells": ' + "[" * 200_000)


class TestNbgrader:
    @pytest.fixture
    def reading(self):
        pytest.importorskip("nbgrader")
        from graders.notebook import reading

        return reading

    @pytest.fixture
    def submitted(self, tmp_path):
        """A folder for a student's notebook, and the instructor's own beside."""
        for place in ("submitted/eve/derivatives", "source/derivatives"):
            (tmp_path / place).mkdir(parents=True)
        (tmp_path / "source/derivatives/derivatives.ipynb").write_text(notebook(source="the solution"))
        return tmp_path / "submitted/eve/derivatives/derivatives.ipynb"

    def test_a_link_is_not_followed(self, reading, submitted):
        submitted.symlink_to("../../../source/derivatives/derivatives.ipynb")
        with pytest.raises(reading.UnreadableNotebook, match="links are not followed"):
            reading._content(submitted)

    def test_else_the_solution_would_be_read(self, reading, submitted, monkeypatch):
        submitted.symlink_to("../../../source/derivatives/derivatives.ipynb")
        monkeypatch.setattr(reading, "_without_links", lambda path: path.resolve())
        assert b"the solution" in reading._content(submitted)

    def test_nor_one_that_stands_for_a_folder(self, reading, submitted):
        submitted.parent.rmdir()
        submitted.parent.symlink_to("../../source/derivatives")
        with pytest.raises(reading.UnreadableNotebook, match="links are not followed"):
            reading._content(submitted)

    def test_nor_one_under_another_name(self, reading, submitted):
        (submitted.parent / "mine.ipynb").symlink_to("../../../source/derivatives/derivatives.ipynb")
        with pytest.raises(reading.UnreadableNotebook, match="links are not followed"):
            reading._content(reading._present(submitted))

    def test_what_is_too_large_is_not_read(self, reading, submitted):
        submitted.write_text(" " * 10_000_001)
        with pytest.raises(ReadError, match="at most 10 MB"):
            notebooks.slim(reading._content(submitted))


def calls(action):
    """How often each function of ours is entered."""
    seen = Counter()

    def count(frame, event, _):
        seen[frame.f_code.co_name] += event == "call"

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return sum(seen.values())


class CountedInt(int):
    """A whole number that counts how often it is compared."""

    compared = 0

    def __eq__(self, other):
        CountedInt.compared += 1
        return int(self) == int(other)

    def __lt__(self, other):
        CountedInt.compared += 1
        return int(self) < int(other)

    __hash__ = int.__hash__


class Scanned(list):
    """A count of what is in a list, by a look at all of it for each."""

    def __getitem__(self, item):
        return self.count(item)


def looks_at_nodes(n):
    """How often the places of a forged order of nodes are compared."""
    places = [CountedInt(i) for i in range(n - 1)]
    CountedInt.compared = 0
    graph = Graph((1.0,) * (n - 1), ((),) * (n - 1))
    assert autodiff.fault_of_order(graph, [NodeRef(place) for place in [*places, places[-1]]])
    return CountedInt.compared


def looks_at_numbers(given):
    return calls(lambda: facts._list_form(given, [1.0, 2.0], None))


class TestGrowth:
    """What four times as much costs is no more than about four times as much."""

    @pytest.mark.parametrize("counted", [True, False])
    def test_an_order_of_nodes(self, monkeypatch, counted):
        if not counted:
            monkeypatch.setattr(autodiff, "Counter", Scanned)
        assert (looks_at_nodes(800) <= 5 * looks_at_nodes(200)) is counted

    @pytest.mark.parametrize(("kind", "cut"), [("i1", True), (object, False)])
    def test_a_long_array_where_a_list_is_asked(self, kind, cut):
        small, large = (looks_at_numbers(np.zeros(n, kind)) for n in (1000, 4000))
        assert (small == large) is cut

    def test_the_colours_of_many_arrows(self):
        def needed(n):
            size = np.linspace(1.0, 2.0, n)
            return peak(lambda: tells_apart(np.repeat(size[:, None], 3, axis=1), size))

        assert needed(8000) < 6 * needed(2000)


def curves(n, points=5):
    x = np.linspace(0.0, 1.0, points)
    return Figure((Axes(lines=tuple({"x": x, "y": x * k, "label": str(k), "style": "-"} for k in range(n))),))


def drawn_one_by_one(n):
    parts = ({"x": np.array([float(k)]), "y": np.array([float(k)]), "label": ""} for k in range(n))
    return Figure((Axes(points=tuple(parts)),))


def arrows(n):
    field = {name: np.arange(float(n)) for name in "xyuv"}
    return Figure((Axes(arrows=({**field, "size": np.zeros(0)},)),))


def sines(n):
    parts = []
    for k in range(1, n + 1):
        parts += [Integer(k), Symbol("x"), Apply("Mul", 2), Apply("sin", 1)]
    return Expression((*parts, Apply("Add", n)))


ASKED = Figure((Axes(lines=curves(2).axes[0].lines),))
FORGED = {
    "a list of numbers": lambda n: default_judge([1.0] * 3)([1.0] * n, [1.0] * 3),
    "a list as long as it should be": lambda n: default_judge([1.0] * n)([2.0] * n, [1.0] * n),
    "a dict of many keys": lambda n: default_judge({"a": 1.0})(dict.fromkeys(range(n), 1.0), {"a": 1.0}),
    "lists in lists": lambda n: default_judge([[1.0]])([[1.0]] * n, [[1.0]]),
    "an answer": lambda n: facts.compare(["x"] * n, "x"),
    "many curves": lambda n: figure.compare(curves(n), ASKED),
    "many points of their own": lambda n: figure.compare(drawn_one_by_one(n), ASKED),
    "many arrows": lambda n: figure.compare(arrows(n), arrows(5)),
    "many terms": lambda n: compare(sines(n), sines(2), domain={"x": [(-1, 1)]}),
}


@pytest.mark.parametrize("judge", FORGED.values(), ids=FORGED)
def test_no_judge_looks_more_than_in_proportion(judge):
    """Four times as much is looked at no more than about four times as often."""
    judge(20)
    few, many = (calls(lambda n=n: judge(n)) for n in (50, 200))
    assert many <= 5 * few + 200
