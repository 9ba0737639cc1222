# deserves: 0
# lesson: derivatives
"""An error that seems to come from a line of the grader's, and one that is the grader's own."""
import sys


def power_rule(coeffs):
    code = compile("\n" * 30 + "raise NotImplementedError('graders')", sys.modules["graders"].__name__, "exec")
    exec(code, {})


def derivative_cubic():
    from graders.values.codec import CodecError
    error = CodecError("::error::\x1b[31mours")
    error.lineno, error.text, error.filename, error.msg = [1], object(), __file__, 7
    raise error


def central_difference(f, x, h):
    error = SyntaxError("x")
    error.filename, error.lineno, error.text, error.msg = __file__, "::error::", 7, {}
    raise error


def difference_quotient(f, x, dx):
    raise ExceptionGroup("\x1b[1m" * 1000, [ValueError("::warning::")] * 1000)
