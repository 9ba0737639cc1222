"""SymPy objects become plain data and come back; whatever a student hands over, reading it ends soon."""

import json
from pathlib import Path

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import S, Symbol

from graders.values import tokens
from graders.values.expressions import MAX_TOKENS, from_sympy, to_sympy
from graders.values.types import Expression, Matrix

PAIRS = json.loads((Path(__file__).parent / "equality_pairs.json").read_text())
SOURCES = sorted({pair[side] for pair in PAIRS for side in ("ref", "stu")})
x, y = sympy.symbols("x y")


@pytest.mark.parametrize("source", SOURCES)
def test_an_expression_comes_back_as_it_was(source):
    for entry in sympy.flatten([sympy.sympify(source)]):
        read = from_sympy(entry)
        assert from_sympy(to_sympy(read)) == read
        assert to_sympy(read) == entry or entry.has(sympy.Float)


@pytest.mark.parametrize(
    "expression",
    [
        S.Zero, S.Half, sympy.Float(0.1), sympy.pi, sympy.E, sympy.I, sympy.oo, -sympy.oo, sympy.zoo,
        sympy.nan, sympy.EulerGamma, sympy.GoldenRatio, sympy.Catalan, sympy.true, sympy.false, x < y,
        sympy.Function("f")(x), sympy.factor(2 * x + 2 * y), sympy.Integer(10) ** 300,
        sympy.Derivative(sympy.sin(x), x), sympy.Integral(x, (x, 0, 1)), sympy.Sum(x, (x, 1, y)),
    ],
    ids=str,
)  # fmt: skip
def test_every_kind_of_leaf_and_head_comes_back(expression):
    assert to_sympy(from_sympy(expression)) == expression


@pytest.mark.parametrize("facts", [{}, {"positive": True}, {"real": True, "zero": False}, {"integer": True}])
def test_a_symbol_keeps_what_it_was_declared_as(facts):
    assert to_sympy(from_sympy(Symbol("w", **facts))) == Symbol("w", **facts)


def test_tokens_stand_in_post_order():
    half, product = tokens.Rational(1, 2), tokens.Apply("Mul", 2)
    sine = tokens.Symbol("x"), tokens.Apply("sin", 1)
    assert from_sympy(sympy.sin(x) / 2) == Expression((half, *sine, product))


@pytest.mark.parametrize("kind", [sympy.Matrix, sympy.ImmutableMatrix, sympy.SparseMatrix, sympy.Array])
def test_a_matrix_is_read_row_by_row(kind):
    read = from_sympy(kind([[x, 1], [2, y], [x, x]]))
    assert isinstance(read, Matrix)
    assert read.shape == (3, 2)
    assert to_sympy(read) == sympy.Matrix([[x, 1], [2, y], [x, x]])


def test_a_function_without_a_definition_is_not_taken_for_one_of_sympy():
    assert from_sympy(sympy.Function("sin")(x)).tokens[-1] == tokens.Apply("function sin", 1)


class OwnSine(sympy.Function):
    pass


class Lying(sympy.Expr):
    """Claims to have arguments without end."""

    @property
    def args(self):
        while True:
            pass


class Raising(sympy.Symbol):
    @property
    def name(self):
        raise RuntimeError("no name")

    @name.setter
    def name(self, value):
        pass


def chain(depth):
    expression = x
    for _ in range(depth):
        expression = sympy.Mul(expression, expression, evaluate=False)
    return expression


def nested(depth):
    expression = x
    for _ in range(depth):
        expression = sympy.UnevaluatedExpr(expression)
    return expression


def test_a_class_of_the_students_is_named_as_such():
    assert from_sympy(OwnSine(x)).tokens[-1] == tokens.Apply("function OwnSine", 1)


def test_arguments_are_read_as_sympy_keeps_them():
    assert from_sympy(Lying(x)) == Expression((tokens.Symbol("x"), tokens.Apply("function Lying", 1)))


@pytest.mark.parametrize(
    "hostile",
    [
        chain(40), nested(5_000), Raising("x"), Symbol("x" * 1_000), sympy.Integer(2) ** 200_000,
        sympy.Float("1e999"), sympy.Add(*[Symbol(f"a{i}") for i in range(MAX_TOKENS)]), "x", 1.0, None, [x],
        Symbol, sympy.eye(200),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_cannot_be_read_is_a_plain_value_error(hostile):
    with pytest.raises(ValueError, match=r"."):
        from_sympy(hostile)


@pytest.mark.parametrize("head", ["eval", "lambdify", "Symbol2", "__import__", "sympify"])
def test_only_classes_of_sympy_are_built(head):
    with pytest.raises(ValueError, match="no class"):
        to_sympy(Expression((tokens.Symbol("x"), tokens.Apply(head, 1))))


leaves = st.sampled_from([x, y, Symbol("z", positive=True), S(2), S.Half, sympy.pi, S(-3)])
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda f, a: f(a), st.sampled_from([sympy.sin, sympy.exp, sympy.tanh, abs]), inner),
    ),
    max_leaves=12,
)


@given(trees)
def test_any_expression_comes_back_as_it_was(expression):
    assert to_sympy(from_sympy(expression)) == expression
