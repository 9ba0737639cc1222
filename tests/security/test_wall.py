"""A student's process sees only this of the course; what crosses the wall has one layout for both sides."""

import dataclasses
import os
import sys
from pathlib import Path

import pytest

from graders.sandbox.inside import messages
from graders.sandbox.inside.messages import LAYOUT, Answer, Question, Refused, Reply, pack, unpack
from graders.sandbox.outside import sandbox as outside
from graders.sandbox.outside.sandbox import Forking, Spawning, make_sandbox
from graders.sandbox.outside.subjects import SandboxError
from graders.values.codec import CodecError, encode

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"cpu": 30, "wall": 5, "memory": 512, "output": 2000}
HOLDERS = {"graders", "graders.sandbox"}
FACES = {"graders.datasets", "graders.drawing", "graders.notebook"}
ROOMS = ("graders.sandbox.inside", "graders.values")


def names(folder):
    """Every module below a folder of the checkout, by its dotted name."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_seen(name):
    return name in HOLDERS | FACES or any(name == room or name.startswith(room + ".") for room in ROOMS)


ALL = {*names("graders"), *names("reference"), *names("exercises"), "reference", "tests", "exercises"}


@pytest.fixture(scope="module", params=["forking", "spawning"])
def sandbox(request):
    if request.param == "forking" and sys.platform != "linux":
        pytest.skip("forking is Linux's")
    sandbox = Forking(["numpy"], warm=False) if request.param == "forking" else Spawning(["numpy"])
    yield sandbox
    sandbox.close()


def ask(sandbox, text):
    with sandbox.worker(LIMITS) as worker:
        assert worker.load("exercises/lesson.py", text, 20.0).raised is None
        worker.start_task(20.0)
        outcome = worker.call("answer", [])
        assert outcome.raised is None, outcome.raised
        return outcome.value


# What a student's process sees


def test_nothing_else_of_the_course_is_loaded(sandbox):
    text = "import sys\ndef answer():\n    return sorted(name for name in sys.modules if sys.modules[name])"
    loaded = set(ask(sandbox, text)) & ({"graders"} | ALL)
    assert {"graders.values.codec", "graders.sandbox.inside.worker"} | FACES <= loaded
    assert [name for name in sorted(loaded) if not is_seen(name)] == []


def test_nothing_else_of_the_course_can_be_imported(sandbox):
    text = f"""
import importlib
def answer():
    found = []
    for name in {sorted(name for name in ALL if not is_seen(name))!r}:
        try:
            importlib.import_module(name)
            found.append(name)
        except ModuleNotFoundError:
            pass
    return found
"""
    assert ask(sandbox, text) == []


def test_a_name_that_is_no_module_of_the_course_is_not_found_either(sandbox):
    text = """
import importlib.util
def answer():
    return [importlib.util.find_spec(name) is None for name in ("graders.values.no", "no_such_thing")]
"""
    assert ask(sandbox, text) == [True, True]


def test_the_libraries_are_there_and_the_checkout_is_on_no_path(sandbox):
    text = "import sys\ndef answer():\n    return list(sys.path)"
    path = [os.path.realpath(entry) for entry in ask(sandbox, text)]
    assert str(ROOT) not in path
    assert os.path.dirname(os.path.dirname(os.path.realpath(__import__("numpy").__file__))) in path


def test_the_cells_of_a_lesson_grade_nothing_there(sandbox):
    text = "from graders.notebook import grade, show\ndef answer():\n    return [grade('x', {}), show(None)]"
    assert ask(sandbox, text) == [0.0, None]


# A process that does not start says why


@pytest.fixture(
    params=[lambda: Forking(["no_such_library"], warm=False), lambda: Spawning(["no_such_library"])]
)
def broken(request):
    if request.param().__class__ is Forking and sys.platform != "linux":
        pytest.skip("forking is Linux's")
    return request.param()


def test_a_missing_library_is_named_each_time(broken):
    for _ in range(2):
        with pytest.raises(SandboxError, match="No module named 'no_such_library'"):
            broken.worker(LIMITS)
    broken.close()


def test_an_interpreter_that_says_nothing_is_told_as_such(monkeypatch):
    monkeypatch.setattr(outside, "command", lambda *_: [sys.executable, "-c", ""])
    with pytest.raises(SandboxError, match="it gives no reason"):
        Spawning([]).worker(LIMITS)


@pytest.mark.skipif(sys.platform != "linux", reason="forking is Linux's")
def test_a_layer_that_fails_in_a_worker_is_named(monkeypatch):
    """As when a limit of the machine's own lies below what a worker needs."""
    sandbox = make_sandbox(["numpy"], warm=False)
    try:
        with pytest.raises(SandboxError, match="a worker did not start: OverflowError: "):
            sandbox.worker(LIMITS | {"memory": 1e300})
        assert sandbox.worker(LIMITS).close()
    finally:
        sandbox.close()


# Messages


def test_every_message_has_a_letter_of_its_own_and_a_layout_for_each_field():
    assert len({letter for letter, _ in LAYOUT.values()}) == len(LAYOUT)
    assert set(messages.Message.__subclasses__()) == set(LAYOUT)
    for kind, (_, layout) in LAYOUT.items():
        assert len(dataclasses.fields(kind)) == len(layout), kind


EXAMPLES = {
    int: 3,
    float: 0.5,
    str: "text",
    list: [1, "two"],
    dict: {1: "one"},
    object: 7,
    type(None): None,
    bool: True,
}


@pytest.mark.parametrize("kind", LAYOUT, ids=lambda kind: kind.__name__)
def test_a_message_arrives_as_it_was_sent(kind):
    _, layout = LAYOUT[kind]
    for chosen in (0, -1):
        message = kind(*(EXAMPLES[types[chosen]] for types in layout))
        assert unpack(pack(message), kind) == message


@pytest.mark.parametrize("kind", LAYOUT, ids=lambda kind: kind.__name__)
def test_a_field_of_another_type_one_too_few_and_one_too_many_are_refused(kind):
    letter, layout = LAYOUT[kind]
    right = [EXAMPLES[types[0]] for types in layout]
    wrong = [right[:-1], [*right, 1]] if right else [[1]]
    wrong += [
        [*right[:i], 1.5 if bool in types else True, *right[i + 1 :]]
        for i, types in enumerate(layout)
        if types != (object,)
    ]
    for content in (*wrong, {}, None, tuple(right)):
        with pytest.raises(CodecError, match="has another form"):
            unpack(letter + encode(content), kind)


def test_a_message_that_is_not_expected_is_refused():
    with pytest.raises(CodecError, match="no known kind"):
        unpack(pack(Refused("no")), Reply, Question)
    with pytest.raises(CodecError, match="no known kind"):
        unpack(b"", Answer)
