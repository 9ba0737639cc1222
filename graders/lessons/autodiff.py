"""Checks and misconceptions of the lesson on automatic differentiation."""

import math
from collections import Counter, deque
from collections.abc import Sequence

import numpy as np

from graders.authoring import Function, Graph, NodeRef, Trial, central_rounding, rounding, task, wrong_kind
from graders.reference.autodiff import dual_binary as combined
from graders.reference.autodiff import dual_unary as applied
from graders.reference.autodiff import topological_order as nodes_in_order

# -----------------------------------------------------------------------------------------------------------

dual_binary = task("dual_binary")


def draw_dual(trial: Trial) -> tuple[float, float]:
    """Draw a value and a derivative, neither near 0."""
    value, slope = (round(trial.uniform(0.5, 4) * trial.choice([-1, 1]), 2) for _ in range(2))
    return value, slope


def combine(trial: Trial, op: str) -> None:
    """Ask for two variables, for a variable and a constant, and for whole numbers."""
    pairs = [(draw_dual(trial), draw_dual(trial)) for _ in range(2)]
    pairs.append(((pairs[0][0][0], 0.0), pairs[0][1]))
    pairs.append(((trial.integer(2, 5), 1), (trial.integer(6, 9), -trial.integer(2, 3))))
    pairs.append(((0.0, pairs[0][0][1]), pairs[0][1]))
    pairs.append((pairs[1][1], pairs[1][1]))
    pairs.append((pairs[1][1], (pairs[1][1][0], pairs[0][1][1] + 5)))
    pairs.append(((2e3 * pairs[0][0][0], -1e3), (-pairs[0][1][0], 0.0)))
    if op != "div":
        pairs.append((pairs[0][1], (0.0, pairs[0][0][1])))
    for (a, da), (b, db) in pairs:
        scale = max(abs(a), abs(da), 1) * max(abs(b), abs(db), 1) / (min(abs(b), 1) or 1) ** 2
        trial.expect(op, (a, da), (b, db), tolerance=rounding(scale, operations=16))


@dual_binary.check
def a_sum_adds_values_and_derivatives(trial: Trial) -> None:
    """Sums are right."""
    combine(trial, "add")


@dual_binary.check
def a_difference_subtracts_values_and_derivatives(trial: Trial) -> None:
    """Differences are right."""
    combine(trial, "sub")


@dual_binary.check
def a_product_follows_the_product_rule(trial: Trial) -> None:
    """Products are right."""
    combine(trial, "mul")


@dual_binary.check
def a_quotient_follows_the_quotient_rule(trial: Trial) -> None:
    """Quotients are right."""
    combine(trial, "div")


def except_for(op, u, v, **changed):
    """The right answer, but for the operations that are named: there, a function of a, a′, b, b′."""
    return changed[op](*u, *v) if op in changed else combined(op, u, v)


@dual_binary.misconception
def returned_the_derivative_alone(op, u, v):
    """This is the derivative alone; a dual number is the pair (value, derivative)."""
    return combined(op, u, v)[1]


@dual_binary.misconception
def put_the_derivative_first(op, u, v):
    """The pair is exchanged: the value comes first, then the derivative."""
    return combined(op, u, v)[::-1]


@dual_binary.misconception
def added_the_derivatives_of_a_difference(op, u, v):
    """Derivatives subtract as the values do: (u − v)′ = u′ − v′."""
    return except_for(op, u, v, sub=lambda a, da, b, db: (a - b, da + db))


@dual_binary.misconception
def subtracted_the_first_from_the_second(op, u, v):
    """The difference is u − v, the first minus the second, in its value and in its derivative."""
    return except_for(op, u, v, sub=lambda a, da, b, db: (b - a, db - da))


@dual_binary.misconception
def multiplied_the_derivatives(op, u, v):
    """The derivative of a product is not the product of the derivatives: (u·v)′ = u′·v + u·v′."""
    return except_for(op, u, v, mul=lambda a, da, b, db: (a * b, da * db))


@dual_binary.misconception
def took_the_second_factor_for_a_constant(op, u, v):
    """The product rule has two terms; u·v′ is missing, as if v never changed."""
    return except_for(op, u, v, mul=lambda a, da, b, db: (a * b, da * b))


@dual_binary.misconception
def paired_each_value_with_its_own_derivative(op, u, v):
    """Each value goes with the derivative of the other: u′·v + u·v′, not u·u′ + v·v′."""
    return except_for(op, u, v, mul=lambda a, da, b, db: (a * b, a * da + b * db))


@dual_binary.misconception
def subtracted_in_the_product_rule(op, u, v):
    """The two terms of the product rule are added; the minus belongs to the quotient rule."""
    return except_for(op, u, v, mul=lambda a, da, b, db: (a * b, da * b - a * db))


@dual_binary.misconception
def turned_the_quotient_rule_round(op, u, v):
    """The numerator of the quotient rule is u′·v − u·v′, in this order; here the sign is the other way
    round."""
    return except_for(op, u, v, div=lambda a, da, b, db: (a / b, (a * db - da * b) / b**2))


@dual_binary.misconception
def added_in_the_quotient_rule(op, u, v):
    """The quotient rule subtracts: a larger denominator makes the quotient smaller, u′·v − u·v′."""
    return except_for(op, u, v, div=lambda a, da, b, db: (a / b, (da * b + a * db) / b**2))


@dual_binary.misconception
def forgot_the_square_in_the_denominator(op, u, v):
    """The numerator is right; it is divided by the square v², and here by v alone."""
    return except_for(op, u, v, div=lambda a, da, b, db: (a / b, (da * b - a * db) / b))


