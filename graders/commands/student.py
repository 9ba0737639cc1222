"""The student's commands on a folder of their own: `init`, `update`, `diff`, `plot` and `solution`."""

from __future__ import annotations

import difflib
import os
import shlex
import shutil
import sys
from pathlib import Path

import click

from graders.commands.exercises import one_sentence
from graders.commands.progress import Desk
from graders.course.index import INDEX, Course, CourseError, Lesson, named, own_course
from graders.course.material import Material
from graders.course.student_folder import StudentFolder, begin, find_folder, known_files, need_folder, update
from graders.course.updating import body_of, head_of


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--lesson", "chosen", metavar="L", multiple=True, help="Only this lesson; may be repeated.")
@click.option("--notebooks", is_flag=True, help="Jupyter notebooks in place of Python files.")
@click.option(
    "--classroom", is_flag=True, help="For instructors: add the jobs that grade a push to GitHub or GitLab."
)
def init_command(folder: Path, chosen: tuple[str, ...], notebooks: bool, classroom: bool) -> None:
    """Make DIR your own folder of the course.

    It gets exercises/, a README.md that shows the way, and settings for VS Code. Nothing that lies there
    already is changed; with other lessons the same command adds them.

    \b
    gradlings init calculus
    gradlings init calculus --lesson derivatives --lesson gradient
    gradlings init calculus --notebooks
    gradlings init week1 --classroom --lesson derivatives
    """
    from graders.commands.platforms import own_package
    from graders.commands.ready import classroom as jobs

    course = own_course()
    lessons = [course.lesson(name) for name in dict.fromkeys(chosen)] or list(course.lessons)
    if (folder / INDEX).exists():
        raise CourseError(f"`{folder}` is a clone of the course; there `gradlings sync` makes exercises/.")
    suffix = ".ipynb" if notebooks else ".py"
    files = {f"{lesson.name}{suffix}": lesson_text(course, lesson, suffix) for lesson in lessons}
    with one_sentence():
        beside = jobs(own_package(), [lesson.name for lesson in lessons if chosen]) if classroom else {}
        made = begin(course, folder, files, beside)
    for path in made.left:
        click.echo(f"left   {os.path.normpath(path)}, which is yours")
    if not made.written:
        click.echo(f"{folder} is there already, with all that was asked.")
        return
    count = len(lessons)
    click.echo(f"{folder} holds {count} lesson{'s' * (count != 1)}, in {folder / 'exercises'}.")
    if classroom:
        click.echo(
            "\nPush it as the repository that students start from, and set the secret GRADLINGS_SEED there."
        )
        return
    there = "" if folder.resolve() == Path.cwd() else f"cd {quoted(folder)} && "
    first = f"jupyter lab exercises/{lessons[0].name}.ipynb."
    click.echo(f"\nBegin with {there}{first if notebooks else f'{at_hand()}: it says what is next.'}")


def quoted(folder: Path) -> str:
    """A path as it is typed in a command."""
    if os.name == "nt":
        return f'"{folder}"' if " " in str(folder) else str(folder)
    return shlex.quote(str(folder))


def at_hand() -> str:
    """`pytest`, if the one that is found is of this environment; pipx and uv give our own command alone."""
    found = shutil.which("pytest")
    own = Path(sys.executable).parent.resolve()
    return "pytest" if found and Path(found).resolve().parent == own else "gradlings"


@click.command("update")
def update_command() -> None:
    """Bring the lessons up to date around what you wrote.

    New text and statements replace the old ones; what you changed stays as it is, and is named. The old file
    is kept beside the new one.
    """
    folder = need_folder(Path.cwd())
    names = known_files(folder.exercises)
    lessons = {lesson.name: lesson for lesson in folder.course.lessons}
    here = [name.rpartition(".") for name in names if name.rpartition(".")[0] in lessons]
    texts = {
        f"{name}.{suffix}": lesson_text(folder.course, lessons[name], f".{suffix}")
        for name, _, suffix in here
    }
    with one_sentence():
        found = list(update(folder.exercises, folder.course, texts))
    changed = False
    for one in found:
        shown = folder.shown(one.path)
        if one.kept is not None:
            click.echo(f"brought up to date  {shown}; the old file is {folder.shown(one.kept)}")
        elif one.written:
            click.echo(f"wrote               {shown}")
        for name in one.left:
            click.echo(f"left                {shown}: {name}" + _way_out(folder, name))
        changed |= one.written or one.kept is not None or bool(one.left)
    new = [name for name in lessons if name not in {name for name, _, _ in here}]
    if new:
        options = " ".join(f"--lesson {name}" for name in new)
        click.echo(f"Not in this folder: {', '.join(new)}. `gradlings init . {options}` adds them.")
    if not changed:
        click.echo("All that is here is up to date.")


