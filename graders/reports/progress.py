"""How far a run has come: a bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from graders.grading.results import SubmissionResult
from graders.reports.safe import line


class Progress:
    """Counts submissions as they are finished; it is gone when the run is over."""

    def __init__(self, total: int) -> None:
        console = Console(file=sys.stderr)
        self.bar = Bar(
            TextColumn("grading", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[last]}", markup=False, style="dim"),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("", total=total, last="")

    def advance(self, result: SubmissionResult) -> None:
        self.bar.update(self.task, advance=1, last=line(result.submission)[:30])

    def __enter__(self) -> Progress:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()
