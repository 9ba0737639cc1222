"""The pytest front end, run as a student runs it."""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from graders.course.index import own_course
from graders.course.student_folder import begin

ROOT = Path(__file__).resolve().parents[2]
COURSE = """
format = 1
title = "Calculus for machine learning"

[limits]
wall = 3

[lessons.derivatives]
title = "Differential calculus"
minutes = 40
libraries = ["matplotlib"]

[lessons.derivatives.tasks]
difference_quotient = { points = 2, tier = "essential" }
derivative_cubic = { points = 2, tier = "essential" }
power_rule = { points = 2, tier = "core" }
central_difference = { points = 2, tier = "core" }
rate_vs_rule_gap = { points = 2, tier = "essential", needs = ["difference_quotient"] }
best_step = { points = 3, tier = "stretch" }
plot_slopes = { points = 3, tier = "essential" }
"""
QUOTIENT = "    return (f(x + dx) - f(x)) / dx"
SOLVED = {
    "difference_quotient": QUOTIENT,
    "derivative_cubic": "    return 3 * x**2 - 4 * x",
    "power_rule": "    return [c * n for n, c in zip(range(len(coeffs) - 1, 0, -1), coeffs)] or [0]",
}


@pytest.fixture
def course(tmp_path):
    """A course of one lesson in a folder of its own."""
    (tmp_path / "course.toml").write_text(COURSE)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "reference").symlink_to(ROOT / "reference")
    (tmp_path / "graders").symlink_to(ROOT / "graders")
    (tmp_path / "exercises").mkdir()
    shutil.copy(ROOT / "exercises" / "derivatives.py", tmp_path / "exercises")
    return tmp_path


def solve(course, bodies):
    """Replace the bodies of some stubs."""
    file = course / "exercises" / "derivatives.py"
    text = file.read_text()
    for name, body in bodies.items():
        start = text.index(f"def {name}(")
        text = text[:start] + text[start:].replace("    raise NotImplementedError", body, 1)
    file.write_text(text)


