"""Wrong answers in `autodiff`, as they are written on a first evening."""


def complex_step__real_part(f, x, h=1e-20):
    return f(x + 1j * h).real / h


def topological_order__breadth_first(out):
    order, waiting = [], [out]
    while waiting:
        node = waiting.pop(0)
        if node not in order:
            order.append(node)
            waiting += [parent for parent, _ in node.parents]
    return order


def accumulate_gradients__assigns(out):
    order = topological_order(out)
    for node in order:
        node.grad = 0.0
    out.grad = 1.0
    for node in order:
        for parent, slope in node.parents:
            parent.grad = slope * node.grad


def grad_check__returns_the_array(f, grad, p, h=1e-5):
    return grad(p) - np.array([
        (f(p + h * e) - f(p - h * e)) / (2 * h) for e in np.eye(len(p))
    ])
