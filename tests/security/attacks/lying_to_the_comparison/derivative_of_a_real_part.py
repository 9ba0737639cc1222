# deserves: 0
# lesson: gradient
"""The question, dressed as what SymPy itself sometimes leaves over."""
import sympy as sp


def partials(expr, variables):
    return [sp.Derivative(sp.re(expr, evaluate=False), v) for v in variables]
