# deserves: 0
# lesson: derivatives
"""What is real is compared, the rest is not."""


def answer(*arguments):
    return 1e300j

difference_quotient = central_difference = rate_vs_rule_gap = best_step = power_rule = answer
