"""What passes between the grader and a student's code comes back as it was; everything else is refused."""

import collections
import math
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from graders.judge.expressions.compilation import MEANINGS
from graders.values import frame
from graders.values.codec import CodecError, decode, encode
from graders.values.expressions import from_sympy, to_sympy
from graders.values.functions import Counted, Function
from graders.values.tokens import Apply, Constant, Float, Integer, Rational, Symbol
from graders.values.types import Axes, Expression, Figure, Graph, Matrix, NodeRef, Opaque, Remote

x = sympy.Symbol("x", real=True)


def is_same(a, b):
    """Equal in type and content, NaN and signed zero included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (np.ndarray, np.generic)):
        if a.dtype == object:
            return a.shape == b.shape and is_same(a.ravel().tolist(), b.ravel().tolist())
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, dict):
        return is_same(list(a.items()), list(b.items()))
    if isinstance(a, set):
        return len(a) == len(b) and sorted(map(encode, a)) == sorted(map(encode, b))
    if isinstance(a, (float, complex)):
        return encode(a) == encode(b)
    if isinstance(a, (Expression, Matrix, Axes, Figure, Float)):
        return all(is_same(getattr(a, field.name), getattr(b, field.name)) for field in fields(a))
    return a == b


# What a task may return

integers = st.integers() | st.integers(-(2**4095), 2**4095)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,9}", fullmatch=True)
leaves = st.one_of(
    st.builds(Symbol, names),
    st.builds(Integer, integers),
    st.builds(Rational, integers, st.integers(1, 2**80)),
    st.builds(Float, st.floats()),
    st.builds(Constant, st.sampled_from(sorted(frame.CONSTANT_NAMES))),
).map(lambda token: (token,))


def applied(arguments):
    def build(head, parts):
        return (*sum(parts, ()), Apply(head, len(parts)))

    return st.builds(build, st.sampled_from(sorted(frame.HEADS)), st.lists(arguments, min_size=1, max_size=4))


expressions = st.recursive(leaves, applied, max_leaves=8).map(Expression)
matrices = st.tuples(st.integers(0, 3), st.integers(0, 3)).flatmap(
    lambda shape: st.builds(
        lambda entries: Matrix(*shape, tuple(entries)),
        st.lists(expressions, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]),
    )
)
arrays = npst.arrays(
    st.sampled_from(frame.DTYPES), npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
)
scalars = st.sampled_from(frame.DTYPES).flatmap(lambda dtype: npst.arrays(dtype, ())).map(lambda a: a[()])
numbers = st.one_of(st.booleans(), integers, st.floats(), st.complex_numbers(), scalars)
singles = st.one_of(st.none(), numbers, st.text(st.characters()), expressions)
keys = st.recursive(singles, lambda items: st.lists(items, max_size=3).map(tuple), max_leaves=4)
parts = st.dictionaries(st.sampled_from(["x", "y", "label"]), st.text() | arrays).map(dict)
panels = st.builds(
    Axes,
    lines=st.lists(parts, max_size=2).map(tuple),
    points=st.lists(parts, max_size=2).map(tuple),
    legend=st.none() | st.lists(st.text(), max_size=2).map(tuple),
    title=st.text(),
    is_3d=st.booleans(),
)
figures = st.lists(panels, max_size=2).map(tuple).map(Figure)


@st.composite
def object_arrays(draw):
    items = draw(st.lists(singles, max_size=6))
    array = np.empty(len(items), object)
    for index, item in enumerate(items):
        array[index] = item
    return array.reshape(draw(st.sampled_from([(len(items),), (1, len(items)), (len(items), 1)])))


others = st.one_of(
    matrices,
    arrays,
    object_arrays(),
    figures,
    st.builds(Opaque, names),
    st.builds(Remote, st.integers(0, 2**32 - 1), names),
    st.builds(NodeRef, st.integers(0, 2**32 - 1)),
)
values = st.recursive(
    singles | others,
    lambda items: st.one_of(
        st.lists(items, max_size=4),
        st.lists(items, max_size=4).map(tuple),
        st.dictionaries(keys, items, max_size=4),
        st.sets(keys, max_size=4),
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values)
def test_what_a_task_may_return_comes_back_as_it_was(value):
    assert is_same(decode(encode(value)), value)


@pytest.mark.parametrize("dtype", frame.DTYPES, ids=str)
def test_an_array_keeps_its_type_and_shape(dtype):
    for shape in [(), (0,), (0, 3), (5,), (2, 3), (2, 1, 3)]:
        array = np.ones(shape, dtype)
        back = decode(encode(array))
        assert is_same(back, array)
        assert back.flags.writeable
        assert back.flags.c_contiguous
    assert type(decode(encode(dtype.type(1)))) is dtype.type


def test_an_array_of_any_layout_arrives_in_plain_order():
    array = np.arange(24.0).reshape(4, 6)
    for view in (array.T, array[::-2, ::3], np.asfortranarray(array), np.broadcast_to(array[0], (3, 6))):
        assert np.array_equal(decode(encode(view)), view)
    assert is_same(decode(encode(array.astype(">f8"))), array)


def test_an_array_of_expressions_arrives_as_one():
    back = decode(encode(np.array([[x**2, 1], [0.5, sympy.sin(x)]], dtype=object)))
    assert back.shape == (2, 2)
    assert back[0, 0] == from_sympy(sympy.Symbol("x") ** 2)
    assert is_same(back.ravel().tolist()[1:3], [1, 0.5])


def test_every_head_that_can_be_judged_may_be_sent():
    assert set(MEANINGS) <= frame.HEADS


def test_sympy_objects_arrive_as_data_with_plain_symbols():
    assert decode(encode(sympy.sin(x) + 1)) == from_sympy(sympy.sin(sympy.Symbol("x")) + 1)
    assert decode(encode(sympy.Matrix([[x, 1]]))) == Matrix(
        1, 2, (Expression((Symbol("x"),)), Expression((Integer(1),)))
    )
    assert decode(encode({x: 1})) == {Expression((Symbol("x"),)): 1}


def test_fractions_and_decimals_are_expressions():
    assert decode(encode(Fraction(-1, 3))) == Expression((Rational(-1, 3),))
    assert decode(encode(Decimal("0.5"))) == Expression((Float(0.5),))


def test_containers_of_libraries_arrive_as_those_of_python():
    assert is_same(decode(encode(np.linalg.slogdet(np.eye(2)))), (np.float64(1.0), np.float64(0.0)))
    assert decode(encode(collections.OrderedDict(b=1, a=2))) == {"b": 1, "a": 2}
    assert decode(encode(collections.defaultdict(list, {"a": [1]}))) == {"a": [1]}
    assert decode(encode(collections.Counter("aab"))) == {"a": 2, "b": 1}
    assert decode(encode(frozenset({1}))) == {1}
    assert is_same(decode(encode(np.str_("a"))), "a")


def test_plots_arrive_as_their_figure():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    figure, axes = pyplot.subplots(1, 2)
    lines = axes[0].plot([1, 2], [3, 4], label="f")
    expected = encode(figure)
    assert type(decode(expected)) is Figure
    for answer in (axes[0], axes, list(axes), lines, (figure, axes)):
        assert encode(answer) == expected
    assert decode(encode(axes[1].bar([1], [2]))) == Opaque("BarContainer")
    pyplot.close(figure)


def test_arrays_of_jax_arrive_as_arrays_of_numpy():
    jax = pytest.importorskip("jax")
    assert is_same(decode(encode(jax.numpy.arange(3.0, dtype="float32"))), np.arange(3, dtype="f4"))
    assert is_same(decode(encode(jax.numpy.float32(2))), np.array(2, "f4"))
    assert type(decode(encode(jax.jit(abs), remember=lambda _: 0))) is Remote


class Caller:
    def __call__(self):
        raise AssertionError

    def method(self):
        raise AssertionError


def test_a_callable_is_remembered_and_arrives_as_its_number():
    kept = []

    def remember(function):
        kept.append(function)
        return len(kept) - 1

    functions = [is_same, math.sin, np.sin, Caller(), Caller().method, np.poly1d([1])]
    back = decode(encode(functions, remember=remember))
    names = ["is_same", "sin", "sin", "Caller", "method", "poly1d"]
    assert back == [Remote(number, name) for number, name in enumerate(names)]
    assert kept == functions
    assert decode(encode([Function("x"), Counted(abs)], remember=remember))[1] == Remote(7, "Counted")
    assert decode(encode(Caller, remember=remember)) == Opaque("type")
    assert decode(encode(is_same)) == Opaque("function")


def test_nodes_of_the_graders_graph_arrive_by_their_index():
    nodes = Graph((1.0, 2.0), ((), ((0, 3.0),))).build()
    indices = {id(node): index for index, node in enumerate(nodes)}
    assert decode(encode([nodes[1], {nodes[0]: 1.0}], nodes=indices)) == [NodeRef(1), {NodeRef(0): 1.0}]
    assert decode(encode(nodes[1])) == Opaque("Node")


# What only the grader may send


class Resolver:
    def function(self, formula, parameters, backend, name):
        return Function(formula, parameters, backend, name)

    def counted(self, number, name):
        return ("counted", number, name)

    def graph(self, values, links):
        return Graph(values, links)

    def expression(self, expression):
        return to_sympy(expression)

    matrix = expression

    def remote(self, number):
        return ("remote", number)


@pytest.mark.parametrize(
    "value",
    [
        Function("x**2 + y", "x, y"),
        Function("exp(x)", name="fprime").using("jax"),
        Graph((1.0, 2.0, 3.0), ((), ((0, 1.5),), ((0, 1.0), (1, -2.0)))),
    ],
)
def test_only_the_grader_may_send(value):
    content = encode(["call", value, 1.5])
    assert decode(content, resolve=Resolver()) == ["call", value, 1.5]
    with pytest.raises(CodecError, match="only the grader"):
        decode(content)


def test_counted_functions_and_remotes_are_resolved_by_number():
    counted = Counted(abs, "clock")
    content = encode([counted, Remote(3, "f")], count=lambda function: 5 if function is counted else 0)
    assert decode(content, resolve=Resolver()) == [("counted", 5, "clock"), ("remote", 3)]
    with pytest.raises(CodecError, match="only the grader"):
        decode(content)


def test_sympy_arguments_are_built_again_with_what_their_symbols_were_declared_as():
    for value in (sympy.exp(-x) / 3, sympy.Matrix([[x, 1], [2, x]]), sympy.pi):
        assert decode(encode(value), resolve=Resolver()) == value
