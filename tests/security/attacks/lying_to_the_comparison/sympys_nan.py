# deserves: 0
# lesson: derivatives
"""SymPy's NaN, whose difference from anything is NaN."""
import sympy as sp

X = sp.Symbol("x")


def answer(*arguments):
    return sp.nan

derivative_cubic = answer
