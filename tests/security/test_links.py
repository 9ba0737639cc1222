"""No link is followed or written through, also none that is put there while somebody looks."""

import json

import pytest

from graders.course import folders
from graders.reports.results_json import remove_others
from graders.reports.writing import write
from graders.submissions import files

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


def test_nothing_is_written_into_a_linked_folder(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="links are not followed"):
        write(tmp_path / "results" / "anna.json", "{}")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_nothing_is_removed_from_a_linked_folder(tmp_path):
    result = dict.fromkeys(["course", "seed_id", "score", "max_score", "lessons"])
    (tmp_path / "elsewhere").mkdir()
    victim = tmp_path / "elsewhere" / "anna.json"
    victim.write_text(json.dumps({"format": 1, "submission": "anna", **result}))
    (tmp_path / "results").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="links are not followed"):
        remove_others(tmp_path / "results", set())
    assert victim.exists()
    remove_others(tmp_path / "elsewhere", set())
    assert not victim.exists()


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "grades.csv", "\ud800")
    assert not list(tmp_path.iterdir())