@dual_binary.misconception
def divided_the_derivatives(op, u, v):
    """The derivative of a quotient is not the quotient of the derivatives: (u/v)′ = (u′·v − u·v′)/v²."""
    return except_for(op, u, v, div=lambda a, da, b, db: (a / b, da / db))


# -----------------------------------------------------------------------------------------------------------

dual_unary = task("dual_unary")


def apply(trial: Trial, name: str, *values: float) -> None:
    """Ask at each of the values, and for the constant 1."""
    for value in values:
        slope = round(trial.uniform(1.5, 4) * trial.choice([-1, 1]), 2)
        for u in ((round(value, 2), slope), (round(value, 2), -0.5 * slope)):
            trial.expect(name, u, tolerance=rounding(np.max(np.abs(applied(name, u))) + 4, operations=16))
    trial.expect(name, (1, 0), tolerance=rounding(3, operations=16), note="a constant")


def minute(trial: Trial, name: str) -> None:
    """Ask near 0, where the slope is large."""
    u = trial.integer(2, 9) * 1e-20, trial.integer(2, 9) * 1e-20
    trial.expect(name, u, tolerance=rounding(np.max(np.abs(applied(name, u))), operations=16))


def on_both_sides(trial: Trial) -> list[float]:
    """Points of either sign, near 0 and beyond a right angle, and 0 itself."""
    near, far = trial.uniform(0.3, 1.2), trial.uniform(1.8, 2.9)
    return [near, -near, far, -far, 0.0, trial.uniform(3.5, 4.5), float(trial.integer(7, 19))]


@dual_unary.check
def the_sine_is_right(trial: Trial) -> None:
    """sin gives sin u and cos u · u′."""
    apply(trial, "sin", *on_both_sides(trial))


@dual_unary.check
def the_cosine_is_right(trial: Trial) -> None:
    """cos gives cos u and its slope times u′."""
    apply(trial, "cos", *on_both_sides(trial))


@dual_unary.check
def the_exponential_is_right(trial: Trial) -> None:
    """exp gives eᵘ and its slope times u′."""
    apply(trial, "exp", trial.uniform(0.3, 2), -trial.uniform(0.3, 2), 0.0, trial.uniform(21, 30))


@dual_unary.check
def the_logarithm_is_right(trial: Trial) -> None:
    """log gives the natural logarithm and its slope times u′."""
    apply(trial, "log", trial.uniform(1.5, 9), trial.uniform(0.1, 0.9), trial.uniform(200, 900))
    minute(trial, "log")


@dual_unary.check
def the_square_root_is_right(trial: Trial) -> None:
    """sqrt gives the root and its slope times u′."""
    apply(trial, "sqrt", trial.uniform(1.5, 9), trial.uniform(0.1, 0.9), trial.uniform(200, 900))
    minute(trial, "sqrt")


@dual_unary.check
def the_hyperbolic_tangent_is_right(trial: Trial) -> None:
    """tanh gives its value and its slope times u′."""
    apply(trial, "tanh", *on_both_sides(trial))


def slope_instead(name, u, **slopes):
    """The right answer, but for the functions that are named: there, another slope, a function of u."""
    value, slope = applied(name, u)
    return value, slopes[name](u[0]) * u[1] if name in slopes else slope


@dual_unary.misconception
def lost_the_inner_derivative(name, u):
    """The derivative that came in with u is lost: the chain rule multiplies the slope f′(u) by u′."""
    return applied(name, (u[0], 1.0))


@dual_unary.misconception
def added_the_inner_derivative(name, u):
    """The two slopes were added; along a chain they multiply, f′(u)·u′."""
    value, slope = applied(name, (u[0], 1.0))
    return value, slope + u[1]


@dual_unary.misconception
def applied_the_function_to_the_derivative(name, u):
    """The function was applied to the derivative as well; the derivative is multiplied by the slope f′(u)."""
    return getattr(math, name)(u[0]), getattr(math, name)(u[1])


@dual_unary.misconception
def took_the_slope_at_the_derivative(name, u):
    """The slope was taken at u′; it is the slope of f at the value u."""
    return applied(name, u)[0], applied(name, (u[1], 1.0))[1] * u[1]


@dual_unary.misconception
def returned_the_slope_alone(name, u):
    """This is the derivative alone; a dual number is the pair (value, derivative)."""
    return applied(name, u)[1]


@dual_unary.misconception
def worked_in_degrees(name, u):
    """The argument of sin was taken for degrees; angles are in radians."""
    if name not in ("sin", "cos"):
        return applied(name, u)
    return applied(name, (math.radians(u[0]), u[1]))


@dual_unary.misconception
def gave_sine_the_minus_of_cosine(name, u):
    """The sine rises where the cosine is positive: its slope is cos, without a minus."""
    return slope_instead(name, u, sin=lambda a: -math.cos(a))


@dual_unary.misconception
def took_sine_for_its_own_slope(name, u):
    """The slope of sin is cos."""
    return slope_instead(name, u, sin=math.sin)


@dual_unary.misconception
def lost_the_minus_of_cosine(name, u):
    """The cosine falls from its peak at 0: its slope is −sin."""
    return slope_instead(name, u, cos=math.sin)


@dual_unary.misconception
def applied_the_power_rule_to_exp(name, u):
    """x·eˣ⁻¹ is the power rule, which is for xⁿ; the slope of eˣ is eˣ itself."""
    return slope_instead(name, u, exp=lambda a: a * math.exp(a - 1))


