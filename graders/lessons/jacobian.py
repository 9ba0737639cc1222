"""Checks and misconceptions of the lesson on the Jacobian."""

import numpy as np
import sympy as sp

from graders.authoring import Function, Trial, central_rounding, rounding, symbolic, task
from graders.reference.jacobian import jacobian_numeric as central_jacobian
from graders.reference.jacobian import jacobian_symbolic as matrix_of_slopes
from graders.reference.jacobian import softmax_jacobian as softmax_slopes

VECTORS = [  # functions from n inputs to k outputs, curved along every input
    (2, 3, "array([sin({a}*p[0])*p[1], exp({b}*p[1]) + p[0]**3, cos(p[0])*p[1]**3])"),
    (3, 2, "array([exp(p[0]*p[1]/2) + {a}*sin({b}*p[2]), {a}*p[0]**3*p[2] + exp(p[1])*p[2]**3])"),
    (3, 4, "array([{a}*p[0]**3 + p[1], exp(p[1])*p[2], sin({b}*p[2]), exp(p[0] - p[2])])"),
    (4, 2, "array([{a}*sum(p**3), sin(p[0] + {b}*p[1])*exp(p[2] - p[3])])"),
]
SQUARE = "array([{a}*p[0]**3*p[1], exp({b}*p[1]) + cos(p[0])])"


def drawn(trial: Trial, *formulas: str, parameters: str = "p") -> list[Function]:
    """The formulas with the same drawn coefficients in all of them."""
    a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
    return [Function(formula.format(a=a, b=b), parameters) for formula in formulas]


def draw_vectors(trial: Trial, k: int) -> list[tuple[Function, np.ndarray]]:
    """Draw k functions of an array, each with a point."""
    return [
        (drawn(trial, formula)[0], trial.rng.uniform(0.3, 1.5, n).round(2))
        for n, _, formula in trial.sample(VECTORS, k)
    ]


# -----------------------------------------------------------------------------------------------------------

jacobian_symbolic = task("jacobian_symbolic")

ORDERS = ["yzx", "zxy", "yxz", "xzy", "tsu", "usv"]  # neither alphabetical nor its reverse


def draw_output(trial: Trial, u: sp.Symbol, v: sp.Symbol, w: sp.Symbol) -> sp.Expr:
    """Draw an expression that depends on all three of its variables."""
    a, b, c = (trial.integer(2, 9) for _ in range(3))
    return a * u ** trial.integer(2, 4) * w + b * v**2 + c * trial.choice([sp.sin, sp.exp])(u * v)


@jacobian_symbolic.check
def each_output_has_a_row_and_each_input_a_column(trial: Trial) -> None:
    """Entry (i, j) is the slope of output i along input j."""
    order = trial.choice(ORDERS)
    variables = sp.symbols(list(order))
    judge = symbolic(domain={name: [(0.5, 1.5)] for name in order})
    for k in (2, 4):
        exprs = [draw_output(trial, *trial.sample(variables, 3)) for _ in range(k)]
        trial.expect(exprs, variables, judge=judge)


@jacobian_symbolic.check
def what_does_not_occur_has_the_slope_zero(trial: Trial) -> None:
    """An input that an output does not hold gives 0, and a symbol that is not listed is a constant."""
    x, y, z, c = sp.symbols([*trial.choice(ORDERS), "c"], positive=True)
    exprs = [c * x ** trial.integer(2, 4), trial.integer(2, 9) * z + c, c * x * z / 7]
    domain = {str(v): [(0.5, 1.5)] for v in (x, y, z, c)}
    judge = symbolic(domain=domain)
    trial.expect(exprs, [y, z, x], judge=judge)
    trial.expect(exprs[:1], [y, z, c, x], judge=judge, note="a single output")
    trial.expect(exprs[:1], [c], judge=judge, note="a single output and input")
    trial.expect([sp.Integer(trial.integer(2, 9)), y, c], [y, x], judge=judge)
    trial.expect([x * y, y, x * y], [x, y], judge=judge, note="equal outputs")
    u, v = sp.symbols(list(trial.choice(ORDERS)[:2]))
    wide = symbolic(domain={str(s): [(-2, 2)] for s in (u, v)})
    trial.expect([u * sp.sqrt(v**2), u * sp.log(v**2)], [u], judge=wide, note="of either sign")


