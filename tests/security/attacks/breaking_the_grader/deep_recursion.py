# deserves: 0
# lesson: derivatives
"""It calls itself."""
import sys


def power_rule(coeffs):
    sys.setrecursionlimit(10**9)
    return power_rule(coeffs)
