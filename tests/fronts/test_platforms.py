"""What learning platforms hand out is read as it comes: one student, one row, the newest attempt."""

import pytest

from graders.submissions.intake import take_in
from graders.submissions.platforms import recognised
from tests.fronts.handed_in import (
    BOTH,
    CODE,
    COURSE,
    OTHER,
    PIXELS,
    notebook,
    packed,
    put,
    put_all,
    read,
    rows,
)

MOODLE = {
    "Jane Doe_101_assignsubmission_file_/derivatives.py": CODE,
    "Jane Doe_101_assignsubmission_file_/sub/integration.py": OTHER,
    "Jane Doe_101_assignsubmission_onlinetext_/onlinetext.html": "<p>hello</p>",
    "Zoë Ng-Li_102_assignsubmission_file_/work.zip": {"derivatives.ipynb": notebook(CODE)},
}
MOODLE_FLAT = {
    "Jane Doe_101_assignsubmission_file_derivatives.py": CODE,
    "Jane Doe_101_assignsubmission_file_integration.py": OTHER,
    "Jane Doe_101_assignsubmission_onlinetext_onlinetext.html": "<p>hello</p>",
    "Zoë Ng-Li_102_assignsubmission_file_work.zip": {"derivatives.ipynb": notebook(CODE)},
}
CANVAS = {
    "doejane_11_501_derivatives.py": CODE,
    "doejane_11_502_integration-1.py": OTHER,
    "ngli_LATE_12_503_homework.zip": {"hw/derivatives.py.txt": CODE},
    "oduya_13_504_screenshot.png": PIXELS,
    "roe_14_text.html": "<p>I typed it</p>",
}
BLACKBOARD = {
    "Homework 1_jdoe_attempt_2024-03-01-10-00-00.txt": "Name: Jane Doe (jdoe)",
    "Homework 1_jdoe_attempt_2024-03-01-10-00-00_derivatives.py": CODE,
    "Homework 1_jdoe_attempt_2024-03-02-10-00-00.txt": "Name: Jane Doe (jdoe)",
    "Homework 1_jdoe_attempt_2024-03-02-10-00-00_derivatives.py": BOTH,
    "Homework 1_jdoe_attempt_2024-03-02-10-00-00_integration.py": OTHER,
    "Homework 1_troe_attempt_2024-03-01-11-00-00_derivatives.py": CODE,
    "Homework 1_troe_attempt_2024-03-05-11-00-00.txt": "Name: T Roe (troe)",
}
FEEDBACK = {**MOODLE, "Jane Doe_101_assignfeedback_file_/derivatives.py": OTHER,
            "Jane Doe_101_assignfeedback_comments_/a.html": "well done"}  # fmt: skip
ANONYMOUS = {
    "anon_8Y2kZ_501_derivatives.py": CODE,
    "anon_8Y2kZ_502_integration.py": OTHER,
    "anon_Qw3rt_LATE_503_derivatives-1.py": CODE,
}
BRIGHTSPACE = {
    "1-2 - Jane Doe - 9 March, 2024 1015 AM - derivatives.py": BOTH,
    "1-2 - Jane Doe - 2024-03-10 09.15 - derivatives.py": CODE,
    "1-2 - Jane Doe - 2024-03-10 09.15 - integration.py": OTHER,
    "Group 2 - April 1, 2024 10h15 - derivatives.py": CODE,
}
TWO = ["derivatives", "integration"]
CLASSES = {
    "moodle": (MOODLE, {"Jane Doe": TWO, "Zoë Ng-Li": ["derivatives"]}),
    "moodle_flat": (MOODLE_FLAT, {"Jane Doe": TWO, "Zoë Ng-Li": ["derivatives"]}),
    "canvas": (CANVAS, {"doejane": TWO, "ngli": ["derivatives"], "oduya": []}),
    "moodle_with_feedback": (FEEDBACK, {"Jane Doe": TWO, "Zoë Ng-Li": ["derivatives"]}),
    "canvas_anonymous": (ANONYMOUS, {"anon_8Y2kZ": TWO, "anon_Qw3rt": ["derivatives"]}),
    "brightspace": (BRIGHTSPACE, {"Group 2": ["derivatives"], "Jane Doe": TWO}),
    "blackboard": (BLACKBOARD, {"jdoe": TWO, "troe": ["derivatives"]}),
}


