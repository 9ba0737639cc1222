# deserves: 0
# lesson: derivatives
"""A symbol that stands for whatever comes."""
import sympy as sp

X = sp.Symbol("x")


def answer(*arguments):
    return sp.Symbol("3*x**2 - 4*x")

derivative_cubic = answer
