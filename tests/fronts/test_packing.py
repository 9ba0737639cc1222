"""Work is found however it is packed; what is left out follows a rule or is named."""

import json
import os
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graders.submissions import archives, files, notebooks, passing
from graders.submissions.intake import take_in
from graders.submissions.kinds import ReadError
from tests.fronts.handed_in import (
    BOTH,
    CODE,
    COURSE,
    OTHER,
    PIXELS,
    STUB,
    note,
    notebook,
    only,
    own_cells,
    packed,
    put,
    put_all,
    refusal,
    rows,
    text,
    worksheets,
)  # fmt: skip
from tests.fronts.handed_in import (
    read as read_all,
)

ARCHIVES = ["zip", "tar", "tar.gz", "tgz", "tar.bz2", "tbz2", "tar.xz", "txz"]
WORK = {"derivatives.py": CODE, "integration.py": OTHER}


@pytest.mark.parametrize("how", ARCHIVES)
def test_an_archive_of_every_usual_kind(tmp_path, how):
    submission = only(put(tmp_path / f"anna.{how}", packed(WORK, how)))
    assert submission.name == "anna"
    assert (text(submission), text(submission, "integration")) == (CODE, OTHER)


@pytest.mark.parametrize("outer", ["zip", "tar.gz"])
@pytest.mark.parametrize("inner", ARCHIVES)
def test_an_archive_in_an_archive(tmp_path, outer, inner):
    path = put(tmp_path / f"anna.{outer}", packed({f"hw/work.{inner}": WORK}, outer))
    assert rows(path) == {"anna": ["derivatives", "integration"]}


def test_an_archive_is_known_by_what_it_is(tmp_path):
    assert text(only(put(tmp_path / "anna.zip", packed(WORK, "tar.gz")))) == CODE


@pytest.mark.parametrize(("name", "way_out"), [
    ("class.tar", "; unpack it, and give the folder."), ("class.zip", "; unpack it, and give the folder."),
    ("derivatives.ipynb", "; clear its outputs."), ("derivatives.py", "."),
])  # fmt: skip
def test_what_is_too_large_is_told_with_the_way_out(tmp_path, monkeypatch, name, way_out):
    monkeypatch.setattr(archives, "SIZES", dict.fromkeys(archives.SIZES, 1_500_000))
    monkeypatch.setattr(files, "SIZES", archives.SIZES)
    assert f"has 2.0 MB; at most 1.5 MB are read{way_out}" in refusal(put(tmp_path / name, bytes(2_000_000)))


def test_archives_are_opened_only_so_deep(tmp_path):
    deep = {"a.zip": {"b.zip": {"c.zip": WORK}}}
    assert "lies in more than 3 archives, one in another" in refusal(put(tmp_path / "x.zip", packed(deep)))
    assert text(only(put(tmp_path / "y.zip", packed(deep["a.zip"])))) == CODE


def test_many_archives_in_one_share_what_may_be_read(monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 10)
    many = {f"{n}.zip": {f"{m}.py": "x" for m in range(3)} for n in range(4)}
    assert any("holds more than 10 files" in file.problem for file in archives.unpack(packed(many)))
    monkeypatch.setattr(archives, "MAX_TOTAL", 900)
    large = {f"{n}.zip": {"a.py": os.urandom(300)} for n in range(4)}
    assert any("MB of code" in file.problem for file in archives.unpack(packed(large)))


def test_an_archive_beside_lesson_files(tmp_path):
    files = {
        "derivatives.py": CODE,
        "rest.zip": {"integration.py": OTHER},
        "more.tar": {"partials.py": "x = 1"},
    }
    submission = only(put_all(tmp_path / "anna", files))
    assert (text(submission), text(submission, "integration")) == (CODE, OTHER)


@pytest.mark.parametrize("members", [
    {"anna/derivatives.py": CODE, "ben/derivatives.py": CODE}, {"anna.zip": WORK, "ben.zip": WORK},
    {"class/anna/x/derivatives.py": CODE, "class/ben/work.py": CODE, "class/readme.txt": "hello"},
    {"class/anna.py": CODE, "class/ben.py": CODE, "class/cara.py": BOTH},
])  # fmt: skip
def test_a_class_in_one_archive(tmp_path, members):
    assert [*rows(put(tmp_path / "class.zip", packed(members)))][:2] == ["anna", "ben"]


