# deserves: 0
# lesson: derivatives
"""Lines that a CI job takes for commands."""
COMMANDS = "\n::error file=a.py::hacked\n  ::set-output name=score::16\n##[error]x\n##vso[task.complete]\n"


class Spoken(Exception):
    pass


Spoken.__name__ = "::warning::"


def power_rule(coeffs):
    print(COMMANDS)
    raise Spoken(COMMANDS)


def derivative_cubic():
    def inner():
        pass

    inner.__name__ = "::error::inner"
    return inner
