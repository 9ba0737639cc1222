"""A first evening, typed at a terminal: from nothing to the first task done, and each line that is read.

`GRADLINGS_REWRITE=1 pytest tests/fronts/test_evening.py` writes the transcript anew; see it by `git diff`.
"""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

pty = pytest.importorskip("pty")

ROOT = Path(__file__).resolve().parents[2]
TRANSCRIPT = ROOT / "tests" / "fronts" / "evening.txt"
FILE = Path("calculus", "exercises", "derivatives.py")
STOP = "breakpoint"
WRONG, RIGHT = "return f(x + dx) - f(x)", "return (f(x + dx) - f(x)) / dx"
MACHINES = ("collecting", "platform", "rootdir", "plugins", "cachedir", "asyncio")
"""How lines begin that differ from machine to machine."""
SECONDS = 240


class Terminal:
    """A program at a terminal of 80 columns."""

    begun: ClassVar[list[subprocess.Popen[bytes]]] = []

    def __init__(self, folder: Path, *words: str, **environment: str) -> None:
        self.ours, theirs = pty.openpty()
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("GRADLINGS", "PYTEST"))
        }
        kept |= {"COLUMNS": "80", "TERM": "xterm", "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **environment}
        kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        kept.pop("FORCE_COLOR", None)
        self.process = subprocess.Popen(
            [sys.executable, *words], cwd=folder, env=kept, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.begun.append(self.process)
        self.said = ""

    def read(self) -> bool:
        """More of what it says; False when it has ended."""
        ready, _, _ = select.select([self.ours], [], [], SECONDS)
        assert ready, f"it says nothing more after:\n{self.said}"
        try:
            more = os.read(self.ours, 65536)
        except OSError:  # the terminal is gone with the program
            return False
        self.said += more.decode()
        return bool(more)

    def until(self, words: str) -> str:
        """All that is said until these words come, which are then forgotten."""
        while words not in self.said:
            assert self.read(), f"it ended before `{words}` in:\n{self.said}"
        found, _, self.said = self.said.partition(words)
        return found + words

    def type(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def end(self) -> tuple[int, str]:
        """Its exit code, and the rest of what it says."""
        while self.read():
            pass
        os.close(self.ours)
        return self.process.wait(), self.said.replace("\r\n", "\n")


@pytest.fixture(autouse=True)
def all_ended() -> Iterator[None]:
    yield
    for process in Terminal.begun:
        process.kill()
        process.wait()
    Terminal.begun.clear()


def typed(folder: Path, *words: str) -> str:
    """A command as it stands in the transcript, with what it says and how it ends."""
    module = "pytest" if words[0] == "pytest" else "graders"
    shown = " ".join(words)
    code, said = Terminal(folder, "-m", module, *words[1:]).end()
    said = re.sub(r"=+( .* in )\d+\.\d+s(?: \(\d+:\d+:\d+\))? =+", r"==\1N s ==", said)
    lines = [line.rstrip() for line in said.splitlines() if not line.startswith(MACHINES)]
    return (
        f"$ {shown}\n"
        + "".join(f"{line}\n" for line in lines)
        + (f"[exit code {code}]\n" if code else "")
        + "\n"
    )


def evening(place: Path) -> Iterator[str]:
    folder, file = place / "calculus", place / FILE
    yield typed(place, "gradlings", "init", "calculus", "--lesson", "derivatives", "--lesson", "integration")
    yield typed(folder, "pytest")
    given = file.read_text(encoding="utf-8")
    yield "(difference_quotient is written, and / dx is forgotten)\n\n"
    file.write_text(given.replace("raise NotImplementedError", WRONG, 1), encoding="utf-8")
    yield typed(folder / "exercises", "pytest", "derivatives.py")
    yield typed(folder, "gradlings", "hint", "difference_quotient")
    yield typed(folder, "gradlings", "hint", "difference_quotient")
    yield typed(folder, "gradlings", "solution", "difference_quotient")
    yield "(it is set right)\n\n"
    file.write_text(given.replace("raise NotImplementedError", RIGHT, 1), encoding="utf-8")
    yield typed(folder, "pytest", "exercises/derivatives.py", "-k", "difference_quotient")
    yield typed(folder, "gradlings", "solution", "difference_quotient")
    yield typed(folder, "gradlings", "plot", "derivatives")
    yield typed(folder, "gradlings")


def test_a_first_evening_reads_exactly_so(tmp_path: Path) -> None:
    found = "".join(evening(tmp_path)).replace(str(tmp_path), ".")
    if os.environ.get("GRADLINGS_REWRITE"):
        TRANSCRIPT.write_text(found, encoding="utf-8")
    assert found == TRANSCRIPT.read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert Terminal(tmp_path, "-m", "graders", "init", "calculus", "--lesson", "derivatives").end()[0] == 0
    return tmp_path / "calculus"


def test_a_lesson_is_graded_at_every_save_and_keys_are_answered(folder: Path) -> None:
    file = folder / "exercises" / "derivatives.py"
    watch = Terminal(folder, "-m", "graders", "watch")
    assert "0 of 7 tasks done" in watch.until("q quit")
    given = file.read_text(encoding="utf-8")
    file.write_text(given.replace("raise NotImplementedError", WRONG, 1), encoding="utf-8")
    assert "is not right" in watch.until("q quit")
    file.write_text(given.replace("raise NotImplementedError", RIGHT, 1), encoding="utf-8")
    assert "1 of 7 tasks done" in watch.until("q quit")
    for key, words in {
        "n": "Next: derivative_cubic, exercises/derivatives.py:",
        "h": "More: h again (the idea)",
        "s": "difference_quotient: ours",
        "p": "picture is drawn when",
        "l": "1 of 7 tasks done",
    }.items():
        watch.type(key)
        watch.until(words)
    watch.type("q")
    assert watch.end()[0] == 0


def test_control_c_ends_watching_without_a_word(folder: Path) -> None:
    watch = Terminal(folder, "-m", "graders", "watch")
    watch.until("q quit")
    watch.process.send_signal(signal.SIGINT)
    code, said = watch.end()
    assert code == 0
    assert "Traceback" not in said


def test_without_a_terminal_watching_goes_on_until_it_is_ended(folder: Path) -> None:
    watch = subprocess.Popen(
        [sys.executable, "-m", "graders", "watch"], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert watch.stdout is not None
    assert any("q quit" in line for line in iter(watch.stdout.readline, ""))
    watch.send_signal(signal.SIGINT)
    assert "Traceback" not in watch.communicate(timeout=SECONDS)[0]
    assert watch.returncode == 0


def test_a_breakpoint_stops_in_the_call_that_goes_wrong(folder: Path) -> None:
    file = folder / "exercises" / "derivatives.py"
    given = file.read_text(encoding="utf-8")
    stop = f"{STOP}()\n    {WRONG}"
    file.write_text(given.replace("raise NotImplementedError", stop, 1), encoding="utf-8")
    debug = Terminal(folder, "-m", "graders", "debug", "difference_quotient")
    assert "difference_quotient(lambda x: x**2, 3.0, 0.5)" in debug.until("(Pdb) ")
    debug.type("p dx > 0\n")
    debug.until("True")
    debug.type("continue\n")
    debug.until("gives ")
    assert debug.end()[0] == 0
