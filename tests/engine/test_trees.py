"""An expression is a tree: tokens of six kinds in post-order, walked by one fold."""

import pickle
from dataclasses import fields
from itertools import combinations

import pytest
import sympy

from graders.judge import equal_expressions
from graders.values.tokens import Apply, Constant, Float, Integer, Rational, Symbol
from graders.values.trees import NoTree, arguments_of, fold, head_of, heads_in, parts_of
from graders.values.types import Expression

X, Y = Symbol("x"), Symbol("y")
SUM = Expression((X, X, Integer(2), Apply("Pow", 2), Y, Apply("sin", 1), Apply("Add", 3)))
ONE_OF_EACH = [Symbol("1"), Constant("1"), Integer(1), Float(1.0), Rational(1, 1), Apply("1", 1)]


@pytest.mark.parametrize(("a", "b"), list(combinations(ONE_OF_EACH, 2)))
def test_tokens_of_two_kinds_are_never_equal(a, b):
    assert a != b
    assert len({a, b}) == 2


@pytest.mark.parametrize("token", ONE_OF_EACH)
def test_a_token_cannot_be_changed_and_survives_the_way_to_another_process(token):
    for field in fields(token):
        with pytest.raises(AttributeError):
            setattr(token, field.name, 2)
    assert pickle.loads(pickle.dumps(token)) == token


def test_a_fold_gives_each_head_what_was_made_of_its_arguments_in_their_order():
    names = fold(SUM, lambda leaf: [leaf], lambda apply, parts: [apply, *parts])
    assert names == [Apply("Add", 3), [X], [Apply("Pow", 2), [X], [Integer(2)]], [Apply("sin", 1), [Y]]]


def test_a_fold_meets_every_token_once_however_deep_they_lie():
    deep = Expression((X, *(Apply("sin", 1),) * 100_000))
    assert fold(deep, lambda _: 1, lambda _, parts: 1 + sum(parts)) == 100_001


@pytest.mark.parametrize(
    "tokens",
    [(), (X, X), (Apply("Add", 2),), (X, Apply("Add", 2)), (X, Apply("Add", -1)), (X, X, Apply("sin", 1))],
    ids=["nothing", "two trees", "no argument", "one too few", "fewer than none", "one too many"],
)
def test_tokens_that_are_no_tree_are_refused(tokens):
    with pytest.raises(NoTree):
        fold(Expression(tokens), lambda _: None, lambda *_: None)


def test_parts_and_arguments_are_expressions_themselves():
    power = Expression((X, Integer(2), Apply("Pow", 2)))
    sine = Expression((Y, Apply("sin", 1)))
    assert arguments_of(SUM) == [Expression((X,)), power, sine]
    assert arguments_of(Expression((X,))) == []
    assert parts_of(SUM) == [power, sine, SUM]
    assert heads_in(SUM) == ["Pow", "sin", "Add"]
    assert head_of(SUM) == "Add"
    assert head_of(Expression((X,))) == ""


@pytest.mark.parametrize("name", ["ExprCondPair", "Piecewise", "Derivative", "sign", "Abs", "Add"])
def test_a_symbol_may_bear_the_name_of_a_head(name):
    y = sympy.Symbol(name)
    assert equal_expressions(y**2 + 2 * y + 1, (y + 1) ** 2)
    assert equal_expressions(y * sympy.log(y), (y + 1) ** 2) is False
    assert equal_expressions(y * sympy.log(y) - y, sympy.log(y), up_to_constant_in=name) is False
