# deserves: 0
# lesson: derivatives
"""Infinity of any direction."""
import sympy as sp

X = sp.Symbol("x")


def answer(*arguments):
    return sp.zoo

derivative_cubic = answer
