"""The reference of `autodiff` against SymPy, the complex step, brute force over paths and JAX."""

import math
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp

from reference import autodiff as lesson
from reference.autodiff import Node, accumulate_gradients, add, mul, topological_order

T = sp.Symbol("t")
OPERATIONS = {"add": lambda u, v: u + v, "sub": lambda u, v: u - v, "mul": lambda u, v: u * v,
              "div": lambda u, v: u / v}  # fmt: skip


def paths_from(out, node):
    """The derivative by walking every path, which is right and takes for ever on large graphs."""
    if out is node:
        return 1.0
    return sum(slope * paths_from(parent, node) for parent, slope in out.parents)


def random_graph(seed):
    rng = np.random.default_rng(seed)
    nodes = [Node(float(v)) for v in rng.normal(size=3)]
    while len(nodes) < 12:
        i, j = rng.integers(len(nodes), size=2)
        nodes.append((add if rng.random() < 0.5 else mul)(nodes[i], nodes[j]))
    return nodes


def test_the_loss_of_one_neuron_has_the_gradients_of_the_text():
    w, x, b, y = Node(3.0), Node(2.0), Node(1.0), Node(5.0)
    a = add(mul(w, x), b)
    r = Node(a.value - y.value, [(a, 1.0), (y, -1.0)])
    loss = mul(r, r)
    accumulate_gradients(loss)
    assert loss.value == 4
    assert [node.grad for node in (w, x, b, y, r, loss)] == [8, 12, 4, -4, 4, 1]
    W, X, B, Y = sp.symbols("w x b y")
    at = {W: 3, X: 2, B: 1, Y: 5}
    assert [sp.diff((W * X + B - Y) ** 2, v).subs(at) for v in (W, X, B, Y)] == [8, 12, 4, -4]


def test_dual_numbers_give_the_slope_of_the_text_by_w():
    z = lesson.dual_binary("mul", (3.0, 1.0), (2.0, 0.0))
    r = lesson.dual_binary("sub", lesson.dual_binary("add", z, (1.0, 0.0)), (5.0, 0.0))
    assert (z, r, lesson.dual_binary("mul", r, r)) == ((6, 2), (2, 2), (4, 8))


@pytest.mark.parametrize("op", OPERATIONS)
def test_two_dual_numbers_combine_as_sympy_differentiates(op):
    u, v = 2 + 3 * T, 5 - 4 * T
    expected = OPERATIONS[op](u, v)
    at = {T: sp.Rational(1, 2)}
    answer = lesson.dual_binary(op, (3.5, 3.0), (3.0, -4.0))
    assert answer == pytest.approx((expected.subs(at), sp.diff(expected, T).subs(at)), rel=1e-14)


@pytest.mark.parametrize("name", ["sin", "cos", "exp", "log", "sqrt", "tanh"])
def test_a_function_of_a_dual_number_follows_the_chain_rule(name):
    f = getattr(sp, name)(2 + T**2)
    expected = [float(e.subs(T, 0.7)) for e in (f, sp.diff(f, T))]
    assert lesson.dual_unary(name, (2 + 0.7**2, 1.4)) == pytest.approx(expected, rel=1e-13)


def test_dual_numbers_add_up_to_a_program():
    """d/dx of x·sin(eˣ/x) at 0.8."""
    x = (0.8, 1.0)
    inner = lesson.dual_binary("div", lesson.dual_unary("exp", x), x)
    _, slope = lesson.dual_binary("mul", x, lesson.dual_unary("sin", inner))
    assert slope == pytest.approx(float(sp.diff(T * sp.sin(sp.exp(T) / T), T).subs(T, 0.8)), rel=1e-13)


@pytest.mark.parametrize("h", [1e-8, 1e-20, 1e-100])
def test_the_complex_step_is_right_to_the_last_digits_for_any_small_step(h):
    def f(x):
        return np.exp(x) / np.sqrt(np.sin(x) ** 3 + np.cos(x) ** 3)

    exact = sp.diff(sp.exp(T) / sp.sqrt(sp.sin(T) ** 3 + sp.cos(T) ** 3), T).subs(T, sp.Rational(3, 2))
    assert lesson.complex_step(f, 1.5, h) == pytest.approx(float(exact), rel=2e-15)
    assert float(exact) == pytest.approx(4.053427893898621, rel=1e-15)  # the example of Squire and Trapp


