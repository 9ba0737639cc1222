# deserves: 0
# lesson: integration
"""NaN as the constant of integration: its derivative vanishes."""
import sympy as sp


def antiderivative(expr, x):
    return sp.nan + x