def _way_out(folder: StudentFolder, name: str) -> str:
    if name in (task.name for task in folder.course.tasks):
        return f", as you changed its statement, or its arguments are others now: gradlings diff {name}"
    return "" if " " in name and ":" in name else ", which you changed"


@click.command("diff")
@click.argument("task")
def diff_command(task: str) -> None:
    """Show how the statement of TASK in your file differs from the one of the course now."""
    from graders.reports.safe import plain
    from graders.submissions.intake import read_lesson

    folder = need_folder(Path.cwd())
    lesson = folder.course.lesson_of(task)
    path = folder.file(lesson)
    if not path.exists():
        raise CourseError(f"{folder.shown(path)} does not exist; `gradlings update` writes it.")
    new = head_of(Material(folder.course, lesson).stub, task)
    try:
        old = head_of(read_lesson(path, lesson.name, folder.shown(path)).text or "", task)
    except (SyntaxError, ValueError, RecursionError):
        raise CourseError(f"{folder.shown(path)} does not parse: `pytest` says where.") from None
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), "yours", "the course's", lineterm="", n=99
    )
    shown = plain("\n".join(lines))
    click.echo(shown or f"The statement of `{task}` is that of the course.")


@click.command("predict")
@click.argument("lesson")
@click.argument("choice", default="")
def predict_command(lesson: str, choice: str) -> None:
    """Show what to predict before LESSON, or what there is to say of your CHOICE. It costs no points."""
    from graders.course.predictions import predicted
    from graders.reports.page import fitted

    folder = find_folder(Path.cwd())
    course = own_course() if folder is None else folder.course
    click.echo(fitted(predicted(course, lesson, choice.casefold()), shutil.get_terminal_size().columns))


@click.command("plot")
@click.argument("name", metavar="[TASK|LESSON]", required=False)
@click.option("--plain", is_flag=True, help="No sketch in characters, for a screen reader.")
def plot_command(name: str | None, plain: bool) -> None:
    """Draw what your functions give over what is expected, into TASK.png or LESSON.png.

    Yours is solid, the expected dashed; of a task both are sketched in the terminal too. Without a name it is
    the lesson that you saved last.
    """
    from graders.commands.plotting import plot

    folder = need_folder(Path.cwd())
    with Desk(folder) as desk:
        click.echo(plot(folder, desk, name, plain=plain))


def lesson_text(course: Course, lesson: Lesson, suffix: str) -> str:
    """The file of a lesson as a student gets it."""
    if suffix == ".py":
        return Material(course, lesson).stub
    from graders.notebook.build import student_notebook

    return student_notebook(course, lesson)


@click.command("solution")
@click.argument("name", metavar="TASK|LESSON")
def solution_command(name: str) -> None:
    """Show our solution beside your own, once yours is done; of LESSON those of all that are done."""
    folder = need_folder(Path.cwd())
    with Desk(folder) as desk:
        show_solutions(folder, desk, name)


def show_solutions(folder: StudentFolder, desk: Desk, name: str) -> None:
    """Our solutions beside the student's, of a task or of a lesson's tasks, as far as they are done."""
    from graders.reports.safe import plain

    found = named(folder.course, name)
    lesson = found if isinstance(found, Lesson) else folder.course.lesson(found.lesson)
    wanted = found.tasks if isinstance(found, Lesson) else (found,)
    with desk.lesson(lesson.name) as practice:
        done = [task.name for task in wanted if practice.result(task).status == "done"]
        mine = practice.source.text or ""
    if not done:
        what = f"`{name}` is not done yet" if wanted == (found,) else f"No task of `{name}` is done yet"
        raise CourseError(
            f"{what}; ours is shown beside yours once it is. `gradlings hint {wanted[0].name}` helps."
        )
    theirs = Material(folder.course, lesson).reference
    for task in done:
        click.echo(f"{task}: yours\n\n{plain(body_of(mine, task))}")
        click.echo(f"{task}: ours\n\n{body_of(theirs, task)}")


@click.command("debug")
@click.argument("task")
def debug_command(task: str) -> None:
    """Run the call of TASK that goes wrong in this process, so that your breakpoints stop in it.

    `breakpoint` called in your code works, and so do an editor's breakpoints when it starts
    `python -m graders debug TASK`.
    """
    from graders.commands.debugging import debug

    folder = need_folder(Path.cwd())
    debug(folder, folder.course.task(task))
