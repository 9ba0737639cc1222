"""Wide inputs of the lesson Automatic differentiation from nothing."""

from collections.abc import Iterator

import numpy as np

from graders.authoring import Function, Graph, NodeRef
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.gradient import points


def dual(rng, low=-3.0, high=3.0):
    value = one_of(rng, [decimals(rng, low, high), float(whole(rng, round(low) + 1, round(high)))])
    return value, one_of(rng, [decimals(rng, -3, 3), 0.0, 1.0, -1.0, float(whole(rng, -3, 3))])


def dual_binary(rng) -> Iterator[Case]:
    for op in ("add", "sub", "mul", "div"):
        for _ in range(6):
            u, v = dual(rng), dual(rng)
            if rng.random() < 0.2:
                u, v = (whole(rng, -5, 5), 1), (whole(rng, 1, 5), 0)
            if rng.random() < 0.3:
                u = one_of(rng, [(0.0, u[1]), u, v])
            if rng.random() < 0.3:
                v = one_of(rng, [(100.0, v[1]), (-0.01, v[1]), (1.0, 0.0)])
            if op != "div" or v[0] != 0:
                yield call(op, u, v, tolerance=1e-9)
                yield call(op, u, (v[0], one_of(rng, [0.5, -2.0])), tolerance=1e-9)


def dual_unary(rng) -> Iterator[Case]:
    for name in ("sin", "cos", "exp", "log", "sqrt", "tanh"):
        positive = name in ("log", "sqrt")
        for low, high in ((0.1, 1.5), (2, 6), (20, 40), (-3, -0.5), (-8, -3), (-30, -20)):
            if low > 0 or not positive:
                u = dual(rng, low, high)
                if u[0] > 0 or not positive:
                    yield call(name, u, tolerance=1e-13 * max(1, np.exp(u[0]) if name == "exp" else 1))
        if not positive:
            yield call(name, (0.0, decimals(rng, -3, 3)))
            yield call(name, (0, 1))
        yield call(name, (1, whole(rng, -2, 2)))
        yield call(name, (0.01, 0.0))


COMPLEX = [
    "x**3 - {a}*x", "exp({a}*x)", "sin({a}*x)*x", "1/(x**2 + {a})", "-x**2", "{a} + 0*x", "x**2*exp(-x)",
    "{a}*x",
    "cos(x) - x", "1e4*x**2",
]  # fmt: skip


def complex_step(rng) -> Iterator[Case]:
    for x in (
        decimals(rng, -2, 2),
        decimals(rng, -3, -1),
        decimals(rng, 1, 3),
        0.0,
        0,
        2,
        -1,
        np.float64(0.7),
    ):
        for h in (1e-20, 1e-20, 1e-8, one_of(rng, [0.1, 0.01, 0.5, 1e-3])):
            f = Function(one_of(rng, COMPLEX).format(a=decimals(rng, 0.3, 2, digits=1)))
            yield call(f, x, h, tolerance=1e-10 * (1 + abs(complex(f(complex(x, h))).imag) / h))


def graph(rng, count, links=2) -> Graph:
    """A random graph: equal values, double links, of equal slopes too, nodes that lead nowhere."""
    values, parents = [], []
    for k in range(count):
        values.append(one_of(rng, [1.0, 2.0, decimals(rng, -3, 3), 0.0]))
        found = []
        if k and rng.random() < 0.85:
            for _ in range(whole(rng, 1, links)):
                i = whole(rng, max(0, k - 4), k - 1)
                slope = one_of(rng, [1.0, -1.0, decimals(rng, -2, 2), 0.0, 2.0])
                found.append((i, slope))
                if rng.random() < 0.25:
                    found.append((i, one_of(rng, [slope, decimals(rng, -2, 2)])))
        parents.append(tuple(found))
    return Graph(tuple(values), tuple(parents))


def chain(count, double=False) -> Graph:
    link = (1.0,) * (2 if double else 1)
    return Graph(
        tuple([1.0] * count), ((), *(tuple((k - 1, slope) for slope in link) for k in range(1, count)))
    )


def graphs(rng):
    yield Graph((3.0,), ((),))
    yield Graph((3.0, 9.0), ((), ((0, 3.0), (0, 3.0))))
    yield Graph((2.0, 2.0, 4.0), ((), (), ((0, 2.0), (1, 2.0))))
    yield Graph((1.0, 2.0, 5.0), ((), (), ((1, -2.0),)))
    yield Graph((1.0, -1.0, 0.0), ((), ((0, -1.0),), ((0, 1.0), (1, 1.0))))
    yield Graph((1.0, 1.0, 2.0, 3.0), ((), ((0, 1.0),), ((1, 1.0), (0, 1.0)), ((0, 1.0), (1, 1.0), (2, 1.0))))
    for count in (3, 5, 8, 12, 25, 40):
        yield graph(rng, count)
        yield graph(rng, count, 4)
    yield chain(50, double=True)
    yield chain(60)


