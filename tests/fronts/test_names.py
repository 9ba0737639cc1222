"""Which file is which lesson: what it holds decides, then its name, and of several the one with the work."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.submissions.choosing import CONTAINED, PLAIN, lesson_named
from graders.submissions.encodings import HIDING, decode
from graders.submissions.kinds import ReadError, kind_of, stem_of
from tests.fronts.handed_in import BOTH, CODE, COURSE, OTHER, STUB, note, notebook, only, put_all, rows, text

LESSONS = [lesson.name for lesson in COURSE.lessons]


# Names with something behind them


@pytest.mark.parametrize("name", [
    "derivatives.py.txt", "derivatives.PY.TXT", "derivatives.py (1).txt",
    "derivatives (2).py.txt", "derivatives.py.py",
    "derivatives.py~", "derivatives.py.download", "derivatives.py.bak", "derivatives - Copy.py",
    "Derivatives.Py",
    "derivatives.py-1", "derivatives.py.json", "hw_derivatives.py.text", "derivatives.txt", "homework.txt",
])  # fmt: skip
def test_python_with_one_more_ending(tmp_path, name):
    assert text(only(put_all(tmp_path / "class", {f"anna/{name}": CODE}))) == CODE


@pytest.mark.parametrize("name", [
    "derivatives.ipynb.json", "derivatives.ipynb.txt", "derivatives (1).ipynb.json",
    "derivatives.ipynb (1).txt",
    "derivatives.json", "work.json", "derivatives.ipynb.download", "derivatives.txt", "derivatives.py",
])  # fmt: skip
def test_a_notebook_with_one_more_ending(tmp_path, name):
    source = only(put_all(tmp_path / "class", {f"anna/{name}": notebook(CODE)})).sources["derivatives"]
    assert CODE in source.text
    assert source.file == name


@pytest.mark.parametrize("name", [
    "derivatives.pyc", "derivatives.pdf", "derivatives.py.png", "derivatives.ipynb.html", "x.pyx",
    ".py",
])  # fmt: skip
def test_what_is_neither(name):
    assert kind_of(PurePosixPath(name)) == ""


ENDINGS = st.lists(st.sampled_from([".txt", ".json", " (1)", "-2", "~", ".bak", " copy", ".py"]), max_size=4)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["anna", "my work", "derivatives (3)", "a.b"]), st.sampled_from(["py", "ipynb"]), ENDINGS
)
def test_what_programs_put_behind_a_name_changes_neither_its_kind_nor_its_stem(stem, kind, endings):
    path = PurePosixPath(f"{stem}.{kind}{''.join(endings)}")
    assert kind_of(path) == kind
    assert stem_of(path).startswith(stem)


@pytest.mark.parametrize(
    "content",
    ["hello", "def slope(x) is what I tried\n", "slope = 1 = 2\ndef slope(x): pass", '{"cells": 3}'],
)
def test_text_that_is_no_lesson_is_none(tmp_path, content):
    submission = only(put_all(tmp_path / "class", {"anna/notes.txt": content, "anna/integration.py": OTHER}))
    assert (list(submission.sources), submission.notes) == (["integration"], ())


# What a file holds decides


def test_a_file_named_for_another_lesson_is_what_it_holds_and_both_are_said(tmp_path):
    submission = only(put_all(tmp_path / "anna", {"gradient.py": CODE}))
    assert text(submission) == CODE
    assert note(submission) == (
        "`gradient.py` is named for `gradient`, but was taken for `derivatives`, because it defines `slope`."
    )
    assert list(submission.sources) == ["derivatives"]


def test_two_files_named_for_each_other(tmp_path):
    submission = only(
        put_all(tmp_path / "anna", {"derivatives.py": OTHER, "integration.ipynb": notebook(CODE)})
    )
    assert text(submission, "integration") == OTHER
    assert CODE in text(submission)


def test_a_function_of_another_lesson_that_is_needed_here_changes_nothing(tmp_path):
    with_help = "def partials(x): return x\n" + CODE
    assert list(only(put_all(tmp_path / "anna", {"gradient.py": with_help})).sources) == ["gradient"]


def test_a_file_that_holds_a_second_lesson_whole_is_that_one_too(tmp_path):
    submission = only(put_all(tmp_path / "anna", {"gradient.py": "def partials(x): return x\n" + BOTH}))
    assert list(submission.sources) == ["derivatives", "gradient"]
    own = put_all(
        tmp_path / "ben", {"gradient.py": "def partials(x): return x\n" + BOTH, "derivatives.py": BOTH + "#"}
    )
    assert text(only(own)) == BOTH + "#"


def test_a_file_that_holds_nothing_yet_is_what_it_is_called(tmp_path):
    assert list(only(put_all(tmp_path / "anna", {"gradient.py": "x = 1\n"})).sources) == ["gradient"]


# Of several the one with the work


@pytest.mark.parametrize(("graded", "other"), [
    ("derivatives-1.py", "derivatives.py"), ("derivatives (1).py", "derivatives.py"),
    ("derivatives_v2.py", "derivatives_v1.py"), ("derivatives_final.py", "derivatives_v9.py"),
    ("derivatives-10.py", "derivatives-9.py"), ("derivatives.py", "derivatives_old.py"),
    ("derivatives final v2.py", "derivatives final.py"), ("derivatives-1.ipynb", "derivatives.py"),
    ("v2/derivatives.py", "v1/derivatives.py"), ("attempt 3/derivatives.py", "derivatives.py"),
    ("derivatives.py.txt", "backup/derivatives_backup.py"), ("derivatives (2).py",
    "Copy of derivatives.py"),
    ("derivatives.py", "derivatives.ipynb"), ("derivatives.py", "derivatives_anna.py"),
    ("derivatives.py", "derivatives copy.py"), ("derivatives.py", "other/derivatives.py"),
])  # fmt: skip
def test_the_newer_the_plainer_the_script(tmp_path, graded, other):
    contents = {name: CODE + f"# {name}\n" for name in (graded, other)}
    members = {name: notebook(body) if name.endswith("ipynb") else body for name, body in contents.items()}
    submission = only(put_all(tmp_path / "class", {f"anna/{name}": body for name, body in members.items()}))
    assert submission.sources["derivatives"].file == graded
    assert contents[graded] in text(submission)
    assert f"`{graded}` was graded as `derivatives`, `{other}` not" in note(submission)


@pytest.mark.parametrize(
    "worked", ["derivatives.py", "derivatives (1).py", "derivatives.ipynb", "derivatives_old.py", "work.py"]
)
@pytest.mark.parametrize("stub", ["derivatives.py", "derivatives-7.py", "derivatives_final.ipynb"])
def test_an_untouched_stub_never_beats_work(tmp_path, worked, stub):
    if worked == stub:
        return
    members = {worked: notebook(CODE) if worked.endswith("ipynb") else CODE}
    members[stub] = notebook(STUB) if stub.endswith("ipynb") else STUB
    submission = only(put_all(tmp_path / "class", {f"anna/{name}": body for name, body in members.items()}))
    assert CODE in text(submission)
    assert f"`{stub}` not, in which nothing is done" in note(submission)


@pytest.mark.parametrize(
    "empty", [STUB, STUB.replace("raise NotImplementedError", "..."), "def slope(x): pass\n", "x = 1\n"]
)
def test_a_stub_is_known_by_what_stands_in_it(tmp_path, empty):
    assert (
        text(only(put_all(tmp_path / "anna", {"derivatives.py": empty, "derivatives_old.py": CODE}))) == CODE
    )


def test_half_done_beside_finished(tmp_path):
    submission = only(put_all(tmp_path / "anna", {"derivatives-2.py": CODE, "derivatives.py": BOTH}))
    assert text(submission) == BOTH
    assert "`derivatives-2.py` not, in which less is done" in note(submission)


def test_what_does_not_parse_beside_what_does(tmp_path):
    submission = only(
        put_all(tmp_path / "anna", {"derivatives-2.py": CODE + "x = = 1\n", "derivatives.py": CODE})
    )
    assert text(submission) == CODE


def test_what_is_truly_ambiguous_is_named_to_the_instructor(tmp_path):
    members = {"anna/a/derivatives.py": CODE, "anna/b/derivatives.py": CODE + "#"}
    submission = only(put_all(tmp_path / "class", members))
    assert text(submission) is None
    assert note(submission) == (
        "Each of `a/derivatives.py`, `b/derivatives.py` could be `derivatives`; keep one of them."
    )


@pytest.mark.parametrize(
    "stem", ["derivatives2", "Derivatives_V2_final", "derivatives version 3", "copy of derivatives"]
)
def test_a_version_is_no_part_of_a_plain_name(stem):
    assert (lesson_named(stem, LESSONS).lesson, lesson_named(stem, LESSONS).plainness) == (
        "derivatives",
        PLAIN,
    )


@pytest.mark.parametrize("stem", ["smith_derivatives", "hw1 derivatives smith", "derivatives by anna"])
def test_a_name_may_contain_a_lessons(stem):
    assert lesson_named(stem, LESSONS).plainness == CONTAINED


@pytest.mark.parametrize("stem", ["derivatives_integration", "derivativeses", "anna", "", "x" * 5000])
def test_a_name_may_speak_of_no_lesson(stem):
    assert lesson_named(stem, LESSONS) is None


# Encodings


DECLARED = {
    "cp949": "# 미분 연습", "euc_kr": "# 미분", "big5": "# 導數", "big5hkscs": "# 導數",
    "shift_jis": "# 微分 ソ表",
    "euc_jp": "# 微分", "iso2022_jp": "# 微分", "gb2312": "# 导数", "gbk": "# 导数", "gb18030": "# 导数 𠮷",
    "koi8-r": "# производная", "koi8-u": "# похідна", "mac_roman": "# dérivée",
    "mac-cyrillic": "# производная",
    "cp1251": "# производная", "cp866": "# производная", "iso-8859-2": "# pochodną",
    "iso-8859-15": "# dérivée €",
    "cp1255": "# נגזרת", "cp874": "# อนุพันธ์", "tis_620": "# อนุพันธ์", "cp437": "# dérivée",
    "johab": "# 미분",
    "latin-1": "# dérivée", "hz": "# 导数", "ptcp154": "# туынды",
}  # fmt: skip


@pytest.mark.parametrize("encoding", DECLARED)
def test_every_encoding_that_python_reads_is_read_where_it_is_declared(encoding):
    source = f"# -*- coding: {encoding} -*-\n{DECLARED[encoding]}\n{CODE}"
    data = source.encode(encoding)
    compile(data, "as Python reads it", "exec")
    decoded, about = decode(data)
    assert decoded == source
    assert about.startswith("is encoded as ")


@pytest.mark.parametrize(
    "encoding", [*HIDING, "unicode-escape", "utf7", "rot13", "rot_13", "base64", "hex", "cp037"]
)
def test_an_encoding_that_hides_code_is_not(encoding):
    with pytest.raises(ReadError, match="declares the encoding"):
        decode(f"# coding: {encoding}\n{CODE}".encode())


def test_a_row_is_called_by_the_file_without_its_endings(tmp_path):
    members = {
        "anna.py.txt": CODE,
        "ben.ipynb.json": notebook(CODE),
        "cara.tar.gz": {"x.py": CODE},
        "dan.v/x.py": CODE,
    }
    assert list(rows(put_all(tmp_path / "class", members))) == ["anna", "ben", "cara", "dan.v"]
