"""How a command ends that did not do what was asked: with one sentence, and whose turn it is as exit code."""

from __future__ import annotations

from typing import IO

import click


class Misuse(click.ClickException):
    """What the person who typed the command can set right."""

    exit_code = 2

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class OurFault(Misuse):
    """What went wrong here."""

    exit_code = 3
