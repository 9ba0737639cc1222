"""The picture of what a lesson is about, shown before the work and drawn without a student's functions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from graders.drawing import BLUE, FAINT, GREEN, INK, RED, SOFT, arrow, level, name, panels, write


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
    panel.clabel(lines, fontsize=8, fmt="f = %g")
    angles = np.radians(np.arange(20, 380, 60))
    x, y = 2 * np.cos(angles), 2**0.5 * np.sin(angles)
    panel.quiver(x, y, 2 * x, 4 * y, color=BLUE, angles="xy", scale_units="xy", scale=6, width=0.008)
    write(panel, (x[1], y[1] + 0.7 * y[1]), "∇f: where f grows fastest", (10, 6), BLUE)
    panel.set(title="The gradient stands across the level lines of f", xlabel="x", ylabel="y", aspect="equal")
    panel.set_ylim(-2.7, 3.1)
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
    write(second, (corner[0, 0] + 0.35, corner[1, 0] + 0.35), "nearly straight: J", (4, 4), BLUE)
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
        panel.set(title=f"lr = {lr:g}, {text}", xlabel="x", xlim=(-3.1, 3.1), ylim=(-0.3, 7))
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


def three_ways_to_the_slopes_of_sin() -> Any:
    """The slopes of one curve by a formula, from values at some points, and carried along by the code."""
    figure, row = panels(3, widths=(0.85, 0.85, 0.85), high=3.4)
    t, xs = np.linspace(0, 6.3, 120), np.linspace(0.3, 6.0, 8)
    formula, values, code = row
    for panel in row:
        panel.plot(t, np.sin(t), "-", color=SOFT if panel is formula else FAINT, linewidth=1.2)
        panel.set(xlabel="x", ylim=(-1.45, 1.75))
    formula.plot(t, np.cos(t), "-", color=BLUE)
    write(formula, (5.5, np.cos(5.5)), "cos x", (-8, 4), BLUE)
    write(formula, (2.0, np.sin(2.0)), "sin x", (8, 4), SOFT)
    values.plot(xs, np.sin(xs), "o-", color=GREEN, linewidth=1.2, markersize=5)
    write(values, (3.0, 1.35), "rise / run: nearly right", (0, 0), GREEN)
    for x in xs:
        step = 0.45 / np.hypot(1, np.cos(x))
        ends = np.array([-step, step])
        code.plot(x + ends, np.sin(x) + ends * np.cos(x), "-", color=RED, linewidth=1.8)
    code.plot(xs, np.sin(xs), "o", color=RED, markersize=4)
    write(code, (3.0, 1.35), "each value brings its slope", (0, 0), RED)
    formula.set_title("From the formula")
    values.set_title("From values")
    code.set_title("From the code")
    return figure


def slopes_come_back_through_the_steps() -> Any:
    """The steps of 5·x² at x = 3: values run forward, what the output gains per unit runs back."""
    figure, (panel,) = panels(1, widths=(1.5,), high=3.0)
    nodes = (("x", "3", "30"), ("x²", "9", "5"), ("5·x²", "45", "1"))
    for place, (text, value, gain) in enumerate(nodes):
        panel.plot([place], [0], "o", color="white", markeredgecolor=INK, markersize=46)
        write(panel, (place, 0), text)
        write(panel, (place, 0.62), value, (0, 0), BLUE)
        write(panel, (place, -0.62), gain, (0, 0), RED)
    for place, slope in enumerate(("slope 2x = 6", "slope 5")):
        arrow(panel, (place + 0.22, 0), (place + 0.78, 0), INK)
        write(panel, (place + 0.5, 0), slope, (0, 6), SOFT)
        arrow(panel, (place + 0.2, 0.62), (place + 0.8, 0.62), BLUE)
        arrow(panel, (place + 0.8, -0.62), (place + 0.2, -0.62), RED)
    write(panel, (2.3, 0.62), "values, forward", (1, 0), BLUE)
    write(panel, (2.3, -0.62), "gains of the output, back", (1, 0), RED)
    panel.set(title="Each step hands its slope on: 1·5 = 5, then 5·6 = 30", xlim=(-0.4, 3.7), ylim=(-1, 1))
    panel.set_axis_off()
    return figure


def a_line_is_pulled_to_the_points() -> Any:
    """A line with its errors at some points, and the cost of every other slope."""
    figure, (first, second) = panels(2)
    x, y = np.array([-2, -1, 0, 1, 2.0]), np.array([-1.6, -1.2, 0.3, 0.8, 2.1])
    slopes = np.linspace(-0.4, 2.3, 100)
    w = 0.3
    first.vlines(x, w * x, y, color=RED, linewidth=1.6, linestyle=":")
    first.plot(x, y, "o", color=INK)
    (line,) = first.plot([-2.4, 2.4], [-2.4 * w, 2.4 * w], "-", color=BLUE)
    name(line, "ŷ = w·x", 1.0, (-4, -14))
    write(first, (2, 1.4), "error", (-6, 0), RED)

    def cost(slope: Any) -> Any:
        return np.mean((np.multiply.outer(slope, x) - y) ** 2, axis=-1) / 2

    second.plot(slopes, cost(slopes), "-", color=INK)
    second.plot([w], [cost(w)], "o", color=BLUE)
    write(second, (w, cost(w)), "this line", (8, 8), BLUE)
    pull = np.mean((w * x - y) * x)
    end = (w + 0.25, cost(w) + 0.25 * pull)
    arrow(second, (w, cost(w)), end, RED)
    write(second, end, "downhill", (-8, -2), RED)
    first.set(title="Five points, a line and its errors", xlabel="x", ylabel="y")
    second.set(title="The cost of each slope", xlabel="w", ylabel="cost")
    return figure


def a_score_becomes_a_probability() -> Any:
    """The sigmoid over the scores of two classes."""
    figure, (panel,) = panels(1, widths=(1.4,))
    z = np.linspace(-6, 6, 150)
    panel.plot(z, 1 / (1 + np.exp(-z)), "-", color=INK)
    zero, one = np.array([-5.1, -3.4, -2.2, -1.1, 0.6]), np.array([-0.7, 1.3, 2.4, 3.9, 5.2])
    panel.plot(zero, 0 * zero, "s", color=BLUE, markersize=7)
    panel.plot(one, 0 * one + 1, "o", color=RED, markersize=8)
    write(panel, (-5.1, 0), "class 0", (0, 10), BLUE)
    write(panel, (5.2, 1), "class 1", (0, -10), RED)
    panel.plot([0], [0.5], "o", color=INK)
    write(panel, (0, 0.5), "score 0: even odds", (10, -4))
    level(panel, 0.5)
    panel.set(title="Any score z is squeezed into a probability", xlabel="score z = W·x + b", ylabel="σ(z)")
    return figure


def slopes_walk_back_through_the_layers() -> Any:
    """A small network: values go from layer to layer, slopes the same ways back."""
    figure, (panel,) = panels(1, widths=(1.5,), high=3.6)
    layers = [
        [(k, place - (count - 1) / 2) for place in range(count)] for k, count in enumerate((2, 4, 3, 1))
    ]
    for before, after in pairwise(layers):
        for a in before:
            for b in after:
                panel.plot(*zip(a, b, strict=True), "-", color=FAINT, linewidth=1, zorder=1)
    for layer in layers:
        panel.plot(*zip(*layer, strict=True), "o", color="white", markeredgecolor=INK, markersize=16)
    for k, text in enumerate(("X", "a", "a", "output")):
        write(panel, (k, -2.1), text, (0, 0), SOFT)
    arrow(panel, (0, 2.1), (3, 2.1), BLUE)
    arrow(panel, (3, -2.6), (0, -2.6), RED)
    write(panel, (1.5, 2.1), "forward: each layer's values from those before", (0, 4), BLUE)
    write(panel, (1.5, -2.6), "back: each layer's slopes from those behind it", (0, -4), RED)
    panel.set(title="All slopes come out of one walk back", xlim=(-0.3, 3.3), ylim=(-3.3, 2.8))
    panel.set_axis_off()
    return figure


def many_streets_and_the_widest() -> Any:
    """Two lines that separate the same points, each with the street that fits round it."""
    figure, row = panels(2, high=4.4)
    below = np.array([[0.3, 1.0], [1.1, 0.2], [0.6, 2.2], [1.4, 1.3]])
    above = np.array([[2.6, 2.4], [3.4, 1.6], [3.1, 3.2], [2.0, 3.3]])
    for panel, (a, b), title in zip(
        row,
        ((1.0, 0.15), (0.9, 0.8)),
        ("A line that separates", "The one with the widest street"),
        strict=True,
    ):
        low, high = (below @ (a, b)).max(), (above @ (a, b)).min()
        xs = np.array([-1.0, 5.0])
        for height, stroke, colour in ((low, ":", SOFT), ((low + high) / 2, "-", INK), (high, ":", SOFT)):
            panel.plot(xs, (height - a * xs) / b, stroke, color=colour, linewidth=1.6)
        panel.fill_between(xs, (low - a * xs) / b, (high - a * xs) / b, color=FAINT, alpha=0.6)
        panel.plot(*below.T, "s", color=BLUE, markersize=7)
        panel.plot(*above.T, "o", color=RED, markersize=8)
        panel.set(title=title, xlabel="x₁", ylabel="x₂", aspect="equal", xlim=(-0.2, 4.2), ylim=(-0.4, 4))
    return figure


IDEAS: dict[str, Callable[[], Any]] = {
    "derivatives": secants_become_the_tangent,
    "integration": strips_become_the_area,
    "gradient": the_gradient_crosses_level_lines,
    "jacobian": near_a_point_a_map_is_linear,
    "optimization": level_where_the_slope_is_zero,
    "gradient_descent": downhill_step_by_step,
    "differentiation": three_ways_to_the_slopes_of_sin,
    "autodiff": slopes_come_back_through_the_steps,
    "regression": a_line_is_pulled_to_the_points,
    "classification": a_score_becomes_a_probability,
    "backpropagation": slopes_walk_back_through_the_layers,
    "support_vectors": many_streets_and_the_widest,
}
"""By the lesson's name; none is the answer to a task."""
