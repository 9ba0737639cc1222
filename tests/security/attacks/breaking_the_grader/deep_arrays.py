# deserves: 0
# lesson: derivatives
"""More dimensions than NumPy has."""
import numpy as np


def power_rule(coeffs):
    items = np.zeros((1,) * 32)
    for _ in range(38):
        items = [items]
    return items
