# deserves: 0
# lesson: derivatives
"""Each number as large as may be, and as many of them."""


def power_rule(coeffs):
    return [2**4095] * 7000
