"""A lesson as a notebook: what is in it, that it stays the same, and what its cells do when they are run."""

import ast
import json
import logging
import os
import re
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import graders.notebook
from graders.commands.main import main
from graders.course.index import Course, CourseError, Lesson
from graders.course.stubs import OWN_WORDS, is_untouched, stub
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.notebook import folder, grade, show
from graders.notebook.build import ANSWER, BEGIN, END, notebook, student_notebook
from graders.sandbox.inside import idle_notebook

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSON = COURSE.lesson("derivatives")
WRITTEN = "optimization"
LESSONS = pytest.mark.parametrize("lesson", COURSE.lessons, ids=[lesson.name for lesson in COURSE.lessons])
SETTINGS = ("Autograde", "CourseDirectory", "Exchange", "Execute", "ExportApp")
ALLOWED = {"schema_version", "grade", "solution", "locked", "task", "grade_id", "points", "cell_type"}


def cells(lesson: Lesson) -> list[dict]:
    return json.loads(notebook(COURSE, lesson))["cells"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def named(lesson: Lesson) -> dict[str, dict]:
    """The cells that nbgrader knows, by name."""
    marked = [cell for cell in cells(lesson) if "nbgrader" in cell["metadata"]]
    return {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in marked}


def function(name: str) -> dict:
    """The names that the reference defines."""
    names: dict = {}
    exec((ROOT / "reference" / f"{COURSE.task(name).lesson}.py").read_text(encoding="utf-8"), names)
    return names


# What is in a notebook


@LESSONS
def test_a_notebook_is_valid(lesson):
    content = json.loads(notebook(COURSE, lesson))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in content["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", each) for each in ids)


@LESSONS
def test_nbgraders_marks_are_those_of_its_schema(lesson):
    marks = [cell["metadata"]["nbgrader"] for cell in named(lesson).values()]
    assert len(marks) == sum("nbgrader" in cell["metadata"] for cell in cells(lesson))
    for mark in marks:
        assert set(mark) <= ALLOWED
        assert mark["schema_version"] == 3
        assert re.fullmatch(r"[a-zA-Z0-9_-]+", mark["grade_id"])
        assert ("points" in mark) == mark["grade"]


@LESSONS
def test_nbformat_and_nbgrader_find_a_notebook_valid(lesson):
    nbformat = pytest.importorskip("nbformat")
    checks = pytest.importorskip("nbgrader.nbgraderformat")
    found = nbformat.reads(notebook(COURSE, lesson), as_version=4)
    nbformat.validate(found)
    checks.MetadataValidator().validate_nb(found)


@LESSONS
def test_a_task_is_a_solution_cell_and_the_test_cell_below(lesson):
    order = list(named(lesson))
    for task in lesson.tasks:
        solution, test = named(lesson)[f"{task.name}-solution"], named(lesson)[task.name]
        assert order.index(task.name) == order.index(f"{task.name}-solution") + 1
        assert solution["metadata"]["nbgrader"]["solution"]
        assert test["metadata"]["nbgrader"]["points"] == task.points
        assert source(test) == f'from graders.notebook import grade\n\ngrade("{task.name}", globals())'


@LESSONS
def test_the_code_is_that_of_the_reference(lesson):
    text = (ROOT / "reference" / f"{lesson.name}.py").read_text(encoding="utf-8")
    parts = [source(cell) for cell in cells(lesson) if cell["cell_type"] == "code"]
    lines = "\n".join(parts).splitlines()
    code = ast.parse("\n".join(line for line in lines if line.strip() not in (BEGIN, END)))
    ours = ("from graders.notebook", "grade(", "idea(", "show(")
    code.body = [node for node in code.body if not ast.unparse(node).startswith(ours)]
    asked = [node for node in ast.parse(text).body[1:] if not ast.unparse(node).startswith(OWN_WORDS)]
    assert ast.dump(code) == ast.dump(ast.Module(asked, []))


