"""Wide inputs of the lesson The support vector machine."""

from collections.abc import Iterator

import numpy as np

from graders.authoring import answer
from reference.support_vectors import max_margin_line as widest
from reference.support_vectors import svm_dual as multipliers
from tests.content.wide import Case, Script, call, decimals, one_of, whole

ERROR = 1e-4


def labelled(rng, n):
    y = rng.choice([-1, 1], n)
    return one_of(rng, [y, y.astype(float)])


def distance_to_line(rng) -> Iterator[Case]:
    for _ in range(6):
        a, b, c, x, y = decimals(rng, -3, 3, 5).tolist()
        yield call(a, b, c, x, y)
        yield call(0.0, b, c, x, y)
        yield call(a, 0, c, x, y)
        yield call(*(whole(rng, 1, 5) * one_of(rng, [-1, 1]) for _ in range(5)))
        yield call(1e-3 * a, 1e-3 * b, c, x, y, tolerance=1e-8)
        yield call(a, b, 1e4 * c, x, 100 * y, tolerance=1e-8)
        yield call(a, b, -(a * x + b * y), x, y)
        yield call(3, -4, 0, 0, 0)


def value(constraint, w):
    """What a constraint gives, as one number."""
    found = constraint["fun"](w, *constraint.get("args", ()))
    return found if np.ndim(found) else float(found)


def margin_constraints(rng) -> Iterator[Script]:
    for n in (1, 2, 3, 7):
        P, y = one_of(rng, [decimals(rng, -3, 3, n, 2), rng.integers(-3, 4, (n, 2))]), labelled(rng, n)
        ws = [decimals(rng, -2, 2, 3) for _ in range(3)] + [np.zeros(3), np.array([1, -2, 3])]

        def play(task, P=P, y=y, ws=ws):
            given = P.copy(), y.copy()
            made, other = task(*given), task(P + 1, -y)
            same = np.array_equal(given[0], P) and np.array_equal(given[1], y)
            kinds = [constraint["type"] for constraint in made]
            values, others, again = (
                [[value(each, w) for w in ws] for each in part] for part in (made, other, made)
            )
            kept = np.array_equal(np.zeros(3), ws[3])
            return [bool(same), kinds, values, others, again, bool(kept)]

        yield Script(play, tolerance=1e-11, name=f"margin_constraints({P.tolist()}, {y.tolist()})")


def a_set(rng, plus, minus, scale=1.0, far=0.0):
    """Two classes that a line separates, in mixed order."""
    angle, half, n = rng.uniform(0, 2 * np.pi), rng.uniform(0.4, 1.2), plus + minus
    y = np.array([1] * plus + [-1] * minus)
    across, along = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    away = half * (1 + rng.exponential(0.7, n))
    P = rng.uniform(-2, 2, 2) + far + np.outer(y * away, across) + np.outer(rng.uniform(-3, 3, n), along)
    order = rng.permutation(n)
    P, y = (scale * P).round(2 if scale >= 1 else 4)[order], y[order]
    return P, one_of(rng, [y, y.astype(float)])


def sets(rng):
    """Sets that the reference solves, as the four conditions show."""
    sizes = [(1, 1), (1, 1), (1, 2), (3, 1), (2, 2), (3, 3), (2, 5), (6, 6), (9, 4)]
    for plus, minus in sizes:
        for scale, far in ((1.0, 0.0), (1.0, 4.0), (5.0, 0.0), (0.3, 0.0)):
            P, y = a_set(rng, plus, minus, scale, far)
            w, lam = widest(P, y), multipliers(P, y)
            normal = (lam * y) @ P / 2
            slack = np.min(y * (P @ w[:2] + w[2])) - 1
            good = np.abs(normal - w[:2]).max() < 2e-6 * (1 + np.abs(w).max()) and slack > -1e-7
            if good and abs(w[:2] @ w[:2] - np.sum(lam) / 2) < 1e-5 * (1 + np.sum(lam)):
                yield P, y, w, lam
    P = np.array([[0, 0], [2, 0], [5, 1], [0, 3]])
    y = np.array([-1, 1, 1, -1])
    yield P, y, widest(P, y), multipliers(P, y)
    P = np.vstack([P, P[:2]])
    y = np.append(y, y[:2])
    yield P, y, widest(P, y), multipliers(P, y)


