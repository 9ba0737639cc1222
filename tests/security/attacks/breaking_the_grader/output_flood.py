# deserves: 0
# lesson: derivatives
"""As much text as there is room for."""
import os
import sys


def power_rule(coeffs):
    while True:
        print("x" * 1_000_000)
        sys.stderr.write("y" * 1_000_000)
        os.write(1, b"z" * 1000)
