"""No object that a student returns and no frame that arrives can run code, or take much time or memory."""

import collections
import enum
import io
import random
import struct
import tracemalloc
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from unittest.mock import Mock

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.values.codec import CodecError, decode, encode
from graders.values.functions import Function
from graders.values.tokens import Integer
from graders.values.types import Axes, Expression, Figure, Graph, NodeRef, Opaque, Remote

x = sympy.Symbol("x")
MEGABYTE = 2**20


CALLED = []
QUIET = {"__new__", "__init__", "__class__", "__del__", "__dict__", "__module__", "__qualname__", "__slots__"}
CONVERSIONS = {
    "__float__", "__int__", "__index__", "__complex__", "__bool__", "__len__", "__iter__", "__getattr__",
    "__array__", "__array_ufunc__", "__array_function__", "__array_interface__", "__reduce__", "__hash__",
}  # fmt: skip


def trap(name):
    def trapped(*_, **__):
        CALLED.append(name)
        raise AssertionError(name)

    return trapped


def liar(base, *arguments):
    """An object of a subclass that lies about itself and whose every special method is a trap."""
    lies = {"__class__": property(lambda _: CALLED.append("__class__") or float)}
    lies |= {"__module__": "sympy.core.add", "__qualname__": "Add"}
    cls = type(base)("Liar", (base,), lies)
    instance = cls(*arguments)
    for name in {*dir(base), *CONVERSIONS} - QUIET:
        if name.startswith("__"):
            setattr(cls, name, trap(name))
    return instance


LIARS = [
    (object,), (float, 1.5), (int, 3), (complex, 1j), (str, "1.5"), (bytes, b"1"), (list, [1]), (tuple, (1,)),
    (dict, {"a": 1}), (set, {1}), (frozenset, {1}), (np.float64, 1.5), (np.ndarray, (2,)), (Fraction, 1, 2),
    (Decimal, 1), (Expression, (Integer(1),)), (collections.OrderedDict, {"a": 1}), (sympy.Symbol, "x"),
    (sympy.Matrix, [1]), (Remote, 1, "f"), (io.StringIO,),
]  # fmt: skip


@pytest.mark.parametrize("kind", LIARS, ids=lambda kind: kind[0].__name__)
def test_a_subclass_stays_closed_and_none_of_its_methods_is_called(kind):
    instance = liar(*kind)
    CALLED.clear()
    for value in (instance, [instance], {"a": instance}):
        decode(encode(value))
    assert CALLED == []
    assert decode(encode(instance)) == Opaque("Liar")


class Meta(type):
    """A class whose class lies as well."""

    __name__ = property(lambda _: CALLED.append("name") or "float")
    __module__ = property(lambda _: CALLED.append("module") or "numpy")
    __hash__ = __eq__ = __instancecheck__ = __subclasscheck__ = __getattribute__ = trap("meta")


def test_a_lying_metaclass_is_not_asked():
    instance = object.__new__(Meta("Liar", (), {}))
    CALLED.clear()
    assert decode(encode(instance)) == Opaque("Liar")
    assert CALLED == []


class Colour(enum.IntEnum):
    RED = 1


Method = enum.Enum("Method", {"SYMBOLIC": "symbolic"}, type=str)


class Plain(enum.Enum):
    A = "a"


class Dual(collections.namedtuple("Dual", "value slope")):
    def __add__(self, other):
        raise AssertionError


class Path(list):
    """Adds nothing."""


class Field(np.ndarray):
    unit = "m"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (collections.namedtuple("Point", "x y")(1, 2.5), (1, 2.5)), (Dual(1.0, 2.0), (1.0, 2.0)),
        (Path([1, 2]), [1, 2]), (Colour.RED, 1), (Method.SYMBOLIC, "symbolic"),
        ([Method.SYMBOLIC, Dual(0.0, 1.0)], ["symbolic", (0.0, 1.0)]),
    ],
)  # fmt: skip
def test_a_class_that_only_adds_names_is_the_plain_one(value, plain):
    assert decode(encode(value)) == plain
    assert type(decode(encode(value))) is type(plain)


@pytest.mark.parametrize("kind", [np.matrix, Field])
def test_a_kind_of_array_is_an_array(kind):
    decoded = decode(encode(np.arange(4.0).reshape(2, 2).view(kind)))
    assert type(decoded) is np.ndarray
    assert decoded.tolist() == [[0.0, 1.0], [2.0, 3.0]]


