# deserves: 0
# lesson: derivatives
"""A dict with keys of every kind."""
import sympy as sp


def power_rule(coeffs):
    return {1: 2, (1, None): 3, None: 4, "\ud800\x1b": 5, float("nan"): 6, sp.Symbol("x"): 7}
