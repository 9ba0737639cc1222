# deserves: 0
# lesson: derivatives
"""Right up to terms that nobody looks at."""
import sympy as sp

x = sp.Symbol("x")


def derivative_cubic():
    return 3 * x**2 + sp.O(x**2)
