"""Hostile submissions get what they deserve, and nothing else: attacks/ holds one small file an attack.

The first line of a file says what it deserves, the second which lesson it is of.
"""

import dataclasses
import os
import re
import resource
import sys
import tempfile
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from graders.classroom.journal import Journal
from graders.classroom.run import conditions, grade_class
from graders.classroom.scheduling import Here
from graders.course.index import Course
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading import student_process, trial
from graders.grading.answer_key import Book
from graders.grading.engine import Grader
from graders.grading.seeds import drawing_seed
from graders.grading.task_run import run_task
from graders.judge.numbers import comparison as numeric
from graders.sandbox.inside import confine, landlock
from graders.sandbox.inside.messages import Answer, Question, pack, unpack
from graders.sandbox.outside import subjects
from graders.sandbox.outside.subjects import Local, Worker
from graders.values import codec
from graders.values.functions import Counted
from graders.values.types import Opaque

pytestmark = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ATTACKS = sorted((HERE / "attacks").glob("*/*.py"))
LESSONS = ("derivatives", "integration", "gradient")
LIMITS = {"cpu": 6.0, "wall": 2.0, "memory": 400, "output": 3000}
LONGEST = 60.0  # seconds for the slowest attack, on a machine that is busy with the others
MEGABYTE = 2**20
MARK = "gradlings-attack"
PLACES = ["/tmp", "/var/tmp", "/dev/shm", Path.home(), os.getcwd(), tempfile.gettempdir(), ROOT]
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)


def limited(task, **limits):
    return dataclasses.replace(task, limits=dataclasses.replace(task.limits, **limits))


def short(course):
    """The course with so little time and memory that attacks end soon."""

    def less(lesson):
        return dataclasses.replace(lesson, tasks=tuple(limited(task, **LIMITS) for task in lesson.tasks))

    return dataclasses.replace(course, lessons=tuple(map(less, course.lessons)))


COURSE = short(Course.load(ROOT))


@dataclasses.dataclass(frozen=True)
class Attack:
    name: str
    lesson: str
    deserves: float
    text: str

    @classmethod
    def read(cls, path):
        text = path.read_text(encoding="utf-8")
        first, second, *_ = text.splitlines()
        return cls(
            f"{path.parent.name}/{path.stem}",
            second.removeprefix("# lesson: "),
            float(first.removeprefix("# deserves: ")),
            text,
        )


def honest(lesson):
    """The reference, handed in as a student would."""
    return (ROOT / "reference" / f"{lesson}.py").read_text(encoding="utf-8")


@dataclasses.dataclass
class Run:
    """What came of grading all attacks with one grader, and honest students before, between and after."""

    results: dict
    seconds: dict
    honest: list
    grown: float  # megabytes
    survivors: list
    written: list


def marks():
    return {str(path) for place in PLACES for path in Path(place).glob(f"*{MARK}*")}


@pytest.fixture(scope="module")
def run():
    attacks = list(map(Attack.read, ATTACKS))
    before, children = marks(), set(psutil.Process().children(recursive=True))
    with Grader(COURSE, tell=tell, seed="secret", lessons=LESSONS) as grader:

        def grade(attack):
            start = time.monotonic()
            source = Source(attack.lesson, f"exercises/{attack.lesson}.py", attack.text)
            result = grader.grade_lesson(COURSE.lesson(attack.lesson), source)
            return attack.name, result, time.monotonic() - start

        def grade_honest(lesson):
            return grade(Attack(lesson, lesson, COURSE.lesson(lesson).points, honest(lesson)))[1]

        students = list(map(grade_honest, LESSONS))
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with ThreadPoolExecutor(4) as pool:
            graded = pool.map(grade, attacks)
            between = list(pool.map(grade_honest, LESSONS))
            graded = list(graded)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
        students += [*between, *map(grade_honest, LESSONS)]
        zygotes = set(psutil.Process().children(recursive=True)) - children
        survivors = [child for zygote in zygotes for child in zygote.children(recursive=True)]
    return Run(
        {name: result for name, result, _ in graded},
        {name: seconds for name, _, seconds in graded},
        students,
        grown,
        [*survivors, *(set(psutil.Process().children(recursive=True)) - children)],
        sorted(marks() - before),
    )


