"""Wrong solutions of `autodiff` as people write them: each a slip inside code that is right otherwise."""

import math

import numpy as np

from reference.autodiff import topological_order


def dual_unary__slopes_without_a_sign(name, u):
    a, da = u
    value = getattr(math, name)(a)
    slope = {
        "sin": lambda: math.sqrt(1 - value**2),
        "cos": lambda: -math.sqrt(1 - value**2),
        "exp": lambda: value,
        "log": lambda: 1 / a,
        "sqrt": lambda: 1 / (2 * value),
        "tanh": lambda: 1 - value**2,
    }[name]()
    return value, slope * da


def complex_step__of_the_size(f, x, h=1e-20):
    return float(f(complex(abs(x), h)).imag / h)


def topological_order__paying_once(out):
    waiting, todo = {}, [out]
    seen = {out}
    while todo:
        for parent, _ in todo.pop().parents:
            waiting[parent] = waiting.get(parent, 0) + 1
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    order, ready = [], [out]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in {parent for parent, _ in node.parents}:
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    return order


def topological_order__told_apart_by_value(out):
    seen, finished, stack = {out.value}, [], [(out, iter(out.parents))]
    while stack:
        node, parents = stack[-1]
        parent = next((parent for parent, _ in parents if parent.value not in seen), None)
        if parent is None:
            finished.append(node)
            stack.pop()
        else:
            seen.add(parent.value)
            stack.append((parent, iter(parent.parents)))
    return finished[::-1]


def topological_order__marking_the_nodes(out):
    finished, stack = [], [(out, iter(out.parents))]
    if getattr(out, "visited", False):
        return []
    out.visited = True
    while stack:
        node, parents = stack[-1]
        parent = next((parent for parent, _ in parents if not getattr(parent, "visited", False)), None)
        if parent is None:
            finished.append(node)
            stack.pop()
        else:
            parent.visited = True
            stack.append((parent, iter(parent.parents)))
    return finished[::-1]


def accumulate_gradients__of_the_set_of_links(out):
    out.grad = 1.0
    for node in topological_order(out):
        for parent, slope in set(node.parents):
            parent.grad += slope * node.grad


def accumulate_gradients__emptying_the_graph(out):
    out.grad = 1.0
    for node in topological_order(out):
        for parent, slope in node.parents:
            parent.grad += slope * node.grad
        node.parents = []


def accumulate_gradients__changing_the_values(out):
    out.grad = 1.0
    for node in topological_order(out):
        for parent, slope in node.parents:
            parent.grad += slope * node.grad
        node.value = node.grad


def grad_check__small_as_zero(f, grad, p, h=1e-5):
    a = grad(p)
    n = np.array([(f(p + s) - f(p - s)) / (2 * h) for s in h * np.eye(len(p))])
    size = np.linalg.norm(a) + np.linalg.norm(n)
    r = float(np.linalg.norm(a - n) / size) if size > 0 else 0.0
    return r if r > 1e-4 else 0.0
