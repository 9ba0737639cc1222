# deserves: 0
# lesson: derivatives
"""An equation that holds."""
import sympy as sp

X = sp.Symbol("x")


def answer(*arguments):
    return sp.Eq(X, X, evaluate=False)

derivative_cubic = answer
