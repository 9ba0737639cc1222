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


def difference_quotient__over_the_entries(f, x, dx):
    out = []
    for i in x:
        out.append((f(i + dx) - f(i)) / dx)
    return out


def difference_quotient__changes_x(f, x, dx):
    x += dx
    up = f(x)
    x -= dx
    return (up - f(x)) / dx


def derivative_cubic__in_quotes():
    return "3*x**2 - 4*x"


def derivative_cubic__in_a_symbol_of_its_own():
    t = sp.Symbol("t")
    return 3 * t**2 - 4 * t


def power_rule__binds_what_append_gives(coeffs):
    out = []
    for i in range(len(coeffs) - 1):
        out = out.append(coeffs[i] * (len(coeffs) - 1 - i))
    return out


def central_difference__in_the_names_of_another(f, x, h):
    return (f(x + dx) - f(x - dx)) / (2 * dx)


def central_difference__by_another_in_the_wrong_order(f, x, h):
    return difference_quotient(x, f, h)


def best_step__the_scheme_in_capitals(f, fprime, x, hs, scheme):
    if scheme == "Forward":
        quotient = difference_quotient
    elif scheme == "Central":
        quotient = central_difference
    return min(hs, key=lambda h: abs(quotient(f, x, h) - fprime(x)))


def best_step__sorts_the_list(f, fprime, x, hs, scheme):
    hs.sort()
    quotient = difference_quotient if scheme == "forward" else central_difference
    return min(hs, key=lambda h: abs(quotient(f, x, h) - fprime(x)))


def plot_slopes__shows_it(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    plt.subplot(1, 2, 1)
    plt.plot(xs, f(xs))
    plt.subplot(1, 2, 2)
    plt.plot(xs, difference_quotient(f, xs, dx), label="rate")
    plt.plot(xs, fprime(xs), label="rule")
    plt.legend()
    plt.show()


def plot_slopes__returns_the_panels(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(1, 2)
    ax[0].plot(xs, f(xs))
    ax[1].plot(xs, difference_quotient(f, xs, dx), label="rate")
    ax[1].plot(xs, fprime(xs), label="rule")
    ax[1].legend()
    return ax


def plot_slopes__with_an_empty_legend(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(1, 2)
    ax[0].plot(xs, f(xs))
    ax[1].plot(xs, difference_quotient(f, xs, dx))
    ax[1].plot(xs, fprime(xs))
    ax[1].legend()
    return fig
