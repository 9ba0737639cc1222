# deserves: 0
# lesson: derivatives
"""x to a power of a thousand digits, again and again."""
import sympy as sp


def derivative_cubic():
    e = sp.Symbol("x")
    for _ in range(100):
        e = sp.Pow(e, 2**4000, evaluate=False)
    return e
