"""Right solutions of the lesson Three ways to differentiate that look different."""

import timeit

import numpy as np
import sympy as sp


def symbolic_derivative__broadcast(text):
    x = sp.symbols("x", real=True)
    df = sp.lambdify(x, sp.sympify(text, locals={"x": x}).diff(x))

    def derivative(at):
        return np.broadcast_to(df(np.asarray(at)), np.shape(at)).astype(float)

    return derivative


def symbolic_derivative__point_by_point(text):
    expr = sp.parse_expr(text)
    slope = sp.lambdify("x", sp.diff(expr, "x"), "math")

    def derivative(at):
        if np.ndim(at) == 0:
            return slope(float(at))
        return np.array([slope(float(one)) for one in np.ravel(at)]).reshape(np.shape(at))

    return derivative


def symbolic_derivative__vectorize(text):
    x = sp.Symbol("x")
    return np.vectorize(sp.lambdify(x, sp.simplify(sp.sympify(text).diff(x)), "numpy"), otypes=[float])


def symbolic_derivative__evaluated(text):
    x = sp.Symbol("x")
    code = compile(str(sp.diff(sp.sympify(text), x)), "slope", "eval")
    names = {name: getattr(np, name) for name in ("sin", "cos", "exp", "log", "sqrt", "tanh", "pi")}
    return lambda at: eval(code, {**names, "x": at}) + 0.0 * at


def grid_derivative__parabolas(y, x):
    slopes = np.empty(len(x))
    for i in range(len(x)):
        start = min(max(i - 1, 0), len(x) - 3)
        (x0, x1, x2), (y0, y1, y2) = x[start : start + 3], y[start : start + 3]
        bend = ((y2 - y1) / (x2 - x1) - (y1 - y0) / (x1 - x0)) / (x2 - x0)
        slopes[i] = (y1 - y0) / (x1 - x0) + bend * (2 * x[i] - x0 - x1)
    return slopes


def grid_derivative__weighted_slopes(y, x):
    gaps, slopes = np.diff(x), np.diff(y) / np.diff(x)
    a, b, left, right = gaps[:-1], gaps[1:], slopes[:-1], slopes[1:]
    inner = (b * left + a * right) / (a + b)
    return np.concatenate([[2 * left[0] - inner[0]], inner, [2 * right[-1] - inner[-1]]])


def grid_derivative__fitted_parabolas(y, x):
    def slope(i):
        start = min(max(i - 1, 0), len(x) - 3)
        a, b, _ = np.polyfit(x[start : start + 3], y[start : start + 3], 2)
        return 2 * a * x[i] + b

    return np.array([slope(i) for i in range(len(x))])


def grid_derivative__lagrange(y, x):
    def slope(i):
        start = min(max(i - 1, 0), len(x) - 3)
        near = range(start, start + 3)
        total = 0.0
        for j in near:
            others = [k for k in near if k != j]
            numerator = sum(x[i] - x[k] for k in others)
            total += y[j] * numerator / np.prod([x[j] - x[k] for k in others])
        return total

    return np.array([slope(i) for i in range(len(x))])


def jax_derivative__vmap(f):
    import jax

    def derivative(x):
        flat = jax.numpy.ravel(jax.numpy.asarray(x, dtype=jax.numpy.float64))
        return jax.vmap(jax.grad(f))(flat).reshape(np.shape(x))

    return derivative


def jax_derivative__forward_mode(f):
    import jax
    import jax.numpy as jnp

    def derivative(x):
        x = jnp.array(x, float)
        return jax.jvp(f, (x,), (jnp.ones_like(x),))[1]

    return derivative


def jax_derivative__loop(f):
    import jax

    def derivative(x):
        df = jax.grad(f)
        return df(float(x)) if np.ndim(x) == 0 else np.array([float(df(float(one))) for one in x])

    return derivative


def jax_derivative__pulled_back(f):
    import jax

    def derivative(x):
        y, back = jax.vjp(f, 1.0 * jax.numpy.asarray(x, "float64"))
        return back(jax.numpy.ones_like(y))[0]

    return derivative


