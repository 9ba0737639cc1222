# deserves: 0
# lesson: derivatives
"""A function where a number is expected."""


def answer(*arguments):
    return lambda *_: True

difference_quotient = central_difference = rate_vs_rule_gap = best_step = power_rule = answer
