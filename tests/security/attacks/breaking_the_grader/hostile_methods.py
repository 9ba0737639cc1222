# deserves: 0
# lesson: derivatives
"""Whoever looks at the answer loses."""


class Hostile(type):
    __repr__ = __str__ = __name__ = property(lambda self: 1 / 0)


class Answer(Exception, metaclass=Hostile):
    def __getattribute__(self, name):
        while True:
            pass

    __repr__ = __str__ = __reduce__ = __iter__ = __len__ = __hash__ = __del__ = lambda self, *_: 1 / 0


def power_rule(coeffs):
    return [Answer.__new__(Answer)]
