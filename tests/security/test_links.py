"""No link is followed or written through, also none that is put there while somebody looks."""

import json
import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders.commands.main import main
from graders.course import folders
from graders.course.cache import FOLDER, Cache
from graders.course.index import own_course
from graders.course.student_folder import StudentFolder, begin, update
from graders.notebook.links import remove_links
from graders.reports.results_json import remove_others
from graders.reports.writing import write
from graders.submissions import files
from graders.submissions.intake import beside, read_lesson

pytestmark = pytest.mark.skipif(not folders.BY_DESCRIPTOR, reason="needs descriptors of folders")
SECRET = "the reference"


@pytest.mark.parametrize(("by_descriptor", "read"), [(True, "eve's own"), (False, SECRET)])
def test_a_folder_that_becomes_a_link_while_it_is_read(tmp_path, monkeypatch, by_descriptor, read):
    """Between the look into a folder and the reading of its file, the folder changes places with a link."""
    secret, inner = tmp_path / "secret", tmp_path / "eve" / "w"
    for folder, text in ((secret, SECRET), (inner, "eve's own")):
        folder.mkdir(parents=True)
        (folder / "derivatives.py").write_text(text)
    content = files._content

    def swapped_first(*arguments):
        inner.rename(tmp_path / "aside")
        inner.symlink_to(secret)
        return content(*arguments)

    monkeypatch.setattr(files, "_content", swapped_first)
    monkeypatch.setattr(folders, "BY_DESCRIPTOR", by_descriptor)
    (file,) = files.read(tmp_path / "eve")
    assert file.data.decode() == read


def test_a_link_on_the_way_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(files.ReadError, match="links are not followed"):
        files.read(tmp_path / "link" / "a.py")
    assert files.read(tmp_path / "real" / "a.py")[0].data == b"x"


@pytest.mark.parametrize("name", ["grades.csv", ".grades.csv.part"])
def test_nothing_is_written_through_a_link(tmp_path, name):
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to(tmp_path / "victim")
    write(tmp_path / "out" / "grades.csv", "new")
    assert (tmp_path / "victim").read_text() == "mine"
    assert (tmp_path / "out" / "grades.csv").read_text() == "new"


@pytest.mark.parametrize("mended", [True, False])
def test_nor_through_one_whose_name_was_guessed(tmp_path, monkeypatch, mended):
    monkeypatch.setattr(folders.secrets, "token_hex", lambda _: "guessed")
    if not mended:
        monkeypatch.setattr(folders, "_NEW", os.O_WRONLY | os.O_CREAT)
    (tmp_path / "victim").write_text("mine")
    (tmp_path / ".grades.csv.guessed.part").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError) if mended else nullcontext():
        write(tmp_path / "grades.csv", "new")
    assert ((tmp_path / "victim").read_text() == "mine") is mended


@pytest.mark.parametrize("mended", [True, False])
def test_nothing_is_written_into_a_linked_folder(tmp_path, monkeypatch, mended):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(folders, "BY_DESCRIPTOR", mended)
    with pytest.raises(OSError, match="links are not followed") if mended else nullcontext():
        write(tmp_path / "results" / "anna.json", "{}")
    assert (not list((tmp_path / "elsewhere").iterdir())) is mended


@pytest.fixture
def own(tmp_path):
    """A student's own folder that somebody else made, of a lesson that was written for since."""
    begin(own_course(), tmp_path, {"derivatives.py": '"""Old."""\n'})
    (tmp_path / "victim").write_text("mine")
    return tmp_path


def brought_up_to_date(folder):
    text = '"""New."""\n'
    list(update(folder / "exercises", own_course(), {"derivatives.py": text}))
    return (folder / "exercises" / "derivatives.py").read_text()


@pytest.mark.parametrize("name", [".derivatives.py.part", "..sync.json.part", ".sync.json"])
def test_a_lesson_is_brought_up_to_date_through_no_link(own, name):
    link = own / "exercises" / name
    link.unlink(missing_ok=True)
    link.symlink_to(own / "victim")
    brought_up_to_date(own)
    assert (own / "victim").read_text() == "mine"


def test_nor_is_what_was_there_kept_through_one(own):
    """Not even one that leads nowhere yet."""
    (own / "exercises" / "derivatives.py").write_text('"""Old."""\nmine = 1\n')
    (own / "exercises" / "derivatives.py.bak-1").symlink_to(own / "nowhere")
    assert brought_up_to_date(own).startswith('"""New.')
    assert not (own / "nowhere").exists()
    assert "mine = 1" in (own / "exercises" / "derivatives.py.bak-2").read_text()


def test_nor_is_a_picture_drawn_through_one(own, monkeypatch):
    (own / "derivatives.png").symlink_to(own / "victim")
    monkeypatch.chdir(own)
    assert "shows the idea" in CliRunner().invoke(main, ["plot", "derivatives"]).output
    assert (own / "derivatives.png").read_bytes().startswith(b"\x89PNG")
    assert (own / "victim").read_text() == "mine"


