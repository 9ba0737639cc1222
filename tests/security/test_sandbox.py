"""A student's process, seen from the grader: what comes back, and what happens when nothing does."""

import os
import platform
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import numpy as np
import pytest
import sympy

from graders.sandbox.inside.messages import WHAT_IS_LEFT
from graders.sandbox.outside import subjects
from graders.sandbox.outside.ahead import Ahead
from graders.sandbox.outside.sandbox import Spawning, make_sandbox
from graders.sandbox.outside.starting import copies, environment
from graders.sandbox.outside.subjects import Local, Lost, pack_call
from graders.values.functions import Counted, Function
from graders.values.tokens import Apply, Integer, Symbol
from graders.values.types import Expression, Graph, NodeRef, Opaque, Remote

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"cpu": 30, "wall": 5, "memory": 512, "output": 200}
FILE = "exercises/lesson.py"
KERNEL = [*map(int, re.findall(r"\d+", platform.release())[:2])]
HAS_LARGE_PAGES = (
    sys.platform == "linux" and KERNEL >= [6, 1] and Path("/sys/kernel/mm/transparent_hugepage").exists()
)


@pytest.fixture(scope="module")
def forking():
    sandbox = make_sandbox(["numpy", "sympy", "matplotlib"])
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def spawning():
    return Spawning(["numpy", "sympy"])


@pytest.fixture(params=["forking", "spawning"])
def sandbox(request):
    return request.getfixturevalue(request.param)


def loaded(sandbox, text, seconds=20.0):
    """A worker that has read the text and may use so many seconds for its calls."""
    worker = sandbox.worker(LIMITS)
    outcome = worker.load(FILE, text, 20.0)
    assert outcome.raised is None, outcome
    worker.start_task(seconds)
    return worker


def ask(sandbox, text, *arguments, function="answer"):
    with loaded(sandbox, text) as worker:
        return worker.call(function, arguments)


def test_a_value_comes_back(sandbox):
    outcome = ask(sandbox, "def answer(f, x):\n    print('hm')\n    return f(x) + 1", Function("x**2"), 3.0)
    assert outcome.value == 10.0
    assert outcome.printed == "hm\n"


def test_an_exception_comes_back_with_the_line_of_the_file(sandbox):
    raised = ask(sandbox, "def answer():\n    return 1 / 0").raised
    assert (raised.kind, raised.line, raised.source, raised.function) == (
        "ZeroDivisionError", 2, "    return 1 / 0", "answer",
    )  # fmt: skip


def test_a_syntax_error_comes_back_with_its_line(sandbox):
    with sandbox.worker(LIMITS) as worker:
        raised = worker.load(FILE, "def answer(:\n", 20.0).raised
    assert (raised.kind, raised.line) == ("SyntaxError", 1)


def test_sympy_objects_are_real_inside_and_plain_outside(sandbox):
    t = sympy.Symbol("t", positive=True)
    text = "def answer(e, t):\n    assert t.is_positive\n    return e.diff(t)"
    assert ask(sandbox, text, t**2, t).value == Expression((Integer(2), Symbol("t"), Apply("Mul", 2)))


def test_a_changed_argument_is_seen(sandbox):
    outcome = ask(sandbox, "def answer(p, q):\n    p[0] = 9\n    return 1", np.zeros(2), np.zeros(2))
    assert list(outcome.changed) == [0]
    assert outcome.changed[0].tolist() == [9.0, 0.0]


def test_calls_of_a_counted_function_are_answered_and_counted_outside(sandbox):
    square = Counted(Function("x**2"))
    outcome = ask(sandbox, "def answer(f):\n    return f(2.0) + f(3.0)", square)
    assert (outcome.value, outcome.calls, square.calls) == (13.0, (2,), 2)


def test_a_returned_function_can_be_called(sandbox):
    with loaded(sandbox, "def answer(k):\n    return [lambda x: k * x]") as worker:
        (triple,) = worker.call("answer", [3]).value
        assert type(triple) is Remote
        assert worker.call(triple, [5]).value == 15


def test_nodes_of_a_graph_come_back_by_index_with_their_gradients(sandbox):
    graph = Graph((2.0, 3.0, 6.0), ((), (), ((0, 3.0), (1, 2.0))))
    text = "def answer(out):\n    out.grad = 1.0\n    return [node for node, _ in out.parents]"
    outcome = ask(sandbox, text, graph)
    assert outcome.value == [NodeRef(0), NodeRef(1)]
    assert outcome.changed[0] == [0.0, 0.0, 1.0]


def test_what_is_no_plain_data_is_only_named(sandbox):
    assert ask(sandbox, "class Odd: pass\ndef answer():\n    return Odd()").value == Opaque("Odd")


def test_output_is_cut_at_the_limit(sandbox):
    assert len(ask(sandbox, "def answer():\n    print('x' * 10**6)").printed) == LIMITS["output"]


def test_warnings_are_seen(sandbox):
    outcome = ask(sandbox, "import numpy as np\ndef answer():\n    return np.log(np.zeros(1))")
    assert outcome.warnings == ("RuntimeWarning: divide by zero encountered in log",)


