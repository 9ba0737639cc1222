# deserves: 0
# lesson: derivatives
"""The process ends itself."""
import os


def power_rule(coeffs):
    os.abort()
