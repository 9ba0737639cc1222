# deserves: 0
# lesson: derivatives
"""The question as the answer."""
import sympy as sp

X = sp.Symbol("x")


def answer(*arguments):
    return sp.Derivative(X**3 - 2 * X**2 + 1, X)

derivative_cubic = answer
