"""Wrong solutions of `gradient` as people write them: each a slip inside code that is right otherwise."""

import math

import numpy as np


def gradient_numeric__squeezed(f, p, h):
    p = np.asarray(p, dtype=float)
    return np.squeeze([(f(p + h * e) - f(p - h * e)) / (2 * h) for e in np.eye(len(p))])


def gradient_numeric__small_slopes_as_zero(f, p, h):
    p = np.asarray(p, dtype=float)
    slopes = np.array([(f(p + h * e) - f(p - h * e)) / (2 * h) for e in np.eye(len(p))])
    slopes[np.abs(slopes) < 1e-3] = 0
    return slopes


def directional_derivative__step_along_the_vector(f, p, u, h):
    return float((f(p + h * u) - f(p - h * u)) / (2 * h * np.linalg.norm(u)))


def directional_derivative__step_of_its_own(f, p, u, h):
    h, u = 1e-5, u / np.linalg.norm(u)
    return float((f(p + h * u) - f(p - h * u)) / (2 * h))


def directional_derivative__long_vectors_alone(f, p, u, h):
    size = np.linalg.norm(u)
    u = u / size if size > 1 else u
    return float((f(p + h * u) - f(p - h * u)) / (2 * h))


def steepest_direction__no_better_than_level(f, x, y, step, n_angles):
    best, angle = 0, 0.0
    for k in range(n_angles):
        theta = 2 * math.pi * k / n_angles
        rate = (f(x + step * math.cos(theta), y + step * math.sin(theta)) - f(x, y)) / step
        if rate > best:
            best, angle = rate, 360 * k / n_angles
    return float(angle), float(best)


def gradient_angle__by_the_quotient(gx, gy, convention):
    angle = math.degrees(math.atan(gy / gx)) if gx else math.copysign(90, gy)
    if gx < 0:
        angle += 180
    return (angle if convention == "math" else 90 - angle) % 360 if gx else angle


def unit_field__small_sizes_as_zero(gx, gy, xs):
    x, y = np.meshgrid(xs, xs, indexing="ij")
    u, v = gx(x, y) + 0 * x, gy(x, y) + 0 * x
    size = np.hypot(u, v)
    length = np.where(size > 1e-3, size, 1)
    return np.where(size > 1e-3, u / length, 0), np.where(size > 1e-3, v / length, 0), size


def unit_field__on_an_open_grid(gx, gy, xs):
    x, y = np.ix_(xs, xs)
    u, v = gx(x, y), gy(x, y)
    size = np.hypot(u, v)
    length = np.where(size > 0, size, 1)
    return u / length, v / length, size
