"""Archives and notebooks are read in processes of their own, each confined and none after another."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from graders.commands.grade import CONFINED_BOTH, READ_HERE
from graders.sandbox.inside import confine, landlock
from graders.submissions import archives, notebooks, reader, reading_start
from graders.submissions.archives import MAX_MEMBERS, MAX_STREAM, Budget
from graders.submissions.kinds import ReadError

needs_landlock = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")
ROOT = Path(__file__).resolve().parents[2]
CODE = "def power_rule(coeffs):\n    return coeffs\n"


def packed(**files):
    """An archive of code, or of archives."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            ending = ".py" if isinstance(content, str) else ".zip"
            archive.writestr(name.replace("__", "/") + ending, content)
    return stream.getvalue()


def written(*sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode()


UPLOADS = {
    "an archive": (reader.opened, packed(eve__derivatives=CODE, eve__notes="x = 1")),
    "archives in archives": (reader.opened, packed(a=packed(b=packed(c=packed(d=CODE)), e=CODE))),
    "a broken one": (reader.opened, b"PK\3\4"),
    "a notebook": (reader.notebook, written(CODE, "!ls\nx = 1", "%%writefile help.py\ny = 2")),
    "a large one": (reader.notebook, written(CODE, "x" * 200_000)),
    "none": (reader.notebook, b'{"cells": 1}'),
    "a notebook for nbgrader": (lambda data: reader.slim(data, ["kept"]), written(CODE)),
    "none for it": (lambda data: reader.slim(data, []), b"[1]"),
}


def came_of(read, data):
    try:
        return read(data, Budget(), 1) if read is reader.opened else read(data)
    except ReadError as refused:
        return str(refused)


@needs_landlock
def test_it_reads_as_it_would_be_read_here():
    here = {name: came_of(*upload) for name, upload in UPLOADS.items()}
    with reader.apart() as process:
        assert {name: came_of(*upload) for name, upload in UPLOADS.items()} == here
        assert (process.level, process.was_open) == ("full", False)


@needs_landlock
def test_what_was_read_before_counts():
    with reader.apart():
        budget = Budget(members=MAX_MEMBERS - 1)
        assert len(reader.opened(packed(a=CODE), budget, 1)) == 1
        with pytest.raises(ReadError, match="more than 5000 files"):
            reader.opened(packed(a=CODE), budget, 1)


def test_nobody_counts_back():
    budget = Budget(3, 100, 10, 200)
    budget.go_on((0, 0, 0, 0), 50)
    assert budget.counted == (3, 100, 10, 250)
    budget.go_on((0, 0, 0, 0), MAX_STREAM)
    with pytest.raises(ReadError):
        budget.weigh([])


FLAWED = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("reading_start", {start!r})
begin = module_from_spec(spec)
spec.loader.exec_module(begin)
begin.sys.modules["graders"] = package = begin.ModuleType("graders")
package.__path__ = [begin.PACKAGE]
from graders.sandbox.inside import confine
from graders.submissions import notebooks, reading_process
{change}
def load(data):
    seen.append(1)
    found = eval({attack!r})
    return {{"cells": [{{"cell_type": "code", "source": repr(found)}}]}}
seen = []
notebooks.load = load
_, where, user, *hidden = sys.argv
reading_process.main(int(where), hidden)
"""
"""The process as it would be if a library that reads notebooks ran what a notebook says."""
OPEN = "confine.confine = lambda *_, **__: ()"


@pytest.fixture
def flawed(tmp_path, monkeypatch):
    def begin(attack, change=""):
        script = tmp_path / "start.py"
        script.write_text(FLAWED.format(start=reading_start.__file__, attack=attack, change=change))
        monkeypatch.setattr(reader, "START", script)
        return reader.apart()

    return begin


ATTACKS = {
    "reading the reference": f"len(open({str(ROOT / 'reference' / 'derivatives.py')!r}).read())",
    "reading what others handed in": "len(open('/etc/passwd').read())",
    "the network": "__import__('socket').socket().fileno() >= 0",
    "starting a process": "__import__('os').fork() or __import__('os')._exit(0)",
}


@needs_landlock
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_flaw_in_a_library_opens_nothing(flawed, attack):
    with flawed(attack), pytest.raises(ReadError, match="takes more time or memory"):
        reader.notebook(b"{}")
    with flawed(attack, OPEN):
        assert reader.notebook(b"{}").cells


@needs_landlock
def test_the_seed_is_not_there(flawed, monkeypatch):
    monkeypatch.setenv("GRADLINGS_SEED", "secret")
    with flawed("[*__import__('os').environ.items()]"):
        assert "secret" not in reader.notebook(b"{}").cells[0][1]


@needs_landlock
def test_one_upload_leaves_nothing_for_the_next(flawed):
    with flawed("len(seen)"):
        assert [reader.notebook(b"{}").cells[0][1] for _ in range(3)] == ["1"] * 3


@needs_landlock
@pytest.mark.parametrize("attack", ["[0] * 10**9", "b'x' * (1 << 30)", "__import__('os')._exit(0)"])
def test_what_takes_too_much_costs_its_own_student(flawed, attack):
    with flawed(f"{attack} if data == b'eve' else 1"):
        with pytest.raises(ReadError, match="memory than an upload may"):
            reader.notebook(b"eve")
        assert reader.notebook(b"anna").cells == ((1, "1"),)


@needs_landlock
@pytest.mark.parametrize("attack", ["[1 for _ in iter(int, 1)]", "__import__('time').sleep(60)"])
def test_what_does_not_end_is_left(flawed, monkeypatch, attack):
    monkeypatch.setattr(reader, "SECONDS", 0.5)
    with flawed(f"{attack} if data == b'eve' else 1"):
        with pytest.raises(ReadError, match="takes more time or memory"):
            reader.notebook(b"eve")
        monkeypatch.undo()
        assert reader.notebook(b"anna").cells


FORGED = {
    "another kind": "reading_process.answer = lambda _: reading_process.Files([], (0, 0, 0, 0))",
    "another type": "reading_process.answer = lambda _: reading_process.Cells(1, 2, 3, 4)",
    "no frame": "reading_process.msgspec.msgpack.encode = lambda _: b'\\xc1'",
    "a long one": "reading_process.HEADER = 7",
    "nothing": "reading_process.send = lambda *_: None",
}


@needs_landlock
@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_reply_of_another_form_is_none(flawed, change):
    with flawed("1", change), pytest.raises(ReadError, match="takes more time or memory"):
        reader.notebook(b"{}")


def test_without_such_a_process_it_is_read_here_and_said(monkeypatch):
    monkeypatch.setattr(reader, "START", Path("/nonexistent"))
    with reader.apart() as process:
        assert not process.was_open
        assert reader.notebook(written("x = 1")) == notebooks.read(notebooks.load(written("x = 1")))
        assert reader.opened(packed(a=CODE), Budget(), 1) == archives.unpack(packed(a=CODE))
        assert process.was_open


@needs_landlock
@pytest.mark.parametrize("is_had", [True, False])
def test_gradlings_grade_says_how_and_official_refuses_what_is_not_sure(tmp_path, monkeypatch, is_had):
    from click.testing import CliRunner

    from graders.commands.main import main

    if not is_had:
        monkeypatch.setattr(reader, "START", Path("/nonexistent"))
    monkeypatch.setenv("GRADLINGS_STATE", str(tmp_path / "state"))
    (tmp_path / "eve.zip").write_bytes(packed(derivatives=CODE))
    command = ["grade", str(tmp_path / "eve.zip"), "--out", str(tmp_path / "out"), "--lesson", "derivatives",
               "--seed", "secret"]  # fmt: skip
    done = CliRunner().invoke(main, [*command, "--official"])
    assert done.exit_code == (0 if is_had else 3)
    assert (CONFINED_BOTH if is_had else READ_HERE) in done.output
    if not is_had:
        assert READ_HERE in CliRunner().invoke(main, command).output
