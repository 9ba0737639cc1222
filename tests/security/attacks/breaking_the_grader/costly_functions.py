# deserves: 0
# lesson: derivatives
"""Functions that take long to evaluate, many times."""
import sympy as sp


def derivative_cubic():
    x = sp.Symbol("x")
    return sp.Add(*(sp.uppergamma(sp.Rational(1, 10**n), x) for n in range(1, 200)), evaluate=False)