def test_an_endless_loop_is_interrupted_and_its_line_is_known(forking):
    text = "def answer():\n    while True:\n        pass"
    with loaded(forking, text, seconds=1.0) as worker, pytest.raises(Lost) as lost:
        worker.call("answer", [])
    assert lost.value.status == "timeout"
    assert lost.value.reason.startswith("line ")


def test_a_loop_that_swallows_everything_is_killed(sandbox):
    text = """
import signal
signal.signal = lambda *_: None
def answer():
    while True:
        try:
            while True:
                len("")
        except BaseException:
            pass
"""
    with loaded(sandbox, text, seconds=1.0) as worker:
        start = time.monotonic()
        with pytest.raises(Lost) as lost:
            worker.call("answer", [])
        assert time.monotonic() - start < 10
    assert lost.value.status == "timeout"


BUSY = """
import time
def answer(seconds):
    while time.process_time() < seconds:
        pass
    return "done"
"""


def test_time_in_which_others_have_the_processor_does_not_count(forking):
    with loaded(forking, BUSY, seconds=2.0) as worker:
        process = worker.process.pid
        os.kill(process, signal.SIGSTOP)
        Timer(3.0, os.kill, (process, signal.SIGCONT)).start()
        assert worker.call("answer", [0.5]).value == "done"
        assert worker.seconds > 0


def test_a_sleep_ends_too(sandbox):
    text = "import time\ndef answer():\n    time.sleep(60)"
    with loaded(sandbox, text, seconds=0.2) as worker, pytest.raises(Lost) as lost:
        worker.call("answer", [])
    assert lost.value.status == "timeout"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import os; os._exit(3)", "it left with exit code 3"),
        ("import ctypes; ctypes.string_at(0)", "it crashed the interpreter"),
    ],
)
def test_a_process_that_ends_is_lost_and_says_how(forking, body, reason):
    with loaded(forking, f"def answer():\n    {body}") as worker, pytest.raises(Lost) as lost:
        worker.call("answer", [])
    assert (lost.value.status, lost.value.reason) == ("crashed", reason)


def test_memory_beyond_the_limit_is_an_exception(forking):
    raised = ask(forking, "def answer():\n    return len(bytearray(10**10))").raised
    assert raised.kind == "MemoryError"


def test_a_stream_of_nonsense_ends_only_its_worker(forking):
    text = """
import os
def answer():
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\\xff" * 100)
        except OSError:
            pass
"""
    with loaded(forking, text) as worker, pytest.raises(Lost):
        worker.call("answer", [])
    assert ask(forking, "def answer():\n    return 1").value == 1


def test_a_new_zygote_takes_over_from_a_dead_one(forking):
    ask(forking, "def answer():\n    return 1")
    forking.process.kill()
    assert ask(forking, "def answer():\n    return 2").value == 2


@pytest.mark.parametrize("module", ["reference.derivatives", "graders.lessons.derivatives", "graders.judge"])
def test_neither_the_reference_nor_the_checks_can_be_imported(sandbox, module):
    raised = ask(sandbox, f"def answer():\n    import {module}").raised
    assert raised.kind == "ModuleNotFoundError"


def test_the_environment_is_clean(sandbox):
    os.environ["GRADLINGS_SEED"] = "secret"
    try:
        outcome = ask(sandbox, "def answer():\n    import os\n    return 'GRADLINGS_SEED' in os.environ")
    finally:
        del os.environ["GRADLINGS_SEED"]
    assert outcome.value is False


def test_the_data_sets_can_be_imported(sandbox):
    text = "from graders.datasets import circles\ndef answer():\n    return circles(4)[0].shape"
    assert ask(sandbox, text).value == (4, 2)


def test_code_in_this_process_is_observed_alike():
    def answer(f, p):
        p[0] = f(2.0)
        return p

    outcome = Local({"answer": answer}).call("answer", [Function("x**3"), np.zeros(1)])
    assert outcome.value.tolist() == [8.0]
    assert outcome.changed[1].tolist() == [8.0]


def test_code_in_this_process_is_interrupted_when_its_time_is_over():
    def answer(more):
        while more:
            pass
        return 1

    subject = Local({"answer": answer}, __file__, seconds=0.2)
    assert subject.call("answer", [False]).value == 1
    with pytest.raises(Lost) as lost:
        subject.call("answer", [True])
    assert lost.value.status == "timeout"
    assert lost.value.reason.startswith("line ")


def test_other_copies_of_the_course_among_the_libraries_are_hidden_too(tmp_path):
    """As when one is installed as a wheel, today's or an older one, and another is a checkout that grades."""
    for path in ("a/graders/lessons", "a/reference", "b/graders", "b/reference", "c", "e/graders"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "e/graders/course.sealed").touch()
    found = copies([str(tmp_path / name) for name in ("a", "a", "b", "c", "d", "e")])
    hidden = ("a/graders", "a/reference", "e/graders", "e/reference")
    assert found == [str(tmp_path / name) for name in hidden]


