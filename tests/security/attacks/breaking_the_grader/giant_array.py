# deserves: 0
# lesson: derivatives
"""An array that is larger than memory, and takes none."""
import numpy as np


def power_rule(coeffs):
    return np.broadcast_to(1.0, (10**6, 10**6))
