import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx


def plot_slopes(f, fprime, xs, dx):
    from matplotlib.figure import Figure

    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.plot(xs, f(xs))
    right.plot(xs, fprime(xs), label="rule")
    right.legend()
    return figure
