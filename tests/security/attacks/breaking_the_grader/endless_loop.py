# deserves: 0
# lesson: derivatives
"""It never ends."""


def power_rule(coeffs):
    while True:
        pass
