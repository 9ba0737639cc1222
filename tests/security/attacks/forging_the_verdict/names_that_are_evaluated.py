# deserves: 0
# lesson: derivatives
"""Names that run where they are evaluated or formatted."""
import sympy as sp

CODE = "__import__('os').system('touch /tmp/gradlings-attack')"


class Named:
    pass


Named.__name__ = Named.__qualname__ = CODE


def derivative_cubic():
    return sp.Symbol(CODE) + sp.Function(CODE)(sp.Symbol("x"))


def power_rule(coeffs):
    return [Named(), CODE, "{0.__globals__}"]