def test_a_polynomial_of_sympy_is_its_expression():
    assert decode(encode(sympy.Poly(x + 1, x))) == decode(encode(x + 1))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (np.ma.array([1]), "MaskedArray"), (Plain.A, "Plain"),
        (np.rec.array([(1,)]), "recarray"),
        (np.array(["a"]), "str32 array"), (np.zeros(1, "m8[s]"), "timedelta64[s] array"),
        (np.array([(1, 2)], "i4,i4"), "void64 array"), (np.array([[1], None], object), "object array"),
        (np.datetime64("2020"), "datetime64"), (range(3), "range"),
        (b"1", "bytes"), ({}.keys(), "dict_keys"),
        (map(abs, []), "map"), (float, "type"), (np, "module"), (NotImplemented, "NotImplementedType"),
    ],
    ids=lambda item: item if isinstance(item, str) else type(item).__name__,
)  # fmt: skip
def test_what_is_not_plain_data_is_known_by_its_name_only(value, name):
    assert decode(encode(value)) == Opaque(name)


@pytest.mark.parametrize(
    ("question", "name", "whole"),
    [
        (sympy.Integral(x, x), "Integral", "Integral"),
        (1 + sympy.Limit(1 / x, x, 0), "Limit", "Add"),
        (sympy.Matrix([x, sympy.Integral(x, x)]), "Integral", "MutableDenseMatrix"),
        (sympy.Function("f")(x) + 1, "function f", "Add"),
        (sympy.Lambda(x, x**2), "Lambda", "Lambda"),
        (sympy.FiniteSet(1, x), "FiniteSet", "FiniteSet"),
        (sympy.Symbol, "type", ""),
    ],
)
def test_what_stays_open_in_an_expression_is_named(question, name, whole):
    assert decode(encode(question, remember=pytest.fail)) == Opaque(name, whole)


def test_a_truth_array_holds_nothing_but_zero_and_one():
    content = encode(np.array([True, False])).replace(b"\1\0", b"\7\0")
    assert content.endswith(b"\7\0")
    assert decode(content).view("u1").tolist() == [1, 0]


SEEDS = [
    encode(value)
    for value in [
        [None, True, -5, 2**80, 0.1, 1j, "sin", (1, 2), {"a": 1.5, (1, None): []}, {1, 2.5}],
        [np.float64(1.5), np.bool_(True), np.arange(6.0).reshape(2, 3), np.array([True]), np.zeros((0, 2))],
        [np.array([x**2, 1], object), sympy.Matrix([[x, 1]]), sympy.exp(-x) / 3, 2 * sympy.pi, {x: 1}],
        [Opaque("map"), Remote(1, "f"), NodeRef(2), Fraction(1, 3)],
        Figure((Axes(({"x": np.zeros(2), "label": "f"},), legend=("f",), title="t"),)),
        [1.5, None, {0: np.zeros(3)}, ["RuntimeWarning: overflow"], "printed", 0.01],
        ["call", Function("x**2"), [Graph((1.0, 2.0), ((), ((0, 1.0),)))], 0.5],
    ]
]
TAGS = [bytes([tag]) for tag in range(33, 127)]
WORDS = [struct.pack("<I", n) for n in (0, 1, 2, 3, 11, 40, 255, 2**16, 2**31, 2**32 - 1)]
FRAGMENTS = [*TAGS, *WORDS, *(bytes([n]) for n in range(12)), encode(1), encode(x), *SEEDS]


def mutated(rng):
    """A frame with some bytes changed, cut out, doubled or replaced by fragments."""
    content = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(content) + 1)
        end = min(start + rng.choice((0, 1, 1, 4, 8, 30, 1000)), len(content))
        content[start:end] = rng.choice(
            (b"", rng.randbytes(end - start), rng.choice(FRAGMENTS), bytes(content[start:end]) * 2)
        )
    return bytes(content)


def any_frame(kind, source):
    rng = random.Random(source)
    if kind == "bytes":
        return rng.randbytes(rng.randint(0, 200))
    if kind == "fragments":
        return b"".join(rng.choices(FRAGMENTS, k=rng.randint(1, 12)))
    return mutated(rng)


frames = st.builds(
    any_frame, st.sampled_from(["bytes", "fragments", *["mutated"] * 3]), st.integers(0, 2**64)
)


@settings(max_examples=10_000, deadline=None, database=None)
@given(frames)
def test_a_frame_is_read_or_refused_and_nothing_else_happens(content):
    with suppress(CodecError):
        encode(decode(content))


@pytest.mark.nightly
@pytest.mark.parametrize("_round", range(10))
@settings(max_examples=30_000, deadline=None, database=None)
@given(content=frames)
def test_many_more_frames(content, _round):
    with suppress(CodecError):
        encode(decode(content))


def test_thousands_of_mutations_together_take_little_memory():
    rng = random.Random(0)
    tracemalloc.start()
    try:
        for _ in range(3000):
            with suppress(CodecError):
                decode(mutated(rng))
        assert tracemalloc.get_traced_memory()[1] < 50 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_frame_cut_off_anywhere_is_refused():
    resolver = Mock()
    for seed in SEEDS:
        for end in range(len(seed)):
            with pytest.raises(CodecError):
                decode(seed[:end], resolve=resolver)


def test_a_resolver_that_fails_is_a_refused_frame():
    with pytest.raises(CodecError):
        decode(encode(Function("x")), resolve=object())
