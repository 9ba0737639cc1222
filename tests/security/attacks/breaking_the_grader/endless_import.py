# deserves: 0
# lesson: derivatives
"""The file never ends."""
while True:
    pass


def power_rule(coeffs):
    return coeffs