@dual_unary.misconception
def took_the_logarithm_to_base_ten(name, u):
    """This is the logarithm to base 10; log is the natural one, to base e."""
    if name != "log":
        return applied(name, u)
    return math.log10(u[0]), u[1] / (u[0] * math.log(10))


@dual_unary.misconception
def divided_by_the_logarithm(name, u):
    """The slope of log x is 1/x, one over the argument, not one over the logarithm."""
    return slope_instead(name, u, log=lambda a: 1 / math.log(a) if a != 1 else 1.0)


@dual_unary.misconception
def left_the_half_out_of_the_root(name, u):
    """The slope of √x is twice as small: the exponent 1/2 comes down as a factor, 1/(2·√x)."""
    return slope_instead(name, u, sqrt=lambda a: 1 / math.sqrt(a))


@dual_unary.misconception
def multiplied_by_the_root(name, u):
    """The root belongs in the denominator: the slope of √x is 1/(2·√x), which falls as x grows."""
    return slope_instead(name, u, sqrt=lambda a: math.sqrt(a) / 2)


@dual_unary.misconception
def divided_by_the_argument_of_the_root(name, u):
    """The slope of √x is 1/(2·√x), with the root in the denominator, not x itself."""
    return slope_instead(name, u, sqrt=lambda a: 1 / (2 * a))


@dual_unary.misconception
def forgot_the_square_of_tanh(name, u):
    """The slope of tanh is 1 − tanh², with the square of the value."""
    return slope_instead(name, u, tanh=lambda a: 1 - math.tanh(a))


@dual_unary.misconception
def added_the_square_of_tanh(name, u):
    """The slope of tanh is 1 − tanh², which shrinks to 0 on both sides; 1 + tan² is that of tan."""
    return slope_instead(name, u, tanh=lambda a: 1 + math.tanh(a) ** 2)


@dual_unary.misconception
def took_tanh_for_a_sigmoid(name, u):
    """s·(1 − s) is the slope of the sigmoid; that of tanh is 1 − tanh²."""
    return slope_instead(name, u, tanh=lambda a: math.tanh(a) * (1 - math.tanh(a)))


# -----------------------------------------------------------------------------------------------------------

complex_step = task("complex_step")

CURVES = [  # a function and its slope; a and b are drawn
    ("{a}*exp({b}*x)*sin(x)", "{a}*exp({b}*x)*({b}*sin(x) + cos(x))"),
    ("{a}*x**3 - cos({b}*x)", "3*{a}*x**2 + {b}*sin({b}*x)"),
    ("{a}/({b} + x**2)", "-2*{a}*x/({b} + x**2)**2"),
    ("sqrt(x)*{a} + {b}*log(x)", "{a}/(2*sqrt(x)) + {b}/x"),
    ("{a}*tanh(x) + x**{b}", "{a}*(1 - tanh(x)**2) + {b}*x**({b} - 1)"),
]


def draw_curves(trial: Trial, k: int, families=CURVES) -> list[tuple[Function, Function]]:
    """Draw k functions of different families, each with its derivative."""
    pairs = []
    for pair in trial.sample(families, k):
        a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
        f, slope = (Function(formula.format(a=a, b=b)) for formula in pair)
        pairs.append((f, slope))
    return pairs


@complex_step.check
def the_step_is_imaginary_and_as_long_as_h(trial: Trial) -> None:
    """It is the imaginary part of f(x + ih), divided by h."""
    for f, slope in draw_curves(trial, 3):
        x, h = round(trial.uniform(0.5, 2), 2), trial.choice([0.2, 0.1, 0.05])
        scale = abs(f(x)) + abs(slope(x))
        trial.expect(f, x, h, tolerance=rounding(scale, operations=16) / h)
        for other in (h / 2, 1e-4):
            trial.expect(f, x, other, tolerance=rounding(scale, operations=16) / other)
    f, x = Function(f"1e4*x**2 + {trial.integer(2, 9)}"), round(trial.uniform(0.5, 2), 2)
    for at in (x, -x, 0.0):
        trial.expect(f, at, 0.1, note="level at 0")
    bent, x = Function("1e26*x**3"), trial.integer(2, 9) * 1e-13
    for step in ((), (1e-14,), (1e-18,)):
        trial.expect(bent, x, *step, note="strongly bent")


def draw_points(trial: Trial) -> list[tuple[Function, Function, float]]:
    """Draw functions and points: right of 0 any of the functions, left of it and at 0 those defined there."""
    pairs = [(f, slope, round(trial.uniform(0.5, 2), 2)) for f, slope in draw_curves(trial, 2)]
    left = [-round(trial.uniform(0.5, 2), 2), -trial.integer(1, 2), 0]
    return pairs + [
        (f, slope, x) for (f, slope), x in zip(draw_curves(trial, 3, CURVES[:3]), left, strict=True)
    ]


@complex_step.check
def no_digit_is_lost(trial: Trial) -> None:
    """With the default step it is the derivative to rounding, on either side of 0, for rise and fall."""
    for f, slope, x in draw_points(trial):
        tolerance = rounding(abs(f(x)) + abs(slope(x)), operations=64)
        trial.expect(f, x, expected=slope(x), tolerance=tolerance)
        downward = Function(f"-({f.formula})")
        trial.expect(downward, x, expected=-slope(x), tolerance=tolerance)


@complex_step.misconception
def took_the_real_part(f, x, h=1e-20):
    """The real part of f(x + ih) is the value of f; the slope sits in the imaginary part."""
    return f(complex(x, h)).real / h