@jacobian_symbolic.check
def its_symbols_are_those_that_are_given(trial: Trial) -> None:
    """The slopes are in the very symbols that were given, however they are declared."""
    n = trial.integer(2, 4)
    lines = [
        ('r, t = sp.Symbol("r"), sp.Symbol("t", positive=True)', False),
        (f"J = jacobian_symbolic([r**2, r*t**{n}], [t, r])", False),
        ("J.subs({r: 3, t: 2}).tolist()", True),
    ]
    slopes = [[0, 6], [3 * n * 2 ** (n - 1), 2**n]]
    trial.follow(lines, [("sp", "import sympy as sp")], ([slopes], []))


@jacobian_symbolic.misconception
def exchanged_rows_and_columns(exprs, variables):
    """The matrix is transposed: rows belong to outputs, columns to inputs."""
    return matrix_of_slopes(exprs, variables).T


@jacobian_symbolic.misconception
def added_the_outputs_up(exprs, variables):
    """The outputs were added up before differentiating, which leaves one gradient; each output keeps a row of
    its own."""
    return matrix_of_slopes([sum(exprs)], variables)


@jacobian_symbolic.misconception
def differentiated_each_output_by_one_input(exprs, variables):
    """Only the diagonal is filled: each output can depend on every input, so every pair has a slope."""
    J = matrix_of_slopes(exprs, variables)
    return sp.Matrix(*J.shape, lambda i, j: J[i, j] if i == j else 0)


@jacobian_symbolic.misconception
def put_the_inputs_in_alphabetical_order(exprs, variables):
    """The columns stand in alphabetical order; the order to keep is the one of `variables`."""
    return matrix_of_slopes(exprs, sorted(variables, key=str))


@jacobian_symbolic.misconception
def wrote_all_slopes_into_one_row(exprs, variables):
    """The entries are right but stand in one row: k outputs and n inputs make k rows of n."""
    J = matrix_of_slopes(exprs, variables)
    return J.reshape(1, len(J))


@jacobian_symbolic.misconception
def returned_the_outputs(exprs, variables):
    """These are the outputs themselves, in a column; the Jacobian holds their slopes."""
    return sp.Matrix(exprs)


@jacobian_symbolic.misconception
def left_out_the_inner_derivative(exprs, variables):
    """The chain rule has a second factor: sin(x·y) has the derivative y·cos(x·y) by x, not cos(x·y)."""

    def slope(term, v):
        inner = sp.prod(function.args[0].diff(v) for function in term.atoms(sp.Function) if function.has(v))
        return sp.diff(term, v) / inner

    return sp.Matrix([[sum(slope(t, v) for t in sp.Add.make_args(e)) for v in variables] for e in exprs])


# -----------------------------------------------------------------------------------------------------------

