"""Submissions are graded in processes side by side; what ends one costs one submission at most."""

import os
import signal
import subprocess
import sys
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import psutil
import pytest
from odd_graders import Odd, make_none, submission, tries

from graders.classroom import processes
from graders.classroom.processes import Judge, Processes
from graders.classroom.scheduling import Failure
from graders.grading.results import SubmissionResult

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ends processes by signals")


@pytest.fixture(autouse=True)
def _light(monkeypatch):
    """These graders need nothing of a course."""
    monkeypatch.setattr(processes, "SHARED", "graders.classroom.judging")


def graded(folder: Path, jobs: int | None, **said: str) -> dict[str, SubmissionResult | Failure]:
    """What becomes of each submission, by its name."""
    submissions = [submission(name, text) for name, text in said.items()]
    scheduler = Processes(partial(Odd, folder), jobs)
    return {one.name: outcome for one, outcome in scheduler.graded(submissions)}


def test_two_are_graded_at_the_same_time(tmp_path):
    os.mkfifo(tmp_path / "meeting")
    found = graded(tmp_path, 2, anna="meet, reading", ben="meet, writing", cara="")
    assert {name: result.notes for name, result in found.items()} == dict.fromkeys(
        ("anna", "ben", "cara"), ("é\x1b\ud800",)
    )
    assert os.getpid() not in tries(tmp_path, "anna") + tries(tmp_path, "ben")


def test_a_failure_stays_with_one_submission(tmp_path):
    found = graded(tmp_path, 2, anna="", ben="fail", cara="")
    assert found["ben"] == Failure("ZeroDivisionError: oops")
    assert [found[name].submission for name in ("anna", "cara")] == ["anna", "cara"]
    assert len(tries(tmp_path, "ben")) == 1


def test_what_ends_its_process_is_tried_again_when_all_others_are_done_and_then_named(tmp_path):
    found = graded(tmp_path, 2, ben="die", **dict.fromkeys(("anna", "cara", "dan", "eva"), ""))
    assert list(found)[-1] == "ben"
    assert isinstance(found["ben"], Failure)
    assert "exit code -9" in found["ben"].reason
    assert len(set(tries(tmp_path, "ben"))) == 2
    assert all(isinstance(found[name], SubmissionResult) for name in ("anna", "cara", "dan", "eva"))


def test_what_ends_its_process_by_chance_is_graded(tmp_path):
    found = graded(tmp_path, 2, anna="", ben="die once", cara="")
    assert all(isinstance(result, SubmissionResult) for result in found.values())


def test_every_submission_may_end_its_process(tmp_path):
    found = graded(tmp_path, 2, **dict.fromkeys(("anna", "ben", "cara"), "die"))
    assert [type(outcome).__base__ for outcome in found.values()] == [Failure] * 3


@pytest.mark.parametrize(("jobs", "names"), [(1, ("anna", "ben")), (2, ("anna",)), (None, ("anna", "ben"))])
def test_what_one_can_do_is_done_in_this_process(tmp_path, jobs, names):
    graded(tmp_path, jobs, **dict.fromkeys(names, ""))
    assert tries(tmp_path, "anna") == [os.getpid()]


def test_nothing_to_grade_starts_nothing(tmp_path):
    assert list(Processes(make_none, 2).graded([])) == []


def test_a_grader_that_does_not_start_ends_the_run():
    with pytest.raises(RuntimeError, match=r"does not start: .*no such thing"):
        list(Processes(make_none, 2).graded([submission("anna"), submission("ben")]))


def test_who_stops_asking_ends_the_processes_at_once(tmp_path):
    work = Processes(partial(Odd, tmp_path), 2).graded([submission("anna"), submission("ben", "hang")])
    assert next(work)[0].name == "anna"
    work.close()
    assert not psutil.pid_exists(*tries(tmp_path, "anna"))
    assert active_children() == []


def test_a_judging_process_whose_answer_nobody_waits_for_ends_in_peace(tmp_path):
    os.mkfifo(tmp_path / "meeting")
    judge = Judge(partial(Odd, tmp_path))
    judge.hear()
    judge.hand(submission("anna", "meet, writing"))
    judge.dismiss()
    (tmp_path / "meeting").open("r").close()
    judge.process.join(60)
    assert judge.process.exitcode == 0


RUN = """
import sys
from functools import partial
from multiprocessing import active_children
from pathlib import Path
sys.path.insert(0, {tests!r})
from odd_graders import Odd, submission
from graders.classroom import processes
processes.SHARED = "graders.classroom.judging"
if __name__ == "__main__":
    both = [submission("anna", "meet, writing"), submission("ben", "hang"), submission("cara", "hang")]
    for one, _ in processes.Processes(partial(Odd, Path({folder!r})), 3).graded(both):
        pass
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_judging_processes_end_with_the_one_that_started_them(tmp_path, how):
    os.mkfifo(tmp_path / "meeting")
    (tmp_path / "run.py").write_text(RUN.format(tests=str(Path(__file__).parent), folder=str(tmp_path)))
    command = [sys.executable, str(tmp_path / "run.py")]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    (tmp_path / "meeting").open("r").close()
    judges = [psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)]
    run.send_signal(how)
    _, said = run.communicate(timeout=60)
    assert psutil.wait_procs(judges, timeout=60)[1] == []
    assert said.decode().count("Traceback") == (how is signal.SIGINT)
