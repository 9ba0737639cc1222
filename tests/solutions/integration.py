"""Right solutions of `integration` that look different from the reference."""

import numpy as np
import scipy.integrate
import sympy as sp

from reference.integration import running_area


def riemann_left__in_a_loop(f, a, b, n):
    w = (b - a) / n
    total = 0
    for k in range(n):
        total += f(a + k * w) * w
    return total


def riemann_left__as_a_mean_height(f, a, b, n):
    return (b - a) * np.mean(f(np.linspace(a, b, n, endpoint=False)))


def riemann_left__from_node_to_node(f, a, b, n):
    nodes = np.linspace(a, b, n + 1)
    return np.dot(f(nodes[:-1]), np.diff(nodes))


def running_area__by_a_triangular_matrix(f, a, b, n):
    w = (b - a) / n
    x = a + w * np.arange(n + 1)
    return x, w * np.tril(np.ones((n + 1, n)), -1) @ f(x[:n])


def running_area__in_a_loop(f, a, b, n):
    w = (b - a) / n
    x, F = [a], [0.0]
    for k in range(n):
        F.append(F[-1] + f(x[-1]) * w)
        x.append(a + (k + 1) * w)
    return np.array(x), np.array(F)


def running_area__with_diff(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    return x, np.insert(np.cumsum(f(x[:-1]) * np.diff(x)), 0, 0)


def antiderivative__with_a_number_added(expr, x):
    return sp.integrate(expr, x) + sp.Rational(7, 3)


def antiderivative__with_the_letter_c_added(expr, x):
    return sp.integrate(expr, x) + sp.Symbol("C")


def antiderivative__written_with_exponentials(expr, x):
    return sp.expand(sp.integrate(expr, x).rewrite(sp.exp))


def antiderivative__from_a_lower_limit(expr, x):
    s = sp.Symbol("s", positive=True)
    return sp.integrate(expr.subs(x, s), (s, 1, x))


def trapezoid__from_numpy(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    return np.trapezoid(f(x), x)


def trapezoid__from_scipy(f, a, b, n):
    return scipy.integrate.trapezoid(f(np.linspace(a, b, n + 1)), dx=(b - a) / n)


def trapezoid__as_the_mean_of_left_and_right(f, a, b, n):
    w = (b - a) / n
    x = a + w * np.arange(n + 1)
    return (w * sum(f(x[:-1])) + w * sum(f(x[1:]))) / 2


def area_constant__from_the_equation(F, a):
    c = sp.Symbol("c")
    (solution,) = sp.solve(sp.Float(float(F(a)), 30) + c, c)
    return float(solution)


def area_constant__as_a_difference(F, a):
    return 0 - F(a)


def area_constant__so_that_the_area_starts_at_0(F, a):
    height = F(a)
    return float(np.negative(height))


def signed_and_total_area__above_and_below_the_axis(f, a, b, n):
    w = (b - a) / n
    heights = f(np.linspace(a + w / 2, b - w / 2, n))
    above, below = w * heights[heights > 0].sum(), w * heights[heights < 0].sum()
    return np.array([above + below, above - below])


def signed_and_total_area__in_a_loop(f, a, b, n):
    w = (b - a) / n
    signed = total = 0.0
    for k in range(n):
        area = w * f(a + w / 2 + k * w)
        signed, total = signed + area, total + abs(area)
    return signed, total


def signed_and_total_area__as_a_list(f, a, b, n):
    nodes = np.linspace(a, b, n + 1)
    y = f((nodes[:-1] + nodes[1:]) / 2)
    return [np.mean(y) * (b - a), np.mean(np.abs(y)) * (b - a)]


def plot_antiderivative__laid_on_the_area(f, F, a, b, n):
    import matplotlib.pyplot as plt

    x, area = running_area(f, a, b, n)
    figure, axes = plt.subplots()
    axes.plot(x, F(x) - F(a), "r--", label="antiderivative")
    axes.plot(x, area, "b.", label="area so far")
    axes.legend()
    return figure


def plot_antiderivative__with_the_area_lifted(f, F, a, b, n):
    from matplotlib.figure import Figure

    x, area = running_area(f, a, b, n)
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(x, area + F(a), label="area")
    axes.plot(x, F(x), label="F")
    figure.legend()
    return figure


def plot_antiderivative__as_a_filled_staircase_and_scattered_nodes(f, F, a, b, n):
    import matplotlib.pyplot as plt

    x, area = running_area(f, a, b, n)
    axes = plt.figure().add_subplot(title="area and antiderivative")
    axes.scatter(x, area, s=5, label="swept")
    axes.fill_between(x, area, alpha=0.2)
    axes.plot(x, [F(t) - F(a) for t in x], "k-", label="F - F(a)")
    plt.legend(loc="best")
    return axes.figure