def test_there_are_at_least_sixty():
    assert len(ATTACKS) >= 60


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_attack_gets_exactly_what_it_deserves(run, path):
    attack = Attack.read(path)
    result = run.results[attack.name]
    told = [(task.task, task.status, task.feedback) for task in result.tasks if task.status != "todo"]
    assert result.score == attack.deserves, told
    assert told, "the attack was not even tried"
    for task in result.tasks:
        assert task.status != "internal", task.feedback
        assert task.points in (0.0, task.max_points)
        assert len(task.feedback) < 5000
        for text in (task.feedback, task.printed, *(verdict.message for verdict in task.checks)):
            assert not HARMFUL.search(text), text
            assert not COMMAND.search(text), text
    assert run.seconds[attack.name] < LONGEST


def test_honest_students_are_unharmed_before_between_and_after(run):
    assert len(run.honest) == 3 * len(LESSONS)
    for result in run.honest:
        assert result.score == result.max_score, [task for task in result.tasks if task.status != "done"]


def test_nothing_was_written_outside(run):
    assert run.written == []


def test_no_process_survives(run):
    assert run.survivors == []


def test_the_memory_of_the_grader_is_bounded(run):
    assert run.grown < 600


# The answers of one run are of no use in another


class Recorder(Local):
    """The functions of the reference, and what one of them was asked."""

    def __init__(self, names, task):
        self.seen = []

        def noting(coeffs):
            self.seen.append((tuple(coeffs), names[task](coeffs)))
            return self.seen[-1][1]

        super().__init__({**names, task: noting})


def test_remembered_answers_are_worth_nothing_at_another_seed(sandboxes):
    lesson, task = COURSE.lesson("derivatives"), COURSE.task("power_rule")
    book = Book(lesson, drawing_seed("leaked"))
    recorder = Recorder(vars(book.reference), task.name)
    assert run_task(book, task, recorder, tell=tell).status == "done"
    known = dict(recorder.seen)
    text = f"KNOWN = {known}\n\n\ndef power_rule(coeffs):\n    return KNOWN.get(tuple(coeffs), [0])\n"
    scores = {}
    for seed in ("leaked", "secret"):
        grader = Grader(COURSE, tell=tell, seed=seed, lessons=LESSONS)
        grader.sandboxes = sandboxes
        scores[seed] = grader.grade_lesson(lesson, Source("derivatives", "derivatives.py", text)).score
    assert scores == {"leaked": task.points, "secret": 0.0}


# Each attack works where its defence is taken away


class Spy(int):
    """A number that looks, while it is compared, for the answer that it is compared with."""

    def __abs__(self):
        return float("inf")

    def __float__(self):
        frame = sys._getframe()
        while "expected" not in frame.f_locals:
            frame = frame.f_back
        return frame.f_locals["expected"]


def test_without_the_codec_an_object_would_find_the_answer():
    assert numeric.compare(Spy(1), 2.5) is None
    received = codec.decode(codec.encode(Spy(1)))
    assert received == Opaque("Spy")
    assert numeric.compare(received, 2.5).kind == "type"


@pytest.mark.nightly
def test_without_the_deadline_of_the_grader_a_swallowed_alarm_would_win_time():
    text = """
import signal
import time


def power_rule(coeffs):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    end = time.monotonic() + 3.0
    while time.monotonic() < end:
        pass
    return [0]
"""
    assert one_task(text, wall=30.0, cpu=60.0).status == "failing"
    assert one_task(text, wall=0.5).status == "timeout"


@pytest.fixture(scope="module", autouse=True)
def sandboxes():
    """One warm process serves all tests of single functions."""
    with Grader(COURSE, tell=tell, seed="secret", lessons=LESSONS, many=False) as grader:
        one_task.grader = grader
        yield grader.sandboxes


def one_lesson(text, name="power_rule", **limits):
    """The result of derivatives with one task."""
    lesson = COURSE.lesson("derivatives")
    lesson = dataclasses.replace(lesson, tasks=(limited(COURSE.task(name), **limits),))
    return one_task.grader.grade_lesson(lesson, Source("derivatives", "derivatives.py", text))


def one_task(text, name="power_rule", **limits):
    """The result of one function of derivatives."""
    return one_lesson(text, name, **limits).tasks[0]


