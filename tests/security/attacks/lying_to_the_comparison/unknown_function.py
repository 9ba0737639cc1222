# deserves: 0
# lesson: derivatives
"""Some function of x."""
import sympy as sp

X = sp.Symbol("x")


def answer(*arguments):
    return sp.Function("f")(X)

derivative_cubic = answer
