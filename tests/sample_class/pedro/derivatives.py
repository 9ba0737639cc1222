import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    print((f(x + dx) - f(x)) / dx)


def derivative_cubic():
    return "3*x**2 - 4*x"


def power_rule(coeffs):
    coeffs.pop()
    for i in range(len(coeffs)):
        coeffs[i] *= len(coeffs) - i
    return coeffs or [0]


def central_difference(f, x, h):
    return round((f(x + h) - f(x - h)) / (2 * h), 2)


def rate_vs_rule_gap(f, fprime, xs, dx):
    return max(abs(difference_quotient(f, xs, dx) - fprime(xs)))


def best_step(f, fprime, x, hs):
    return min(hs, key=lambda h: abs((f(x + h) - f(x)) / h - fprime(x)))
