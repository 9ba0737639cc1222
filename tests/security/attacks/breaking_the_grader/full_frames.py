# deserves: 0
# lesson: derivatives
"""Four megabytes for every question."""
import numpy as np


def central_difference(f, x, h):
    print("x" * 10**6)
    return np.full(500_000, 1e308)


def power_rule(coeffs):
    return ["\U0001f600" * 10_000] * 90


def derivative_cubic():
    return np.zeros((700, 700))