SHELF = """
import os

def answer(name):
    shelf = os.path.join(os.path.dirname(os.path.dirname(os.getcwd())), "shelf")
    refused = []
    for deed in (
        lambda: open(os.path.join(shelf, "mine"), "w"),
        lambda: os.mkdir(os.path.join(shelf, "folder")),
        lambda: os.rename(os.path.join(shelf, name), os.path.join(shelf, "other")),
        lambda: os.unlink(os.path.join(shelf, name)),
        lambda: os.rmdir(shelf),
    ):
        try:
            deed()
        except OSError as error:
            refused.append(error.errno)
    return [sorted(os.listdir(shelf)), len(refused)]
"""


@pytest.mark.nightly
def test_what_jax_compiled_is_read_by_workers_and_changed_by_none():
    sandbox = make_sandbox(["numpy", "jax"])
    try:
        sandbox.start()
        if sandbox.level != "full":
            pytest.skip("there is no place to keep it")
        limits = {**LIMITS, "memory": 1024, "wall": 60}
        with sandbox.worker(limits) as worker:
            assert worker.load(FILE, SHELF, 20.0).raised is None
            worker.start_task(20.0)
            names, refused = worker.call("answer", ["nothing"]).value
            compiled = next(name for name in names if name.endswith("-cache"))
            assert refused == 5
            assert worker.call("answer", [compiled]).value == [names, 5]
        text = "import jax\ndef answer(x):\n    return float(jax.grad(lambda x: x**3 - jax.numpy.sin(x))(x))"
        with sandbox.worker(limits) as worker:
            assert worker.load(FILE, text, 20.0).raised is None
            worker.start_task(60.0)
            outcome = worker.call("answer", [0.0])
            assert (outcome.value, outcome.warnings) == (-1.0, ())
    finally:
        sandbox.close()


WARM = """
import importlib, os, threading
libraries = ["numpy", "sympy", "matplotlib.pyplot", "jax"]
for name in libraries:
    importlib.import_module(name)
from graders.sandbox.inside.warming import warm_up
import jax._src.xla_bridge
before = len(os.listdir("/proc/self/task"))
warm_up(libraries, {folder!r}, {kept!r})
assert len(os.listdir("/proc/self/task")) == before, "threads"
assert not jax._src.xla_bridge._backends, "backends"
"""


@pytest.mark.nightly
def test_warming_up_leaves_no_thread_behind(tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    code = WARM.format(folder=str(shelf), kept=str(tmp_path / "kept"))
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment())
    assert any(shelf.iterdir())


@pytest.mark.nightly
def test_what_was_compiled_once_is_not_compiled_by_the_next_zygote(tmp_path):
    for shelf in ("first", "second"):
        (tmp_path / shelf).mkdir()
        code = WARM.format(folder=str(tmp_path / shelf), kept=str(tmp_path / "kept"))
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment())
        (kept,) = (tmp_path / "kept").iterdir()
        (kept / "of the first").touch()
    assert {path.name for path in (tmp_path / "second").iterdir()} == {path.name for path in kept.iterdir()}


def test_what_is_asked_together_is_sent_together(forking, monkeypatch):
    sent, send = [], subjects.send
    monkeypatch.setattr(
        subjects, "send", lambda channel, *frames: sent.append(frames) or send(channel, *frames)
    )
    with loaded(forking, "def answer(x):\n    return 2 * x") as worker:
        sent.clear()
        answers, loss = worker.together([pack_call("answer", [i], WHAT_IS_LEFT, 0)[0] for i in range(20)])
        assert [worker.read(answer).value for answer in answers] == list(range(0, 40, 2))
    assert (loss, len(sent)) == (None, 1)


def large_pages(process):
    sizes = (line for line in Path(f"/proc/{process}/smaps").read_text().splitlines() if "AnonHuge" in line)
    return sum(int(line.split()[1]) for line in sizes)


@pytest.mark.skipif(not HAS_LARGE_PAGES, reason="this system makes no large pages of small ones")
def test_many_workers_share_the_memory_of_their_zygote_in_large_pages():
    sandbox = make_sandbox(["numpy"])
    sandbox.start()
    try:
        assert large_pages(sandbox.process.pid) > 0
    finally:
        sandbox.close()


# A worker that is started ahead


def test_a_worker_that_is_ready_is_the_next_one(forking):
    ahead = Ahead(forking)
    ahead.prepare(LIMITS)
    ready = ahead.ready[1]
    assert ahead.worker(dict(LIMITS)) is ready
    assert ahead.ready is None
    with ready:
        assert ready.load(FILE, "x = 1", 20.0).raised is None


@pytest.mark.parametrize("is_lost", [True, False])
def test_one_that_was_lost_while_it_waited_or_has_other_limits_is_not_given(forking, is_lost):
    ahead = Ahead(forking)
    ahead.prepare(LIMITS)
    ready = ahead.ready[1]
    if is_lost:
        ready.process.kill()
    with ahead.worker(LIMITS if is_lost else {**LIMITS, "memory": 1024}) as worker:
        assert worker is not ready
        assert worker.load(FILE, "x = 1", 20.0).raised is None
    ready.close()