def forward_gradient__loop(f, p, h):
    start = f(p)
    slopes = np.zeros(len(p))
    for i in range(len(p)):
        moved = np.array(p, dtype=float)
        moved[i] += h
        slopes[i] = (f(moved) - start) / h
    return slopes


def forward_gradient__lists(f, p, h):
    base = f(p)
    return np.array(
        [(f(np.array([v + h * (i == j) for j, v in enumerate(p)])) - base) / h for i in range(len(p))]
    )


def forward_gradient__values_first(f, p, h):
    points = np.vstack([p, p + h * np.identity(p.size)])
    values = np.array([f(point) for point in points])
    return (values[1:] - values[0]) / h


def passes_needed__branches(method, n):
    if method == "forward":
        return 1 + n
    if method == "central":
        return n + n
    return n if method == "dual" else 1


def passes_needed__lines(method, n):
    slope, offset = {"forward": (1, 1), "central": (2, 0), "dual": (1, 0), "reverse": (0, 1)}[method]
    return slope * n + offset


def passes_needed__numpy(method, n):
    match method:
        case "forward":
            return np.int64(n) + 1
        case "central":
            return np.int64(2 * n)
        case "dual":
            return np.int64(n)
    return np.int64(1)


def expression_growth__from_the_inside(expr, x, k):
    counts, composed = [], expr
    for _ in range(k):
        counts.append(sp.count_ops(composed.diff(x)))
        composed = composed.subs(x, expr)
    return counts


def expression_growth__recursion(expr, x, k):
    def nested(times):
        return x if times == 0 else expr.subs({x: nested(times - 1)})

    return [int(sp.diff(nested(times), x).count_ops()) for times in range(1, k + 1)]


def expression_growth__through_a_function(expr, x, k):
    p = sp.Lambda(x, expr)
    counts, value = [], p(x)
    while len(counts) < k:
        counts.append(sp.count_ops(sp.Derivative(value, x).doit()))
        value = p(value)
    return tuple(counts)


def choose_method__by_method():
    situations = {
        "symbolic": ["closed formula wanted in a paper"],
        "numerical": ["black-box simulator, 3 inputs", "check a hand-written gradient"],
        "automatic": ["loss of a network with 1e6 weights", "code with loops and ifs, exact to rounding"],
    }
    return {situation: method for method, listed in situations.items() for situation in listed}


def choose_method__step_by_step():
    chosen = {"closed formula wanted in a paper": "symbolic"}
    chosen["loss of a network with 1e6 weights"] = "automatic"
    chosen["code with loops and ifs, exact to rounding"] = "automatic"
    chosen["black-box simulator, 3 inputs"] = "numerical"
    chosen["check a hand-written gradient"] = "numerical"
    return chosen


def choose_method__two_lists():
    situations = [
        "check a hand-written gradient",
        "black-box simulator, 3 inputs",
        "code with loops and ifs, exact to rounding",
        "loss of a network with 1e6 weights",
        "closed formula wanted in a paper",
    ]
    methods = ["numerical", "numerical", "automatic", "automatic", "symbolic"]
    return dict(zip(situations, methods, strict=True))


def race__timeit(methods, x, repeats, clock):
    best = {}
    for name, method in methods.items():
        method(x)
        best[name] = min(timeit.Timer(lambda method=method: method(x), timer=clock).repeat(repeats, number=1))
    return best


def race__in_turns(methods, x, repeats, clock):
    for method in methods.values():
        method(x)
    best = dict.fromkeys(methods, float("inf"))
    for _ in range(repeats):
        for name in methods:
            before = clock()
            methods[name](x)
            after = clock()
            best[name] = min(best[name], after - before)
    return best


def race__comprehension(methods, x, repeats, clock):
    def one(method):
        start = clock()
        method(x)
        return clock() - start

    return {n: min([m(x), *(one(m) for _ in range(repeats))][1:]) for n, m in methods.items()}
