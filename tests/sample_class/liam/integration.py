import numpy as np


def riemann_left(f, a, b, n):
    x = np.linspace(a, b, n + 1)[:-1].reshape(-1, 1)
    return np.sum(f(x), axis=0) * (b - a) / n  # shape (1,)


def running_area(f, a, b, n):
    x = np.linspace(a, b, n)
    return x, np.cumsum(f(x)) * (b - a) / n


def trapezoid(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    y = f(x)
    return (y[1:] + y[:-1]) / 2 * (b - a) / n


def signed_and_total_area(f, a, b, n):
    w = (b - a) / n
    y = f(a + w * (np.arange(n) + 0.5)) * w
    return np.array([np.sum(y), np.sum(np.abs(y))])
