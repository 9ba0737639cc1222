"""The workers of a Dask cluster grade a class as this process would, and one that dies loses nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

import psutil
import pytest
from odd_graders import Odd, submission, tries

from graders.classroom.scheduling import Failure
from graders.grading.results import SubmissionResult

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
pytestmark = [pytest.mark.nightly, pytest.mark.filterwarnings("ignore")]  # of Dask's own
HERE = Path(__file__).resolve().parent
SCHEDULER = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
WORKER = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard"]


@contextmanager
def cluster(folder: Path, workers: int):
    """The address of a scheduler, with workers as one starts them by hand."""
    environment = {**os.environ, "PYTHONPATH": f"{HERE}:{HERE.parents[1]}"}
    file, started = folder / "scheduler.json", []
    options = {"cwd": folder, "env": environment, "stderr": subprocess.DEVNULL}
    try:
        started.append(
            subprocess.Popen([*SCHEDULER, "--no-dashboard", "--scheduler-file", str(file)], **options)
        )
        started += [
            subprocess.Popen([*WORKER, "--scheduler-file", str(file)], **options) for _ in range(workers)
        ]
        with distributed.Client(scheduler_file=str(file), timeout=60) as client:
            client.wait_for_workers(workers, timeout=60)
            address = client.scheduler.address
        yield address
    finally:
        for process in started:
            for one in (*psutil.Process(process.pid).children(recursive=True), process):
                one.kill()
            process.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("dask"), 2) as address:
        yield address


def graded(address: str, folder: Path, **said: str) -> dict[str, SubmissionResult | Failure]:
    from graders.classroom.cluster import Cluster

    work = Cluster(partial(Odd, folder), address).graded([submission(*one) for one in said.items()])
    return {one.name: outcome for one, outcome in work}


def test_what_workers_grade_comes_back_as_data(address, tmp_path):
    names = [f"student{number}" for number in range(12)]
    found = graded(address, tmp_path, **dict.fromkeys(names, ""), ben="fail")
    assert found.pop("ben") == Failure("ZeroDivisionError: oops")
    assert sorted(found) == sorted(names)
    assert all(result.notes == ("é\x1b\ud800",) for result in found.values())


def test_a_worker_that_dies_midway_loses_nothing(address, tmp_path):
    names = [f"student{number}" for number in range(8)]
    found = graded(address, tmp_path, **dict.fromkeys(names, ""), ben="die once")
    assert all(isinstance(result, SubmissionResult) for result in found.values())
    assert len(found) == 9


def test_what_ends_every_worker_is_named_and_harms_no_other(address, tmp_path):
    names = [f"student{number}" for number in range(6)]
    found = graded(address, tmp_path, mallory="die", **dict.fromkeys(names, ""))
    assert isinstance(found.pop("mallory"), Failure)
    assert all(isinstance(result, SubmissionResult) for result in found.values())
    assert len(set(tries(tmp_path, "mallory"))) > 1


def test_the_command_writes_the_same_table_although_a_worker_is_killed(tmp_path):
    words = ["tests/sample_class", "--lesson", "derivatives", "--format", "csv", "--out"]
    with cluster(tmp_path, 2) as address:
        run = start("grade", *words, str(tmp_path / "dask"), "--scheduler", address, state=tmp_path)
        with distributed.Client(address) as client:
            wait_for_journal(tmp_path / "dask", run)
            victim = min(client.run(os.getpid).values())
        os.kill(victim, signal.SIGKILL)
        assert run.wait(600) == 0
    assert start("grade", *words, str(tmp_path / "here"), "--jobs", "1", state=tmp_path).wait(600) == 0
    assert (tmp_path / "dask" / "grades.csv").read_bytes() == (tmp_path / "here" / "grades.csv").read_bytes()


def start(*words: str, state: Path) -> subprocess.Popen:
    environment = {**os.environ, "GRADLINGS_STATE": str(state / "state")}
    command = [sys.executable, "-m", "graders", *words]
    return subprocess.Popen(command, cwd=HERE.parents[1], env=environment, stdout=subprocess.DEVNULL)


def wait_for_journal(folder: Path, run: subprocess.Popen) -> None:
    """Until the first attempt is noted: its database grows."""
    while run.poll() is None and not results_in(folder):
        with suppress(subprocess.TimeoutExpired):
            run.wait(0.1)


def results_in(folder: Path) -> int:
    if not (folder / "attempts.sqlite").exists():
        return 0
    with closing(sqlite3.connect(folder / "attempts.sqlite")) as attempts:
        try:
            return attempts.execute("SELECT count(*) FROM attempts").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def test_an_address_where_nobody_is_is_told(tmp_path):
    from graders.classroom.scheduling import SchedulerError

    with pytest.importorskip("dask").config.set({"distributed.comm.timeouts.connect": "1s"}):
        with pytest.raises(SchedulerError, match="No scheduler of Dask answers at `tcp://127"):
            graded("tcp://127.0.0.1:9", tmp_path, anna="")
        with pytest.raises(SchedulerError, match="No scheduler"):
            graded("no address", tmp_path, anna="")
