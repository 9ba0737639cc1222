# deserves: 0
# lesson: derivatives
"""Forty steps make a tree of a million million parts."""
import sympy as sp


def derivative_cubic():
    e = sp.Symbol("x")
    for _ in range(40):
        e = sp.Mul(e, e + 1, evaluate=False)
    return e
