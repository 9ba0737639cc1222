"""Wrong answers in `jacobian`, as they are written on a first evening."""


def jacobian_sigmoids__by_hand_on_arrays(W, v):
    z = W @ v
    if z > 0:
        s = 1 / (1 + np.exp(-z))
    else:
        s = np.exp(z) / (1 + np.exp(z))
    return (s * (1 - s))[:, None] * W


def jacobian_numeric__transposed(F, p, h):
    rows = []
    for i in range(len(p)):
        e = np.zeros(len(p))
        e[i] = h
        rows.append((F(p + e) - F(p - e)) / (2 * h))
    return np.array(rows)


def compose_jacobian__in_the_wrong_order(g_jac, f, f_jac, p):
    return f_jac(p) @ g_jac(f(p))


def softmax_jacobian__only_the_diagonal(z):
    s = np.exp(z - np.max(z))
    s = s / s.sum()
    return np.diag(s * (1 - s))


def jacobian_symbolic__as_lists(exprs, variables):
    return [[sp.diff(e, v) for v in variables] for e in exprs]


def softmax_jacobian__with_one_axis(z):
    s = np.exp(z - max(z)) / sum(np.exp(z - max(z)))
    J = np.zeros(len(z))
    for i in range(len(z)):
        for j in range(len(z)):
            J[i, j] = s[i] * ((i == j) - s[j])
    return J
