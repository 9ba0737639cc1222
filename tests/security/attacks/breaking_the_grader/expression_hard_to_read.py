# deserves: 0
# lesson: derivatives
"""Patterns over texts that look for their end for ever."""
def derivative_cubic():
    return "((((" * 10_000 + "x*" * 10_000 + "\\" * 10_000


def power_rule(coeffs):
    raise ValueError(("`" * 1000 + "_" * 1000 + "(" * 1000) * 10)


def central_difference(f, x, h):
    raise ModuleNotFoundError("No module named '" + "a." * 20_000 + "'", name="a." * 20_000)


def difference_quotient(f, x, dx):
    raise NameError("name '" + "x" * 100_000 + "' is not defined", name="power" * 10_000)
