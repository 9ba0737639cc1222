"""The form of an expression: expanded, factored, worked out."""

import pytest
import sympy
from sympy import exp, expand, factor, sin

from graders.judge.expressions import form
from graders.judge.expressions.findings import Unevaluated
from graders.values.expressions import from_sympy

x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    "expression", [x, sympy.S(3), expand((x + y) ** 3), x * sin(x) + x**2, 1 / (x + 1)], ids=str
)
def test_a_sum_of_products_is_expanded(expression):
    assert form.expanded(from_sympy(expression)) is None


@pytest.mark.parametrize(
    "expression", [x * (x + 1), (x + 1) ** 2, 1 + sin(x) * (x + y), exp((x + 1) ** 2)], ids=str
)
def test_a_product_of_sums_is_not_expanded(expression):
    assert form.expanded(from_sympy(expression)).kind == "not_expanded"


@pytest.mark.parametrize(
    "expression",
    [x, factor(2 * x + 2), (x - 1) * (x + 1), x**2 + 1, (x - y) * (x + y), (x + 1) ** 40],
    ids=str,
)
def test_a_product_of_irreducible_polynomials_is_factored(expression):
    assert form.factored(from_sympy(expression)) is None


@pytest.mark.parametrize("expression", [x**2 - 1, 2 * x + 2, x * (x**2 - 1), x**2 - y**2, x**2 + x], ids=str)
def test_a_polynomial_with_a_factor_left_is_not_factored(expression):
    assert form.factored(from_sympy(expression)).kind == "not_factored"


@pytest.mark.parametrize(
    "expression", [
        exp(x) + 1, x**40 - 1, x ** sympy.Rational(1, 2) + 1, x**2 - 4**60,
        sum(sympy.symbols("a:h")) ** 2 - 1,
    ], ids=str,
)  # fmt: skip
def test_what_is_no_small_polynomial_is_undecided(expression):
    assert form.factored(from_sympy(expression)).kind == "undecided"


def test_what_is_not_worked_out_is_named():
    finding = form.unevaluated(from_sympy(x + sympy.Integral(x, x)))
    assert finding == Unevaluated("Integral", question=False)
    assert form.unevaluated(from_sympy(sin(x))) is None
