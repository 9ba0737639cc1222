"""The command `gradlings seed`."""

from __future__ import annotations

import sys

import click

USE = """Set it where you grade, and nowhere that students see:

    export GRADLINGS_SEED={seed}

Keep it while an assignment is graded: the same work then gets the same inputs and the same points. Take a new
one for each assignment and each attempt, since feedback shows inputs, and whenever a student may know it."""


@click.command("seed")
def seed_command() -> None:
    """Make a new secret seed, from which the inputs of the checks are drawn.

    \b
    gradlings seed              show one, and how to use it
    gradlings seed > seed.txt   write it alone into a file
    """
    from graders.grading.seeds import new_seed

    seed = new_seed()
    if sys.stdout.isatty():
        click.echo(f"{seed}\n\n{USE.format(seed=seed)}")
        return
    click.echo(seed)
    click.echo(USE.format(seed="…"), err=True)