def test_nor_is_anything_remembered_through_one(own):
    (own / "elsewhere").mkdir()
    (own / FOLDER).symlink_to(own / "elsewhere")
    Cache(own).write("done-derivatives", {})
    assert not list((own / "elsewhere").iterdir())


@pytest.mark.parametrize("mended", [True, False])
def test_nothing_is_removed_from_a_linked_folder(tmp_path, monkeypatch, mended):
    result = dict.fromkeys(["course", "seed_id", "score", "max_score", "lessons"])
    (tmp_path / "elsewhere").mkdir()
    victim = tmp_path / "elsewhere" / "anna.json"
    victim.write_text(json.dumps({"format": 1, "submission": "anna", **result}))
    (tmp_path / "results").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(folders, "BY_DESCRIPTOR", mended)
    with pytest.raises(OSError, match="links are not followed") if mended else nullcontext():
        remove_others(tmp_path / "results", set())
    assert victim.exists() is mended
    remove_others(tmp_path / "elsewhere", set())
    assert not victim.exists()


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "grades.csv", "\ud800")
    assert not list(tmp_path.iterdir())


class TestNbgraders:
    """What nbgrader would copy, because it follows links, and what is left of it."""

    @pytest.fixture
    def handed_in(self, tmp_path):
        folder = tmp_path / "submitted" / "eve" / "derivatives"
        (folder / "data").mkdir(parents=True)
        (tmp_path / "source").mkdir()
        (tmp_path / "source" / "key.csv").write_text(SECRET)
        (folder / "own.csv").write_text("eve's own")
        return folder

    def copied(self, folder):
        """As nbgrader copies."""
        names = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
        return {path.name: path.read_text() for path in names}

    @pytest.mark.parametrize("place", [".", "data"])
    @pytest.mark.parametrize("mended", [True, False])
    def test_a_linked_file_is_not_there_to_be_copied(self, handed_in, place, mended):
        (handed_in / place / "link.csv").symlink_to(handed_in.parents[2] / "source" / "key.csv")
        if mended:
            remove_links(handed_in)
        copied = self.copied(handed_in)
        assert copied["own.csv"] == "eve's own"
        assert (SECRET in copied.values()) is not mended
        if mended:
            assert "links are not followed" in copied["link.csv.link.txt"]

    @pytest.mark.parametrize("depth", [0, 1])
    def test_nor_is_a_linked_folder(self, handed_in, depth):
        folder = [handed_in, handed_in.parent][depth]
        folder.rename(folder.with_name("aside"))
        folder.symlink_to(handed_in.parents[2] / "source" if depth == 0 else folder.with_name("aside"))
        remove_links(handed_in)
        assert not handed_in.exists()
        assert (handed_in.parents[2] / "source" / "key.csv").read_text() == SECRET

    def test_a_notebook_stays_to_be_refused(self, handed_in):
        (handed_in / "derivatives.ipynb").symlink_to(handed_in.parents[2] / "source" / "key.csv")
        remove_links(handed_in)
        assert (handed_in / "derivatives.ipynb").is_symlink()

    def test_the_note_is_written_over_nothing(self, handed_in):
        (handed_in / "a.csv").symlink_to("/dev/zero")
        (handed_in / "a.csv.link.txt").symlink_to(handed_in.parents[2] / "source" / "key.csv")
        remove_links(handed_in)
        assert not any(path.is_symlink() for path in handed_in.iterdir())
        assert (handed_in.parents[2] / "source" / "key.csv").read_text() == SECRET

    def test_nbgrader_calls_it_before_it_copies(self, handed_in):
        pytest.importorskip("nbgrader")
        from graders.notebook.reading import adopt_renamed

        (handed_in / "link.csv").symlink_to(handed_in.parents[2] / "source" / "key.csv")
        adopt_renamed("derivatives", "eve", [str(handed_in / "derivatives.ipynb")])
        assert SECRET not in self.copied(handed_in).values()


def test_a_ring_of_links_is_no_fault_of_ours(tmp_path, monkeypatch):
    """Whoever types `gradlings grade class/*` names it."""
    monkeypatch.chdir(tmp_path)
    Path("derivatives.py").symlink_to("derivatives.py")
    graded = CliRunner().invoke(main, ["grade", "derivatives.py"])
    assert (graded.exit_code, graded.output) == (2, "`derivatives.py` does not exist.\n")
    ring = tmp_path / "exercises" / "derivatives.py"
    ring.parent.mkdir()
    ring.symlink_to("derivatives.py")
    assert read_lesson(ring, "derivatives", "derivatives.py").text is None


def test_nor_is_a_folder_that_is_gone(own, monkeypatch):
    folder = StudentFolder(own, own_course())
    shutil.rmtree(own / "exercises")
    assert list(folder.strays()) == []
    assert beside(own / "exercises" / "derivatives.py", "import helper") == {}
