"""Small data sets with known truth, made on the spot: nothing is downloaded.

Regression sets return (X, Y) with examples as columns, X (n_x, m) and Y (1, m).
Classification sets return (X, y) in scikit-learn's form, examples as rows, X (m, 2) and y (m,) of 0 and 1.
`random_state` is an integer seed or a `numpy.random.Generator`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Seed = int | np.random.Generator


def tv_sales(n_samples: int = 200, *, noise: float = 3.0, random_state: Seed = 0) -> tuple[Array, Array]:
    """Sales against a television budget: Y = 7 + 0.05 X + noise.

    X (1, n_samples) is uniform from 0 to 300 (thousand dollars); Y (1, n_samples) is in thousand units;
    the noise is normal with standard deviation `noise`.
    """
    rng = np.random.default_rng(random_state)
    X = rng.uniform(0.0, 300.0, (1, n_samples))
    return X, 7.0 + 0.05 * X + rng.normal(0.0, noise, (1, n_samples))


def house_prices(
    n_samples: int = 400, *, noise: float = 40_000.0, random_state: Seed = 0
) -> tuple[Array, Array]:
    """Prices of houses from area and quality: Y = -100000 + 60 area + 32000 quality + noise.

    X (2, n_samples): row 0 the area in square feet, 600 + 150 quality + N(0, 400²), at least 300;
    row 1 the quality, a whole number from 1 to 10. Y (1, n_samples) in dollars. The features are correlated.
    """
    rng = np.random.default_rng(random_state)
    quality = rng.integers(1, 11, n_samples).astype(float)
    area = np.maximum(600.0 + 150.0 * quality + rng.normal(0.0, 400.0, n_samples), 300.0)
    price = -100_000.0 + 60.0 * area + 32_000.0 * quality + rng.normal(0.0, noise, n_samples)
    return np.stack([area, quality]), price[np.newaxis]


def circles(
    n_samples: int = 300, *, noise: float = 0.1, factor: float = 0.5, random_state: Seed = 0
) -> tuple[Array, Labels]:
    """Two circles around the origin: class 0 of radius 1 outside, class 1 of radius `factor` inside.

    The angles are evenly spaced; `noise` is the standard deviation added to each coordinate.
    """
    y = np.arange(n_samples) % 2
    angle = 2 * np.pi * np.arange(n_samples) / n_samples
    radius = np.where(y == 1, factor, 1.0)
    return _shuffled(
        np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), y, noise, random_state
    )


def moons(n_samples: int = 300, *, noise: float = 0.1, random_state: Seed = 0) -> tuple[Array, Labels]:
    """Two interleaving half circles: class 0 opens downwards; class 1, moved by (1, 0.5), opens upwards."""
    y = np.arange(n_samples) % 2
    angle = np.pi * (np.arange(n_samples) // 2) / max((n_samples + 1) // 2 - 1, 1)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return _shuffled(np.where(y[:, np.newaxis] == 0, upper, lower), y, noise, random_state)


def blobs(
    n_samples: int = 300,
    *,
    centers: tuple[tuple[float, float], tuple[float, float]] = ((2.5, 3.0), (6.7, 7.9)),
    noise: float = 1.4,
    random_state: Seed = 0,
) -> tuple[Array, Labels]:
    """Two normal clouds, class k around centers[k] with standard deviation `noise`."""
    y = np.arange(n_samples) % 2
    return _shuffled(np.array(centers, dtype=float)[y], y, noise, random_state)


def xor_blobs(
    n_samples: int = 300, *, distance: float = 1.2, noise: float = 0.35, random_state: Seed = 0
) -> tuple[Array, Labels]:
    """Four normal clouds around (±distance, ±distance): class 1 where the two signs differ."""
    corner = np.arange(n_samples) % 4
    signs = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=float)[corner]
    y = (signs[:, 0] != signs[:, 1]).astype(np.int64)
    return _shuffled(distance * signs, y, noise, random_state)


def _shuffled(X: Array, y: NDArray[np.integer], noise: float, random_state: Seed) -> tuple[Array, Labels]:
    rng = np.random.default_rng(random_state)
    X = X + rng.normal(0.0, noise, X.shape)
    order = rng.permutation(len(y))
    return X[order], y[order].astype(np.int64)
