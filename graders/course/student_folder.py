"""A student's folder: exercises/ with the record that it is known by, and a handful of settings beside it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from graders.course import store
from graders.course.folders import content
from graders.course.index import INDEX, Course, CourseError, Lesson, own_course
from graders.course.made import Made, digest, facts, make, note_facts, replace
from graders.course.syncing import KNOW, RECORD
from graders.course.updating import given_of_script, merge
from graders.course.updating_notebooks import given_of_notebook, merge_notebook

EXERCISES = "exercises"
ALIKE = 0.8
"""From which likeness on a name is taken for another one mistyped."""
SUFFIXES = (".py", ".ipynb")
NO_FOLDER = "There is no folder of exercises here; `gradlings init DIR` makes one."
README = """# {title}

Read the first lesson from the top and write each function in place of `raise NotImplementedError`. Then type
`pytest` here: it says what is done, what is next, and what is wrong, and why.

| type | to |
|---|---|
| `pytest` | see how far you are; `pytest exercises/{first}.py` for one lesson |
| `gradlings watch` | have a lesson graded whenever you save it |
| `gradlings predict {first}` | guess before you compute: each choice is told at once |
| `gradlings hint {task}` | be asked a question that helps; again for the idea, then the formula |
| `gradlings plot {first}` | see what your functions give, over what is expected |
| `gradlings debug {task}` | stop at your breakpoints in the call that goes wrong |
| `gradlings solution {task}` | compare with ours, once yours is done |
| `gradlings reset {task}` | begin a task again; your old file is kept beside it |
| `gradlings update` | get what is new in the lessons around what you wrote |

{know}
Arguments stay as they are: a task that has to change an array changes a copy of it.
{notebooks}
| | lesson | minutes | points |
|--:|---|--:|--:|
{rows}"""
IN_JUPYTER = """
Open the notebooks with `jupyter lab`, or in VS Code: the cell below a task grades it there, and
`from graders.notebook import hint; hint("{task}")` helps. Jupyter comes by `pip install jupyterlab`.
"""
IGNORED = """.venv/
__pycache__/
.pytest_cache/
.gradlings-cache/
*.bak-*
*.png
"""
SETTINGS: dict[str, object] = {
    "python.testing.pytestEnabled": True,
    "python.testing.unittestEnabled": False,
    "python.testing.pytestArgs": [EXERCISES],
    "python.testing.autoTestDiscoverOnSaveEnabled": True,
}


@dataclass(frozen=True)
class Updated:
    """A file brought up to date: where its old text is kept, or that it is new, and what was left in it."""

    path: Path
    kept: Path | None = None
    written: bool = False
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class StudentFolder:
    """The folder `home` that holds exercises/, in a clone or by itself, and the course they are of."""

    home: Path
    course: Course

    @property
    def exercises(self) -> Path:
        return self.home / EXERCISES

    def files(self) -> Iterator[tuple[Lesson, Path]]:
        """The lessons that are here, in order, with their files."""
        for lesson in self.course.lessons:
            path = self.file(lesson)
            if path.exists():
                yield lesson, path

    def file(self, lesson: Lesson) -> Path:
        """A lesson's file: its notebook where there is no other."""
        module, notebook = (self.exercises / f"{lesson.name}{suffix}" for suffix in SUFFIXES)
        return notebook if notebook.exists() and not module.exists() else module

    def meant(self, path: Path) -> Path | None:
        """The lesson's file that is meant by a path that is none, if one is near."""
        files = {lesson.name: file for lesson, file in self.files()}
        return next((files[name] for name in get_close_matches(path.stem, files, n=1)), None)

    def strays(self, named: Collection[Path] = ()) -> Iterator[str]:
        """A sentence on each file called nearly as a lesson that is missing; if `named`, as any lesson."""
        here = {path.name for _, path in self.files()}
        missing = set(known_files(self.exercises)) - here
        for path in sorted(self.exercises.iterdir()) if self.exercises.is_dir() else ():
            asked = here | missing if path in named else missing
            near = get_close_matches(path.name, asked, n=1, cutoff=ALIKE)
            if near and path.suffix in SUFFIXES and path.name not in here:
                yield f"{self.shown(path)} is not graded: the lesson's file is called {near[0]}."

    @property
    def is_own(self) -> bool:
        """Is it a student's, and no clone of the course?"""
        return not (self.home / INDEX).exists()

    def shown(self, path: Path) -> str:
        """A path as it is written from `home`."""
        return path.relative_to(self.home).as_posix()


def find_folder(start: Path) -> StudentFolder | None:
    """The nearest one from `start` upwards; None where there is none."""
    start = start.resolve()
    for home in (start, *start.parents):
        if (home / INDEX).is_file():
            return StudentFolder(home, Course.load(home))
        if (home / EXERCISES / RECORD).is_file():
            return StudentFolder(home, own_course())
    return None