class TestLimits:
    def test_wall(self):
        result = one_task("def power_rule(coeffs):\n    while True:\n        pass\n", wall=0.5)
        assert result.status == "timeout"
        assert "is still running after 0.5 s" in result.feedback
        assert "Last line seen: line " in result.feedback

    def test_cpu(self):
        result = one_task("def power_rule(coeffs):\n    while True:\n        pass\n", wall=60.0, cpu=1.0)
        assert result.status == "timeout"
        assert "used up the 1 s of processor time" in result.feedback

    @pytest.mark.parametrize(
        "above", ["", "if 0:\n    import jax\n", "def unused():\n    import jax.numpy\n"]
    )
    def test_memory(self, above):
        """Whatever is imported, or would be."""
        text = f"{above}def power_rule(coeffs):\n    return [bytearray(10**9)]\n"
        result = one_task(text, memory=300)
        assert result.status == "error"
        assert "needs more memory than the 300 MB" in result.feedback

    def test_memory_by_what_is_imported_would_be_had_for_a_word(self, monkeypatch):
        limits = student_process.limits_of
        generous = {"memory": 4096}  # as it would be for a file that names JAX
        monkeypatch.setattr(student_process, "limits_of", lambda lesson: limits(lesson) | generous)
        text = "if 0:\n    import jax\ndef power_rule(coeffs):\n    return len(bytearray(10**9))\n"
        assert one_task(text, memory=300).status == "failing"

    def test_output(self):
        result = one_task("def power_rule(coeffs):\n    print('x' * 10**6)\n", output=500)
        assert result.status == "failing"
        assert "printed more than 500 characters" in result.feedback
        assert set(result.printed) == {"x"}

    def test_answers_together(self):
        """Many small values take a hundred times as much here as on the way."""
        text = "S = [set() for _ in range(49_000)]\n\n\ndef central_difference(f, x, h):\n    return S\n"
        tracemalloc.start()
        result = one_task(text, "central_difference", wall=60.0)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 150_000_000, peak
        assert "its answers are larger than 64 MB together" in result.checks[-1].message

    def test_a_file_that_is_too_long(self):
        result = one_task("def power_rule(coeffs):\n    return [0]\n" + "a\n" * 60_000)
        assert result.status == "error"
        assert "at most 100000 are graded" in result.feedback

    def test_at_import(self):
        text = "while True:\n    pass\n\n\ndef power_rule(coeffs):\n    return [0]\n"
        loop = "derivatives.py, line 1, `while True:…`"
        assert f"{loop}, was still running after 0.5 s; it was left out." in one_lesson(text, wall=0.5).note
        spent = one_lesson(text, wall=60.0, cpu=1.0).note
        assert f"{loop}, used up the 1 s of processor time that a task may use; it was left out." in spent


HONEST = {
    "scipy": """
    from scipy.optimize import minimize
    assert minimize(lambda p: (p[0] - 1)**2, [0.0]).success""",
    "scikit-learn": """
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    X, y = np.arange(20.0)[:, None], np.arange(20) > 9
    assert LogisticRegression().fit(X, y).score(X, y) == 1""",
    "a picture in memory": """
    import io
    import matplotlib.pyplot as plt
    plt.plot([1, 2], label="$x^2$")
    plt.legend()
    plt.savefig(buffer := io.BytesIO())
    assert buffer.getvalue()[1:4] == b'PNG'""",
    "threads": """
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(abs, [-1, -2])) == [1, 2]""",
    "400 MB": """
    import numpy as np
    assert np.ones(50_000_000).sum() == 5e7""",
    "printing and warnings": """
    import warnings
    print("fine")
    warnings.warn("careful")""",
}
HONEST_RULE = """
    powers = range(len(coeffs) - 1, 0, -1)
    return [c * n for c, n in zip(coeffs, powers)] or [0]
"""


@pytest.mark.parametrize("body", HONEST.values(), ids=HONEST)
def test_honest_code_keeps_working(body):
    result = one_task(f"def power_rule(coeffs):{body}{HONEST_RULE}", memory=1024, wall=40.0, cpu=40.0)
    assert result.status == "done", result.feedback