@LESSONS
def test_what_is_asked_at_the_end_has_a_cell_to_answer_in(lesson):
    below = [source(cell) for cell in json.loads(student_notebook(COURSE, lesson))["cells"]]
    last = max(i for i, text in enumerate(below) if text.startswith("from graders.notebook import grade"))
    assert any(text == ANSWER for text in below[last:])
    assert OWN_WORDS not in "".join(below)


@LESSONS
def test_what_nbgrader_releases_is_untouched(lesson):
    for task in lesson.tasks:
        text = source(named(lesson)[f"{task.name}-solution"])
        before, _, rest = text.partition(f"    {BEGIN}\n")
        assert rest.endswith(f"    {END}")
        code_stub = "    # YOUR CODE HERE\n    raise NotImplementedError()\n"
        released = ast.parse(before + code_stub).body[-1]
        assert is_untouched(released)
        assert ast.get_docstring(released)
        assert stub(text.replace(f"    {END}", ""), [task.name]).startswith(before)


@LESSONS
def test_the_text_is_there_and_the_picture_comes_last(lesson):
    text = (ROOT / "reference" / f"{lesson.name}.py").read_text(encoding="utf-8")
    shown = "\n\n".join(source(cell) for cell in cells(lesson) if cell["cell_type"] == "markdown")
    for paragraph in ast.get_docstring(ast.parse(text)).partition("## In your own words")[0].split("\n\n"):
        assert paragraph.strip() in shown
    code = [cell for cell in cells(lesson) if cell["cell_type"] == "code"]
    assert source(code[-1]).endswith("show(picture)")
    assert code[-1]["metadata"]["nbgrader"]["locked"]


@LESSONS
def test_the_idea_is_drawn_where_it_is_told_before_the_tasks(lesson):
    found = [source(cell) for cell in cells(lesson)]
    place = next(place for place, text in enumerate(found) if text.startswith("## The idea\n"))
    assert found[place + 1] == f'from graders.notebook import idea\n\nidea("{lesson.name}")'
    assert place + 1 < next(place for place, text in enumerate(found) if text.startswith("## Tasks"))


def test_what_cells_call_is_without_effect_where_they_are_graded():
    assert set(graders.notebook.__all__) <= set(vars(idle_notebook))


@LESSONS
def test_every_written_answer_has_points_and_a_model_answer(lesson):
    text = (ROOT / "reference" / f"{lesson.name}.py").read_text(encoding="utf-8")
    words = text.partition("## In your own words")[2].partition('"""')[0]
    asked = re.findall(r"^\d+\. ", words, re.MULTILINE)
    answers = [cell for name, cell in named(lesson).items() if re.fullmatch(r"written_\d+", name)]
    assert len(answers) == len(asked)
    for cell in answers:
        marks = cell["metadata"]["nbgrader"]
        assert (cell["cell_type"], marks["grade"], marks["solution"]) == ("markdown", True, True)
        assert marks["points"] > 0
        assert "point" in source(cell)


def test_a_lesson_without_model_answers_is_refused(monkeypatch):
    monkeypatch.setattr("graders.course.material.ANSWERED", "# Not there")
    text = (ROOT / "reference" / f"{WRITTEN}.py").read_text(encoding="utf-8")
    assert "\n## In your own words\n" in text
    with pytest.raises(CourseError, match="must hold, under `# Not there`, a section"):
        notebook(COURSE, COURSE.lesson(WRITTEN))


# A folder of notebooks


def small() -> Course:
    return replace(COURSE, lessons=(LESSON,))


def test_making_a_folder_again_changes_nothing(tmp_path):
    made = folder.make(small(), tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in made.written}
    assert names == {"source/derivatives/derivatives.ipynb", "nbgrader_config.py", "README.md"}
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert folder.make(small(), tmp_path) == folder.Made((), ())
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}


def test_what_the_instructor_changed_is_left(tmp_path):
    folder.make(small(), tmp_path)
    config = tmp_path / "nbgrader_config.py"
    config.write_text("c = get_config()\n")
    assert folder.make(small(), tmp_path).left == (config,)
    assert config.read_text() == "c = get_config()\n"
    config.unlink()
    assert folder.make(small(), tmp_path).written == (config,)