def need_folder(start: Path) -> StudentFolder:
    """The same; a CourseError with the way out where there is none."""
    folder = find_folder(start)
    if folder is None:
        raise CourseError(NO_FOLDER)
    return folder


def version() -> str:
    """The version of this package."""
    from importlib import metadata

    try:
        return metadata.version("gradlings")
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        pyproject = (store.HOME / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(pyproject)["project"]["version"])


def begin(
    course: Course, home: Path, lessons: Mapping[str, str], beside: Mapping[str, str] = MappingProxyType({})
) -> Made:
    """Write a student's folder, or add to it; `lessons` are the texts of the lessons' files by their names.

    `beside` are texts of further files by their ways from `home`. Files that somebody changed, or that lie
    there already, are left alone.
    """
    notebooks = any(name.endswith(".ipynb") for name in lessons)
    extensions = ["ms-python.python", *(["ms-toolsai.jupyter"] if notebooks else [])]
    settings = {
        "../README.md": _readme(course, lessons, notebooks),
        "../.gitignore": IGNORED,
        "../.vscode/settings.json": _json(SETTINGS),
        "../.vscode/extensions.json": _json({"recommendations": extensions}),
        **{f"../{name}": text for name, text in beside.items()},
    }
    folder = home / EXERCISES
    folder.mkdir(parents=True, exist_ok=True)
    made = make(folder, {**lessons, **settings}, RECORD)
    _note(folder, course, {name: text for name, text in lessons.items() if folder / name not in made.left})
    return made


def known_files(folder: Path) -> list[str]:
    """The lessons' files that were given out, by their names."""
    return [name for name in facts(folder / RECORD) if name.endswith(SUFFIXES) and "/" not in name]


def update(folder: Path, course: Course, lessons: Mapping[str, str]) -> Iterator[Updated]:
    """Bring the lessons' files up to date, each around what the student wrote."""
    made = make(folder, lessons, RECORD)
    for path in made.written:
        yield Updated(path, written=True)
    for path in made.left:
        known = facts(folder / RECORD)
        if known.get(path.name) == digest(lessons[path.name].encode()):
            continue
        of_file = f"{path.name}::"
        given = {name.removeprefix(of_file): known[name] for name in known if name.startswith(of_file)}
        yield _merge(path, course, lessons[path.name], given)
    _note(folder, course, {path.name: lessons[path.name] for path in made.written})


def _merge(path: Path, course: Course, new: str, given: Mapping[str, str]) -> Updated:
    lesson, _, suffix = path.name.rpartition(".")
    try:
        raw = content(path).decode()
    except UnicodeDecodeError:
        return Updated(path, left=("all of it: it is not UTF-8",))
    text, mark = raw.removeprefix("\ufeff"), "\ufeff" if raw.startswith("\ufeff") else ""
    tasks = [task.name for task in course.lesson(lesson).tasks]
    merged = (merge if suffix == "py" else merge_notebook)(text, new, tasks, given)
    kept = replace(path, mark + merged.text) if merged.text != text else None
    fresh = {
        name: digest
        for name, digest in given_pieces(course, path.name, new).items()
        if name.partition("::")[2] not in {*merged.left, *merged.keys}
    }
    note_facts(path.parent / RECORD, fresh)
    return Updated(path, kept, left=tuple(merged.left))


def given_pieces(course: Course, file: str, text: str) -> dict[str, str]:
    """The digests of the pieces of a lesson's file, under names for the record."""
    lesson, _, suffix = file.rpartition(".")
    tasks = [task.name for task in course.lesson(lesson).tasks]
    given = (given_of_script if suffix == "py" else given_of_notebook)(text, tasks)
    return {f"{file}::{name}": known for name, known in given.items()}


def _note(folder: Path, course: Course, lessons: Mapping[str, str]) -> None:
    """Note of which course and version the folder is, and of which pieces the files that were written are."""
    found = {"course": course.title, "version": version()}
    for name, text in lessons.items():
        found |= given_pieces(course, name, text)
    note_facts(folder / RECORD, found)


def _readme(course: Course, files: Collection[str], notebooks: bool) -> str:
    suffix = ".ipynb" if notebooks else ".py"
    here = [lesson for lesson in course.lessons if f"{lesson.name}{suffix}" in files]
    rows = "".join(
        f"| {lesson.number} | [{lesson.title}]({EXERCISES}/{lesson.name}{suffix}) "
        f"| {lesson.minutes} | {lesson.points:g} |\n"
        for lesson in here
    )
    first = here[0]
    return README.format(
        title=course.title,
        first=first.name,
        task=first.tasks[0].name,
        know=KNOW,
        notebooks=IN_JUPYTER.format(task=first.tasks[0].name) if notebooks else "",
        rows=rows,
    )


def _json(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=4) + "\n"
