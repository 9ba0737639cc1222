"""The command `gradlings seed`."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from graders.commands.refusals import Misuse

USE = """Set it where you grade, and nowhere that students see:

    export GRADLINGS_SEED={seed}

Keep it while an assignment is graded: the same work then gets the same inputs and the same points. Take a new
one for each assignment and each attempt, since feedback shows inputs, and whenever a student may know it."""
NAME = re.compile(r"[\w][\w.-]{0,99}", re.ASCII)
FOLDER = "seeds"


@click.command("seed")
@click.argument("name", required=False)
def seed_command(name: str | None) -> None:
    """Make a new secret seed, from which the inputs of the checks are drawn.

    With NAME it is kept for you alone, in no folder of a class, and the same command shows it again.

    \b
    gradlings seed              show one, and how to use it
    gradlings seed > seed.txt   write it alone into a file
    gradlings seed week1        make one for week1, or show it again
    export GRADLINGS_SEED=$(gradlings seed week1)
    """
    from graders.grading.seeds import new_seed

    seed = new_seed() if name is None else _kept(name)
    if sys.stdout.isatty():
        click.echo(f"{seed}\n\n{USE.format(seed=seed)}")
        return
    click.echo(seed)
    if name is None:
        click.echo(USE.format(seed="…"), err=True)


def _kept(name: str) -> str:
    """The seed of that name, made the first time."""
    from graders.classroom.keys import state_folder
    from graders.grading.seeds import new_seed

    if not NAME.fullmatch(name):
        raise Misuse(f"A seed cannot be called `{name}`; use letters, digits, `-`, `_` and `.`.")
    path = state_folder().absolute() / FOLDER / name
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path, new_seed())
        seed = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = (getattr(error, "strerror", None) or "it is no text").lower()
        raise Misuse(f"`{path}` cannot be used: {reason}.") from None
    if not seed:
        raise Misuse(f"`{path}` is empty; delete it.")
    return seed


def _make(path: Path, seed: str) -> None:
    """Write it whole, and never over another, even one that is being written now."""
    if os.path.lexists(path):
        return
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as part:  # for its owner alone
        part.write(f"{seed}\n")
        part.flush()
        with suppress(FileExistsError):
            os.link(part.name, path)
            click.echo(f"Made a new seed and kept it in {path}.", err=True)