jacobian_sigmoids = task("jacobian_sigmoids")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@jacobian_sigmoids.check
def each_weight_is_scaled_by_the_slope_of_its_output(trial: Trial) -> None:
    """Row i holds the weights of output i times the slope of its sigmoid."""
    for shape in ((3, 3), (3, 2), (2, trial.integer(9, 11)), (1, 4), (1, 1), (trial.integer(3, 4), 1)):
        W, v = trial.rng.uniform(0.3, 2, shape), trial.rng.uniform(-1, 1, shape[1])
        W = (W * trial.rng.choice([-1, 1], shape)).round(2)
        trial.expect(W, v.round(2), tolerance=rounding(np.max(np.abs(W))))
    W = np.array([[0.0, 1.5, 1.5], [0.0, 1.5, 1.5], [-15.0, 6.0, 0.0]]) * round(trial.uniform(1, 1.3), 2)
    for point in ([1.0, 0.0, 0.0], [0.0, 2.0, -2.0], [-1.25, 0.0, trial.uniform(1, 2)]):
        for weights in (W, -2 * W):
            note = "zeros, equal rows, flat sigmoids"
            trial.expect(weights, np.array(point).round(2), tolerance=rounding(1.0), note=note)
    for last in (1.5, -1.5):
        W = np.array([[1e-4, 0.0], [-15.0, 0.0], [last, 1.0]])
        trial.expect(W, np.array([1.0, trial.integer(2, 4)]), tolerance=rounding(1.0), note="flat ones first")


@jacobian_sigmoids.check
def weights_and_inputs_may_be_whole_numbers(trial: Trial) -> None:
    """Arrays of integers give slopes with decimals."""
    W, v = trial.rng.integers(1, 4, (3, 2)), np.array([trial.integer(1, 2), -1])
    trial.expect(W, v, tolerance=rounding(4))


@jacobian_sigmoids.misconception
def stopped_before_the_inner_derivative(W, v):
    """The inner derivative is missing: zᵢ grows by W[i, j] per unit of input j, and the slope has this
    factor."""
    s = sigmoid(W @ v)
    return (s * (1 - s))[:, None] * np.ones(np.shape(W))


@jacobian_sigmoids.misconception
def left_out_the_slope_of_the_sigmoid(W, v):
    """These are the weights alone, the slopes of W·v: the sigmoid that follows has the slope s·(1 − s), one
    for each row."""
    return W


@jacobian_sigmoids.misconception
def doubled_the_slope_of_the_sigmoid(W, v):
    """Every entry is twice too large: the slope of the sigmoid is s·(1 − s), which is 1/4 at z = 0; the 2 in
    front of it, found in many listings, is an error."""
    s = sigmoid(W @ v)
    return (2 * s * (1 - s))[:, None] * W


@jacobian_sigmoids.misconception
def multiplied_by_the_sigmoid(W, v):
    """The rows were multiplied by s, the value of the sigmoid; its slope is s·(1 − s)."""
    return sigmoid(W @ v)[:, None] * W


@jacobian_sigmoids.misconception
def took_the_slope_of_tanh(W, v):
    """1 − s² is the slope of tanh; the sigmoid has the slope s·(1 − s)."""
    return (1 - sigmoid(W @ v) ** 2)[:, None] * W


@jacobian_sigmoids.misconception
def gave_the_slope_a_minus(W, v):
    """The signs are all the other way round: a sigmoid rises, so its slope s·(1 − s) is positive."""
    s = sigmoid(W @ v)
    return (s * (s - 1))[:, None] * W


@jacobian_sigmoids.misconception
def took_the_slope_at_the_output(W, v):
    """The sigmoid was applied twice: its slope is taken at z = W·v, where s = σ(z), not at s."""
    s = sigmoid(sigmoid(W @ v))
    return (s * (1 - s))[:, None] * W


@jacobian_sigmoids.misconception
def scaled_the_columns(W, v):
    """The slopes were multiplied along the columns: each belongs to an output, so it scales a row, as in
    slopes[:, None] * W."""
    s = sigmoid(W @ v)
    return (s * (1 - s)) * W


@jacobian_sigmoids.misconception
def turned_the_jacobian_over(W, v):
    """The matrix is transposed: rows belong to outputs, columns to inputs, as in W itself."""
    s = sigmoid(W @ v)
    return ((s * (1 - s))[:, None] * W).T


@jacobian_sigmoids.misconception
def gave_the_values(W, v):
    """These are the values σ(W·v); the Jacobian holds their slopes, a row for each of them."""
    return sigmoid(W @ v)