@pytest.mark.parametrize("members", [
    {"derivatives.py": CODE, "old/derivatives.py": OTHER},
    {"v1/derivatives.py": CODE, "v2/derivatives.py": BOTH},
    {"hw1/derivatives.py": CODE, "hw2/integration.py": OTHER},
    {"work.py": CODE, "work.ipynb": notebook(CODE)},
    {"exercises/derivatives.py": CODE, "drafts/derivatives.py": CODE},
    {"src/derivatives.py": CODE, "x.png": PIXELS},
])  # fmt: skip
def test_one_students_archive_is_no_class(tmp_path, members):
    path = put(tmp_path / "anna.zip", packed(members))
    assert list(rows(path)) == ["anna"]
    assert text(only(path)) is not None


# What is nobody's work

NOISE = {
    "myenv/pyvenv.cfg": "home = /usr", "myenv/lib/derivatives.py": "x = 1",
    "myenv/bin/derivatives.py": "x = 1",
    "libs/site-packages/sympy/integration.py": "x = 1", "node_modules/a/derivatives.py": "x = 1",
    ".git/objects/derivatives.py": "x = 1", "__MACOSX/._derivatives.py": b"\0\0", "__pycache__/d.py": "x = 1",
    ".ipynb_checkpoints/derivatives-checkpoint.ipynb": "{", ".venv/derivatives.py": "", ".DS_Store": b"\0",
    "desktop.ini": "", "Thumbs.db": b"", "~$grades.xlsx": b"", "data.csv": "1,2", "notes.txt": "hello",
    "plot.png": PIXELS, "big.json": '{"a": 1}',
}  # fmt: skip


@pytest.mark.parametrize("how", ["folder", *ARCHIVES[:3]])
def test_libraries_caches_and_pictures_are_left_aside_without_a_word(tmp_path, how):
    members = {**NOISE, "derivatives.py": CODE}
    path = put_all(tmp_path / "anna", members) if how == "folder" else tmp_path / f"anna.{how}"
    submission = only(path if how == "folder" else put(path, packed(members, how)))
    assert (text(submission), list(submission.sources), submission.notes) == (CODE, ["derivatives"], ())


@pytest.mark.parametrize("how", ["folder", "zip", "tar.gz"])
def test_they_are_left_aside_before_anything_is_counted(tmp_path, monkeypatch, how):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 20)
    members = {f"myenv/lib/python3/{n}.py": "" for n in range(30)} | {
        f"node_modules/{n}.py": "" for n in range(30)
    }
    members |= {"myenv/pyvenv.cfg": "", "derivatives.py": CODE}
    path = put_all(tmp_path / "anna", members) if how == "folder" else tmp_path / f"anna.{how}"
    assert text(only(path if how == "folder" else put(path, packed(members, how)))) == CODE


def test_an_environment_made_where_the_work_lies_hides_no_work(tmp_path):
    members = {
        "pyvenv.cfg": "",
        "lib/x/derivatives.py": "x",
        "Scripts/integration.py": "x",
        "derivatives.py": CODE,
    }
    assert rows(put_all(tmp_path / "anna", members)) == {"anna": ["derivatives"]}
    assert rows(put(tmp_path / "ben.zip", packed(members))) == {"ben": ["derivatives"]}


HOW = ["folder", "zip", "tar.gz", "tar"]


def handed_in(tmp_path, how, members):
    """The submission that these files are, in a folder or an archive of a class."""
    files = {f"anna/{name}": body for name, body in members.items()} if how == "folder" else {}
    files = (files or {f"anna.{how}": members}) | {"ben/derivatives.py": CODE}
    return take_in([put_all(tmp_path / "class", files)], COURSE).submissions[0]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("folder", ["env", "venv", "build", "dist", "lib", "bin", "src", "test", "Env/lib"])
def test_a_folder_may_be_called_as_others_call_their_libraries(tmp_path, how, folder):
    assert text(handed_in(tmp_path, how, {f"{folder}/derivatives.py": CODE})) == CODE


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("folder", ["tests", "hw/Reference", "a/graders"])
def test_a_folder_with_a_name_of_the_course_is_told_where_nothing_else_was_handed_in(tmp_path, how, folder):
    alone = handed_in(tmp_path / "alone", how, {f"{folder}/derivatives.py": CODE})
    assert not alone.sources
    assert f"handed in only `{folder}`, which is no lesson" in alone.notes[0]
    beside = handed_in(tmp_path / "beside", how, {f"{folder}/derivatives.py": "", "derivatives.py": CODE})
    assert (text(beside), beside.notes) == (CODE, ())


