# deserves: 0
# lesson: derivatives
"""A number that nobody can write down."""
import sympy as sp


def derivative_cubic():
    e = sp.Integer(10)
    for _ in range(50):
        e = sp.Pow(10, e, evaluate=False)
    return e
