"""Right solutions of `gradient` that look different from the reference."""

import math

import numpy as np
import sympy as sp

from reference.gradient import unit_field


def partials__as_an_array_turned_into_a_list(expr, variables):
    return list(sp.derive_by_array(expr, variables))


def partials__expanded_in_a_loop(expr, variables):
    found = []
    for v in variables:
        found.append(sp.expand(sp.factor(expr.diff(v))))
    return found


def partials__from_the_jacobian(expr, variables):
    return list(sp.Matrix([expr]).jacobian(variables))


def gradient_numeric__stepping_in_copies(f, p, h):
    slopes = np.zeros(len(p))
    for i in range(len(p)):
        right, left = np.array(p, dtype=float), np.array(p, dtype=float)
        right[i] += h
        left[i] -= h
        slopes[i] = (f(right) - f(left)) / 2 / h
    return slopes


def gradient_numeric__stepping_there_and_back(f, p, h):
    q = p.astype(float)
    slopes = []
    for i in range(q.size):
        middle = q[i]
        q[i] = middle + h
        right = f(q)
        q[i] = middle - h
        left = f(q)
        q[i] = middle
        slopes.append((right - left) / (2 * h))
    return np.asarray(slopes)


def gradient_numeric__stepping_on_and_on(f, p, h):
    q, slopes = p.astype(float), []
    for i in range(len(q)):
        q[i] += h
        right = f(q)
        q[i] -= 2 * h
        slopes.append((right - f(q)) / (2 * h))
        q[i] += h
    return np.array(slopes)


def gradient_numeric__weights_times_values(f, p, h):
    n = len(p)
    moves = np.vstack([np.eye(n), -np.eye(n)])
    return np.array([f(p + h * move) for move in moves]) @ moves / (2 * h)


def directional_derivative__of_a_function_of_the_way(f, p, u, h):
    unit = u / np.sum(u**2) ** 0.5
    return np.diff([f(p + t * unit) for t in (-h, h)]).item() / (2 * h)


def directional_derivative__by_scaling_the_step(f, p, u, h):
    t = h / math.sqrt(u @ u)
    return float(f(p + t * u) - f(p - t * u)) / (2 * h)


def directional_derivative__as_the_mean_of_both_sides(f, p, u, h):
    unit = u / np.hypot.reduce(u.astype(float))
    ahead, behind = (f(p + h * unit) - f(p)) / h, (f(p) - f(p - h * unit)) / h
    return (ahead + behind) / 2


def steepest_direction__in_a_loop(f, x, y, step, n_angles):
    best_angle, best_rate = 0, -math.inf
    for k in range(n_angles):
        angle = 360 * k / n_angles
        dx, dy = step * math.cos(math.radians(angle)), step * math.sin(math.radians(angle))
        rate = (f(x + dx, y + dy) - f(x, y)) / step
        if rate > best_rate:
            best_angle, best_rate = angle, rate
    return best_angle, best_rate


def steepest_direction__without_the_end_point(f, x, y, step, n_angles):
    theta = np.linspace(0, 2 * np.pi, n_angles, endpoint=False)
    rise = f(x + step * np.cos(theta), y + step * np.sin(theta)) - f(x, y)
    return np.rad2deg(theta[rise.argmax()]), rise.max() / step


def steepest_direction__the_largest_of_pairs(f, x, y, step, n_angles):
    def rate(k):
        move = step * np.exp(2j * np.pi * k / n_angles)
        return (f(x + move.real, y + move.imag) - f(x, y)) / step

    best = max(range(n_angles), key=rate)
    return best / n_angles * 360, rate(best)


def gradient_angle__by_quadrants(gx, gy, convention):
    a, b = (gx, gy) if convention == "math" else (gy, gx)
    if a == 0:
        return 90.0 if b > 0 else 270.0
    angle = math.degrees(math.atan(b / a))
    if a < 0:
        return 180 + angle
    return angle if b >= 0 else 360 + angle