@pytest.mark.parametrize("beside", ["README.txt", "PaxHeader/anna", "plan.pdf", ".DS_Store", "info/x.csv"])
def test_what_lies_above_the_folders_of_a_class_makes_them_not_one_student(tmp_path, beside):
    work = {f"hw/week 1/{name}/derivatives.py": f"{CODE}# {name}\n" for name in ("anna", "ben")}
    assert [*rows(put(tmp_path / "class.zip", packed(work | {beside: "x"})))] == ["anna", "ben"]


def test_a_text_in_a_class_is_a_student_if_it_is_a_lesson(tmp_path):
    files = {"anna.txt": CODE, "ben.csv": "a,b\n", "cara.json": notebook(CODE), "README.txt": CODE,
             "d.py": CODE, "notes.txt": "def f(): pass", "e.txt": b"\xff\x00"}  # fmt: skip
    found = take_in([put_all(tmp_path / "class", files | {"eve": CODE})], COURSE)
    assert [one.name for one in found.submissions] == ["anna.txt", "cara.json", "d", "eve"]
    assert found.aside == ()


def test_but_beside_the_folder_of_a_class_it_makes_nobody_of_them(tmp_path):
    work = {f"hw/{name}/derivatives.py": f"{CODE}# {name}\n" for name in ("anna", "ben", "cara")}
    assert [*rows(put_all(tmp_path / "class", work | {"model.txt": CODE}))] == ["anna", "ben", "cara"]


def test_so_is_one_beside_the_students_of_a_class(tmp_path):
    files = {f"{name}/derivatives.py": CODE for name in ("anna", "ben", "reference")}
    found = take_in([put_all(tmp_path, files)], COURSE)
    assert [one.name for one in found.submissions] == ["anna", "ben"]
    assert found.aside == ("Left aside, because the course has a folder of that name: `reference`.",)


@pytest.mark.parametrize("how", HOW)
def test_an_environment_of_conda_is_known_by_what_is_in_it(tmp_path, how):
    members = {"c/conda-meta/history": "", "c/lib/derivatives.py": "x = 1", "derivatives.py": CODE}
    found = handed_in(tmp_path, how, members)
    assert (text(found), list(found.helpers)) == (CODE, ["derivatives.py"])


def test_what_lies_too_deep_is_named(tmp_path):
    found = handed_in(tmp_path, "folder", {"/".join("abcdefghij") + "/derivatives.py": CODE})
    assert "handed in only `a/b/c/d/e/f/g/h/i`, which is no lesson" in found.notes[0]


@pytest.mark.parametrize("how", ["zip", "tar.gz"])
@pytest.mark.parametrize("name", ["derivatives.py", "derivatives.ipynb", "derivatives", "work.txt", "w.json"])
def test_an_archive_is_opened_whatever_it_is_called(tmp_path, how, name):
    archive = packed({"derivatives.py": CODE}, how)
    assert text(handed_in(tmp_path, "folder", {name: archive})) == CODE
    assert text(only(put(tmp_path / name, archive))) == CODE


@pytest.mark.parametrize("name", ["derivatives.txt", "derivatives", "work.json", "hw.py"])
def test_nothing_is_passed_over_in_silence(tmp_path, name):
    files = {f"anna/{name}": "what I did", "ben/derivatives.py": CODE}
    anna, _ = take_in([put_all(tmp_path, files)], COURSE).submissions
    assert anna.sources or f"handed in only `{name}`" in anna.notes[0]


def test_loose_junk_in_a_class_is_named_and_is_no_student(tmp_path):
    junk = {
        "a.png": PIXELS,
        "b.pdf": "%PDF",
        "desktop.ini": "",
        "~$x.xlsx": "",
        "x.xlsx": "",
        "roster.csv": "",
    }
    intake = take_in([put_all(tmp_path / "class", {**junk, "anna/derivatives.py": CODE})], COURSE)
    assert [one.name for one in intake.submissions] == ["anna"]
    assert intake.aside == ("Left aside, because no lesson can be in it: `a.png`, `b.pdf`, `x.xlsx`.",)


def test_a_student_with_a_picture_only_has_a_row_that_says_so(tmp_path):
    path = put_all(
        tmp_path / "class", {"anna/derivatives.py": CODE, "ben/me.png": PIXELS, "cara/x.docx": b"PK"}
    )
    anna, ben, cara = take_in([path], COURSE).submissions
    assert anna.notes == ()
    assert ben.notes[0].startswith("`ben` handed in only `me.png`, which is no lesson;")
    assert cara.notes[0].startswith("`cara` handed in only `x.docx`, which is no lesson;")