# -----------------------------------------------------------------------------------------------------------

jacobian_numeric = task("jacobian_numeric")


def jacobian_rounding(F, p, h):
    """What rounding may do to each entry of a Jacobian by central differences.

    Steps taken there and back leave the other coordinates off by a rounding.
    """

    def along(j):
        return lambda t: F(p + (t - p[j]) * np.eye(len(p))[j])

    others = rounding(np.abs(central_jacobian(F, p, h)) @ np.abs(p) / h, operations=1)
    return np.stack([central_rounding(along(j), p[j], h) for j in range(len(p))], axis=1) + others


@jacobian_numeric.check
def halving_h_quarters_every_error(trial: Trial) -> None:
    """Halving h makes the error four times smaller."""
    points = draw_vectors(trial, 3)
    likes = [central_jacobian(F, p, 0.1) for F, p in points]

    def entries(h):
        answers = [trial.call(F, p, h, like=like) for (F, p), like in zip(points, likes, strict=True)]
        return [entry for answer in answers for entry in np.ravel(answer)]

    trial.expect_order(2, entries, 0.05)


@jacobian_numeric.check
def each_column_is_a_central_difference(trial: Trial) -> None:
    """Column j is the central difference of all outputs along input j, and p stays as it is."""
    cases = [(drawn(trial, SQUARE)[0], trial.rng.uniform(0.3, 1.5, 2).round(2)), *draw_vectors(trial, 2)]
    for F, p in cases:
        h = trial.choice([0.5, 0.1, 0.01])
        for point in (p, -p):
            trial.expect(F, point, h, tolerance=jacobian_rounding(F, point, h))


@jacobian_numeric.check
def any_number_of_inputs_and_outputs_will_do(trial: Trial) -> None:
    """One input or many, one output, zeros and equal entries, large slopes."""
    one, x = trial.rng.uniform(0.3, 1.5, 1).round(2), round(trial.uniform(0.3, 1.5), 2)
    many = trial.rng.uniform(-1.5, 1.5, trial.integer(9, 11)).round(2)
    for formula, p, h in (
        ("{a}*p**3 - p", one, 0.5),
        ("sin(1e11*p + {a})", np.zeros(2), 1e-11),
        ("1e-10*array([exp({b}*p[0]), p[1]**3])", many[:2], 0.1),
        ("1e5*{a}*p**2 + p", -one, 0.1),
        ("array([{a}*sum(p**3) + p[0]])", many, 0.1),
        ("array([p[0]*p[1], sin({b}*p[2])])", np.array([0.0, x, x]), 0.01),
        ("array([exp({b}*p[0]), p[0]*p[1] + p[2]])", np.zeros(3), 0.5),
        ("array([sin({b}*p[1]), p[0]*p[1] - p[2]])", np.zeros(3), 0.5),
        ("array([sin({a}*p[0]), exp({b}*p[0])])", one, 1e-4),
        ("1.0*p[::-1]", many[:3], 0.5),
        ("1.0*p[::-1]", np.array([x]), 0.5),
        ("array([{a}*sum(p**3) + p[0]])", many, 1e-4),
        ("array([{a}*p[-1]**3])", many[:3], 0.1),
    ):
        (F,) = drawn(trial, formula)
        trial.expect(F, p, h, tolerance=jacobian_rounding(F, p, h))


@jacobian_numeric.check
def the_point_may_hold_whole_numbers(trial: Trial) -> None:
    """An array of integers gives the same Jacobian as the floats do."""
    ((F, p),) = draw_vectors(trial, 1)
    p, h = trial.rng.integers(1, 3, len(p)), trial.choice([0.1, 0.01])
    trial.expect(F, p, h, tolerance=jacobian_rounding(F, p.astype(float), h))


@jacobian_numeric.misconception
def stacked_the_columns_as_rows(F, p, h):
    """The matrix is transposed: what moving input j does to the outputs is column j, so the differences are
    stacked along the second axis."""
    return central_jacobian(F, p, h).T