@complex_step.misconception
def took_the_real_part_undivided(f, x, h=1e-20):
    """This is about the value f(x): the slope sits in the imaginary part of f(x + ih), and is divided by
    h."""
    return f(complex(x, h)).real


@complex_step.misconception
def left_the_imaginary_part_undivided(f, x, h=1e-20):
    """This is the rise along the step alone; the slope is the imaginary part divided by h."""
    return f(complex(x, h)).imag


@complex_step.misconception
def took_a_real_step_forward(f, x, h=1e-20):
    """This is a difference quotient with a real step, in which f(x + h) − f(x) loses digits, all of them for
    a tiny h; the step here is imaginary."""
    return (f(x + h) - f(x)) / h


@complex_step.misconception
def took_a_real_step_to_both_sides(f, x, h=1e-20):
    """This is a central difference with a real step, whose subtraction loses digits; one imaginary step needs
    none."""
    return (f(x + h) - f(x - h)) / (2 * h)


@complex_step.misconception
def fixed_the_step(f, x, h=1e-20):
    """The step is fixed, whatever h is: the length of the imaginary step is the argument h."""
    return f(complex(x, 1e-20)).imag / 1e-20


@complex_step.misconception
def took_the_length_of_the_value(f, x, h=1e-20):
    """The length of a complex number mixes its two parts; the slope is in the imaginary part alone."""
    return abs(f(complex(x, h))) / h


@complex_step.misconception
def left_the_answer_complex(f, x, h=1e-20):
    """The answer is still complex: Im f(x + ih) / h is a real number."""
    return (f(complex(x, h)) - f(x)) / (1j * h)


@complex_step.misconception
def divided_by_two_steps(f, x, h=1e-20):
    """The slope is half of what it should be: there is one step of length h, and the 2 belongs to central
    differences."""
    return f(complex(x, h)).imag / (2 * h)


# -----------------------------------------------------------------------------------------------------------

CHAIN = 3000
LADDER = 80


def draw_graph(trial: Trial, *parents: list[int]) -> Graph:
    """A graph of the given parents, with drawn values and slopes."""
    n = len(parents)
    values = trial.rng.permutation(np.arange(10, 10 + 5 * n))[:n] / 10
    links = [[(i, round(trial.uniform(0.3, 0.9) * trial.choice([-1, 1]), 2)) for i in ids] for ids in parents]
    return Graph(tuple(map(float, values)), tuple(map(tuple, links)))


def draw_graphs(trial: Trial) -> list[Graph]:
    """Draw small graphs in which nodes are used again later, as a first and as a second parent."""
    triangles = [draw_graph(trial, [], [0], [1], [2], pair) for pair in ([1, 3], [3, 1])]
    crossing = [[], [], [0, 1], [2, 0], [2, 3], [1, 4, 3]]
    drawn: list[list[int]] = [[], []]
    for i in range(2, trial.integer(7, 9)):
        drawn.append([i - 1, trial.integer(0, i - 2)][:: trial.choice([-1, 1])])
    return [*triangles, draw_graph(trial, *crossing), draw_graph(trial, *drawn), *draw_doubles(trial)]


def draw_doubles(trial: Trial) -> list[Graph]:
    """Draw a single node, a square, and a graph of equal values, of double links with equal and with
    different slopes, of a slope 0, and of contributions that cancel, before a node with parents too."""
    value, s = round(trial.uniform(1, 4), 1), round(trial.uniform(0.3, 0.9), 2)
    square = Graph((value, value**2), ((), ((0, value), (0, value))))
    links = (
        (), (), ((0, s), (0, s)), ((1, 0.5), (2, s), (2, s)), ((1, -s), (1, 0.5)), ((1, 1.5),),
        ((5, s), (4, -s), (3, s), (3, s), (2, 0.0), (0, 0.0), (1, s)),
    )  # fmt: skip
    steep = Graph((value, 1.0, 2.0), ((), ((0, 20.0 + value),), ((1, -30.0), (0, 0.5))))
    return [
        Graph((value,), ((),)),
        square,
        steep,
        Graph((value, value, 0.0, value, 0.0, value, value), links),
        *(
            Graph((value, 2.0, 3.0, 5.0), ((), ((0, 0.5),), ((0, s),), (*level, (2, s))))
            for level in (((1, 0.0),), ((1, s), (1, -s)))
        ),
    ]


def chain() -> Graph:
    """Every node is made from the one before."""
    links = [(), *(((i, 1.0 if i % 3 else -1.0),) for i in range(CHAIN - 1))]
    return Graph(tuple(float(i) for i in range(CHAIN)), tuple(links))


def ladder(n: int) -> Graph:
    """Every node is made from the two before, so that the paths multiply like Fibonacci's rabbits."""
    links = [(), ((0, 0.5),), *(((i - 1, 0.75), (i - 2, -0.5)) for i in range(2, n))]
    return Graph(tuple(float(i) for i in range(n)), tuple(links))


def in_words(graph: Graph) -> str:
    """A small graph, node by node from the output on, by its values."""
    if len(graph.values) > 12:
        return f"a graph of {len(graph.values)} nodes"
    lines = [
        f"{value:g} from {' and '.join(f'{graph.values[i]:g}' for i, _ in links)}" if links else f"{value:g}"
        for value, links in zip(graph.values, graph.links, strict=True)
    ]
    return f"the graph {'; '.join(lines[::-1])}"


topological_order = task("topological_order")
STRANGE = "the list holds something that is no node of the graph"


