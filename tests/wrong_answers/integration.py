"""Wrong answers in `integration`, as they are written on a first evening."""


def riemann_left__returns_in_the_loop(f, a, b, n):
    h = (b - a) / n
    total = 0
    for k in range(n):
        total += h * f(a + k * h)
        return total


def running_area__as_lists(f, a, b, n):
    h = (b - a) / n
    xs, areas, total = [a], [0], 0
    for k in range(n):
        total += h * f(a + k * h)
        xs.append(a + (k + 1) * h)
        areas.append(total)
    return xs, areas


def antiderivative__is_the_derivative(expr, x):
    return sp.diff(expr, x)


def trapezoid__counts_the_ends_in_full(f, a, b, n):
    h = (b - a) / n
    return h * sum(f(a + k * h) for k in range(n + 1))


def signed_and_total_area__of_the_positive_part(f, a, b, n):
    h = (b - a) / n
    values = [f(a + (k + 0.5) * h) for k in range(n)]
    return h * sum(values), h * sum(v for v in values if v > 0)


def running_area__keeps_whole_numbers(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    F = np.zeros(n + 1, dtype=int)
    for k in range(n):
        F[k + 1] = F[k] + f(x[k]) * (b - a) / n
    return x, F


def running_area__one_entry_short(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    F = np.zeros(n)
    for k in range(n):
        F[k + 1] = F[k] + f(x[k]) * (b - a) / n
    return x, F


def antiderivative__in_quotes(expr, x):
    return str(sp.integrate(expr, x)) + " + C"
