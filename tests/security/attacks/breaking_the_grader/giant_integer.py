# deserves: 0
# lesson: derivatives
"""A number of ten million digits."""


def power_rule(coeffs):
    return [1 << 30_000_000]