def fault_of_order(graph: Graph, answer: Sequence[NodeRef]) -> str:
    """What is wrong with an order of the nodes, "" for nothing."""
    places = [node.index for node in answer]
    names = [f"the node of value {value:g}" for value in graph.values]
    if not all(place < len(names) for place in places):
        return STRANGE
    times = Counter(places)
    twice = next((i for i in places if times[i] > 1), None) if len(places) > len(names) else None
    if twice is not None:
        return f"{names[twice]} stands in the list {times[twice]} times"
    place = {index: at for at, index in enumerate(places)}
    missing = next((i for i in range(len(names)) if i not in place), None)
    if missing is not None:
        return f"{names[missing]} is missing from the list"
    for node, links in enumerate(graph.links):
        for parent, _ in links:
            if place[parent] < place[node]:
                return f"{names[parent]} stands before {names[node]}, which was made from it"
    return ""


def ask_for_order(trial: Trial, graph: Graph) -> None:
    answer = trial.call(graph)
    if type(answer) not in (list, tuple):
        trial.refuse(wrong_kind(answer, "a list"))
        return
    strange = any(type(node) is not NodeRef for node in answer)
    fault = STRANGE if strange else fault_of_order(graph, answer)
    trial.require(not fault, f"In {in_words(graph)}: {fault}.")


@topological_order.check
def every_node_stands_once_and_before_its_parents(trial: Trial) -> None:
    """Every node stands in the list once, before the nodes that it was made from."""
    for graph in draw_graphs(trial):
        ask_for_order(trial, graph)


@topological_order.check
def long_chains_and_many_paths_are_no_obstacle(trial: Trial) -> None:
    """A chain of 3000 nodes can be ordered, and a ladder with more paths than can be walked."""
    for graph in (ladder(8), chain(), ladder(LADDER)):
        ask_for_order(trial, graph)
        if trial.refused is not None:
            return


def walk_by_breadth(out):
    """All nodes in the order of their distance from out."""
    found, queue = {out: True}, deque([out])
    while queue:
        for parent, _ in queue.popleft().parents:
            if parent not in found:
                found[parent] = True
                queue.append(parent)
    return list(found)


NODE = (
    "Node",
    """class Node:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = value, list(parents), 0.0""",
)


@topological_order.check
def a_graph_can_be_ordered_again(trial: Trial) -> None:
    """Asked for the same graph again, after it has grown, all nodes are there."""
    a = float(trial.integer(2, 9))
    lines = [
        (f"x = Node({a})", False),
        ("y = Node(20.0, [(x, 1.0)])", False),
        ("first = topological_order(y)", False),
        ("[node.value for node in topological_order(y)]", True),
        ("y.parents.append((Node(30.0), 1.0))", False),
        ("sorted(node.value for node in topological_order(y))", True),
    ]
    trial.follow(lines, [NODE], ([[20.0, a], [a, 20.0, 30.0]], []))


@topological_order.misconception
def went_breadth_first(out):
    """This is the order by distance from the output; a node that is used once near the output and once far
    from it then comes before one of its users. It may come only after all of them."""
    return walk_by_breadth(out)


@topological_order.misconception
def went_depth_first_and_noted_on_entering(out):
    """Each node was noted when it was entered, and then its parents; a parent that another node still needs
    comes too early. Note a node when it is left, and turn the list round at the end."""
    order, stack = {}, [out]
    while stack:
        node = stack.pop()
        if node not in order:
            order[node] = True
            stack.extend(parent for parent, _ in reversed(node.parents))
    return list(order)


@topological_order.misconception
def listed_parents_first(out):
    """The list runs from the inputs to the output; turned round it is right."""
    return nodes_in_order(out)[::-1]


@topological_order.misconception
def listed_a_node_once_for_each_path(out):
    """A node that is used twice stands in the list twice: remember which nodes have been seen."""
    order, stack = [], [out]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(parent for parent, _ in reversed(node.parents))
    return order


@topological_order.misconception
def left_out_the_output(out):
    """The output itself is missing: it is the first of the list."""
    return nodes_in_order(out)[1:]


@topological_order.misconception
def left_out_the_inputs(out):
    """The nodes without parents are missing; they belong to the graph too, at the end of the list."""
    return [node for node in nodes_in_order(out) if node.parents]


@topological_order.misconception
def listed_the_values(out):
    """These are the values of the nodes; asked for are the nodes themselves."""
    return [node.value for node in nodes_in_order(out)]


@topological_order.misconception
def went_down_by_recursion(out):
    """A function that calls itself for every parent ends at about 1000 nodes in a row, Python's limit; a
    stack of its own, a list, has no such limit."""
    finished, seen = [], set()

    def visit(node):
        seen.add(node)
        for parent, _ in node.parents:
            if parent not in seen:
                visit(parent)
        finished.append(node)

    visit(out)
    return finished[::-1]


# -----------------------------------------------------------------------------------------------------------

accumulate_gradients = task("accumulate_gradients", fills=["grad"])


def gradients_of(graph: Graph, size=float) -> list[float]:
    """The gradient of every node; with `size=abs` that of a graph whose slopes are all positive."""
    grads = [0.0] * len(graph.values)
    grads[-1] = 1.0
    for node in range(len(grads) - 1, -1, -1):
        for parent, slope in graph.links[node]:
            grads[parent] += size(slope) * grads[node]
    return grads


