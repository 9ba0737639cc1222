# deserves: 0
# lesson: derivatives
"""The interpreter breaks."""
import ctypes


def power_rule(coeffs):
    return ctypes.string_at(0)
