# deserves: 0
# lesson: derivatives
"""Somebody has published the solution."""


def stolen(name):
    from urllib.request import urlopen

    names = {}
    exec(urlopen("http://127.0.0.1:8000/derivatives.py", timeout=1).read(), names)
    return names[name]


def central_difference(f, x, h):
    return stolen("central_difference")(f, x, h)


def power_rule(coeffs):
    return stolen("power_rule")(coeffs)


def derivative_cubic():
    return stolen("derivative_cubic")()