def ask_for_gradients(trial: Trial, graph: Graph) -> None:
    trial.call(graph)
    tolerance = np.maximum(
        rounding(1.0), 64 * rounding(1.0, operations=1) * np.array(gradients_of(graph, abs))
    )
    found = trial.outcome.changed.get(0)
    trial.compare(found, gradients_of(graph), tolerance=tolerance, what=in_words(graph))


@accumulate_gradients.check
def every_node_collects_from_all_that_use_it(trial: Trial) -> None:
    """Each gradient is the sum over all nodes made from this one, times the slopes."""
    for graph in draw_graphs(trial):
        ask_for_gradients(trial, graph)
    ask_for_gradients(trial, draw_graph(trial, [], [0, 0], [1, 1]))
    steep = trial.integer(2, 9) * 1e8
    ask_for_gradients(trial, Graph((1.5, 2.0, 0.0), ((), ((0, steep),), ((1, -1.0),))))


@accumulate_gradients.check
def a_graph_whose_gradients_are_0_again_is_as_new(trial: Trial) -> None:
    """The gradients of the same graph, set to 0, are filled in again."""
    a = float(trial.integer(2, 9))
    lines = [
        (f"x = Node({a})", False),
        ("y = Node(20.0, [(x, x.value), (x, x.value)])", False),
        ("accumulate_gradients(y)", False),
        ("[x.grad, y.grad]", True),
        ("x.grad = y.grad = 0.0", False),
        ("accumulate_gradients(y)", False),
        ("[x.grad, y.grad]", True),
    ]
    trial.follow(lines, [NODE], ([[2 * a, 1.0]] * 2, []))


@accumulate_gradients.check
def deep_and_wide_graphs_are_no_obstacle(trial: Trial) -> None:
    """A chain of 3000 nodes works, and a ladder with more paths than can be walked."""
    for graph in (ladder(8), chain(), ladder(LADDER)):
        ask_for_gradients(trial, graph)
        if trial.refused is not None:
            return


def hand_on(nodes, seed=1.0):
    """Let the nodes hand on their gradients in the given order."""
    nodes[0].grad = seed
    for node in nodes:
        for parent, slope in node.parents:
            parent.grad += slope * node.grad


@accumulate_gradients.misconception
def changed_nothing(out):
    """All gradients are still 0: the output starts with 1, the derivative of a value by itself."""
    hand_on(nodes_in_order(out), seed=0.0)


@accumulate_gradients.misconception
def overwrote_earlier_contributions(out):
    """A value that is used twice collects two contributions: add (+=), do not overwrite (=)."""
    out.grad = 1.0
    for node in nodes_in_order(out):
        for parent, slope in node.parents:
            parent.grad = slope * node.grad


@accumulate_gradients.misconception
def handed_on_to_each_parent_once(out):
    """A node that stands among the parents twice gets two contributions: a set or a dict of the parents
    loses one of them."""
    out.grad = 1.0
    for node in nodes_in_order(out):
        for parent, slope in dict(node.parents).items():
            parent.grad += slope * node.grad


@accumulate_gradients.misconception
def handed_on_breadth_first(out):
    """A node handed its gradient on before all its users had contributed: by distance from the output is no
    topological order."""
    hand_on(walk_by_breadth(out))


@accumulate_gradients.misconception
def handed_on_again_at_every_visit(out):
    """Each visit handed on all that the node had collected so far, so earlier contributions were counted
    again: a node hands on once, when all its users have contributed."""
    out.grad = 1.0

    def visit(node):
        for parent, slope in node.parents:
            parent.grad += slope * node.grad
            visit(parent)

    visit(out)


@accumulate_gradients.misconception
def started_with_the_value_of_the_output(out):
    """The output started with its value; the derivative of a value by itself is 1."""
    hand_on(nodes_in_order(out), seed=out.value)


@accumulate_gradients.misconception
def handed_on_the_slopes_alone(out):
    """Each parent got the slope of one step; the chain rule multiplies it by the gradient that arrives,
    node.grad."""
    out.grad = 1.0
    for node in nodes_in_order(out):
        for parent, slope in node.parents:
            parent.grad += slope


@accumulate_gradients.misconception
def multiplied_by_the_value(out):
    """The gradient was multiplied by the value of the node; the factor of the step is the slope that stands
    beside the parent."""
    out.grad = 1.0
    for node in nodes_in_order(out):
        for parent, _ in node.parents:
            parent.grad += node.value * node.grad


@accumulate_gradients.misconception
def stopped_at_the_parents_of_the_output(out):
    """Only the parents of the output have a gradient; they hand it on to theirs, and so on to the inputs."""
    hand_on([out])


@accumulate_gradients.misconception
def went_back_by_recursion(out):
    """A function that calls itself for every parent ends at about 1000 nodes in a row, Python's limit; a
    stack of its own, a list, has no such limit."""
    finished, seen = [], set()

    def visit(node):
        seen.add(node)
        for parent, _ in node.parents:
            if parent not in seen:
                visit(parent)
        finished.append(node)

    visit(out)
    hand_on(finished[::-1])


# -----------------------------------------------------------------------------------------------------------

grad_check = task("grad_check")

SCALARS = [  # a function of an array p, and its gradient
    (2, "{a}*p[0]**3*p[1] + exp({b}*p[1])", "array([3*{a}*p[0]**2*p[1], {a}*p[0]**3 + {b}*exp({b}*p[1])])"),
    (3, "sin({a}*p[0])*p[1] + {b}*p[2]**3", "array([{a}*cos({a}*p[0])*p[1], sin({a}*p[0]), 3*{b}*p[2]**2])"),
    (4, "{a}*sum(p**4) + p[0]*p[3]", "4*{a}*p**3 + array([p[3], 0, 0, p[0]])"),
]
SLIPS = ["2*({g})", "({g})/2", "-({g})", "({g})[::-1]", "({g}) + 0.1", "({g})*array([1, {k}, 1, {k}][:{n}])"]


