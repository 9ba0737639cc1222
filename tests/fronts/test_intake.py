"""Submissions are read from disk once, as text, capped; what cannot be read says why in one sentence."""

import io
import json
import os
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from graders.course.submission import GIVEN, Source
from graders.submissions.intake import IntakeError, read_lesson
from tests.fronts.handed_in import (
    CODE,
    OTHER,
    note,
    notebook,
    only,
    own_cells,
    put,
    read,
    refusal,
    text,
    write,
    zipped,
)  # fmt: skip


def filler(size: int) -> bytes:
    """Bytes that compress to a tenth, and not to a hundredth."""
    return b"".join(os.urandom(50) + b"#" * 950 for _ in range(size // 1000))


def tarred(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for info, body in members:
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return path


class TestOneSubmission:
    def test_a_folder_of_lesson_files(self, tmp_path):
        submission = only(write(tmp_path / "anna", derivatives=CODE, integration=OTHER, helper="x = 1"))
        assert submission.name == "anna"
        assert text(submission) == CODE
        assert text(submission, "integration") == OTHER
        assert list(submission.sources) == ["derivatives", "integration"]
        assert submission.notes == ()

    def test_a_folder_with_exercises(self, tmp_path):
        submission = only(write(tmp_path / "anna", exercises__derivatives=CODE))
        assert submission.sources["derivatives"].file == "exercises/derivatives.py"

    def test_a_checkout_of_the_whole_course(self, tmp_path):
        checkout = write(
            tmp_path / "anna",
            exercises__derivatives=CODE, reference__derivatives="right = 1",
            graders__lessons__derivatives="checks = 1", tests__derivatives="tests = 1",
        )  # fmt: skip
        submission = only(checkout)
        assert text(submission) == CODE
        assert note(submission) == ""

    def test_a_single_file_is_named_after_its_folder(self, tmp_path):
        write(tmp_path / "anna", derivatives=CODE)
        write(tmp_path / "ben", exercises__derivatives=OTHER)
        anna, ben = read(tmp_path / "anna" / "derivatives.py", tmp_path / "ben" / "exercises")
        assert (anna.name, ben.name) == ("anna", "ben")

    def test_an_archive(self, tmp_path):
        submission = only(zipped(tmp_path / "anna.zip", anna__exercises__derivatives=CODE, __MACOSX__x="1"))
        assert submission.name == "anna"
        assert text(submission) == CODE
        submission = only(
            tarred(tmp_path / "ben.tar.gz", (tarfile.TarInfo("./derivatives.py"), CODE.encode()))
        )
        assert submission.name == "ben"
        assert text(submission) == CODE

    def test_an_archive_with_backslashes_for_folders(self, tmp_path):
        path = tmp_path / "anna.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("exercises\\derivatives.py", CODE)
        assert text(only(path)) == CODE

    def test_the_current_folder_has_its_own_name(self, tmp_path, monkeypatch):
        monkeypatch.chdir(write(tmp_path / "anna", derivatives=CODE))
        assert only(Path(".")).name == "anna"


class TestAClass:
    def test_one_entry_a_student(self, tmp_path):
        write(tmp_path / "class", anna__derivatives=CODE, ben=CODE, cara__hw__exercises__integration=OTHER)
        zipped(tmp_path / "class" / "dan.zip", derivatives=CODE)
        zipped(tmp_path / "class" / "eve" / "upload.zip", derivatives=CODE)
        submissions = read(tmp_path / "class")
        assert [submission.name for submission in submissions] == ["anna", "ben", "cara", "dan", "eve"]
        assert [list(submission.sources) for submission in submissions] == [
            ["derivatives"], ["derivatives"], ["integration"], ["derivatives"], ["derivatives"],
        ]  # fmt: skip

    def test_what_is_nobodys_work_is_passed_over(self, tmp_path):
        write(
            tmp_path / "class", anna__derivatives=CODE, **{
                ".git__config": "", "roster.csv": "", "README": "", "grades__grades.sqlite": "",
                "__pycache__/x.pyc": "",
            },
        )  # fmt: skip
        assert [submission.name for submission in read(tmp_path / "class")] == ["anna"]

    @pytest.mark.parametrize("path", [".", "submitted", "submitted/anna"])
    def test_nbgraders_folders(self, tmp_path, path):
        put(tmp_path / "submitted/anna/derivatives/derivatives.ipynb", notebook(CODE))
        put(tmp_path / "submitted/anna/integration/integration.ipynb", notebook(OTHER))
        put(tmp_path / "source/derivatives/derivatives.ipynb", notebook("right = 1"))
        submission = only(tmp_path / path)
        assert submission.name == "anna"
        assert list(submission.sources) == ["derivatives", "integration"]

    def test_names_differ(self, tmp_path):
        write(tmp_path / "class", anna__derivatives=CODE, anna=CODE)
        write(tmp_path / "late", anna__derivatives=CODE)
        names = [submission.name for submission in read(tmp_path / "class", tmp_path / "late")]
        assert len(set(names)) == 3
        assert "anna.py" in names

    def test_a_path_given_twice_is_one(self, tmp_path):
        path = write(tmp_path / "anna", derivatives=CODE)
        assert len(read(path, path / ".." / "anna")) == 1

    def test_a_bad_entry_is_a_row_with_its_sentence(self, tmp_path):
        folder = write(
            tmp_path / "class", anna__derivatives=CODE, **{"ben.zip": "no zip", "cara.rar": "Rar!"}
        )
        (folder / "dan").mkdir()
        anna, ben, cara, dan = read(folder)
        assert text(anna) == CODE
        assert ben.notes == ("`ben.zip` is no archive that can be read.",)
        assert cara.notes == ("`cara.rar` is an archive of a kind that is not opened; use .zip or .tar.gz.",)
        assert dan.notes == ("`dan` holds no lesson; a lesson's file is named like `derivatives.py`.",)

    def test_a_template_beside_the_students_is_not_taken_for_the_class(self, tmp_path):
        write(tmp_path / "class", derivatives=CODE, anna__derivatives=CODE, ben__derivatives=CODE)
        assert "either one submission or a folder of submissions" in refusal(tmp_path / "class")


class TestWhichLesson:
    @pytest.mark.parametrize("name", [
        "derivatives", "Derivatives", "derivatives (1)", "derivatives-1", "derivatives_final",
        "derivatives copy", "Copy of derivatives", "derivatives_smith",
        "smith_4711_derivatives", "derivatives v2",
    ])  # fmt: skip
    def test_by_its_name(self, tmp_path, name):
        put(tmp_path / "class" / "anna" / f"{name}.py", CODE)
        assert text(only(tmp_path / "class")) == CODE

    def test_a_name_of_many_digits_is_read_at_once(self, tmp_path):
        folder = write(tmp_path / "anna", **{f"derivatives{'1' * 200}!.py": CODE})
        assert text(only(folder)) == CODE

    @pytest.mark.parametrize(
        "name", ["gradient_descent", "Gradient Descent", "gradient-descent-2", "my_gradient_descent"]
    )
    def test_the_longer_name_wins(self, tmp_path, name):
        put(tmp_path / "class" / "anna" / f"{name}.py", "def descend(x): return x")
        assert list(only(tmp_path / "class").sources) == ["gradient_descent"]

    def test_else_by_the_tasks_that_it_defines(self, tmp_path):
        submission = only(write(tmp_path / "class", anna__homework=CODE))
        assert text(submission) == CODE
        assert note(submission) == "`homework.py` was taken for `derivatives`, because it defines `slope`."

    def test_one_file_may_hold_several_lessons(self, tmp_path):
        submission = only(write(tmp_path / "class", anna__homework=CODE + OTHER))
        assert list(submission.sources) == ["derivatives", "integration"]

    def test_the_plainest_name_is_graded_and_the_others_are_mentioned(self, tmp_path):
        submission = only(
            write(tmp_path / "anna", derivatives=CODE, derivatives_old="x = 1", homework=CODE + "#")
        )
        assert text(submission) == CODE
        assert note(submission) == (
            "`derivatives.py` was graded as `derivatives`, `derivatives_old.py`, `homework.py` not."
        )

    def test_a_copy_of_the_same_text_is_not_mentioned(self, tmp_path):
        submission = only(write(tmp_path / "anna", derivatives=CODE, **{"derivatives (1)": CODE}))
        assert note(submission) == ""

    def test_a_script_is_preferred_to_a_notebook_but_what_can_be_read_to_both(self, tmp_path):
        write(tmp_path / "anna", derivatives=CODE, **{"derivatives.ipynb": notebook("x = 1")})
        assert text(only(tmp_path / "anna")) == CODE
        put(tmp_path / "anna" / "derivatives.py", b"\0\0")
        assert "x = 1" in (text(only(tmp_path / "anna")) or "")

    def test_two_that_are_alike_are_neither(self, tmp_path):
        submission = only(
            write(tmp_path / "class", anna__one__derivatives=CODE, anna__two__derivatives=CODE + "#")
        )
        assert text(submission) is None
        assert "`one/derivatives.py`, `two/derivatives.py` could be `derivatives`" in note(submission)


class TestText:
    @pytest.mark.parametrize(("data", "about"), [
        (CODE.encode(), ""),
        (CODE.replace("\n", "\r\n").encode(), ""),
        (CODE.replace("\n", "\r").encode(), ""),
        (b"\xef\xbb\xbf" + CODE.encode(), ""),
        (CODE.encode("utf-16"), ""),
        (b"# coding: utf-8\n" + CODE.encode(), ""),
        (b"# l\xf6sung\n" + CODE.encode(), "Windows-encoded"),
        (b"# -*- coding: latin-1 -*-\n# l\xf6sung\n" + CODE.encode(), "iso8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n" + CODE.encode(), "cp1252"),
    ])  # fmt: skip
    def test_is_read_in_every_usual_encoding(self, tmp_path, data, about):
        put(tmp_path / "anna" / "derivatives.py", data)
        submission = only(tmp_path / "anna")
        assert (text(submission) or "").endswith(CODE)
        assert about in note(submission)
        assert bool(about) == bool(note(submission))

    @pytest.mark.parametrize(
        "name", ["unicode_escape", "punycode", "rot13", "zlib", "utf-7", "nonsense", "idna"]
    )
    def test_an_encoding_that_hides_code_is_refused(self, tmp_path, name):
        put(tmp_path / "anna" / "derivatives.py", f"# coding: {name}\n{CODE}")
        assert f"declares the encoding `{name}`" in refusal(tmp_path / "anna")

    @pytest.mark.parametrize(
        "data", [b"\x7fELF\0\0\0", CODE.encode("utf-16-le"), b"\x81\x8d\xff", b"\xff\xfe\0"]
    )
    def test_what_is_no_text_is_refused(self, tmp_path, data):
        put(tmp_path / "anna" / "derivatives.py", data)
        write(tmp_path / "anna", integration=OTHER)
        submission = only(tmp_path / "anna")
        assert text(submission) is None
        assert note(submission).startswith("`derivatives.py` ")
        assert text(submission, "integration") == OTHER


class TestNotebooks:
    def test_code_cells_stand_one_after_another(self, tmp_path):
        content = notebook("import numpy as np", CODE.splitlines(keepends=True), "x = 1\ny = 2")
        put(tmp_path / "anna" / "derivatives.ipynb", content)
        source = only(tmp_path / "anna").sources["derivatives"]
        assert own_cells(source) == ["import numpy as np", CODE, "x = 1\ny = 2"]
        last = source.text.count("\n") + 1
        assert source.locate(last) == (3, 2)
        assert source.locate(1) == (GIVEN, 1)

    def test_what_the_lesson_gives_stands_before_them(self, tmp_path):
        put(tmp_path / "anna" / "derivatives.ipynb", notebook(CODE))
        source = only(tmp_path / "anna").sources["derivatives"]
        given = [piece.text for piece in source.pieces if piece.cell == GIVEN]
        assert "import numpy as np" in given
        assert not any("def picture" in text for text in given)

    @pytest.mark.parametrize(("lines", "left", "named"), [
        ("%matplotlib inline\n%load_ext x", "\n", "`%load_ext`, `%matplotlib`"),
        ("!pip install numpy", "", "shell lines"), ("  !ls\nx = 1", "\nx = 1", "shell lines"),
        ("%time slope(1)", "slope(1)", "`%time`"), ("%timeit slope(1)", "", "`%timeit`"),
        ("slope?\n??slope\nx", "\n\nx", "questions"),
        ("%%bash\nls", "\n", "`%%bash`"), ("%%time\nx = 2", "\nx = 2", "`%%time`"),
        ("\n%%capture\nx = 2", "\n\nx = 2", "`%%capture`"),
    ])  # fmt: skip
    def test_what_is_ipythons_is_left_out_and_mentioned(self, tmp_path, lines, left, named):
        put(tmp_path / "anna" / "derivatives.ipynb", notebook(CODE, lines))
        source = only(tmp_path / "anna").sources["derivatives"]
        assert own_cells(source) == [CODE, left]
        assert source.note == f"`derivatives.ipynb` was read without {named}."

    def test_python_that_looks_like_a_magic_stays(self, tmp_path):
        cell = 'x = (7\n %x)\ns = """\n!important\n"""\n'
        put(tmp_path / "anna" / "derivatives.ipynb", notebook("x = 4", cell))
        assert cell in (text(only(tmp_path / "anna")) or "")

    def test_nbgraders_test_cells_are_no_work_of_the_student(self, tmp_path):
        content = json.loads(notebook(CODE, "test()"))
        content["cells"][2]["metadata"] = {"nbgrader": {"grade": True, "solution": False}}
        put(tmp_path / "anna" / "derivatives.ipynb", json.dumps(content))
        assert "test()" not in (text(only(tmp_path / "anna")) or "")

    def test_a_solution_that_was_turned_into_text_is_code(self, tmp_path):
        content = json.loads(notebook("import numpy as np", CODE))
        marks = {"nbgrader": {"grade": False, "solution": True}}
        content["cells"][2] |= {"cell_type": "markdown", "metadata": marks}
        put(tmp_path / "anna" / "derivatives.ipynb", json.dumps(content))
        assert CODE in (text(only(tmp_path / "anna")) or "")

    @pytest.mark.parametrize("data", [
        "", "{", "[]", "{}", '{"cells": 3}', "[" * 200_000,
        '{"worksheets": []}', '{"cells": ' + "9" * 9999 + "}",
    ])  # fmt: skip
    def test_what_is_no_notebook_is_refused(self, tmp_path, data):
        assert "is no notebook" in refusal(put(tmp_path / "anna" / "derivatives.ipynb", data))

    def test_odd_cells_do_no_harm(self, tmp_path):
        cells = [
            1,
            {"cell_type": "code"},
            {"cell_type": "code", "source": [1, None], "metadata": 3},
            {"cell_type": "code", "source": "x = '\ud800'"},
        ]
        put(tmp_path / "anna" / "derivatives.ipynb", json.dumps({"nbformat": 4, "cells": cells}))
        assert "x = '?'" in (text(only(tmp_path / "anna")) or "")


def test_one_lesson_whose_file_is_known(tmp_path):
    path = put(tmp_path / "anything.py", CODE)
    assert read_lesson(path, "derivatives", "exercises/x.py") == Source("derivatives", "exercises/x.py", CODE)
    gone = read_lesson(tmp_path / "gone.py", "derivatives", "exercises/x.py")
    assert (gone.text, gone.note) == (None, "`exercises/x.py` cannot be read: no such file or directory.")


class TestRefusals:
    def test_a_path_that_does_not_exist(self, tmp_path):
        assert refusal(tmp_path / "nobody").endswith("nobody` does not exist.")

    def test_an_empty_folder(self, tmp_path):
        assert "holds no submission" in refusal(tmp_path)

    def test_a_folder_without_lessons(self, tmp_path):
        assert "holds no submission" in refusal(write(tmp_path, photos__cat="x = 1", notes="y = 2"))

    def test_a_file_without_a_lesson(self, tmp_path):
        assert "notes.py` holds no lesson" in refusal(put(tmp_path / "notes.py", "x = 1"))
        assert refusal(put(tmp_path / "thesis.pdf", "%PDF")).endswith(
            "thesis.pdf` is no .py, .ipynb, .zip or .tar.gz file."
        )
        assert "is no submission: `gradient.py` is no text file." in refusal(
            write(tmp_path / "anna", gradient=b"\0")
        )

    def test_a_folder_whose_only_entry_is_broken(self, tmp_path):
        put(tmp_path / "class" / "anna.zip", "no zip")
        assert refusal(tmp_path / "class").endswith(
            "holds no submission: `anna.zip` is no archive that can be read."
        )

    @pytest.mark.skipif(
        sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that cannot be read"
    )
    def test_a_student_whose_folder_is_closed_harms_nobody(self, tmp_path):
        folder = write(tmp_path / "class", anna__derivatives=CODE, ben__derivatives=CODE)
        (folder / "ben").chmod(0)
        anna, ben = read(folder)
        assert text(anna) == CODE
        assert ben.notes == ("`ben` cannot be read: permission denied.",)

    def test_a_file_of_fifty_megabytes(self, tmp_path):
        for name in ("derivatives.py", "derivatives.ipynb", "anna.zip", "anna.tar.gz"):
            path = put(tmp_path / name, b"")
            os.truncate(path, 50_000_000)
            assert "has 50.0 MB; at most" in refusal(path)
            path.unlink()

    def test_one_bad_path_leaves_the_others(self, tmp_path):
        good = write(tmp_path / "anna", derivatives=CODE)
        with pytest.raises(IntakeError) as caught:
            read(tmp_path / "nobody", good)
        assert [submission.name for submission in caught.value.submissions] == ["anna"]
        assert len(caught.value.sentences) == 1

    @pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
    def test_links_and_pipes(self, tmp_path):
        secret = put(tmp_path / "secret.py", "KEY = 1")
        folder = write(tmp_path / "class", anna__integration=OTHER, ben__derivatives=CODE)
        (folder / "anna" / "derivatives.py").symlink_to(secret)
        os.mkfifo(folder / "anna" / "gradient.py")
        (folder / "cara").symlink_to(folder / "ben")
        (folder / "dan.py").symlink_to(secret)
        anna, _, cara, dan = read(folder)
        assert text(anna) is None
        assert note(anna) == "`derivatives.py` is a link; links are not followed."
        assert note(anna, "gradient") == "`gradient.py` is no ordinary file."
        assert text(anna, "integration") == OTHER
        assert not cara.sources
        assert not dan.sources

    @pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that takes any name")
    def test_an_odd_name_is_made_readable(self, tmp_path):
        path = os.fsencode(tmp_path) + b"/class/a\xff\x1b[31m\nna"
        os.makedirs(path)
        with open(path + b"/derivatives.py", "w") as file:
            file.write(CODE)
        name = only(tmp_path / "class").name
        assert name.isprintable()
        assert name.encode()


class TestHostileArchives:
    def zip_with(self, path, *infos, compression=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(path, "w", compression) as archive:
            archive.writestr("integration.py", OTHER)
            for info, body in infos:
                archive.writestr(info, body, compression)
        return path

    @pytest.mark.parametrize(
        "name", ["/derivatives.py", "../derivatives.py", "a/../../derivatives.py", "c:/derivatives.py"]
    )
    def test_paths_that_lead_outside(self, tmp_path, name):
        submission = only(self.zip_with(tmp_path / "anna.zip", (zipfile.ZipInfo(name), CODE.encode())))
        assert text(submission) is None
        assert "lies outside its archive" in note(submission)
        assert text(submission, "integration") == OTHER
        member = (tarfile.TarInfo(name), CODE.encode())
        assert "lies outside its archive" in refusal(tarred(tmp_path / "anna.tar.gz", member))

    def test_links(self, tmp_path):
        info = zipfile.ZipInfo("derivatives.py")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        submission = only(self.zip_with(tmp_path / "anna.zip", (info, b"/etc/passwd")))
        assert "is no ordinary file" in note(submission)
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            link = tarfile.TarInfo("derivatives.py")
            link.type, link.linkname = kind, "/etc/passwd"
            assert "is no ordinary file" in refusal(tarred(tmp_path / "anna.tgz", (link, b"")))

    def test_bombs(self, tmp_path):
        submission = only(
            self.zip_with(tmp_path / "a.zip", (zipfile.ZipInfo("derivatives.py"), b" " * 900_000))
        )
        assert "unpacks to more than 100 times its size" in note(submission)
        submission = only(
            self.zip_with(tmp_path / "b.zip", (zipfile.ZipInfo("derivatives.py"), b" " * 2_000_000))
        )
        assert "has 2.0 MB; at most 1 MB are read" in note(submission)
        many = [(tarfile.TarInfo(f"{i}/derivatives.py"), filler(900_000)) for i in range(24)]
        assert "holds more than 20 MB of code" in refusal(tarred(tmp_path / "c.tar.gz", *many))
        large = [(tarfile.TarInfo(f"{i}.ipynb"), filler(9_000_000)) for i in range(8)]
        assert "unpacks to more than 64 MB" in refusal(tarred(tmp_path / "d.tar.gz", *large))
        crowd = [(tarfile.TarInfo(f"{i}.dat"), b"") for i in range(5001)]
        assert "holds more than 5000 files" in refusal(tarred(tmp_path / "e.tar.gz", *crowd))
        zeros = (tarfile.TarInfo("zeros.dat"), bytes(9_000_000))
        assert "unpacks to more than 100 times its size" in refusal(tarred(tmp_path / "f.tar.gz", zeros))

    def test_damage(self, tmp_path):
        path = self.zip_with(
            tmp_path / "a.zip", (zipfile.ZipInfo("derivatives.py"), CODE.encode()), compression=0
        )
        path.write_bytes(path.read_bytes().replace(CODE.encode(), CODE.upper().encode()))
        submission = only(path)
        assert "is damaged" in note(submission)
        assert text(submission, "integration") == OTHER
        whole = tarred(
            tmp_path / "b.tar.gz", (tarfile.TarInfo("derivatives.py"), os.urandom(5000))
        ).read_bytes()
        assert "is no archive" in refusal(put(tmp_path / "c.tar.gz", whole[:2000]))

    def test_a_name_twice(self, tmp_path):
        with pytest.warns(UserWarning, match="Duplicate"):
            path = self.zip_with(tmp_path / "a.zip", (zipfile.ZipInfo("integration.py"), b"x = 1"))
        assert only(path).sources["integration"].text == OTHER

    def test_unusual_compression(self, tmp_path):
        path = self.zip_with(tmp_path / "a.zip", compression=zipfile.ZIP_LZMA)
        assert "is compressed in an unusual way" in refusal(path)
