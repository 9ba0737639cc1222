# deserves: 0
# lesson: derivatives
"""A text that looks like a condition."""


def answer(*arguments):
    return "0 or True"

difference_quotient = central_difference = rate_vs_rule_gap = best_step = power_rule = answer