def test_what_only_we_wrote_is_brought_up_to_date(tmp_path, monkeypatch):
    folder.make(small(), tmp_path)
    monkeypatch.setattr(folder, "config", lambda course: "c = get_config()\n")
    assert folder.make(small(), tmp_path).written == (tmp_path / "nbgrader_config.py",)


def test_changed_settings_still_get_the_steps_of_a_later_version(tmp_path):
    folder.make(small(), tmp_path)
    config = tmp_path / "nbgrader_config.py"
    config.write_text(config.read_text().replace("# c.Exchange.root", "c.Exchange.root"))
    assert "Autograde" not in config.read_text()
    c = SimpleNamespace(**{name: SimpleNamespace() for name in SETTINGS})
    exec(config.read_text(), {"get_config": lambda: c})
    assert c.Exchange.root == "/srv/nbgrader/exchange"
    assert "graders.notebook.step.GradeInSandbox" in c.Autograde.autograde_preprocessors


def test_the_instructor_is_told_that_a_notebook_that_was_brought_up_to_date_must_be_generated_again(tmp_path):
    folder.make(small(), tmp_path)
    assert "`nbgrader generate_assignment --force LESSON`" in (tmp_path / "README.md").read_text()


def test_a_cells_id_does_not_depend_on_the_other_cells():
    fewer = named(replace(LESSON, tasks=LESSON.tasks[-1:]))
    name = LESSON.tasks[-1].name
    assert list(fewer).index(name) != list(named(LESSON)).index(name)
    assert fewer[name]["id"] == named(LESSON)[name]["id"]


def test_the_command(tmp_path):
    done = CliRunner().invoke(main, ["notebooks", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for lesson in COURSE.lessons:
        assert (tmp_path / "source" / lesson.name / f"{lesson.name}.ipynb").is_file()
        assert f"| `{lesson.name}` | {len(lesson.tasks)} |" in (tmp_path / "README.md").read_text()
    assert "is up to date" in CliRunner().invoke(main, ["notebooks", str(tmp_path)]).output


def test_without_the_extra_the_gradebook_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["export", "grades", "--gradebook", "gradebook.db"])
    assert done.exit_code == 2
    assert "pip install 'gradlings[nbgrader]'" in done.output


# What the cells do


STUB = "# YOUR CODE HERE\n    raise NotImplementedError()"


def released(cell: dict) -> dict:
    """A cell as nbgrader gives it to students."""
    text = re.sub(f"{BEGIN}.*?{END}", STUB, source(cell), flags=re.DOTALL)
    return {**cell, "id": f"students-{cell['id']}", "source": text}


@pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(lesson, marks=pytest.mark.nightly if n % 3 else (), id=lesson.name)
        for n, lesson in enumerate(COURSE.lessons)
    ],
)
def test_run_all_goes_through_in_a_kernel_with_all_points_or_none(lesson, tmp_path):
    """The instructor's notebook, and in the same kernel then the students'."""
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    content = json.loads(notebook(COURSE, lesson))
    content["cells"] += [released(cell) for cell in content["cells"]]
    book = nbformat.reads(json.dumps(content), as_version=4)
    place = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(book, timeout=300, kernel_name="python3", resources=place).execute()
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert "stderr" not in [output.get("name") for cell in code for output in cell.outputs]
    values = [cell.outputs[-1].data["text/plain"] for cell in code if "\ngrade(" in cell.source]
    assert list(map(float, values)) == [task.points for task in lesson.tasks] + [0.0] * len(lesson.tasks)
    drawn, not_yet = [cell.outputs for cell in code if "\nshow(" in cell.source]
    assert "image/png" in drawn[-1].data
    said = "".join(output.get("text", "") for output in not_yet)
    assert "image/png" in not_yet[-1].get("data", {}) or "appears here when" in said


def test_a_right_function_gets_its_points_as_a_plain_float(capsys):
    points = grade("central_difference", function("central_difference"))
    assert type(points) is float
    assert points == 2.0
    assert capsys.readouterr() == ("central_difference is done: 2 of 2 points.\n", "")