@jacobian_numeric.misconception
def looked_forward_only(F, p, h):
    """The error shrinks like h, not like h²: these are one-sided quotients; a central one looks to both
    sides."""
    return np.stack([(F(p + step) - F(p)) / h for step in h * np.eye(len(p))], axis=1)


@jacobian_numeric.misconception
def divided_by_one_step(F, p, h):
    """Every entry is twice too large: the two points are 2h apart, and the difference was divided by h."""
    return 2 * central_jacobian(F, p, h)


@jacobian_numeric.misconception
def took_half_steps(F, p, h):
    """These are central differences between p − h/2 and p + h/2; the points asked for lie h away on each
    side."""
    return central_jacobian(F, p, h / 2)


@jacobian_numeric.misconception
def moved_all_inputs_together(F, p, h):
    """All inputs moved at once, which adds the columns up; move one input and hold the others."""
    column = (F(p + h) - F(p - h)) / (2 * h)
    return np.stack([column] * len(p), axis=1)


@jacobian_numeric.misconception
def left_earlier_inputs_moved(F, p, h):
    """The step eⱼ still holds the steps of earlier inputs: it has to be 0 everywhere but in place j."""
    return np.stack([(F(p + step) - F(p - step)) / (2 * h) for step in h * np.tri(len(p))], axis=1)


@jacobian_numeric.misconception
def kept_a_single_gradient(F, p, h):
    """The outputs were added up, which leaves one gradient; every output keeps a row of its own."""
    return np.sum(central_jacobian(F, p, h), axis=0)


@jacobian_numeric.misconception
def moved_the_point_of_the_caller(F, p, h):
    """The steps were taken in p itself, which belongs to the caller and ends up elsewhere: step in a copy."""
    columns = []
    for j in range(len(p)):
        p[j] += h
        right = F(p)
        p[j] -= 2 * h
        columns.append((right - F(p)) / (2 * h))
    return np.stack(columns, axis=1)


@jacobian_numeric.misconception
def stepped_in_an_array_of_integers(F, p, h):
    """An array of integers cannot hold 2.1, so the step was cut off: copy p as floats before stepping."""
    columns = []
    for j in range(len(p)):
        right, left = p.copy(), p.copy()
        right[j] += h
        left[j] -= h
        columns.append((F(right) - F(left)) / (2 * h))
    return np.stack(columns, axis=1)


# -----------------------------------------------------------------------------------------------------------

compose_jacobian = task("compose_jacobian")

SQUARES = [  # a function from two inputs to two outputs, and its Jacobian
    ("array([{a}*p[0]*p[1], p[0]**2 + {b}*p[1]])", "array([[{a}*p[1], {a}*p[0]], [2*p[0], {b}]])"),
    ("array([exp({b}*p[0]/3), {a}*p[0] + p[1]**2])", "array([[{b}/3*exp({b}*p[0]/3), 0], [{a}, 2*p[1]]])"),
    ("array([sin({a}*p[1]), p[0]*p[1]])", "array([[0, {a}*cos({a}*p[1])], [p[1], p[0]]])"),
]
WIDE = (  # from two inputs to three outputs
    "array([p[0]*p[1], {a}*p[0]**2, sin({b}*p[1])])",
    "array([[p[1], p[0]], [2*{a}*p[0], 0], [0, {b}*cos({b}*p[1])]])",
)
LAST = [  # the Jacobian of a function of three inputs: of one output, and of two
    "array([[{a}*q[1], {a}*q[0] + q[2]**2, 2*q[1]*q[2]]])",
    "array([[{a}*q[2], 0, {a}*q[0]], [exp(q[0]/3)/3, {b}, 2*q[2]]])",
]


