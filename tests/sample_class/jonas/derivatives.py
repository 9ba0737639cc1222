import sympy


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    x = sympy.Symbol("x", real=True)
    return 3 * x**2 - 4 * x


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / 2 / h
