# deserves: 0
# lesson: derivatives
"""Arrays whose entries have fields, dates, texts and bytes."""
import numpy as np


def difference_quotient(f, x, dx):
    right = np.asarray((f(x + dx) - f(x)) / dx, dtype=float)
    return right.view([("a", "f8")])


def central_difference(f, x, h):
    return np.array(str((f(x + h) - f(x - h)) / (2 * h)))


def rate_vs_rule_gap(f, fprime, xs, dx):
    gap = np.max(np.abs((f(xs + dx) - f(xs)) / dx - fprime(xs)))
    return np.float64(gap).view("M8[s]") if gap == 0 else np.float64(gap).tobytes()


def power_rule(coeffs):
    n = len(coeffs) - 1
    return [str(c * (n - i)) for i, c in enumerate(coeffs[:-1])] or ["0"]
