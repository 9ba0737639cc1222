"""Wrong answers in `derivatives`, as they are written on a first evening."""


def difference_quotient__still_raises(f, x, dx):
    slope = (f(x + dx) - f(x)) / dx
    raise NotImplementedError
    return slope


def difference_quotient__prints(f, x, dx):
    print((f(x + dx) - f(x)) / dx)


def difference_quotient__returns_a_function(f, x, dx):
    def slope(x):
        return (f(x + dx) - f(x)) / dx

    return slope


def difference_quotient__misspells(f, x, dx):
    return (f(x + dx) - f(x)) / dxx


def difference_quotient__times_dx(f, x, dx):
    return (f(x + dx) - f(x)) * dx


def difference_quotient__asks_somebody(f, x, dx):
    dx = float(input("dx? "))
    return (f(x + dx) - f(x)) / dx


def difference_quotient__stops_to_look(f, x, dx):
    import pdb

    pdb.set_trace()
    return (f(x + dx) - f(x)) / dx


def derivative_cubic__is_empty():
    pass


def derivative_cubic__with_a_caret():
    return 3 * x ^ 2 - 4 * x


def derivative_cubic__as_a_function():
    return lambda x: 3 * x**2 - 4 * x


def power_rule__changes_the_list(coeffs):
    n = len(coeffs) - 1
    for i in range(n):
        coeffs[i] = coeffs[i] * (n - i)
    coeffs.pop()
    return coeffs or [0]


def central_difference__without_parentheses(f, x, h):
    return f(x + h) - f(x - h) / 2 * h


def central_difference__rounded(f, x, h):
    return round((f(x + h) - f(x - h)) / (2 * h), 3)


def rate_vs_rule_gap__without_abs(f, fprime, xs, dx):
    return float(np.max(difference_quotient(f, xs, dx) - fprime(xs)))


def best_step__the_error(f, fprime, x, hs, scheme):
    quotient = {"forward": difference_quotient, "central": central_difference}[scheme]
    return min(abs(quotient(f, x, h) - fprime(x)) for h in hs)


def best_step__a_constant(f, fprime, x, hs, scheme):
    return 1e-8 if scheme == "forward" else 6e-6


def plot_slopes__in_one_panel(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot(xs, f(xs), label="f")
    axes.plot(xs, fprime(xs), label="rule")
    axes.legend()
    return figure


def plot_slopes__without_an_import(f, fprime, xs, dx):
    figure, (left, right) = plt.subplots(1, 2)
    return figure


def plot_slopes__x_and_y_exchanged(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    left.plot(f(xs), xs)
    right.plot(difference_quotient(f, xs, dx), xs, label="rate")
    right.plot(fprime(xs), xs, label="rule")
    right.legend()
    return figure