def test_jax_keeps_working():
    pytest.importorskip("jax")
    lesson = COURSE.lesson("differentiation")
    lesson = dataclasses.replace(
        lesson, tasks=(limited(COURSE.task("jax_derivative"), wall=60.0, cpu=60.0, memory=1024),)
    )
    text = (
        "import jax\nimport jax.numpy as jnp\n\n\ndef jax_derivative(f):\n"
        "    slope = jax.jit(jax.vmap(jax.grad(f)))\n\n"
        "    def df(x):\n        x = jnp.asarray(x, dtype=float)\n"
        "        return slope(jnp.atleast_1d(x)).reshape(x.shape)\n\n    return df\n"
    )
    with Grader(COURSE, tell=tell, seed="secret", lessons=["differentiation"]) as grader:
        source = Source("differentiation", "differentiation.py", text)
        result = grader.grade_lesson(lesson, source).tasks[0]
    assert result.status == "done", result.feedback


def test_jax_may_be_used_in_every_lesson():
    pytest.importorskip("jax")
    text = (
        "import jax\nimport jax.numpy as jnp\n\n\ndef power_rule(coeffs):\n"
        "    if len(coeffs) == 1:\n        return [0]\n"
        "    slope = jax.jit(jax.grad(lambda x: jnp.polyval(jnp.asarray(coeffs, float), x)))\n"
        "    assert abs(slope(1.0) - sum(c * n for n, c in enumerate(reversed(coeffs)))) < 1e-6\n"
        "    return [c * n for n, c in zip(range(len(coeffs) - 1, 0, -1), coeffs)]\n"
    )
    result = one_task(text, wall=60.0, cpu=60.0)
    assert result.status == "done", result.feedback


IMPOSSIBLE = {
    "import multiprocessing\n    multiprocessing.Process(target=print).start()": "starts a process",
    "import multiprocessing\n    multiprocessing.Pool(2)": "starts a process",
    "from concurrent.futures import ProcessPoolExecutor as P\n    P(2).submit(abs, 1)": "starts a process",
    "from multiprocessing.pool import ThreadPool\n    ThreadPool(2)": "ThreadPoolExecutor works)",
    "from multiprocessing import dummy\n    dummy.Pool(2)": "ThreadPoolExecutor works)",
    "from joblib.externals import loky\n    loky.get_reusable_executor(2).submit(abs, 1)": "starts a process",
    "import asyncio\n    asyncio.run(asyncio.open_connection('127.0.0.1', 80))": "uses the network",
    "import socket\n    socket.socket()": "uses the network",
    "from urllib.request import urlopen\n    urlopen('http://localhost')": "uses the network",
    "import socket\n    socket.gethostbyname('localhost.test')": "uses the network",
    "import socket\n    socket.getaddrinfo('localhost.test', 80)": "uses the network",
    "import urllib3\n    urllib3.request('GET', 'http://127.0.0.1')": "uses the network",
    "import requests\n    requests.get('http://127.0.0.1')": "uses the network",
    "import subprocess\n    subprocess.run(['ls'])": "starts a program",
    "import os\n    os.fork()": "asks the system for something",
    "open('/etc/passwd')": "opens a file",
    "open('/tmp/x', 'w')": "opens a file",
    "import numpy as np\n    np.save('/tmp/a.npy', np.zeros(3))": "opens a file",
    "import os\n    os.symlink('a', 'b')": "asks for files",
    "import os\n    os.chmod('/tmp', 0o777)": "asks for files",
    "import os\n    os.listdir('/root')": "asks for files",
}
NOBODY = {
    "open('data.csv')": "looks for a file that is not there while code is graded",
    "import numpy as np\n    np.loadtxt('a.csv')": "looks for a file that is not there while code is graded",
    "input()": "waits for input, which nobody types while code is graded",
}


@pytest.mark.parametrize(("body", "what"), IMPOSSIBLE.items(), ids=lambda text: text.split("\n")[-1].strip())
def test_what_cannot_work_says_so_in_one_sentence(body, what):
    pytest.importorskip(re.match(r"(?:from|import) (\w+)|", body)[1] or "os")
    result = one_task(f"def power_rule(coeffs):\n    {body}\n")
    assert result.status == "error"
    first = result.feedback.split("\n")[0]
    assert f"{what}, which is not possible while code is graded" in first
    at_import = one_lesson(f"if True:\n    {body}\n\n\ndef power_rule(coeffs):\n    return [0]\n")
    assert f"{what}, which is not possible while code is graded" in at_import.note


