"""Wrong answers in `differentiation`, as they are written on a first evening."""


def symbolic_derivative__of_one_number(text):
    x = sp.Symbol("x")
    slope = sp.diff(sp.sympify(text), x)
    return lambda value: float(slope.subs(x, value))


def grid_derivative__first_order_at_the_ends(y, x):
    return np.gradient(y, x)


def jax_derivative__prints_without_jax(f):
    def slope(x):
        print(f(1.0))
        return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6

    return slope


def forward_gradient__one_call_too_many(f, p, h):
    out = []
    for i in range(len(p)):
        e = np.zeros(len(p))
        e[i] = h
        out.append((f(p + e) - f(p)) / h)
    return np.array(out)


def passes_needed__forward_is_one(method, n):
    return {"forward": 1, "reverse": 1, "central": 2 * n}.get(method, n + 1)
