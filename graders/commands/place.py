"""Where a run writes to and where it stands: in nothing that a student handed in."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graders.course.folders import real
from graders.sandbox.outside.starting import CACHE, cache_folder, library_settings
from graders.submissions import files
from graders.submissions.kinds import is_left_aside, kind_of

FOREIGN = (
    "IPYTHON", "JAX_", "JOBLIB_", "JUPYTER_", "LOKY_", "MATPLOTLIB", "MPL", "MPMATH_", "NPY_", "NUMPY_",
    "PILLOW_", "PYPARSING", "PYTEST_", "PYTHON", "SAGE_", "SCIPY_", "SKLEARN_", "SYMPY_", "XLA_",
)  # fmt: skip
"""How the environment variables begin by which Python and the libraries are configured."""
HANDED_IN = ("py", "ipynb", "archive")


class PlaceError(Exception):
    """Why nothing can be written where it was asked for, in one sentence."""


def out_folder(out: Path, paths: Sequence[Path]) -> Path:
    """The real path of the folder to write to, which no student handed in and no link of theirs leads to.

    A submission may hold it, as a repository does that is graded as one: then nothing in it is believed.
    """
    lexical = Path(os.path.abspath(out))
    graded = [real(path) for path in paths if path.exists()]
    for step in (lexical, *lexical.parents):
        inside = any(real(step.parent).is_relative_to(path) for path in graded)
        if step.is_symlink() and (inside or step == lexical):
            raise PlaceError(f"`{out}` is a link, or is reached by one; choose another folder with --out.")
    place = real(lexical)
    for path in graded:
        if place == path:
            raise PlaceError(f"`{out}` is what is to be graded; choose another folder with --out.")
        if place.is_relative_to(path) and _is_of_a_student(path / place.relative_to(path).parts[0]):
            raise PlaceError(f"`{out}` lies in a student's folder, or is one; choose another with --out.")
    return place


def _is_of_a_student(folder: Path) -> bool:
    """Does it hold what people hand in?"""
    if not folder.is_dir() or is_left_aside(folder.name):
        return False
    try:
        return any(kind_of(file.path) in HANDED_IN for file in files.read(folder))
    except files.ReadError:
        return True


@contextmanager
def own_place(graded: Sequence[Path] = ()) -> Iterator[None]:
    """Work in an empty folder that nobody else can write to, with no settings of libraries but ours.

    What libraries keep from one run to the next lies there too, where it would lie in what is `graded`.
    """
    here = os.getcwd()
    foreign = [name for name in os.environ if name.startswith(FOREIGN)]
    theirs: dict[str, str | None] = {name: os.environ.pop(name) for name in foreign}
    folder = tempfile.mkdtemp(prefix="gradlings-")
    if any(real(cache_folder()).is_relative_to(path) for path in graded):
        theirs[CACHE] = os.environ.get(CACHE)
        os.environ[CACHE] = folder
    ours = library_settings()
    os.environ.update(ours)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        shutil.rmtree(folder, ignore_errors=True)
        for name in (*ours, *theirs):
            os.environ.pop(name, None)
        os.environ.update({name: value for name, value in theirs.items() if value is not None})