def test_what_may_hold_work_and_is_not_read_is_named(tmp_path):
    members = {
        "derivatives.py": CODE,
        "scratch.ipynb": notebook("x = 1"),
        "rest.rar": b"Rar!",
        "more.zip": b"PK",
    }
    notes = only(put_all(tmp_path / "anna", members)).notes
    assert "`more.zip` is no archive that can be read." in notes
    assert "`rest.rar` is an archive of a kind that is not opened; use .zip or .tar.gz." in notes
    assert "`scratch.ipynb` defines no task and was not graded." in notes


def test_what_an_earlier_run_wrote_into_the_class_is_no_student(tmp_path):
    written = {"grades.sqlite": b"", "grades.csv": "", "results/anna.json": "{}", "feedback/anna.html": ""}
    assert [*rows(put_all(tmp_path, {**written, "anna/derivatives.py": CODE}))] == ["anna"]


# Notebooks of any format and size


def test_a_notebook_of_format_3(tmp_path):
    source = only(put(tmp_path / "anna" / "derivatives.ipynb", worksheets("%time x = 1", CODE))).sources[
        "derivatives"
    ]
    assert own_cells(source) == ["x = 1", CODE]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_function_in_a_cell_of_text_is_named(tmp_path, kind):
    content = json.loads(notebook(CODE))
    content["cells"] += [
        {"cell_type": kind, "metadata": {}, "source": f"```python\n{body}\n```"} for body in (CODE, OTHER)
    ]
    anna = only(put(tmp_path / "anna" / "derivatives.ipynb", json.dumps(content)).parent)
    assert note(anna) == "`derivatives.ipynb` was read without `area` in a cell of text."


def with_outputs(outputs):
    content = json.loads(notebook(CODE))
    content["cells"][-1]["outputs"] = outputs
    content["cells"][0]["attachments"] = {"a.png": {"image/png": "A" * 2000}}
    return json.dumps(content).encode()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(alphabet='a"\\[]{}:,\n', max_size=9)
    | st.just("outputs"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["outputs", "a", '"']), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(JSON, max_size=4), JSON)
def test_outputs_are_left_out_and_nothing_else(outputs, other):
    content = {**json.loads(with_outputs(outputs)), "other": {"x": json.dumps(other)}}
    expected = json.loads(json.dumps(content))
    expected["cells"][-1]["outputs"], expected["cells"][0]["attachments"] = [], {}
    for indent in (None, 1):
        assert json.loads(notebooks.without_outputs(json.dumps(content, indent=indent).encode())) == expected


def test_a_notebook_of_many_megabytes_is_read_without_its_outputs(tmp_path):
    data = with_outputs([{"data": {"image/png": "A" * 30_000_000}}])
    assert CODE in (text(only(put(tmp_path / "anna" / "derivatives.ipynb", data))) or "")
    large = notebook("x = 1").encode()[:-1] + b', "metadata": {"x": "' + b"A" * 11_000_000 + b'"}}'
    assert "MB besides its outputs; at most 10 MB are read" in refusal(
        put(tmp_path / "derivatives.ipynb", large)
    )


@pytest.mark.parametrize("inside", [b"[" * 9_000_000, b'"\\"' * 3_000_000, b"[1]," * 4_000_000])
def test_outputs_that_would_cost_too_much_are_refused(inside):
    data = b'{"cells": [{"cell_type": "code", "outputs": [' + inside
    with pytest.raises(ReadError):
        notebooks.load(data)


# Names that people cannot tell apart