@compose_jacobian.check
def the_jacobians_are_multiplied_the_outer_one_on_the_left(trial: Trial) -> None:
    """It is the Jacobian of g, taken at f(p), times that of f."""
    for inner, outer in (trial.sample(SQUARES, 2), trial.sample(SQUARES, 2)):
        f, f_jac = drawn(trial, *inner)
        (g_jac,) = drawn(trial, outer[1])
        trial.expect(g_jac, f, f_jac, trial.rng.uniform(0.4, 1.5, 2).round(2))


@compose_jacobian.check
def the_shapes_need_not_be_square(trial: Trial) -> None:
    """m × k times k × n gives m × n."""
    for formula in LAST:
        f, f_jac = drawn(trial, *WIDE)
        (g_jac,) = drawn(trial, formula, parameters="q")
        trial.expect(g_jac, f, f_jac, trial.rng.uniform(0.4, 1.5, 2).round(2))


@compose_jacobian.check
def the_point_may_be_anywhere(trial: Trial) -> None:
    """One input and one output, points of either sign, of zeros and of whole numbers."""
    f, f_jac = drawn(trial, "{a}*p**2 + p", "array([[2*{a}*p[0] + 1]])")
    (g_jac,) = drawn(trial, "array([[3*{b}*q[0]**2]])", parameters="q")
    trial.expect(g_jac, f, f_jac, -trial.rng.uniform(0.6, 1.5, 1).round(2))
    f, f_jac = drawn(trial, *WIDE)
    (g_jac,) = drawn(trial, LAST[1], parameters="q")
    x = round(trial.uniform(0.4, 1.5), 2)
    for p in (-np.array([x, x]), np.array([0.0, x]), np.array([trial.integer(1, 3), -1])):
        trial.expect(g_jac, f, f_jac, p)
        trial.expect(Function(f"-3*{g_jac.formula}", "q"), f, f_jac, p)


@compose_jacobian.check
def what_the_functions_return_stays_as_it_is(trial: Trial) -> None:
    """The Jacobians of linear functions may be the same two arrays in each call, and must not change."""
    A, B = trial.rng.integers(1, 9, (2, 2, 2))
    lines = [
        (f"A, B = np.array({A.tolist()}) / 2, np.array({B.tolist()}) / 2", False),
        ("J = compose_jacobian(lambda q: A, lambda p: B @ p, lambda p: B, np.array([1.0, 2.0]))", False),
        ("J.tolist()", True),
        ("A.tolist()", True),
        ("B.tolist()", True),
    ]
    right = [(A @ B / 4).tolist(), (A / 2).tolist(), (B / 2).tolist()]
    trial.follow(lines, [("np", "import numpy as np")], (right, []))


@compose_jacobian.misconception
def put_the_outer_jacobian_on_the_right(g_jac, f, f_jac, p):
    """The factors stand in the wrong order: f acts first and its Jacobian stands on the right, as in g(f(p)).
    Matrix products do not commute."""
    return f_jac(p) @ g_jac(f(p))


@compose_jacobian.misconception
def multiplied_entry_by_entry(g_jac, f, f_jac, p):
    """The entries were multiplied one by one; the chain rule adds up all ways from an input to an output, a
    matrix product (@)."""
    return g_jac(f(p)) * f_jac(p)


@compose_jacobian.misconception
def added_the_jacobians(g_jac, f, f_jac, p):
    """The Jacobians were added; along a chain slopes multiply."""
    return g_jac(f(p)) + f_jac(p)


@compose_jacobian.misconception
def took_the_outer_jacobian_at_p(g_jac, f, f_jac, p):
    """The Jacobian of g was taken at p; g is applied to f(p), and its slopes are wanted there."""
    return g_jac(p) @ f_jac(p)


@compose_jacobian.misconception
def took_both_jacobians_at_the_output(g_jac, f, f_jac, p):
    """The Jacobian of f was taken at f(p) as well; f is applied to p, and its slopes are wanted there."""
    q = f(p)
    return g_jac(q) @ f_jac(q)