@pytest.mark.parametrize("platform", CLASSES)
@pytest.mark.parametrize("how", ["folder", "zip", "zip in a folder", "folder in a zip", "tar.gz"])
def test_a_class_is_the_same_however_it_was_downloaded(tmp_path, platform, how):
    files, expected = CLASSES[platform]
    match how:
        case "folder":
            path = put_all(tmp_path / "class", files)
        case "zip":
            path = put(tmp_path / "submissions.zip", packed(files))
        case "zip in a folder":
            path = put(tmp_path / "class" / "submissions.zip", packed(files)).parent
        case "folder in a zip":
            path = put(tmp_path / "x.zip", packed({f"CS 101/{name}": body for name, body in files.items()}))
        case _:
            path = put(tmp_path / "submissions.tar.gz", packed(files, "tar.gz"))
    assert rows(path) == expected


def test_the_newest_attempt_is_graded_and_the_others_are_named(tmp_path):
    jane, troe = read(put_all(tmp_path / "class", BLACKBOARD))
    assert jane.sources["derivatives"].text == BOTH
    assert jane.notes == (
        "The attempt of 2024-03-02-10-00-00 was graded, the newest; not that of 2024-03-01-10-00-00.",
    )
    assert troe.notes == ()


def test_the_newest_of_files_with_one_name_is_graded(tmp_path):
    files = {
        "doe_1_20_derivatives.py": CODE,
        "doe_1_9_derivatives.py": CODE + "#",
        "doe_1_30_derivatives.py": CODE,
    }
    (doe,) = read(put_all(tmp_path / "class", {**files, "doe_1_31_derivatives.py": CODE + "# newest"}))
    assert doe.sources["derivatives"].text == CODE + "# newest"


def test_who_handed_in_a_picture_only_has_a_row_that_says_so(tmp_path):
    oduya = read(put_all(tmp_path / "class", CANVAS))[-1]
    assert oduya.name == "oduya"
    assert "handed in only `screenshot.png`, which is no lesson" in oduya.notes[0]


def test_who_typed_only_text_is_named_without_a_row(tmp_path):
    intake = take_in([put_all(tmp_path / "class", CANVAS)], COURSE)
    assert intake.aside == ("`roe` handed in no file, only text online.",)


def test_an_assignment_of_each_kind_in_one_download_keeps_its_rows(tmp_path):
    files = {
        f"HW {number}-{number}/{name}_{number}_assignsubmission_file_/{lesson}.py": text
        for number, lesson, text in ((1, "derivatives", CODE), (2, "integration", OTHER))
        for name in ("Jane Doe", "Tom Roe")
    }
    expected = {
        f"{name}_{number}": [lesson]
        for number, lesson in ((1, "derivatives"), (2, "integration"))
        for name in ("Jane Doe", "Tom Roe")
    }
    assert rows(put_all(tmp_path / "class", files)) == expected
    assert rows(put(tmp_path / "class.zip", packed(files))) == expected


def test_two_students_of_one_name_are_told_apart_by_their_numbers(tmp_path):
    files = {f"Jane Doe_{number}_assignsubmission_file_/derivatives.py": CODE for number in (1, 2)}
    assert list(rows(put_all(tmp_path / "class", files))) == ["Jane Doe_1", "Jane Doe_2"]


@pytest.mark.parametrize("name", [
    "derivatives.py", "smith_4711_derivatives.py", "derivatives_1_2.py", "2024_03_01_derivatives.py", "anna",
    "hw1_anna.zip", "a_b_c.py", "my_attempt_at_derivatives.py", "_1_2_x.py", "x" * 5000 + "_1_2_x.py",
])  # fmt: skip
def test_an_ordinary_name_is_no_platforms(name):
    assert recognised(name) is None


@pytest.mark.parametrize(("name", "student", "file"), [
    ("van_der_berg_LATE_12_34_x_y-2.py", "van_der_berg", "x_y-2.py"), ("o'brien_1_2_x.py", "o'brien", "x.py"),
    ("Week 1_ Slopes_j.doe_attempt_2024-01-02-03-04-05_my file.py", "j.doe", "my file.py"),
    ("Group A-Ana María_9_assignsubmission_file_", "Group A-Ana María", ""),
    ("Ana_9_assignsubmission_onlinetext", "Ana", None), ("roe_LATE_12_link.html", "roe", None),
])  # fmt: skip
def test_late_numbers_and_titles_are_no_part_of_a_name(name, student, file):
    found = recognised(name)
    assert (found.student, found.file) == (student, file)
