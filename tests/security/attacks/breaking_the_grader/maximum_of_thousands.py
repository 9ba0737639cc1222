# deserves: 0
# lesson: derivatives
"""Every pair is a kink."""
import sympy as sp


def derivative_cubic():
    return sp.Max(*sp.symbols("a:1500"), evaluate=False)