@compose_jacobian.misconception
def exchanged_the_two_points(g_jac, f, f_jac, p):
    """The points are exchanged: f is applied to p, so J_f belongs to p, and g to f(p), so J_g belongs
    there."""
    return g_jac(p) @ f_jac(f(p))


@compose_jacobian.misconception
def kept_only_the_outer_jacobian(g_jac, f, f_jac, p):
    """This is the Jacobian of g alone, which tells how g answers to f(p); how f(p) answers to p is the second
    factor."""
    return g_jac(f(p))


@compose_jacobian.misconception
def turned_the_product_over(g_jac, f, f_jac, p):
    """The product is transposed: rows belong to the outputs of g, columns to the inputs of f."""
    return (g_jac(f(p)) @ f_jac(p)).T


# -----------------------------------------------------------------------------------------------------------

pullback = task("pullback")


@pullback.check
def each_input_collects_from_all_outputs(trial: Trial) -> None:
    """Input j collects wᵢ·J[i, j] over all outputs i."""
    n = trial.integer(3, 4)
    for shape in ((n, n), (2, trial.integer(3, 5)), (trial.integer(9, 12), 3), (1, 3), (3, 1), (1, 1)):
        for size in (3, 1e4):
            J = (trial.rng.uniform(0.1, size, shape) * trial.rng.choice([-1, 1], shape)).round(2)
            w = (trial.rng.uniform(0.1, size, shape[0]) * trial.rng.choice([-1, 1], shape[0])).round(2)
            trial.expect(J, w)
    whole, third = trial.rng.integers(1, 9, (3, 2)), np.full(3, round(trial.uniform(0.1, 0.9), 2))
    trial.expect(whole, trial.rng.integers(1, 9, 3), note="whole numbers")
    for J in (whole, -2 * whole):
        trial.expect(J, third, note="whole numbers in J")
    trial.expect(whole / 8, trial.rng.integers(1, 9, 3), note="whole numbers in w")
    trial.expect(whole / 8, 1e-10 * third, note="small numbers")
    x, w = trial.rng.uniform(1, 3, 2).round(2)
    trial.expect(
        np.array([[x, 0.0], [x, x], [0.0, x]]), np.array([w, 0.0, w]), note="zeros and equal entries"
    )


@pullback.misconception
def pushed_forward(J, w):
    """J·w pushes a step of the inputs forward; sensitivities of the outputs come back through the
    transpose."""
    return J @ w


@pullback.misconception
def returned_a_column(J, w):
    """The numbers are right and stand in a column; the sensitivities of n inputs are a 1-D array (n,)."""
    return (J.T @ w)[:, None]


@pullback.misconception
def left_the_products_apart(J, w):
    """The products wᵢ·J[i, j] still stand apart: input j collects them from all outputs, so add them up over
    i."""
    return w[:, None] * J


@pullback.misconception
def left_the_products_apart_in_columns(J, w):
    """The products wᵢ·J[i, j] still stand apart, a column for each output: add them up along each row."""
    return J.T * w


@pullback.misconception
def added_along_the_inputs(J, w):
    """The products were added along the inputs, which gives one number for each output; the sum runs over the
    outputs."""
    return np.sum(w[:, None] * J, axis=1)


@pullback.misconception
def ignored_the_sensitivities(J, w):
    """The columns of J were added up as if every output counted once; output i counts wᵢ times."""
    return np.sum(J, axis=0)


@pullback.misconception
def applied_the_inverse(J, w):
    """The equations J·x = w were solved; going back through a layer takes the transpose of J, not its
    inverse."""
    return np.linalg.solve(J, w)


# -----------------------------------------------------------------------------------------------------------

softmax_jacobian = task("softmax_jacobian")


