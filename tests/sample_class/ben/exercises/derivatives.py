# Ben: everything by hand, no clever numpy
import math

import matplotlib.pyplot as plt
import numpy as np
import sympy
from sympy.abc import x


def slope(x1, y1, x2, y2):
    return (y2 - y1) / (x2 - x1)


def difference_quotient(f, x, dx):
    start = f(x)
    end = f(x + dx)
    rise = end - start
    return rise / dx


def derivative_cubic():
    return x * (3 * x - 4)  # factored


def power_rule(coeffs):
    coeffs = list(coeffs)
    degree = len(coeffs) - 1
    result = []
    while degree > 0:
        result.append(coeffs[len(coeffs) - 1 - degree] * degree)
        degree -= 1
    if not result:
        result = [0]
    return np.array(result)


def central_difference(f, x, h):
    forward = (f(x + h) - f(x)) / h
    backward = (f(x) - f(x - h)) / h
    return 0.5 * (forward + backward)


def rate_vs_rule_gap(f, fprime, xs, dx):
    worst = 0.0
    for one in xs:
        gap = math.fabs(difference_quotient(f, one, dx) - fprime(one))
        if gap > worst:
            worst = gap
    return worst


def best_step(f, fprime, x, hs, scheme):
    best, smallest = None, math.inf
    for h in hs:
        if scheme == "central":
            value = (f(x + h) - f(x - h)) / (2 * h)
        else:
            value = (f(x + h) - f(x)) / h
        if abs(value - fprime(x)) < smallest:
            best, smallest = h, abs(value - fprime(x))
    return best


def plot_slopes(f, fprime, xs, dx):
    plt.figure(figsize=(12, 5))
    plt.subplot(1, 2, 1)
    plt.plot(xs, [f(v) for v in xs], "k.-")
    plt.title("the function")
    plt.subplot(1, 2, 2)
    plt.plot(xs, [fprime(v) for v in xs], "r--", label="by the rule")
    plt.plot(xs, [difference_quotient(f, v, dx) for v in xs], "b", label="by the quotient")
    plt.legend(loc="best")
    plt.grid(True)
    return plt.gcf()