def run(course, *arguments):
    """pytest's exit code and output."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, re.sub(r"in \d+\.\d+s", "in N s", done.stdout)


def test_a_fresh_course_is_all_to_do_and_nothing_is_red(course):
    code, out = run(course, "--color=yes")
    assert code == 0
    assert "\x1b[31m" not in out
    code, out = run(course)
    assert "0 of 7 tasks done, 0 of 16 points." in out
    assert re.search(r"Next: difference_quotient, exercises/derivatives\.py:\d+", out)
    assert re.search(r"=+ \d+ todo in N s =+", out)


def test_the_page_explains_the_first_failure_and_counts_the_others(course):
    solve(
        course,
        {"difference_quotient": "    return (f(x) - f(x + dx)) / dx", "power_rule": "    return coeffs"},
    )
    code, out = run(course)
    assert code == 1
    page = out[out.index("derivatives: difference_quotient") :]
    order = ["is not right.", "yours", "expected", "The slope has the right size and the wrong sign",
             "exercises/derivatives.py:", "stuck?  pytest --hint difference_quotient"]  # fmt: skip
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "Also not right yet: power_rule." in page
    assert "graders/" not in out and "= FAILURES =" not in out


def test_what_is_done_is_counted(course):
    solve(course, SOLVED)
    code, out = run(course)
    assert code == 0
    assert "3 of 7 tasks done, 6 of 16 points." in out
    assert "✓✓✓····" in out


def test_a_course_without_points_is_for_practice(course):
    (course / "course.toml").write_text(re.sub(r"points = \d", "points = 0", COURSE))
    solve(course, SOLVED)
    code, out = run(course)
    assert code == 0
    assert "3 of 7 tasks done, 0 of 0 points." in out
    assert "(about 25 minutes to the end of the lesson)" in " ".join(out.split())


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("    return (f(x + dx) - f(x) / dx", "does not parse: '(' was never closed"),
        ("    return f(x + dx) - g(x)", "raises NameError: name 'g' is not defined"),
        ("    while True:\n        pass", "is still running after 3 s."),
        ("    import os\n    os._exit(0)", "ended its process: it left with exit code 0."),
        ("    return None", "The answer is None. Is a `return` missing?"),
    ],
)
def test_what_does_not_work_gets_one_sentence_and_its_own_line(course, body, sentence):
    solve(course, {"difference_quotient": body})
    code, out = run(course)
    assert code == 1
    assert sentence in " ".join(out.split())
    assert re.search(r"exercises/derivatives\.py:\d+", out)


def test_the_line_of_an_exception_is_shown(course):
    solve(course, {"difference_quotient": "    return f(x + dx) - g(x)"})
    _, out = run(course)
    assert re.search(r"\d+ \| return f\(x \+ dx\) - g\(x\)", out)


def test_node_ids_select_a_task_and_a_check(course):
    solve(course, SOLVED)
    task = "exercises/derivatives.py::power_rule"
    _, out = run(course, task, "-v")
    assert "PASSED" in out and "difference_quotient" not in out
    check = re.search(rf"({task}::\w+) PASSED", out).group(1)
    assert "1 passed" in run(course, check)[1]
    assert "todo" not in run(course, "-k", "power_rule")[1]


def test_pytest_stops_at_the_first_failure_and_repeats_the_last(course):
    solve(course, {"difference_quotient": "    return 1.0", "power_rule": "    return coeffs"})
    assert "1 failed" in run(course, "-x")[1]
    command = [sys.executable, "-m", "pytest"]
    subprocess.run(command, cwd=course, capture_output=True, check=False)
    again = subprocess.run([*command, "--lf"], cwd=course, capture_output=True, text=True, check=False).stdout
    assert "todo" not in again.splitlines()[-1] and "failed" in again.splitlines()[-1]


def test_junit_carries_the_feedback_and_the_points(course):
    solve(course, {**SOLVED, "power_rule": "    return coeffs"})
    run(course, "--junitxml=report.xml")
    cases = {case.get("name"): case for case in ElementTree.parse(course / "report.xml").iter("testcase")}
    failed = [case for case in cases.values() if case.find("failure") is not None]
    assert failed and all("power_rule(" in case.find("failure").text for case in failed)
    points = [
        p.get("value") for case in cases.values() for p in case.iter("property") if p.get("name") == "points"
    ]
    assert "2.0" in points or "2" in points


def test_xdist_gives_the_same_page(course):
    solve(course, {**SOLVED, "power_rule": "    return coeffs"})
    one, two = run(course)[1], run(course, "-n", "2")[1]
    pages = [out[out.index("derivatives: power_rule") :].partition("\n=")[0] for out in (one, two)]
    assert pages[0] == pages[1]


def test_a_hint_is_shown_and_nothing_is_run(course):
    code, out = run(course, "--hint", "power_rule:2")
    assert code == 0
    assert out.startswith("power_rule, hint 2 of 3")
    assert "collected" not in out


def test_a_hint_for_nothing_says_what_to_do(course):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--hint"], cwd=course, capture_output=True, text=True
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Name a task, as in `--hint difference_quotient`" in done.stderr


def test_editors_see_tasks_at_their_lines_and_failures_with_what_was_printed(course):
    (course / "conftest.py").write_text(
        "import pytest\n"
        "def pytest_collection_finish(session):\n"
        "    for item in session.items:\n"
        "        print(item.parent.name, isinstance(item.parent, pytest.Class), item.location[1] + 1)\n"
    )
    solve(course, {"power_rule": "    print('DEBUG', coeffs)\n    return coeffs"})
    _, out = run(course, "-v", "--junitxml=report.xml")
    text = (course / "exercises" / "derivatives.py").read_text().splitlines()
    line = next(number for number, line in enumerate(text, start=1) if line.startswith("def power_rule("))
    assert f"power_rule True {line}\n" in out
    assert "= FAILURES =" in out and "derivatives: power_rule -" not in out
    cases = ElementTree.parse(course / "report.xml").iter("testcase")
    failures = [case.find("failure").text for case in cases if case.find("failure") is not None]
    assert "It printed:" in failures[0] and "| DEBUG" in failures[0]


def test_editors_run_what_they_name_by_its_whole_path(tmp_path):
    home, names = tmp_path / "é (1) b", ("derivatives.py", "integration.py")
    begin(own_course(), home, {name: (ROOT / "exercises" / name).read_text("utf-8") for name in names})
    check = "power_rule::it_gives_the_example_of_its_statement"
    ids = [f"derivatives.py::{check}", "derivatives.py::plot_slopes", "integration.py"]
    named = [f"{home / 'exercises'}{os.sep}{name}" for name in ids]
    _, out = run(tmp_path, f"--rootdir={home}", "--collect-only", "-q", *named)
    found = [line.partition("exercises/")[2] for line in out.splitlines() if "::" in line]
    assert found[0] == ids[0]
    assert {line.rpartition("::")[0] for line in found[1:]} > {ids[1], "integration.py::riemann_left"}
    assert {line.partition("::")[0] for line in found} == set(names)


def test_what_is_done_and_unchanged_is_remembered_and_what_changed_is_not(course):
    solve(course, SOLVED)
    command = [sys.executable, "-m", "pytest", "--durations=0", "--durations-min=0"]

    def pages():
        done = subprocess.run(command, cwd=course, capture_output=True, text=True)
        return re.search(r"\d+ of 7 tasks done", done.stdout).group()

    assert pages() == "3 of 7 tasks done"
    cache = course / ".gradlings-cache" / "done-derivatives.json"
    kept = cache.read_text()
    assert set(json.loads(kept)["tasks"]) == set(SOLVED)
    cache.write_text(
        kept.replace('"status": "done"', '"status": "todo"')
    )  # nothing is graded: it is believed
    assert pages() == "0 of 7 tasks done"
    solve(course, {"central_difference": "    return 0.0"})
    assert pages() == "3 of 7 tasks done"
    cache.write_text("no JSON")
    assert pages() == "3 of 7 tasks done"


def test_an_unknown_task_is_answered_with_the_nearest(course):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--hint", "power_rul"], cwd=course, capture_output=True, text=True
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "did you mean `power_rule`?" in done.stderr


@pytest.mark.parametrize(
    ("inside", "word", "way"),
    [
        (".", "derivatives.py", "did you mean `exercises/derivatives.py`?"),
        (".", "exercises/derivates", "did you mean `exercises/derivatives.py`?"),
        ("exercises", "exercises/derivatives.py::power_rule", "did you mean `derivatives.py`?"),
        (".", "power_rule", "`power_rule` is a task: `pytest -k power_rule` looks at it alone."),
    ],
)
def test_a_word_that_is_no_file_leads_to_what_was_meant(course, inside, word, way):
    command = [sys.executable, "-m", "pytest", word]
    done = subprocess.run(command, cwd=course / inside, capture_output=True, text=True)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert way in done.stderr


def test_a_file_beside_the_lessons_is_said_to_be_none(course):
    (course / "exercises" / "derivatives2.py").touch()
    told = "exercises/derivatives2.py is not graded: the lesson's file is called derivatives.py."
    assert told in run(course, "exercises/derivatives2.py")[1]
    assert "is not graded" not in run(course)[1]


def test_a_folder_that_is_no_course_is_left_alone(tmp_path):
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n")
    command = [sys.executable, "-m", "pytest", "-p", "graders.plugin", "-q"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.startswith(".")
    assert "1 passed" in done.stdout


def test_a_broken_course_is_one_sentence(course):
    (course / "course.toml").write_text("format = 1\ntitel = 'x'\n")
    done = subprocess.run([sys.executable, "-m", "pytest"], cwd=course, capture_output=True, text=True)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "did you mean `title`?" in done.stderr


PRINTS = {"difference_quotient": '    print("slope at", x)\n    return (f(x + dx) - f(x)) / dx'}


@pytest.mark.parametrize("body", [PRINTS["difference_quotient"], PRINTS["difference_quotient"] + " + 1"])
def test_what_a_task_prints_is_shown_with_s_and_in_junit_whether_it_is_done_or_not(course, body):
    solve(course, {"difference_quotient": body})
    task = "exercises/derivatives.py::difference_quotient"
    _, out = run(course, task, "-s", "--junitxml=out.xml")
    assert out.count("difference_quotient printed:\n    | slope at ") == 1
    assert (course / "out.xml").read_text(encoding="utf-8").count('name="printed" value="slope at ') == 1


def test_the_page_shows_a_little_of_what_a_finished_task_printed_in_one_call(course):
    solve(
        course,
        {"difference_quotient": "    print(1, 2, 3, 4, 5, sep='\\n')\n    return (f(x + dx) - f(x)) / dx"},
    )
    _, out = run(course, "exercises/derivatives.py::difference_quotient")
    told = "  difference_quotient is done; in one call it printed:\n    | 1\n    | 2\n    | 3\n    | …\n"
    assert out.count(told) == out.count("printed") == 1


def test_a_page_of_what_is_known_loads_no_library():
    """Bare `pytest` in a folder where all is done reads files and the cache, and is there at once."""
    used = "graders.plugin, graders.submissions.intake, graders.grading.memory, graders.reports.page"
    used += ", graders.feedback"
    heavy = "{'numpy', 'sympy', 'flint', 'matplotlib', 'scipy', 'graders.feedback.happenings'}"
    code = f"import sys, {used}; sys.exit(sorted({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_lesson_of_numbers_alone_loads_no_judge_of_expressions():
    heavy = "{'flint', 'sympy'}"
    code = f"import sys, graders.lessons.autodiff; sys.exit(sorted({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_page_on_which_all_is_well_loads_nothing_that_looks_for_mistakes(course):
    solve(course, SOLVED)
    (course / "conftest.py").write_text(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    slow = {'doctest', 'graders.grading.places', 'graders.locate.tracing'}\n"
        "    print('loaded', slow & {*sys.modules})\n"
    )
    _, out = run(course, "-k", "power_rule or derivative_cubic")
    assert "2 of 2 tasks done" in out
    assert "loaded set()" in out


@pytest.mark.parametrize("named", ["", "sympy"])
def test_a_worker_has_the_libraries_that_its_file_names(course, named):
    loaded = "{'sym' 'py', 'matplot' 'lib'} & {*sys.modules}"
    text = f"import sys, {named or 'sys'}\ndef power_rule(coeffs):\n    print('has', *({loaded}))\n"
    (course / "exercises" / "derivatives.py").write_text(text)
    assert f"    | has {named}".rstrip() + "\n" in run(course, "-k", "power_rule")[1]
