# Ben: with scipy where it helps
import math

import matplotlib.pyplot as plt
import numpy as np
import sympy


def partials(expr, variables):
    result = []
    for variable in variables:
        result.append(sympy.simplify(sympy.Derivative(expr, variable).doit()))
    return result


def gradient_numeric(f, p, h):
    columns = []
    for i, _ in enumerate(p):
        right = np.asarray(p, float).copy()
        left = np.asarray(p, float).copy()
        right[i] += h
        left[i] -= h
        columns.append((f(right) - f(left)) / (right[i] - left[i]))
    return np.array(columns)


def directional_derivative(f, p, u, h):
    length = math.hypot(*u)
    unit = np.array([component / length for component in u])

    def along(t):
        return f(np.asarray(p) + t * unit)

    return (along(h) - along(-h)) / (2 * h)


def steepest_direction(f, x, y, step, n_angles):
    best_angle, best_rate = 0.0, -math.inf
    for k in range(n_angles):
        angle = 360.0 * k / n_angles
        radians = math.radians(angle)
        rate = (f(x + step * math.cos(radians), y + step * math.sin(radians)) - f(x, y)) / step
        if rate > best_rate:
            best_angle, best_rate = angle, rate
    return best_angle, best_rate


def gradient_angle(gx, gy, convention):
    angle = math.degrees(math.atan2(gy, gx))
    if convention == "compass":
        angle = 90 - angle
    while angle < 0:
        angle += 360
    while angle >= 360:
        angle -= 360
    return angle


def unit_field(gx, gy, xs):
    k = len(xs)
    ux, uy, size = np.zeros((k, k)), np.zeros((k, k)), np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            a, b = gx(xs[i], xs[j]), gy(xs[i], xs[j])
            size[i, j] = math.sqrt(a * a + b * b)
            if size[i, j] > 0:
                ux[i, j], uy[i, j] = a / size[i, j], b / size[i, j]
    return ux, uy, size


def plot_surface_and_field(f, gx, gy, xs):
    grid_y, grid_x = np.meshgrid(xs, xs)
    ux, uy, size = unit_field(gx, gy, xs)
    fig, axes = plt.subplots(2, 1, figsize=(5, 9))
    axes[0].remove()
    top = fig.add_subplot(2, 1, 1, projection="3d")
    top.plot_surface(grid_x, grid_y, f(grid_x, grid_y), cmap="plasma")
    arrows = axes[1].quiver(grid_x, grid_y, ux, uy, size, cmap="plasma", pivot="mid")
    fig.colorbar(arrows, ax=axes[1])
    return fig