@softmax_jacobian.check
def every_probability_depends_on_every_score(trial: Trial) -> None:
    """Entry (i, j) is the slope of probability i along score j."""
    for n in (2, trial.integer(3, 4), trial.integer(9, 12)):
        z = trial.rng.uniform(-2, 2, n).round(2)
        trial.expect(z, tolerance=rounding(1.0))
    trial.expect(trial.rng.permutation(4), tolerance=rounding(1.0), note="whole numbers")
    trial.expect(trial.rng.uniform(-2, 2, 1).round(2), tolerance=rounding(1.0), note="a single score")
    x = round(trial.uniform(1, 2), 2)
    for scores in ([x, x, 0.0, 0.0], [-x, -x, -x], [x, -18.0, -x]):
        trial.expect(trial.rng.permutation(scores), tolerance=rounding(1.0), note="zeros and equal scores")


@softmax_jacobian.check
def large_scores_are_no_obstacle(trial: Trial) -> None:
    """Scores near 1000 or −1000, and scores far apart, give finite slopes."""
    for shift in trial.sample([1000, -1000, 750, -800], 2):
        z = shift + trial.rng.uniform(-2, 2, trial.integer(3, 5)).round(2)
        trial.expect(z, tolerance=rounding(np.max(np.abs(z))))
    far = trial.integer(2, 9) * 1000.0
    for scores in ([0.0, 1.5, 900.0], [0.0, 1.5, far], [0.0, 0.5, -far, -far - 1]):
        trial.expect(trial.rng.permutation(scores), tolerance=rounding(1.0), note="scores far apart")


def softmax(z):
    powers = np.exp(z - np.max(z))
    return powers / np.sum(powers)


@softmax_jacobian.misconception
def filled_only_the_diagonal(z):
    """Only the diagonal is filled: the sum in the denominator holds all scores, so every probability depends
    on each of them."""
    s = softmax(z)
    return np.diag(s * (1 - s))


@softmax_jacobian.misconception
def left_out_the_products(z):
    """This is diag(s) alone: from entry (i, j) the product sᵢ·sⱼ is still to be subtracted."""
    return np.diag(softmax(z))


@softmax_jacobian.misconception
def added_the_products(z):
    """Each row must add up to 0, as the same shift of all scores changes nothing: sᵢ·sⱼ is subtracted."""
    s = softmax(z)
    return np.diag(s) + np.outer(s, s)


@softmax_jacobian.misconception
def gave_every_sign_the_other_way(z):
    """All signs are the other way round: a higher score raises its own probability, so the diagonal is
    positive."""
    return -softmax_slopes(z)


@softmax_jacobian.misconception
def gave_the_probabilities(z):
    """These are the probabilities themselves; their slopes make a square matrix."""
    return softmax(z)


@softmax_jacobian.misconception
def took_the_powers_for_probabilities(z):
    """The powers e^zᵢ were not divided by their sum: probabilities add up to 1."""
    powers = np.exp(z - np.max(z))
    return np.diag(powers) - np.outer(powers, powers)


@softmax_jacobian.misconception
def shifted_by_the_mean(z):
    """Subtracting the mean leaves scores that are far above it, whose powers are too large for a float:
    subtract the largest score."""
    with np.errstate(all="ignore"):
        powers = np.exp(z - np.mean(z))
        s = powers / np.sum(powers)
    return np.diag(s) - np.outer(s, s)


@softmax_jacobian.misconception
def multiplied_a_row_by_itself(z):
    """s @ s.T of a 1-D array is one number, Σ sᵢ²: the table of all products sᵢ·sⱼ is np.outer(s, s)."""
    s = softmax(z)
    return np.diag(s) - s @ s.T


@softmax_jacobian.misconception
def let_the_powers_overflow(z):
    """e¹⁰⁰⁰ is too large for a float, and all powers of e⁻¹⁰⁰⁰ vanish: subtract the largest score from all of
    them first, which changes no probability."""
    s = np.exp(z) / np.sum(np.exp(z))
    return np.diag(s) - np.outer(s, s)