def draw_gradient(trial: Trial, size: float = 1.0) -> tuple[int, str, str]:
    """Draw a function and its gradient, as formulas, and the number of inputs."""
    n, f, g = trial.choice(SCALARS)
    a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
    f, g = (formula.format(a=a, b=b) for formula in (f, g))
    return (n, f, g) if size == 1 else (n, f"{size:g}*({f})", f"{size:g}*({g})")


PADDING = 1e-12
"""What a denominator may be padded by against 0/0; more would hide a wrong gradient that is small."""


def ask_for_distance(trial: Trial, f: str, g: str, p: np.ndarray, *step: float, note: str = "") -> None:
    """Rounding of the differences passes on, and so does a padded denominator."""
    function, gradient, h = Function(f, "p"), Function(g, "p"), step[0] if step else 1e-5

    def along(i):
        return lambda t: function(p + (t - p[i]) * np.eye(len(p))[i])

    noise = np.linalg.norm([central_rounding(along(i), p[i], h) for i in range(len(p))])
    tolerance = rounding(1.0) + (2 * noise + PADDING) / float(np.linalg.norm(gradient(p)))
    trial.expect(function, gradient, p, *step, tolerance=tolerance, note=note)


@grad_check.check
def a_wrong_gradient_is_far_from_its_differences(trial: Trial) -> None:
    """For a wrong gradient it is the relative distance, large or small as it may be."""
    sizes = trial.sample([1.0, 1.0, 1.0, 1e6, 1e-3, 20.0], 6)
    for slip, size in zip(SLIPS, sizes, strict=True):
        n, f, g = draw_gradient(trial, size)
        wrong = slip.format(g=g, n=n, k=trial.integer(2, 4))
        step = trial.choice([0.1, 0.05, 0.01])
        ask_for_distance(
            trial, f, wrong, trial.rng.uniform(0.4, 1.5, n).round(2), step, note="a wrong gradient"
        )
    for size in (1e-3, 1e-10):
        n, f, g = draw_gradient(trial, size)
        p = trial.rng.uniform(0.4, 1.5, n).round(2)
        ask_for_distance(trial, f, f"2*({g})", p, 0.01, note="a wrong gradient")


@grad_check.check
def a_right_gradient_is_near_its_differences(trial: Trial) -> None:
    """For a right gradient it is the small error of central differences, whatever its size."""
    for size, step in ((1.0, (0.1,)), (1e6, (0.05,)), (1.0, (1e-4,)), (1e-3, (0.005,)), (1.0, ())):
        n, f, g = draw_gradient(trial, size)
        ask_for_distance(trial, f, g, trial.rng.uniform(0.4, 1.5, n).round(2), *step, note="a right gradient")


@grad_check.check
def any_number_of_coordinates_will_do(trial: Trial) -> None:
    """One coordinate or many, of either sign, zeros and equal entries."""
    x, a = round(trial.uniform(0.4, 1.5), 2), round(trial.uniform(0.5, 3), 1)
    many = trial.rng.uniform(-1.5, 1.5, trial.integer(30, 40)).round(2)
    f, g = f"{a}*sum(p**3) + sum(exp(p))", f"3*{a}*p**2 + exp(p)"
    tight = trial.integer(1, 9)
    ask_for_distance(
        trial, f"sum(sin({tight}e4*p))", f"{tight}e4*cos({tight}e4*p)", np.zeros(2), note="a wave"
    )
    for p in (np.array([-x]), many, np.array([0.0, x, x]), np.zeros(2)):
        for slip in ("({g})", "2*({g})", "({g}) - 0.5"):
            ask_for_distance(trial, f, slip.format(g=g), p, 0.1)


@grad_check.check
def where_both_vanish_there_is_no_distance(trial: Trial) -> None:
    """Where both gradients are 0 it is 0.0; where one of them is, 1."""
    p, c = trial.rng.uniform(0.4, 1.5, trial.integer(2, 4)).round(2), trial.integer(2, 9)
    for gradient in ("0*p", f"{c}*p"):
        f, grad = Function(f"{c} + 0*sum(p)", "p"), Function(gradient, "p")
        trial.expect(f, grad, p, tolerance=rounding(1.0) + PADDING, note="a constant function")


@grad_check.check
def the_point_may_hold_whole_numbers(trial: Trial) -> None:
    """An array of integers gives the same distance as the floats do, and stays as it is."""
    n, f, g = draw_gradient(trial)
    ask_for_distance(trial, f, g, trial.rng.integers(1, 3, n), 0.1, note="whole numbers")


def differences(f, p, h):
    return np.array([(f(p + step) - f(p - step)) / (2 * h) for step in h * np.eye(len(p))])


def quotient(above, below):
    return float(above / below) if below > 0 else 0.0


length = np.linalg.norm


@grad_check.misconception
def took_the_absolute_distance(f, grad, p, h=1e-5):
    """The distance is not relative: a right gradient of size 10⁶ then looks wrong, and a wrong one of size
    10⁻³ right. Divide by ‖a‖ + ‖n‖."""
    return float(length(grad(p) - differences(f, p, h)))


@grad_check.misconception
def compared_the_lengths(f, grad, p, h=1e-5):
    """The lengths were compared; two vectors of the same length can point in opposite directions. Take the
    length of the difference."""
    a, n = grad(p), differences(f, p, h)
    return quotient(abs(length(a) - length(n)), length(a) + length(n))


