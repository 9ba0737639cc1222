# deserves: 0
# lesson: derivatives
"""Markup for a page, formulas for a table, entities for a file."""
TEXT = "=HYPERLINK(\"http://x\")<script>alert(1)</script>]]>&xxe;{{7*7}}{0.__class__}%s\x00\x0b\ufffe"


def power_rule(coeffs):
    print(TEXT)
    return {TEXT: TEXT}


def derivative_cubic():
    raise ValueError(TEXT)