def test_a_wrong_one_gets_none_and_the_reason(capsys):
    points = grade("central_difference", {"central_difference": lambda f, x, h: (f(x + h) - f(x)) / h})
    assert (type(points), points) == (float, 0.0)
    shown = capsys.readouterr().out
    assert shown.startswith("central_difference: 0 of 2 points.\n\n")
    assert "one-sided" in shown


def test_an_untouched_one_is_still_to_do(capsys):
    def central_difference(f, x, h):
        raise NotImplementedError

    assert grade("central_difference", {"central_difference": central_difference}) == 0.0
    assert capsys.readouterr().out == "central_difference is still to do: 0 of 2 points.\n"


def test_nothing_reaches_stderr(capfd):
    stream = sys.stderr

    def central_difference(f, x, h):
        warnings.warn("look out", stacklevel=1)
        logging.getLogger("student").error("logged")
        os.write(2, b"from a compiled library\n")
        stream.flush()
        return (f(x + h) - f(x - h)) / (2 * h)

    handler = logging.StreamHandler(stream)
    logging.getLogger("student").addHandler(handler)
    grade("central_difference", {"central_difference": central_difference})
    logging.getLogger("student").removeHandler(handler)
    assert capfd.readouterr().err == ""


def test_a_mistyped_name_is_set_right(capsys):
    assert grade("central_diference", {}) == 0.0
    assert "did you mean `central_difference`?" in capsys.readouterr().out


def test_a_fault_of_ours_is_no_score(capsys, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("oh")

    monkeypatch.setattr("graders.grading.engine.grade_here", fail)
    assert grade("central_difference", {}) == 0.0
    assert "by a fault of gradlings (RuntimeError: oh)" in capsys.readouterr().out


def test_the_picture_says_when_it_cannot_be_drawn_yet(capsys):
    def picture():
        raise NotImplementedError

    pytest.importorskip("IPython")
    show(picture)
    said = "The picture appears here when the tasks that it is drawn with are done.\n"
    assert capsys.readouterr() == (said, "")


def test_in_a_students_process_the_cells_of_the_lesson_have_no_effect():
    text = "\n".join(source(cell) for cell in cells(LESSON) if cell["cell_type"] == "code")
    text += "\nimport graders.notebook\nscore = graders.notebook.grade('power_rule', globals()) + 1\n"
    with Grader(COURSE, tell=tell, lessons=[LESSON.name]) as grader:
        result = grader.grade_lesson(LESSON, Source(LESSON.name, "derivatives.ipynb", text))
    assert result.score == result.max_score


SHOWN = """def plot_slopes(f, fprime, xs, dx):
    import matplotlib.pyplot as plt
    from matplotlib.pyplot import show

    _, (left, right) = plt.subplots(1, 2)
    left.plot(xs, f(xs))
    right.plot(xs, difference_quotient(f, xs, dx), label="rate")
    right.plot(xs, fprime(xs), label="rule")
    right.legend()
    plt.show()
    show()
    return plt.gcf()"""
AFTERWARDS = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"


def test_in_a_kernel_a_figure_that_its_function_shows_is_graded_and_not_displayed():
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    given = ("before_difference_quotient", "difference_quotient-solution")
    code = [*(source(named(LESSON)[name]) for name in given), SHOWN, source(named(LESSON)["plot_slopes"])]
    content = nbformat.v4.new_notebook()
    idea = source(named(LESSON)["idea"])
    content.cells = list(map(nbformat.v4.new_code_cell, [*code, AFTERWARDS, idea]))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    nbclient.NotebookClient(content, timeout=120, kernel_name="python3").execute(env=environment)
    page, score = content.cells[3].outputs
    assert page.text == "plot_slopes is done: 3 of 3 points.\n"
    assert score.data["text/plain"] == "3.0"
    assert "image/png" in content.cells[4].outputs[0].data
    assert "image/png" in content.cells[5].outputs[0].data
