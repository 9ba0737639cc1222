"""Right solutions of the lesson on the Jacobian that look different."""

import math

import numpy as np
import sympy as sp


def jacobian_symbolic__nested_lists(exprs, variables):
    return sp.Matrix([[sp.diff(e, v) for v in variables] for e in exprs])


def jacobian_symbolic__entry_by_entry(exprs, variables):
    return sp.Matrix(len(exprs), len(variables), lambda i, j: sp.expand(exprs[i].diff(variables[j])))


def jacobian_symbolic__real_symbols(exprs, variables):
    real = {v: sp.Symbol(v.name, real=True) for v in variables}
    J = sp.Matrix([e.subs(real) for e in exprs]).jacobian([real[v] for v in variables])
    return J.subs({symbol: v for v, symbol in real.items()})


def jacobian_symbolic__immutable_and_simplified(exprs, variables):
    rows = [[sp.simplify(sp.Derivative(e, v).doit()) for v in variables] for e in exprs]
    return sp.ImmutableMatrix(rows)


def jacobian_symbolic__columns_side_by_side(exprs, variables):
    return sp.Matrix.hstack(*[sp.Matrix(exprs).diff(v) for v in variables])


def jacobian_sigmoids__loops(W, v):
    k, n = W.shape
    J = np.zeros((k, n))
    for i in range(k):
        z = sum(W[i, j] * v[j] for j in range(n))
        s = 1 / (1 + math.exp(-z))
        for j in range(n):
            J[i, j] = s * (1 - s) * W[i, j]
    return J


def jacobian_sigmoids__diagonal_matrix(W, v):
    z = W.dot(v)
    return np.diag(np.exp(-z) / (1 + np.exp(-z)) ** 2) @ W


def jacobian_sigmoids__half_a_tanh(W, v):
    return np.einsum("i,ij->ij", (1 - np.tanh(W @ v / 2) ** 2) / 4, W)


def jacobian_sigmoids__complex_step(W, v):
    columns = [1 / (1 + np.exp(-(W @ (v + 1e-30j * e)))) for e in np.eye(len(v))]
    return np.stack(columns, axis=1).imag / 1e-30


def jacobian_numeric__loop(F, p, h):
    columns = []
    for j in range(len(p)):
        right, left = p.astype(float), p.astype(float)
        right[j] += h
        left[j] -= h
        columns.append((F(right) - F(left)) / (2 * h))
    return np.array(columns).T


def jacobian_numeric__stepping_on_and_on(F, p, h):
    q, columns = p.astype(float), []
    for j in range(len(q)):
        q[j] += h
        right = F(q).copy()
        q[j] -= 2 * h
        left = F(q).copy()
        q[j] += h
        columns.append((right - left) / (2 * h))
    return np.stack(columns, axis=1)


def jacobian_numeric__fill_columns(F, p, h):
    p = np.array(p, dtype=float)
    J = np.empty((len(F(p)), p.size))
    for j in range(p.size):
        e = np.zeros(p.size)
        e[j] = 1.0
        J[:, j] = 0.5 / h * (F(p + h * e) - F(p - h * e))
    return J


def jacobian_numeric__mean_of_both_sides(F, p, h):
    middle, steps = F(p), h * np.eye(len(p))
    forward = [(F(p + step) - middle) / h for step in steps]
    backward = [(middle - F(p - step)) / h for step in steps]
    return np.column_stack([(a + b) / 2 for a, b in zip(forward, backward, strict=True)])


def jacobian_numeric__one_row_at_a_time(F, p, h):
    def row(i):
        return [(F(p + step)[i] - F(p - step)[i]) / (2 * h) for step in h * np.eye(len(p))]

    return np.array([row(i) for i in range(len(F(p)))])


def compose_jacobian__dot(g_jac, f, f_jac, p):
    return np.dot(g_jac(f(p)), f_jac(p))


def compose_jacobian__einsum(g_jac, f, f_jac, p):
    return np.einsum("mk,kn->mn", g_jac(f(p)), f_jac(p))


def compose_jacobian__loops(g_jac, f, f_jac, p):
    outer, inner = g_jac(f(p)), f_jac(p)
    (m, k), n = outer.shape, inner.shape[1]
    return np.array([[sum(outer[i, a] * inner[a, j] for a in range(k)) for j in range(n)] for i in range(m)])


def compose_jacobian__transposed_twice(g_jac, f, f_jac, p):
    return (f_jac(p).T @ g_jac(f(p)).T).T


def pullback__from_the_left(J, w):
    return w @ J


def pullback__einsum(J, w):
    return np.einsum("ij,i->j", J, w)


def pullback__sum_of_rows(J, w):
    return np.sum(w[:, None] * J, axis=0)


def pullback__loops(J, w):
    k, n = J.shape
    return np.array([sum(J[i, j] * w[i] for i in range(k)) for j in range(n)])


def softmax_jacobian__identity(z):
    s = np.exp(z - z.max())
    s = s / s.sum()
    return s[:, None] * (np.eye(len(z)) - s)


def softmax_jacobian__loops(z):
    top = max(z)
    powers = [math.exp(a - top) for a in z]
    s = [a / sum(powers) for a in powers]
    n = len(z)
    return np.array([[s[i] * (1 - s[i]) if i == j else -s[i] * s[j] for j in range(n)] for i in range(n)])


def softmax_jacobian__differences_of_scores(z):
    s = 1 / np.sum(np.exp(z[None, :] - z[:, None]), axis=1)
    return s[:, None] * (np.eye(z.size) - s[None, :])


def softmax_jacobian__log_of_the_sum(z):
    from scipy.special import logsumexp

    s = np.exp(z - logsumexp(z))
    return np.diagflat(s) - s.reshape(-1, 1) @ s.reshape(1, -1)