def max_margin_line(rng) -> Iterator[Case]:
    for P, y, w, _ in sets(rng):
        yield call(P, y, tolerance=ERROR * max(1, np.abs(w).max()))


def svm_dual(rng) -> Iterator[Case]:
    for P, y, w, lam in sets(rng):
        yield call(P, y, judge=Multipliers(P, y, w, lam))


class Multipliers:
    def __init__(self, P, y, w, lam) -> None:
        self.P, self.y, self.w, self.lam = P, y, w, lam

    def __call__(self, lam, _) -> str:
        if not isinstance(lam, np.ndarray) or lam.shape != self.lam.shape or lam.dtype.kind != "f":
            return "the form"
        allowed = ERROR * max(1, np.abs(self.lam).max())
        value, best = (np.sum(m) - np.sum(((m * self.y) @ self.P) ** 2) / 4 for m in (lam, self.lam))
        if abs(value - best) > allowed:
            return f"the value {value} in place of {best}"
        if np.abs((lam * self.y) @ self.P / 2 - self.w[:2]).max() > ERROR * max(1, np.abs(self.w).max()):
            return "the line"
        if np.min(lam) < -allowed or abs(lam @ self.y) > allowed:
            return "the conditions"
        return ""


def support_points(rng) -> Iterator[Case]:
    for P, y, w, _ in sets(rng):
        for tol in (1e-3, 0.1, 1.0):
            margins = np.abs(y * (P @ w[:2] + w[2]) - 1)
            if np.min(np.abs(margins - tol)) > 1e-6:
                yield call(P, y, w, tol)
        other = decimals(rng, -2, 2, 3)
        tol = one_of(rng, [0.5, 1.5, 0.01, 3.0])
        if np.min(np.abs(np.abs(y * (P @ other[:2] + other[2]) - 1) - tol)) > 1e-6:
            yield call(P, y, other, tol)
    margins = np.array([1, 0.5, 1.5, 2.0, -1.0, 0.0, 0.25, 1.75])
    y = rng.choice([-1, 1], 8)
    for tol in (0.5, 0.0, 0.25, 1.0, 2.0, 0.75):
        yield call(np.column_stack([y * margins, rng.integers(-3, 4, 8)]), y, np.array([1.0, 0.0, 0.0]), tol)
    yield call(np.array([[9.0, 9.0]]), np.array([1]), np.array([1.0, 0.0, 0.0]), 0.1)
    yield call(np.array([[1, 9]]), np.array([1]), np.array([1, 0, 0]), 0.1)


def kkt_residuals(rng) -> Iterator[Case]:
    for P, y, w, lam in sets(rng):
        for line, forces in (
            (w, lam), (decimals(rng, -2, 2, 3), lam), (w, decimals(rng, -2, 2, len(y))),
            (w, np.zeros(len(y))),
            (decimals(rng, -2, 2, 3), decimals(rng, -2, 2, len(y))), (2 * w, decimals(rng, 0, 2, len(y))),
            (0.5 * w, 2 * lam), (np.zeros(3), -np.abs(lam)),
            (decimals(rng, -0.1, 0.1, 3), np.abs(decimals(rng, 0, 2, len(y)))),
        ):  # fmt: skip
            yield call(
                P, y, line, forces, tolerance=1e-9 * (1 + np.abs(P).max()) * (1 + np.abs(forces).max())
            )
    for n in (1, 2, 5):
        P, y = rng.integers(-3, 4, (n, 2)), rng.choice([-1, 1], n)
        yield call(P, y, rng.integers(-2, 3, 3), rng.integers(-2, 3, n))


def same_line_reason(rng) -> Iterator[Case]:
    yield call(judge=answer(relative=2e-3))