def gradient_angle__with_math(gx, gy, convention):
    angle = math.degrees(math.atan2(gy, gx))
    if convention == "compass":
        angle = 90 - angle
    return angle if angle >= 0 else angle + 360


def gradient_angle__of_a_complex_number(gx, gy, convention):
    angle = np.angle(complex(gx, gy), deg=True)
    return (angle if convention == "math" else 450 - angle) % 360


def unit_field__with_a_guard(gx, gy, xs):
    x, y = np.meshgrid(xs, xs, indexing="ij")
    u, v = gx(x, y), gy(x, y)
    size = np.sqrt(u**2 + v**2)
    return u / (size + 1e-12), v / (size + 1e-12), size


def unit_field__by_broadcasting(gx, gy, xs):
    x, y = xs[:, None] + 0 * xs, xs + 0 * xs[:, None]
    u, v = gx(x, y), gy(x, y)
    size = np.hypot(u, v)
    zero = np.zeros_like(size)
    return (
        np.divide(u, size, out=zero.copy(), where=size != 0),
        np.divide(v, size, out=zero.copy(), where=size != 0),
        size,
    )


def unit_field__point_by_point(gx, gy, xs):
    ux, uy, size = np.zeros((3, len(xs), len(xs)))
    for i, x in enumerate(xs):
        for j, y in enumerate(xs):
            u, v = gx(x, y), gy(x, y)
            size[i, j] = math.hypot(u, v)
            if size[i, j] > 0:
                ux[i, j], uy[i, j] = u / size[i, j], v / size[i, j]
    return ux, uy, size


def plot_surface_and_field__on_the_other_grid(f, gx, gy, xs):
    import matplotlib.pyplot as plt

    x, y = np.meshgrid(xs, xs)
    u, v = gx(x, y), gy(x, y)
    size = np.hypot(u, v)
    length = np.where(size == 0, 1, size)
    figure = plt.figure()
    field = figure.add_subplot(2, 1, 1)
    field.quiver(x, y, u / length, v / length, size, cmap="plasma", pivot="mid")
    figure.add_subplot(2, 1, 2, projection="3d").plot_surface(x, y, f(x, y), color="green")
    return figure


def plot_surface_and_field__with_a_colour_bar(f, gx, gy, xs):
    from matplotlib.figure import Figure

    x, y = np.meshgrid(xs, xs, indexing="ij")
    ux, uy, size = unit_field(gx, gy, xs)
    figure = Figure()
    surface = figure.add_subplot(121, projection="3d")
    surface.plot_surface(x, y, f(x, y), cmap="viridis", rstride=1, cstride=1)
    field = figure.add_subplot(122)
    arrows = field.quiver(x.ravel(), y.ravel(), ux.ravel(), uy.ravel(), size.ravel())
    figure.colorbar(arrows, ax=field)
    return figure


def plot_surface_and_field__colours_of_a_map(f, gx, gy, xs):
    import matplotlib.pyplot as plt

    x, y = np.meshgrid(xs, xs)
    ux, uy, size = (part.T for part in unit_field(gx, gy, xs))
    figure = plt.figure()
    figure.add_subplot(1, 2, 1, projection="3d").plot_wireframe(x, y, f(x, y))
    colours = plt.cm.viridis((size / size.max()).ravel())
    figure.add_subplot(1, 2, 2).quiver(x, y, ux, uy, color=colours)
    return figure


def plot_surface_and_field__arrow_by_arrow(f, gx, gy, xs):
    import matplotlib.pyplot as plt

    x, y = np.meshgrid(xs, xs)
    _, (surface, field) = plt.subplots(1, 2)
    surface.remove()
    surface = plt.subplot(1, 2, 1, projection="3d")
    surface.plot_surface(x, y, f(x, y))
    ux, uy, size = unit_field(gx, gy, xs)
    for i, a in enumerate(xs):
        for j, b in enumerate(xs):
            field.quiver(a, b, ux[i, j], uy[i, j], color=plt.cm.plasma(size[i, j] / size.max()))
    return field.figure
