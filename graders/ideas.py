"""The picture of what a lesson is about, shown before the work and drawn without a student's functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from graders.drawing import BLUE, FAINT, GREEN, INK, RED, SOFT, level, name, panels, write


def secants_become_the_tangent() -> Any:
    """Lines through two points of x², the second one nearer each time."""
    figure, (panel,) = panels(1, widths=(1.3,))
    xs, ends = np.linspace(-0.3, 3.2, 100), np.array([0.2, 3.2])
    panel.plot(xs, xs**2, "-", color=INK)
    for dx, colour, stroke in ((2.0, BLUE, "--"), (1.2, GREEN, "-."), (0.5, RED, ":")):
        slope = 2 + dx
        (line,) = panel.plot(ends, 1 + slope * (ends - 1), stroke, color=colour, linewidth=1.5)
        panel.plot([1 + dx], [(1 + dx) ** 2], "o", color=colour)
        name(line, f"dx = {dx:g}: slope {slope:g}")
    (tangent,) = panel.plot(ends, 1 + 2 * (ends - 1), "-", color=INK, linewidth=1.2)
    name(tangent, "dx → 0: slope 2")
    panel.plot([1], [1], "o", color=INK)
    panel.set(title="As dx shrinks, the lines through two points of x² settle", xlabel="x", ylim=(-1, 10))
    return figure


def strips_become_the_area() -> Any:
    """Ever thinner strips under one curve."""
    figure, row = panels(3, widths=(0.8, 0.8, 0.8), high=3.4)
    xs = np.linspace(0, 2, 100)
    for panel, n in zip(row, (4, 10, 40), strict=True):
        edges = np.linspace(0, 2, n + 1)[:-1]
        total = float(np.sum(edges**2) * 2 / n)
        panel.bar(edges, edges**2, 2 / n, align="edge", color=BLUE, alpha=0.3, edgecolor="white")
        panel.plot(xs, xs**2, "-", color=INK)
        write(panel, (0.15, 3.2), f"sum {total:.3f}", (1, 0))
        panel.set(title=f"{n} strips", xlabel="x")
    write(row[-1], (0.15, 2.6), "area 8/3 ≈ 2.667", (1, 0), SOFT)
    return figure


def the_gradient_crosses_level_lines() -> Any:
    """Level lines of x² + 2y², with the gradient at a few points of one of them."""
    figure, (panel,) = panels(1, widths=(1.2,), high=4.6)
    u, v = np.meshgrid(np.linspace(-3, 3, 90), np.linspace(-2.6, 2.6, 90))
    lines = panel.contour(u, v, u**2 + 2 * v**2, [0.5, 2, 4, 7], colors=SOFT, linewidths=0.8)
    panel.clabel(lines, fontsize=8)
    angles = np.radians(np.arange(20, 380, 60))
    x, y = 2 * np.cos(angles), 2**0.5 * np.sin(angles)
    panel.quiver(x, y, 2 * x, 4 * y, color=BLUE, angles="xy", scale_units="xy", scale=6, width=0.008)
    write(panel, (x[1], y[1] + 0.7 * y[1]), "∇f: where f grows fastest", (10, 6), BLUE)
    panel.set(title="The gradient stands across the level lines of f", xlabel="x", ylabel="y", aspect="equal")
    return figure


def near_a_point_a_map_is_linear() -> Any:
    """A grid and its bent image, and the straight image of a small square in it."""
    figure, (first, second) = panels(2)
    t, steps = np.linspace(0, 2, 40), np.linspace(0, 2, 9)

    def F(x: Any, y: Any) -> tuple[Any, Any]:
        return x + 0.15 * y**2, y + 0.2 * np.sin(2 * x)

    square = np.array([[1, 1.25, 1.25, 1, 1], [1, 1, 1.25, 1.25, 1]])
    J = np.array([[1, 0.3], [0.4 * np.cos(2), 1]])
    for step in steps:
        for x, y in ((t, 0 * t + step), (0 * t + step, t)):
            first.plot(x, y, "-", color=FAINT, linewidth=1)
            second.plot(*F(x, y), "-", color=FAINT, linewidth=1)
    first.fill(*square, color=BLUE, alpha=0.4)
    corner = np.array(F(1, 1))[:, None]
    second.fill(*(corner + J @ (square - 1)), color=BLUE, alpha=0.4)
    write(first, (1.3, 1.3), "a small square", (4, 4), BLUE)
    write(second, (corner[0, 0] + 0.35, corner[1, 0] + 0.35), "nearly a parallelogram: J", (4, 4), BLUE)
    first.set(title="The plane", aspect="equal")
    second.set(title="F bends it; near a point it hardly does", aspect="equal")
    return figure


def downhill_step_by_step() -> Any:
    """Steps on one parabola with a small rate, a good one and one that is too large."""
    figure, row = panels(3, widths=(0.8, 0.8, 0.8), high=3.4)
    xs = np.linspace(-2.6, 2.6, 100)
    rates = ((0.05, "small: slow"), (0.35, "fitting"), (1.05, "too large: away"))
    for panel, (lr, text) in zip(row, rates, strict=True):
        path = 2 * (1 - 2 * lr) ** np.arange(6)
        panel.plot(xs, xs**2, "-", color=SOFT, linewidth=1.2)
        panel.plot(path, path**2, "o-", color=BLUE, linewidth=1.2, markersize=4)
        write(panel, (2, 4), "start", (-8, 6))
        panel.set(title=f"lr = {lr:g}, {text}", xlabel="x", ylim=(-0.3, 7))
    return figure


def level_where_the_slope_is_zero() -> Any:
    """A curve and, below the same x, its slope, which crosses 0 at the level points."""
    figure, (first, second) = panels(2)
    xs = np.linspace(-1.9, 1.9, 150)
    first.plot(xs, xs**3 - 3 * xs, "-", color=INK)
    second.plot(xs, 3 * xs**2 - 3, "-", color=BLUE)
    level(second)
    for x, text in ((-1, "+ to −: a hilltop"), (1, "− to +: a valley")):
        first.plot([x], [x**3 - 3 * x], "o", color=RED)
        second.plot([x], [0], "o", color=RED)
        write(second, (x, 0), text, (6, 10 if x < 0 else -10), RED)
    first.set(title="f, with its level points", xlabel="x")
    second.set(title="f′ is 0 there and changes its sign", xlabel="x")
    return figure


IDEAS: dict[str, Callable[[], Any]] = {
    "derivatives": secants_become_the_tangent,
    "integration": strips_become_the_area,
    "gradient": the_gradient_crosses_level_lines,
    "jacobian": near_a_point_a_map_is_linear,
    "optimization": level_where_the_slope_is_zero,
    "gradient_descent": downhill_step_by_step,
}
"""By the lesson's name; the others are told better in words, or by their own picture."""
