"""Right solutions of the lesson on automatic differentiation that look different."""

import cmath
import math
import operator
from collections import Counter, deque

import numpy as np
import sympy as sp


def dual_binary__complex_numbers(op, u, v):
    h = 1e-150  # the imaginary part carries the derivative, and its products with itself vanish
    operations = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}
    result = operations[op](complex(u[0], h * u[1]), complex(v[0], h * v[1]))
    return result.real, result.imag / h


def dual_binary__by_parts(op, u, v):
    if op == "sub":
        return dual_binary__by_parts("add", u, (-v[0], -v[1]))
    if op == "div":
        return dual_binary__by_parts("mul", u, (1 / v[0], -v[1] / v[0] ** 2))
    if op == "add":
        return u[0] + v[0], u[1] + v[1]
    return u[0] * v[0], u[1] * v[0] + u[0] * v[1]


def dual_binary__matrices(op, u, v):
    a, b = (np.array([[w[0], w[1]], [0.0, w[0]]]) for w in (u, v))
    if op == "div":
        result = a @ np.linalg.inv(b)
    else:
        result = {"add": np.add, "sub": np.subtract, "mul": np.matmul}[op](a, b)
    return tuple(result[0])


def dual_binary__table(op, u, v):
    (a, da), (b, db) = u, v
    table = {
        "add": [a + b, da + db],
        "sub": [a - b, da - db],
        "mul": [a * b, a * db + b * da],
        "div": [a / b, da / b - a / b * db / b] if b else None,
    }
    return table[op]


def dual_unary__numpy(name, u):
    functions = {
        "sin": (np.sin, np.cos),
        "cos": (np.cos, lambda x: -np.sin(x)),
        "exp": (np.exp, np.exp),
        "log": (np.log, np.reciprocal),
        "sqrt": (np.sqrt, lambda x: 0.5 * x**-0.5),
        "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    }
    f, slope = functions[name]
    value = np.float64(u[0])
    return f(value), slope(value) * u[1]


def dual_unary__complex_numbers(name, u):
    result = getattr(cmath, name)(complex(u[0], 1e-150))
    return result.real, result.imag / 1e-150 * u[1]


def dual_unary__sympy(name, u):
    x = sp.Symbol("x")
    f = getattr(sp, name)(x)
    value, slope = (sp.N(e.subs(x, sp.Rational(u[0])), 30) for e in (f, sp.diff(f, x)))
    return float(value), float(slope) * u[1]


def dual_unary__branches(name, u):
    x, dx = u
    if name in ("sin", "cos"):
        s, c = math.sin(x), math.cos(x)
        return (s, dx * c) if name == "sin" else (c, -dx * s)
    if name == "exp":
        return math.exp(x), dx * math.exp(x)
    if name == "log":
        return math.log(x), dx / x
    if name == "sqrt":
        return x**0.5, dx / (x**0.5 + x**0.5)
    return math.tanh(x), dx * (1 - math.tanh(x)) * (1 + math.tanh(x))


def complex_step__numpy(f, x, h=1e-20):
    return np.imag(f(x + 1j * h)) / h


def complex_step__conjugate(f, x, h=1e-20):
    value = f(complex(x, h))
    return ((value - value.conjugate()) / (2j * h)).real


def complex_step__from_below(f, x, h=1e-20):
    return -f(x - 1j * h).imag / h


def topological_order__users_counted(out):
    users, seen, stack = Counter(), {out}, [out]
    while stack:
        for parent, _ in stack.pop().parents:
            users[parent] += 1
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    order, ready = [], [out]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent, _ in node.parents:
            users[parent] -= 1
            if users[parent] == 0:
                ready.append(parent)
    return order


def topological_order__entered_and_left(out):
    order, entered, stack = deque(), set(), [(out, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.appendleft(node)
        elif id(node) not in entered:
            entered.add(id(node))
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return list(order)


def topological_order__by_height(out):
    seen, stack = {out}, [out]
    while stack:
        for parent, _ in stack.pop().parents:
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    height, waiting = {}, list(seen)
    while waiting:
        node = waiting[-1]
        lower = [parent for parent, _ in node.parents if parent not in height]
        if lower:
            waiting.extend(lower)
        else:
            height[node] = 1 + max([height[parent] for parent, _ in node.parents], default=0)
            waiting.pop()
    return sorted(seen, key=height.get, reverse=True)


def accumulate_gradients__in_order(out):
    out.grad = 1
    for node in topological_order__entered_and_left(out):
        for parent, slope in node.parents:
            parent.grad = parent.grad + node.grad * slope


def accumulate_gradients__ready_when_all_have_contributed(out):
    order = topological_order__users_counted(out)
    users = Counter(parent for node in order for parent, _ in node.parents)
    out.grad = np.float64(1.0)
    ready = deque([out])
    while ready:
        node = ready.popleft()
        for parent, slope in node.parents:
            parent.grad += slope * node.grad
            users[parent] -= 1
            if not users[parent]:
                ready.append(parent)


def accumulate_gradients__gathered_from_the_users(out):
    order = topological_order__by_height(out)
    shares = {node: [] for node in order}
    shares[out].append(1.0)
    for node in order:
        node.grad = math.fsum(shares[node])
        for parent, slope in node.parents:
            shares[parent].append(slope * node.grad)
    return out


def grad_check__loop(f, grad, p, h=1e-5):
    p = np.array(p, dtype=float)
    n = np.zeros(len(p))
    for i in range(len(p)):
        right, left = p.copy(), p.copy()
        right[i] += h
        left[i] -= h
        n[i] = (f(right) - f(left)) / (2 * h)
    a = grad(p)
    if not a.any() and not n.any():
        return 0.0
    return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n))


def grad_check__roots_of_sums(f, grad, p, h=1e-5):
    a = [float(one) for one in grad(p)]
    n = [(f(p + h * e) - f(p - h * e)) / h / 2 for e in np.eye(len(p))]
    above = math.sqrt(sum((x - y) ** 2 for x, y in zip(a, n, strict=True)))
    below = math.hypot(*a) + math.hypot(*n)
    return above / below if below else 0


def grad_check__dot_products(f, grad, p, h=1e-5):
    a = grad(p)
    n = np.array([f(p + e) - f(p - e) for e in h * np.identity(p.size)]) / (2 * h)
    d = a - n
    size = np.sqrt(a @ a) + np.sqrt(n @ n)
    return np.divide(np.sqrt(d @ d), size, out=np.zeros(()), where=size > 0)


def grad_check__with_a_guard_too_small_to_matter(f, grad, p, h=1e-5):
    a = grad(p)
    n = np.array([(f(p + e) - f(p - e)) / (2 * h) for e in h * np.eye(len(p))])
    return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n) + 1e-12)
