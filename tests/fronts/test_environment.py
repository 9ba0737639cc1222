"""`.ci/env.py` makes the environment once, says calmly what it does, and runs a command in it."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "env.py"


class Machine:
    """Stands for the computer: notes each step instead of taking it."""

    def __init__(self) -> None:
        self.steps: list[list[str]] = []
        self.failing = ""

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        failed = bool(self.failing) and self.failing in command
        if command[1:] != ["-c", ""]:
            self.steps.append(command)
        return subprocess.CompletedProcess(command, int(failed), b"one\nno space left\n")

    @property
    def installed(self) -> list[str]:
        """What was installed, each time."""
        return [step[-1].partition("[")[2].rstrip("]") for step in self.steps if "--editable" in step]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def env(tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("env", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "STAMP", str(tmp_path / ".venv" / "gradlings.json"))
    monkeypatch.setattr(module.subprocess, "run", machine.run)
    monkeypatch.setattr(module, "run", lambda command: 7)
    return module


@pytest.fixture(params=["uv", "pip"])
def tool(request: pytest.FixtureRequest, env: ModuleType, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(env.shutil, "which", lambda name: "/bin/uv" if request.param == "uv" else None)
    return str(request.param)


def test_the_first_time_it_is_made_and_the_second_it_is_there(
    env: ModuleType, machine: Machine, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert env.main(["pytest"]) == 7
    assert ["venv" in step for step in machine.steps] == [True, False]
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"Setting up .venv with {tool}: once, a minute or two.\nReady after ")
    machine.steps.clear()
    assert env.main(["pytest"]) == 7
    assert machine.steps == []
    assert capsys.readouterr().err == ""


def test_an_extra_is_added_when_it_is_asked_for_and_then_kept(
    env: ModuleType, machine: Machine, tmp_path: Path
) -> None:
    env.main(["pytest"])
    env.main(["--with", "nbgrader", "pytest"])
    env.main(["pytest"])
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    env.main(["pytest"])
    assert machine.installed == ["dev", "dev,nbgrader", "dev,nbgrader"]


@pytest.mark.usefixtures("tool")
def test_another_python_begins_anew(env: ModuleType, machine: Machine) -> None:
    env.main(["pytest"])
    stamp = json.loads(Path(env.STAMP).read_text())
    Path(env.STAMP).write_text(json.dumps(stamp | {"python": [3, 10]}))
    machine.steps.clear()
    env.main(["pytest"])
    assert "--clear" in machine.steps[0]
    assert machine.installed == ["dev"]


@pytest.mark.usefixtures("tool")
def test_a_step_that_fails_shows_its_end_and_is_tried_again_next_time(
    env: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.failing = "--editable"
    with pytest.raises(SystemExit, match="The environment could not be made"):
        env.main(["pytest"])
    assert "no space left" in capsys.readouterr().err
    machine.failing = ""
    env.main(["pytest"])
    assert len(machine.installed) == 2


def test_an_older_python_is_told_so(
    env: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(env.sys, "version_info", (3, 9, 18, "final", 0))
    assert env.main(["pytest"]) == 2
    assert capsys.readouterr().err.startswith("gradlings needs Python 3.11 or later, and this is 3.9; ")


def test_without_a_command_it_says_how_it_is_called() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Usage: python3 .ci/env.py [--with nbgrader] COMMAND...\n"


@pytest.mark.skipif(os.name != "posix", reason="the search for a program differs")
@pytest.mark.parametrize(("command", "code"), [(["sh", "-c", "exit 5"], 5), (["no-such-command"], 127)])
def test_the_commands_exit_code_is_its_own(command: list[str], code: int) -> None:
    runner = (
        "import importlib.util, sys; spec = importlib.util.spec_from_file_location('env', sys.argv[1]); "
        "env = importlib.util.module_from_spec(spec); spec.loader.exec_module(env); "
        "sys.exit(env.run(sys.argv[2:]))"
    )
    done = subprocess.run([sys.executable, "-c", runner, SCRIPT, *command], capture_output=True)
    assert done.returncode == code
