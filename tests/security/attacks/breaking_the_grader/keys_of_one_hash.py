# deserves: 0
# lesson: derivatives
"""A dict whose keys all meet."""


def power_rule(coeffs):
    return {k * (2**61 - 1): k for k in range(1, 20_000)}
