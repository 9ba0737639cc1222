"""Wrong solutions of `jacobian` as people write them: each a slip inside code that is right otherwise."""

import numpy as np
import sympy as sp


def jacobian_symbolic__nested_list(exprs, variables):
    return [[sp.diff(e, v) for v in variables] for e in exprs]


def jacobian_numeric__squeezed(F, p, h):
    p = np.asarray(p, dtype=float)
    return np.squeeze(np.stack([(F(p + h * e) - F(p - h * e)) / (2 * h) for e in np.eye(len(p))], axis=1))


def jacobian_numeric__in_one_point(F, p, h):
    q, columns = np.array(p, dtype=float), []
    for j in range(len(q)):
        q[j] += h
        right = F(q)
        q[j] -= 2 * h
        left = F(q)
        q[j] += h
        columns.append((right - left) / (2 * h))
    return np.stack(columns, axis=1)


def softmax_jacobian__shifted_by_the_mean(z):
    powers = np.exp(z - np.mean(z))
    s = powers / np.sum(powers)
    return np.diag(s) - np.outer(s, s)


def pullback__transposed_where_it_fits(J, w):
    return J @ w if J.shape[0] == J.shape[1] else J.T @ w
