"""`gradlings watch`: the lesson that was saved last is graded again and again, from a warm process."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from graders.commands.progress import Desk, look
from graders.course.hints import next_hint
from graders.course.index import CourseError, Lesson, Task
from graders.course.student_folder import StudentFolder, need_folder

PAUSE = 0.005
"""Seconds between two looks at the dates of the files, which works on every drive."""
KEYS = "n next · h hint · p picture · s solution · l list · q quit"


@click.command("watch")
@click.option("--plain", is_flag=True, help="The page in sentences, for a screen reader.")
def watch_command(plain: bool) -> None:
    """Grade the lesson that you saved last, each time you save it.

    Keys: n shows the next task, h a hint, p draws the picture, s shows our solution of what is done, l lists
    all lessons, q ends. It never goes on to another lesson by itself.
    """
    folder = need_folder(Path.cwd())
    with Desk(folder) as desk, keyboard() as keys, suppress(KeyboardInterrupt):
        Watch(folder, desk, plain).follow(keys)


class Watch:
    """The lesson that is looked at, and the task in it that is next."""

    def __init__(self, folder: StudentFolder, desk: Desk, plain: bool) -> None:
        self.folder, self.desk, self.plain = folder, desk, plain
        self.task: Task | None = None
        self.place = ""
        self.wrong: list[Task] = []
        self.seen = self.dates()
        files = list(folder.files())
        if not files:
            raise CourseError("There is no lesson in exercises/; `gradlings update` writes them.")
        self.lesson = (
            max(files, key=lambda file: self.seen.get(file[1], 0))[0] if self._is_begun() else files[0][0]
        )

    def follow(self, keys: Keyboard) -> None:
        """Grade, and then at every save, until q or Ctrl-C."""
        self.grade()
        while (key := keys.pressed(PAUSE)) != "q":
            if key:
                self.answer(key)
            changed = self.changed()
            if changed is not None:
                self.lesson = changed
                self.grade()

    def dates(self) -> dict[Path, int]:
        """When each file was last written."""
        found = {}
        for _, path in self.folder.files():
            with suppress(OSError):
                found[path] = path.stat().st_mtime_ns
        return found

    def changed(self) -> Lesson | None:
        """The lesson whose file was written since the last look."""
        before, self.seen = self.seen, self.dates()
        return next(
            (lesson for lesson, path in self.folder.files() if before.get(path) != self.seen.get(path)), None
        )

    def grade(self) -> None:
        """Grade the lesson as it stands, and show its page."""
        from graders.reports.page import page, place

        with self.desk.lesson(self.lesson.name) as practice:
            results = {task.name: practice.result(task) for task in self.lesson.tasks}
            open_tasks = [task for task in self.lesson.tasks if results[task.name].status != "done"]
            self.wrong = [task for task in open_tasks if results[task.name].status.rank]
            self.task = next(iter(self.wrong or open_tasks), None)
            self.place = place(self.task, results[self.task.name], self.folder.exercises) if self.task else ""
            lines = page(self.folder.course, results, self.folder.exercises, look=look(self.plain))
            self.clear()
            self.show(*lines, f"  {KEYS}")
        self.desk.prepare(self.lesson.name)

    def answer(self, key: str) -> None:
        """What a key asks for."""
        from graders.reports.page import fitted

        task = self.task
        self.show("")
        if key == "l":
            from graders.commands.progress import show_page

            show_page(self.folder, self.plain)
        elif key == "p":
            self.picture()
        elif key == "s":
            self.solution()
        elif key == "n":
            self.show(
                f"  Next: {task.name}, {self.place}"
                if task
                else "  All of this lesson is done; open the next one."
            )
        elif key == "h" and task:
            text = next_hint(self.folder.course, task.name, self.folder.home, "h again")
            self.show(fitted(text, look().columns))

    def picture(self) -> None:
        """The picture of the task that is not right, or of the lesson."""
        from graders.commands.plotting import plot

        with suppress_told(self):
            task = self.task if self.task in self.wrong else None
            self.show(f"  {plot(self.folder, self.desk, (task or self.lesson).name)}")

    def solution(self) -> None:
        from graders.commands.student import show_solutions

        with suppress_told(self):
            show_solutions(self.folder, self.desk, self.lesson.name)

    def show(self, *lines: str) -> None:
        for line in lines:
            click.echo(line)

    def clear(self) -> None:
        """An empty screen, where there is one."""
        if sys.stdout.isatty() and not self.plain:
            click.clear()

    def _is_begun(self) -> bool:
        """Was any file written after it was made?"""
        return len(set(self.seen.values())) > 0 and max(self.seen.values()) - min(self.seen.values()) > 5e9


@contextmanager
def suppress_told(watch: Watch) -> Iterator[None]:
    try:
        yield
    except CourseError as error:
        watch.show(f"  {error}")


class Keyboard:
    """Single keys as they are pressed; lines where that cannot be had, and nothing where no one types."""

    def __init__(self) -> None:
        self.ended = False

    def pressed(self, seconds: float) -> str:
        """The key pressed within some seconds, or nothing."""
        if self.ended or not sys.stdin.isatty():
            time.sleep(seconds)
            return ""
        if sys.platform == "win32":
            import msvcrt

            time.sleep(seconds)
            return msvcrt.getwch().lower() if msvcrt.kbhit() else ""
        import os
        import select

        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        if not ready:
            return ""
        typed = os.read(sys.stdin.fileno(), 1)
        return "q" if not typed or typed == b"\x04" else typed.decode(errors="ignore").lower()


@contextmanager
def keyboard() -> Iterator[Keyboard]:
    """The keyboard, each key at once; as it was before at the end."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield Keyboard()
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield Keyboard()
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
