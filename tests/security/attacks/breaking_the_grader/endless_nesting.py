# deserves: 0
# lesson: derivatives
"""A list that contains itself."""


def power_rule(coeffs):
    items = []
    items.append(items)
    return items