def topological_order(rng) -> Iterator[Case | Script]:
    for drawn in graphs(rng):
        yield call(drawn, judge=in_order(drawn))
        yield twice_in_order(drawn)
    yield call(chain(1500), judge=in_order(chain(1500)))


def in_order(drawn: Graph):
    def judge(value, _):
        if type(value) not in (list, tuple) or not all(type(node) is NodeRef for node in value):
            return "no list of nodes"
        places = {node.index: place for place, node in enumerate(value)}
        return wrong_order(drawn, [node.index for node in value], places)

    return judge


def wrong_order(drawn, order, places):
    if len(places) != len(order):
        return "a node twice"
    if set(places) != reached(drawn):
        return f"nodes {sorted(places)} in place of {sorted(reached(drawn))}"
    bad = [k for k in places for i, _ in drawn.links[k] if places[i] < places[k]]
    return f"node {bad[0]} after a parent" if bad else ""


def reached(drawn: Graph) -> set[int]:
    found, todo = set(), [len(drawn.values) - 1]
    while todo:
        k = todo.pop()
        if k not in found:
            found.add(k)
            todo += [i for i, _ in drawn.links[k]]
    return found


def twice_in_order(drawn: Graph) -> Script:
    def play(task):
        nodes = drawn.build()
        index = {id(node): k for k, node in enumerate(nodes)}
        return [[index[id(node)] for node in task(nodes[-1])] for _ in range(2)]

    def judge(value, _):
        for order in value:
            why = wrong_order(drawn, order, {k: place for place, k in enumerate(order)})
            if why:
                return why
        return ""

    return Script(play, judge=judge, name=f"the same graph twice, {drawn.links}"[:300])


def accumulate_gradients(rng) -> Iterator[Case | Script]:
    for drawn in graphs(rng):
        yield call(drawn, tolerance=1e-9, judge=anything)

        def play(task, drawn=drawn):
            nodes = drawn.build()
            first = task(nodes[-1]), [node.grad for node in nodes]
            for node in nodes:
                node.grad = 0.0
            task(nodes[-1])
            links = [[(parent.value, slope) for parent, slope in node.parents] for node in nodes]
            return [list(first[1]), [node.grad for node in nodes], [node.value for node in nodes], str(links)]

        yield Script(play, tolerance=1e-9, name=f"the same graph twice, {drawn.links}"[:300])
    yield call(chain(1500), tolerance=1e-9, judge=anything)


def anything(value, _):
    """The graph is looked at, not what is returned."""
    return ""


GRADIENTS = [
    ("sum(p**2)", "2*p"), ("sum(exp({a}*p))", "{a}*exp({a}*p)"), ("{a} + 0*p[0]", "0*p"),
    ("sum(sin(p))", "cos(p)"),
    ("0.01*sum(p**2)", "0.02*p"), ("sum(p**3)", "3*p**2"), ("1e4*sum(p**2)", "2e4*p"),
    ("sum(-{a}*p)", "-{a} + 0*p"),
]  # fmt: skip


def grad_check(rng) -> Iterator[Case]:
    for p in points(rng):
        for factor in ("1", "2", "-1", "0", "1.001", "1.0001", "0.5", "-2"):
            formula, slope = (
                part.format(a=decimals(rng, 0.3, 2, digits=1)) for part in one_of(rng, GRADIENTS)
            )
            f, grad = Function(formula, "p"), Function(f"{factor}*({slope})", "p")
            grad = one_of(rng, [grad, grad, Function(f"({slope})[::-1]", "p")])
            h = one_of(rng, [0.5, 0.1, 0.01, 1.0])
            at = np.asarray(p, dtype=float)
            size = max(abs(f(at + s * h * e)) for s in (-1, 1) for e in np.eye(len(p)))
            numeric = np.array([(f(at + h * e) - f(at - h * e)) / (2 * h) for e in np.eye(len(p))])
            length = np.linalg.norm(grad(at)) + np.linalg.norm(numeric)
            noise = 64 * 2.3e-16 * (size * (1 + 10 * np.max(np.abs(at)))) / h
            if length > 1e3 * noise or (length == 0 and formula.endswith("0*p[0]")):
                yield call(f, grad, p, h, tolerance=1e-7 + 10 * noise / (length or 1))
    yield call(Function("sum(p**2)", "p"), Function("2*p", "p"), np.zeros(2), 0.5, tolerance=1e-7)
    yield call(Function("sum(p**2)", "p"), Function("1 + 0*p", "p"), np.zeros(2), 0.5, tolerance=1e-7)
    yield call(Function("sum(p)", "p"), Function("0*p", "p"), np.ones(3), 0.5, tolerance=1e-7)