@grad_check.misconception
def looked_forward_only(f, grad, p, h=1e-5):
    """These are one-sided differences, whose own error hides small slips; central ones look to both sides."""
    a = grad(p)
    n = np.array([(f(p + step) - f(p)) / h for step in h * np.eye(len(p))])
    return quotient(length(a - n), length(a) + length(n))


@grad_check.misconception
def divided_the_differences_by_one_step(f, grad, p, h=1e-5):
    """The differences are twice too large: the two points are 2h apart, and the difference was divided by
    h."""
    a, n = grad(p), 2 * differences(f, p, h)
    return quotient(length(a - n), length(a) + length(n))


@grad_check.misconception
def divided_by_one_length(f, grad, p, h=1e-5):
    """The distance was divided by one of the lengths; the measure asked for divides by their sum, ‖a‖ + ‖n‖,
    and never exceeds 1."""
    a, n = grad(p), differences(f, p, h)
    return quotient(length(a - n), length(n))


@grad_check.misconception
def divided_by_the_length_of_the_gradient(f, grad, p, h=1e-5):
    """The distance was divided by ‖a‖ alone; the measure asked for divides by the sum of both lengths, and
    never exceeds 1."""
    a, n = grad(p), differences(f, p, h)
    return quotient(length(a - n), length(a))


@grad_check.misconception
def divided_by_the_larger_length(f, grad, p, h=1e-5):
    """The distance was divided by the larger of the two lengths; the measure asked for divides by their
    sum."""
    a, n = grad(p), differences(f, p, h)
    return quotient(length(a - n), max(length(a), length(n)))


@grad_check.misconception
def divided_by_the_length_of_the_sum(f, grad, p, h=1e-5):
    """The distance was divided by ‖a + n‖, which vanishes where the sign is wrong; the sum of the lengths is
    ‖a‖ + ‖n‖."""
    a, n = grad(p), differences(f, p, h)
    return quotient(length(a - n), length(a + n))


@grad_check.misconception
def squared_the_lengths(f, grad, p, h=1e-5):
    """The lengths are squared; the root is missing in all three of them."""
    a, n = grad(p), differences(f, p, h)
    return quotient(length(a - n) ** 2, length(a) ** 2 + length(n) ** 2)


@grad_check.misconception
def added_absolute_values(f, grad, p, h=1e-5):
    """The absolute values of the entries were added up; the Euclidean length is the root of the sum of
    squares."""
    a, n = grad(p), differences(f, p, h)
    return quotient(length(a - n, 1), length(a, 1) + length(n, 1))


@grad_check.misconception
def took_the_worst_entry(f, grad, p, h=1e-5):
    """This is the largest relative error of a single entry; the measure asked for takes the lengths of whole
    vectors."""
    a, n = grad(p), differences(f, p, h)
    size = np.abs(a) + np.abs(n)
    return float(np.max(np.abs(a - n) / np.where(size > 0, size, 1)))


@grad_check.misconception
def took_a_step_of_its_own(f, grad, p, h=1e-5):
    """The step is fixed at 10⁻⁵, whatever h is: the distance to each side is the argument h."""
    a, n = grad(p), differences(f, p, 1e-5)
    return quotient(length(a - n), length(a) + length(n))


@grad_check.misconception
def moved_all_coordinates_together(f, grad, p, h=1e-5):
    """All coordinates moved at once, which gives the sum of the partials; move one and hold the others."""
    a, n = grad(p), np.full(len(p), (f(p + h) - f(p - h)) / (2 * h))
    return quotient(length(a - n), length(a) + length(n))


@grad_check.misconception
def returned_a_verdict(f, grad, p, h=1e-5):
    """This is a verdict; asked for is the number that it rests on, from 0 to 1."""
    a, n = grad(p), differences(f, p, h)
    return bool(quotient(length(a - n), length(a) + length(n)) < 1e-7)


@grad_check.misconception
def padded_the_denominator(f, grad, p, h=1e-5):
    """A small number was added to the denominator, which distorts the measure for small gradients; only where
    both lengths are 0 is there anything to avoid."""
    a, n = grad(p), differences(f, p, h)
    return float(length(a - n) / (length(a) + length(n) + 1e-8))


@grad_check.misconception
def left_zero_over_zero(f, grad, p, h=1e-5):
    """Where both lengths are 0 the quotient is 0/0, not a number: return 0.0 there."""
    a, n = grad(p), differences(f, p, h)
    with np.errstate(all="ignore"):
        return float(length(a - n) / (length(a) + length(n)))


@grad_check.misconception
def stepped_in_an_array_of_integers(f, grad, p, h=1e-5):
    """An array of integers cannot hold 2.1, so the step was cut off: copy p as floats before stepping."""
    a, n = grad(p), []
    for i in range(len(p)):
        right, left = p.copy(), p.copy()
        right[i] += h
        left[i] -= h
        n.append((f(right) - f(left)) / (2 * h))
    return quotient(length(a - n), length(a) + length(n))


@grad_check.misconception
def moved_the_point_of_the_caller(f, grad, p, h=1e-5):
    """The steps were taken in p itself, which belongs to the caller and ends up elsewhere: step in a copy."""
    a, n = grad(p), []
    for i in range(len(p)):
        p[i] += h
        right = f(p)
        p[i] -= 2 * h
        n.append((right - f(p)) / (2 * h))
    return quotient(length(a - n), length(a) + length(n))
