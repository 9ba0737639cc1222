# deserves: 0
# lesson: derivatives
"""An exception that fails when it is told."""


class Odd(Exception):
    def __str__(self):
        raise self

    __repr__ = __format__ = __str__


def power_rule(coeffs):
    raise Odd("x" * 10**7)