def test_the_error_of_the_complex_step_has_order_two():
    errors = [abs(lesson.complex_step(np.exp, 1.0, h) - math.e) for h in (0.02, 0.01)]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=1e-3)


@pytest.mark.parametrize("seed", range(20))
def test_every_node_stands_once_and_before_its_parents(seed):
    out = random_graph(seed)[-1]
    order = topological_order(out)
    assert order[0] is out
    assert len(set(order)) == len(order)
    place = {node: i for i, node in enumerate(order)}
    assert all(place[node] < place[parent] for node in order for parent, _ in node.parents)


@pytest.mark.parametrize("seed", range(20))
def test_gradients_are_sums_over_all_paths(seed):
    nodes = random_graph(seed)
    accumulate_gradients(nodes[-1])
    reached = set(topological_order(nodes[-1]))
    for node in nodes:
        assert node.grad == pytest.approx(paths_from(nodes[-1], node) if node in reached else 0.0, rel=1e-12)


def test_a_chain_longer_than_recursion_goes_works():
    nodes = [Node(1.0)]
    for _ in range(5000):
        nodes.append(Node(1.0, [(nodes[-1], -1.0)]))
    accumulate_gradients(nodes[-1])
    assert [nodes[0].grad, nodes[1].grad] == [1, -1]
    assert all(a is later for a, later in zip(topological_order(nodes[-1]), nodes[::-1], strict=True))


def test_doubling_sixty_times_is_done_in_sixty_steps():
    nodes = [Node(1.0)]
    for _ in range(60):
        nodes.append(add(nodes[-1], nodes[-1]))
    accumulate_gradients(nodes[-1])
    assert nodes[0].grad == 2.0**60


def test_the_backward_walk_agrees_with_jax():
    jax = pytest.importorskip("jax")
    x, y = Node(0.3), Node(-1.2)
    a = mul(x, y)
    out = mul(add(a, x), add(a, mul(y, y)))
    accumulate_gradients(out)
    expected = jax.grad(lambda x, y: (x * y + x) * (x * y + y * y), (0, 1))(0.3, -1.2)
    np.testing.assert_allclose([x.grad, y.grad], expected, rtol=1e-6)


def wavy(p):
    return np.sin(2 * p[0]) * np.exp(p[1]) + p[0] * p[2] ** 2


def wavy_gradient(p):
    return np.array(
        [lesson.complex_step(lambda t, i=i: wavy(p + (t - p[i]) * np.eye(3)[i]), p[i]) for i in range(3)]
    )


def test_a_right_gradient_passes_and_a_slip_does_not():
    p = np.array([0.3, -1.2, 0.7])
    assert lesson.grad_check(wavy, wavy_gradient, p) < 1e-9
    assert lesson.grad_check(wavy, lambda p: 2 * wavy_gradient(p), p) == pytest.approx(1 / 3, abs=1e-8)
    assert lesson.grad_check(wavy, lambda p: -wavy_gradient(p), p) == pytest.approx(1, abs=1e-8)
    assert lesson.grad_check(wavy, lambda p: wavy_gradient(p) + np.array([0, 0, 1e-4]), p) > 1e-6


def test_the_gradient_check_does_not_depend_on_the_size_of_the_function():
    p, slip = np.array([0.3, -1.2, 0.7]), np.array([1.0, 1.0, 1.1])
    distances = [
        lesson.grad_check(lambda p, s=s: s * wavy(p), lambda p, s=s: s * slip * wavy_gradient(p), p)
        for s in (1e-6, 1.0, 1e6)
    ]
    assert all(a == pytest.approx(b, rel=1e-6) for a, b in pairwise(distances))


def test_two_vanishing_gradients_agree():
    assert lesson.grad_check(lambda p: 3.0, lambda p: 0 * p, np.array([1, 2])) == 0.0


def test_the_picture_has_a_box_for_every_node_with_its_value_and_gradient():
    texts = {text.get_text() for text in lesson.picture().axes[0].texts}
    assert {
        "w\nvalue 3\ngradient 8",
        "r = a − y\nvalue 2\ngradient 4",
        "L = r·r\nvalue 4\ngradient 1",
    } <= texts