@pytest.mark.skipif(os.name == "nt", reason="needs a file system that takes any name")
def test_names_that_differ_in_their_form_or_case_have_a_row_each_without_the_graders_disk(tmp_path):
    forms = [unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD")]
    path = put_all(
        tmp_path / "class", {f"{name}/derivatives.py": CODE for name in (*forms, "Ben", "ben", "BEN")}
    )
    names = list(rows(path))
    assert len({name.casefold() for name in names}) == 5
    assert not any(part in name for name in names for part in (str(tmp_path), "/", "tmp"))
    assert sorted(name[:3] for name in names) == ["BEN", "Ben", "Zoë", "Zoë", "ben"]
    (path / "BEN" / "derivatives.py").unlink()
    (path / "BEN").rmdir()
    assert set(rows(path)) < set(names)


# What other files can import


def test_modules_and_data_beside_a_lesson_are_kept_as_text(tmp_path):
    members = {
        "hw/derivatives.py": "from utils import g\n" + CODE, "hw/utils.py": "g = 1\n",
        "hw/pkg/__init__.py": "",
        "hw/pkg/a.py": "x = 1", "other.py": "y = 1", "hw/my notes.py": "z = 1", "hw/data.csv": "1",
    }  # fmt: skip
    helpers = only(put(tmp_path / "anna.zip", packed(members))).helpers
    assert set(helpers) == {
        "derivatives.py", "utils.py", "pkg/__init__.py", "pkg/a.py", "other.py", "my_notes.py", "data.csv",
        "hw/data.csv"}  # fmt: skip
    assert helpers["utils.py"] == "g = 1\n"


def test_a_module_that_a_notebook_writes_is_one_of_them(tmp_path):
    cells = notebook("%%writefile utils.py\ng = 1\n", "from utils import g", CODE)
    assert only(put(tmp_path / "anna" / "derivatives.ipynb", cells)).helpers == {"utils.py": "g = 1\n"}
    places = ["../../utils.py", "/tmp/x.py", "../a.txt", "/etc/a.txt"]
    hostile = notebook(*(f"%%writefile {place}\ng = 1" for place in places), CODE)
    assert only(put(tmp_path / "ben" / "derivatives.ipynb", hostile)).helpers == {}


def test_they_are_capped_in_number_and_size(tmp_path):
    many = {f"m{n}.py": "x = 1" for n in range(200)} | {"derivatives.py": CODE}
    assert len(only(put_all(tmp_path / "anna", many)).helpers) == 50
    large = {f"m{n}.py": "#" * 90_000 for n in range(20)} | {"derivatives.py": CODE}
    assert sum(map(len, only(put_all(tmp_path / "ben", large)).helpers.values())) <= 500_000


def test_reading_names_what_it_does_not_read(tmp_path):
    found = files.read(put_all(tmp_path / "anna", {"a.png": PIXELS, "derivatives.py": CODE}))
    assert [(file.path.name, file.aside, bool(file.data)) for file in found] == [
        ("a.png", True, False), ("derivatives.py", False, True),
    ]  # fmt: skip


def libraries(size: int, environment: str) -> dict[str, object]:
    """Files that take so many bytes unpacked, and hardly any packed, in a virtual environment."""
    there = f"hw/{environment}/lib/python3.11/site-packages/a_library_with_a_long_name"
    code = (b"".join(bytes([n]) * 1_000 + os.urandom(40) for n in range(40)) for _ in range(size // 40_000))
    files = {f"{there}/{'module' * 12}_{n}.py": file for n, file in enumerate(code)}
    return {f"hw/{environment}/pyvenv.cfg": "home = /usr", **files}


@pytest.mark.parametrize("how", ["tar.gz", pytest.param("tar.xz", marks=pytest.mark.nightly)])
def test_an_environment_of_any_size_is_left_aside_in_passing(tmp_path, monkeypatch, how):
    monkeypatch.setattr(archives, "MAX_STREAM", 2_000_000)
    for environment in (".venv", "my environment"):
        files = {
            **libraries(5_000_000, environment),
            "hw/photo.png": os.urandom(9_000),
            "hw/derivatives.py": CODE,
        }
        path = put(tmp_path / environment / f"anna.{how}", packed(files, how))
        found = only(path)
        assert (text(found), found.notes, found.helpers) == (CODE, (), {"derivatives.py": CODE})


def test_what_may_hold_a_lesson_is_counted_as_before(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_STREAM", 300_000)
    monkeypatch.setattr(passing, "MOST_PASSED", 900_000)
    work = {f"hw/part{n}.py": os.urandom(50_000).hex() for n in range(4)}
    assert "unpacks to more than 0 MB" in refusal(put(tmp_path / "a.tar.gz", packed(work, "tar.gz")))
    pictures = {f"hw/{n}.png": os.urandom(500_000) for n in range(2)}
    assert "unpacks to more than 0 MB" in refusal(put(tmp_path / "b.tar.gz", packed(pictures, "tar.gz")))


EXPORTS = {
    "Brightspace": ({
        "12345-678 - Jane Doe - Mar 9, 2024 1015 AM/derivatives.py": CODE,
        "12345-678 - Jane Doe - Mar 10, 2024 915 PM/derivatives.py": BOTH,
        "22345-678 - Tom Roe - Nov 1, 2024 1:15 AM/derivatives.py": CODE, "index.html": "<html>",
    }, {"Jane Doe": BOTH, "Tom Roe": CODE}),
    "Gradescope": ({
        "assignment_1_export/submission_224355671/derivatives.py": CODE,
        "assignment_1_export/submission_224355672/derivatives.py": BOTH,
        "assignment_1_export/submission_224355673/derivatives.py": CODE + "#",
        "assignment_1_export/submission_metadata.yml": "a: 1",
    }, {"submission_224355671": CODE, "submission_224355672": BOTH, "submission_224355673": CODE + "#"}),
    "Sakai": ({
        f"Homework 1/{name}/{file}": text for name in ("Doe, Jane(jdoe)", "Po, Ann(apo)", "Roe, Tom(troe)")
        for file, text in {"Submission attachment(s)/derivatives.py": CODE, "timestamp.txt": "2024"}.items()
    }, {"Doe, Jane(jdoe)": CODE, "Po, Ann(apo)": CODE, "Roe, Tom(troe)": CODE}),
    "Teams": ({
        f"Submitted files/{name}/Homework 1/Version {number}/derivatives.py": text
        for name in ("Ann Po", "Jane Doe", "Tom Roe") for number, text in ((2, CODE), (10, CODE + "#"))
    }, dict.fromkeys(["Ann Po", "Jane Doe", "Tom Roe"], CODE + "#")),
    "VPL": ({
        f"{name}/2024-03-0{day}-10-00-00/derivatives.py": text
        for name in ("Ann Po - po", "Jane Doe - jdoe") for day, text in ((2, CODE + "#"), (1, CODE))
    }, dict.fromkeys(["Ann Po - po", "Jane Doe - jdoe"], CODE + "#")),
    "ILIAS": ({
        f"Abgaben/{name}/2024030{day}100000_derivatives.py": text
        for name in ("Doe_Jane_jd_1", "Po_Ann_ap_2", "Roe_Tom_tr_3")
        for day, text in ((2, CODE + "#"), (1, CODE))
    }, dict.fromkeys(["Doe_Jane_jd_1", "Po_Ann_ap_2", "Roe_Tom_tr_3"], CODE + "#")),
}  # fmt: skip


EXPORTS |= {
    "Gradescope, numbered from one": ({
        "assignment_1_export/submission_1/derivatives.py": CODE,
        "assignment_1_export/submission_2/derivatives.py": BOTH,
        "assignment_1_export/submission_metadata.yml": "a: 1",
    }, {"submission_1": CODE, "submission_2": BOTH}),
    "Teams, with what is worked on": ({
        f"{place}/{name}/Homework 1/derivatives.py": text
        for place, text in (("Submitted files", CODE), ("Working files", BOTH))
        for name in ("Ann Po", "Tom Roe")
    }, dict.fromkeys(["Ann Po", "Tom Roe"], CODE)),
    "Schoology": ({
        "Po, Ann/Revision 9 - On time/derivatives.py": CODE,
        "Po, Ann/Revision 10 - Late/derivatives.py": BOTH,
        "Roe, Tom/Revision 1 - On time/derivatives.py": CODE,
    }, {"Po, Ann": BOTH, "Roe, Tom": CODE}),
    "OpenOlat": ({
        f"Task/{name}/{place}/derivatives.py": text for name in ("Doe_Jane_jd", "Po_Ann_ap", "Roe_Tom_tr")
        for place, text in (("1_task", STUB), ("2_submission", CODE), ("3_correction", STUB + "#"))
    }, dict.fromkeys(["Doe_Jane_jd", "Po_Ann_ap", "Roe_Tom_tr"], CODE)),
    "nbgrader, the whole course": ({
        f"{place}/{name}/ps1/derivatives.py": text
        for place, text in (("submitted", CODE), ("autograded", BOTH)) for name in ("ann", "tom")
    } | {"source/ps1/derivatives.py": BOTH, "gradebook.db": b"x", "nbgrader_config.py": "c = 1"},
        {"ann": CODE, "tom": CODE}),
    "GitHub": ({
        f"hw-1-submissions/hw-1-{name}/{file}": text for name in ("ann", "jane", "tom")
        for file, text in {"exercises/derivatives.py": CODE, ".git/HEAD": "x", "README.md": "x"}.items()
    }, dict.fromkeys(["hw-1-ann", "hw-1-jane", "hw-1-tom"], CODE)),
}  # fmt: skip


@pytest.mark.parametrize("form", ["folder", "archive"])
@pytest.mark.parametrize("platform", EXPORTS)
def test_what_platforms_hand_out_is_a_row_a_student(tmp_path, platform, form):
    files, texts = EXPORTS[platform]
    place = put_all(tmp_path / "class", files) if form == "folder" else put(tmp_path / "c.zip", packed(files))
    assert {one.name: text(one) for one in take_in([place], COURSE).submissions} == texts


def of_sections(form: str) -> dict[str, object]:
    """Two sections with two students each, as folders or archives."""
    names = {"A": ("ann", "ben"), "B": ("cara", "dan")}
    match form:
        case "folders":
            return {f"Section {s}/{name}/derivatives.py": CODE for s in names for name in names[s]}
        case "deeper":
            return {
                f"2024/Section {s}/{name}/exercises/derivatives.py": CODE for s in names for name in names[s]
            }
        case "archives":
            return {f"section{s}.zip": {f"{name}/derivatives.py": CODE for name in names[s]} for s in names}
        case "archives of a platform":
            many = {s: {f"{name}_{s}_{s}_derivatives.py": CODE for name in names[s]} for s in names}
            return {
                f"{s}.zip": {name.replace("A", "1").replace("B", "2"): CODE for name in many[s]} for s in many
            }
    return {f"{s}/{name}{n}.py": CODE for s in names for name in names[s] for n in ("", "a")}


@pytest.mark.parametrize("outer", ["folder", "archive"])
@pytest.mark.parametrize("form", ["folders", "deeper", "archives", "archives of a platform", "files"])
def test_a_class_may_come_in_sections(tmp_path, form, outer):
    files = of_sections(form)
    place = (
        put_all(tmp_path / "class", files) if outer == "folder" else put(tmp_path / "c.zip", packed(files))
    )
    found = list(rows(place))
    expected = ["ann", "ben", "cara", "dan"]
    assert found == (sorted([*expected, *(f"{name}a" for name in expected)]) if form == "files" else expected)


@pytest.mark.parametrize("students", [
    {"ann/part1/derivatives.py": CODE, "ann/part2/integration.py": OTHER, "ben/part1/derivatives.py": CODE,
     "ben/part2/integration.py": OTHER},
    {"ann/v1/derivatives.py": CODE, "ann/v2/derivatives.py": BOTH, "ben/old/derivatives.py": CODE,
     "ben/new/derivatives.py": BOTH},
    {"ann/a/derivatives.py": CODE, "ann/b/derivatives.py": CODE, "ben/a/derivatives.py": CODE,
     "ben/b/derivatives.py": CODE},
    {"ann/a/derivatives.py": CODE, "ann/b/derivatives.py": CODE, "ben/derivatives.py": CODE},
])  # fmt: skip
def test_and_students_with_folders_of_their_own_are_no_sections(tmp_path, students):
    assert list(rows(put_all(tmp_path / "class", students))) == ["ann", "ben"]
    assert list(rows(put(tmp_path / "class.zip", packed(students)))) == ["ann", "ben"]


@pytest.mark.parametrize(
    "form", ["{} - {}", "{}_{}", "{1}_{0}", "hw 1 {1} ({0})", "{} - Copy of {}", "{1}-{0} (1)"]
)
def test_files_of_one_student_are_known_by_what_is_not_the_lesson(tmp_path, form):
    files = {
        form.format(name, lesson) + ".py": text for name in ("Jane Doe", "Tom Roe")
        for lesson, text in (("derivatives", CODE), ("integration", OTHER))
    }  # fmt: skip
    files |= {form.format("Ann Po", "derivatives") + ".ipynb": notebook(CODE)}
    for place in (put_all(tmp_path / "class", files), put(tmp_path / "class.zip", packed(files))):
        found = rows(place)
        assert [held for _, held in sorted(found.items())] == [
            ["derivatives"], ["derivatives", "integration"], ["derivatives", "integration"],
        ]  # fmt: skip
        assert all(
            name in one for name, one in zip(("Ann Po", "Jane Doe", "Tom Roe"), sorted(found), strict=True)
        )


def test_an_archive_beside_what_was_unpacked_of_it_is_no_second_student(tmp_path):
    files = {
        "ann.zip": WORK,
        "ann/derivatives.py": BOTH,
        "ben.zip": WORK,
        "cara.py": CODE,
        "cara/derivatives.py": CODE,
    }
    anna, ben, *others = read_all(put_all(tmp_path / "class", files))
    assert (anna.name, ben.name, len(others)) == ("ann", "ben", 2)
    assert (text(anna), list(anna.sources)) == (BOTH, ["derivatives", "integration"])


@pytest.mark.parametrize("name", ["Zoë", "李伟", "Łukasz"])
def test_names_in_an_archive_of_a_mac_are_utf_8_though_it_does_not_say_so(tmp_path, name):
    files = packed({f"{name}/derivatives.py": CODE, "tom/derivatives.py": CODE})
    unsaid = re.sub(rb"(PK\x01\x02.{6})..", rb"\1\0\0", files, flags=re.DOTALL)
    unsaid = re.sub(rb"(PK\x03\x04.{2})..", rb"\1\0\0", unsaid, flags=re.DOTALL)
    assert unsaid != files
    assert set(rows(put(tmp_path / "class.zip", unsaid))) == {name, "tom"}


def test_what_is_nobodys_in_an_archive_is_told_and_what_is_somebodys_is_a_row(tmp_path):
    files = {
        "jane/derivatives.py": CODE, "tom/derivatives.py": BOTH, "ann/photo.png": PIXELS, "neu/a.md": "a",
        "list.xlsx": "PK", "photo.png": PIXELS, "readme.md": "x",
    }  # fmt: skip
    found = take_in([put(tmp_path / "class.zip", packed(files))], COURSE)
    assert [one.name for one in found.submissions] == ["ann", "jane", "neu", "tom"]
    assert "handed in only `photo.png`" in found.submissions[0].notes[0]
    assert found.aside == ("Left aside, because no lesson can be in it: `list.xlsx`, `photo.png`.",)
    typed = {"doejane_1_2_derivatives.py": CODE, "poann_2_text.html": "I could not."}
    found = take_in([put(tmp_path / "canvas.zip", packed(typed))], COURSE)
    assert found.aside == ("`poann` handed in no file, only text online.",)


@pytest.mark.parametrize("older", ["derivatives.py~", "derivatives.py.bak", "derivatives.PY.orig"])
def test_what_an_editor_kept_is_the_older_one(tmp_path, older):
    anna = only(put_all(tmp_path / "anna", {older: CODE, "derivatives.py": CODE + "#"}))
    assert text(anna) == CODE + "#"
    assert note(anna) == f"`derivatives.py` was graded as `derivatives`, `{older}` not, which is older."
    assert text(only(put_all(tmp_path / "ben", {older: CODE}))) == CODE


@pytest.mark.parametrize(("older", "newer"), [
    ("homework.py", "homework_v2.py"), ("homework_v9.py", "homework_v10.py"), ("hw old.py", "hw.py"),
    ("20240301_work.py", "20240302_work.py"), ("work (1).ipynb", "work (2).ipynb"), ("work.py~", "work.py"),
])  # fmt: skip
def test_of_two_of_another_name_the_newer_counts_too(tmp_path, older, newer):
    bodies = [notebook(text) if older.endswith("ipynb") else text for text in (CODE, CODE + "#")]
    put_all(tmp_path / "class" / "anna", dict(zip((older, newer), bodies, strict=True)))
    anna = only(tmp_path / "class")
    assert CODE + "#" in (text(anna) or "")


@pytest.mark.parametrize("name", ["derivatives", "homework", "derivatives.pyw", "derivatives.ipynb"])
def test_python_is_python_under_any_ending(tmp_path, name):
    assert text(only(put_all(tmp_path / "class", {f"anna/{name}": CODE}))) == CODE


@pytest.mark.parametrize(("metadata", "said"), [
    ({"kernelspec": {"name": "ir", "language": "R"}}, "is a notebook for `R`, read as Python"),
    ({"language_info": {"name": "julia"}}, "is a notebook for `julia`, read as Python"),
    ({"language_info": {"name": "python"}, "kernelspec": {"language": "R"}}, ""), ({}, ""), (None, ""),
    ({"language_info": 3, "kernelspec": {"language": ["R"]}}, ""),
])  # fmt: skip
def test_a_notebook_of_another_language_is_named(tmp_path, metadata, said):
    body = json.dumps({**json.loads(notebook(CODE)), "metadata": metadata})
    anna = only(put(tmp_path / "anna" / "derivatives.ipynb", body).parent)
    assert said in note(anna) and bool(said) == bool(note(anna))