@pytest.mark.parametrize(("body", "what"), NOBODY.items(), ids=lambda text: text.split("\n")[-1].strip())
def test_what_only_is_not_there_is_told_as_that(body, what):
    result = one_task(f"def power_rule(coeffs):\n    {body}\n")
    assert result.status == "error"
    assert what in result.feedback.split("\n")[0]
    at_import = one_lesson(f"if True:\n    {body}\n\n\ndef power_rule(coeffs):\n    return [0]\n")
    assert what in at_import.note


@pytest.mark.parametrize("body", [
    "raise FileNotFoundError('mine')", "raise OSError('odd')",
    "import sqlite3\n    raise sqlite3.OperationalError('x')",
    "import sqlite3\n    sqlite3.connect(':memory:').execute('select x')", "raise ConnectionError('mine')",
])  # fmt: skip
def test_what_a_student_raises_is_told_as_that(body):
    result = one_task(f"def power_rule(coeffs):\n    {body}\n")
    assert " raises " in result.feedback
    assert "not possible" not in result.feedback


def test_callbacks_take_numbers_of_bearable_size_only():
    for arguments in ([1.5], [np.zeros(3), 2], [[1.0, 2.0]], [np.float64(1), 2**300, True]):
        subjects.check_arguments(arguments)
    for arguments in (
        ["text"], [None], [{}], [np.array([1, None], object)], [2**4095], [[[1]]], [np.zeros(500_000)],
        [np.zeros((1000, 1)), np.zeros((1, 1000))], [[0] * 200_000], [[np.zeros(1000)] * 200],
    ):  # fmt: skip
        with pytest.raises((TypeError, ValueError)):
            subjects.check_arguments(arguments)


def test_without_the_check_small_arguments_would_fill_the_memory(monkeypatch):
    x, y = np.zeros((1000, 1)), np.zeros((1, 1000))
    sizes = []
    add = Counted(lambda x, y: sizes.append((x + y).nbytes) or 0.0)
    worker = Worker(None, None, 0)
    worker.counted = [add]
    question = pack(Question(0, [x, y]))
    assert len(question) < 20_000
    assert "at most" in unpack(worker._answer(question), Answer).fault
    monkeypatch.setattr(subjects, "check_arguments", lambda arguments: None)
    assert unpack(worker._answer(question), Answer) == Answer(0.0, None)
    assert sizes == [8_000_000]


def test_an_answer_that_is_slow_to_judge_takes_no_time_from_others(sandboxes, tmp_path, monkeypatch):
    """While it is judged no time of a student's code counts."""
    judged, slow = trial.judged, []

    def slowly(judge, *values):
        if values and values[0] == [4711] and len(slow) < 3:
            slow.append(3**9_000_000)  # one operation of Python's, two to four seconds
        return judged(judge, *values)

    monkeypatch.setattr(trial, "judged", slowly)
    lesson = COURSE.lesson("derivatives")
    lesson = dataclasses.replace(lesson, tasks=(limited(COURSE.task("power_rule"), wall=0.5),))
    course = dataclasses.replace(COURSE, lessons=(lesson,))
    texts = {"mallory": "def power_rule(coeffs):\n    return [4711]\n"}
    texts |= dict.fromkeys(("anna", "ben", "zoe"), f"def power_rule(coeffs):{HONEST_RULE}")
    submissions = [
        Submission(name, {"derivatives": Source("derivatives", "derivatives.py", text)})
        for name, text in texts.items()
    ]
    grader = Grader(course, tell=tell, seed="secret")
    grader.sandboxes = sandboxes
    with Journal(tmp_path, conditions(course, grader, ["derivatives"])) as journal:
        results = grade_class(submissions, course, Here(grader), journal).results
    assert len(slow) == 3
    found = {result.submission: result.lessons[0].tasks[0].status for result in results}
    assert found == {"mallory": "failing", "anna": "done", "ben": "done", "zoe": "done"}


def test_submissions_are_graded_as_a_whole_too():
    """One lesson's attack leaves the others of the same submission alone."""
    attack = Attack.read(HERE / "attacks" / "breaking_the_grader" / "segmentation_fault.py")
    sources = {
        "derivatives": Source("derivatives", "derivatives.py", attack.text),
        "integration": Source("integration", "integration.py", honest("integration")),
    }
    result = one_task.grader.grade(Submission("anna", sources))
    assert [lesson.score for lesson in result.lessons] == [0.0, COURSE.lesson("integration").points, 0.0]
