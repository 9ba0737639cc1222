"""The lessons as agreed keep their tasks, order and written questions; a new lesson may stand among them."""

import importlib
import inspect
from pathlib import Path

import pytest

from graders.course.index import Course
from graders.course.material import written

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSONS = {lesson.name: lesson for lesson in COURSE.lessons}

AGREED = """
# derivatives
    difference_quotient(f, x, dx) 2 essential
    derivative_cubic() 2 essential
    power_rule(coeffs) 2 core
    central_difference(f, x, h) 2 core
    rate_vs_rule_gap(f, fprime, xs, dx) 2 essential
    best_step(f, fprime, x, hs, scheme) 3 stretch
    plot_slopes(f, fprime, xs, dx) 3 essential
# integration
    riemann_left(f, a, b, n) 3 essential
    running_area(f, a, b, n) 3 essential
    antiderivative(expr, x) 2 essential
    trapezoid(f, a, b, n) 3 core
    area_constant(F, a) 1 essential
    signed_and_total_area(f, a, b, n) 2 core
    plot_antiderivative(f, F, a, b, n) 2 essential
# gradient
    partials(expr, variables) 2 essential
    gradient_numeric(f, p, h) 3 essential
    directional_derivative(f, p, u, h) 2 core
    steepest_direction(f, x, y, step, n_angles) 4 essential
    gradient_angle(gx, gy, convention) 2 essential
    unit_field(gx, gy, xs) 3 stretch
    plot_surface_and_field(f, gx, gy, xs) 3 stretch
# jacobian
    jacobian_symbolic(exprs, variables) 2 essential
    jacobian_sigmoids(W, v) 3 essential
    jacobian_numeric(F, p, h) 3 core
    compose_jacobian(g_jac, f, f_jac, p) 3 core
    pullback(J, w) 2 core
    softmax_jacobian(z) 3 stretch
# differentiation
    symbolic_derivative(text) 3 essential
    grid_derivative(y, x) 3 essential
    jax_derivative(f) 3 essential
    forward_gradient(f, p, h) 3 core
    passes_needed(method, n) 2 essential
    expression_growth(expr, x, k) 2 stretch
    choose_method() 2 essential
    race(methods, x, repeats, clock) 2 essential
# autodiff
    dual_binary(op, u, v) 3 core
    dual_unary(name, u) 2 core
    complex_step(f, x, h=1e-20) 2 stretch
    topological_order(out) 3 stretch
    accumulate_gradients(out) 4 core
    grad_check(f, grad, p, h=1e-05) 3 core
# optimization
    critical_points(expr, x) 3 essential
    classify_point(expr, x, c) 3 essential
    log_extrema() 2 essential
    hessian_numeric(f, p, h) 3 core
    classify_hessian(H) 3 core
    newton_min(df, d2f, x0, tol, max_iter) 3 core
    plot_log(xs) 1 essential
# gradient_descent
    descend_1d(df, x0, lr, n) 2 essential
    descend(grad, p0, lr, n) 3 essential
    lr_limit(A) 3 essential
    basin(df, starts, lr, n, minima, tol) 3 essential
    momentum(grad, p0, lr, beta, n) 3 core
    multi_start(f, df, starts, lr, n) 3 stretch
    plot_descent(f, path, xs) 2 core
    iterations_needed(df, x0, lr, tol, max_iter) 2 essential
# regression
    standardise(X) 2 essential
    initialize_parameters(n_x, n_y, seed) 2 core
    forward_propagation(X, params) 2 essential
    compute_cost(Y_hat, Y) 2 essential
    backward_propagation(Y_hat, X, Y) 3 essential
    train_regression(X, Y, lr, n) 4 essential
    predict_original_units(X_new, params, x_stats, y_stats) 2 stretch
# classification
    sigmoid(z) 2 essential
    dsigmoid(z) 2 essential
    log_loss(A, Y) 3 essential
    log_loss_from_z(Z, Y) 3 stretch
    backward_logistic(A, X, Y) 3 essential
    train_classifier(X, Y, lr, n) 4 essential
    decision_line(params) 2 core
    forward_logistic(X, params) 2 essential
# backpropagation
    layer_jacobian(W, z, dact) 3 essential
    which_is_jacobian() 2 essential
    relu_pair(z) 1 core
    mlp_forward(X, Ws, bs) 3 essential
    mlp_backward(Y, a, z, Ws) 5 essential
    listing_defects(n) 3 core
    train_mlp(X, Y, sizes, lr, n, seed) 4 essential
# support_vectors
    distance_to_line(a, b, c, x0, y0) 1 essential
    margin_constraints(P, y) 3 essential
    max_margin_line(P, y) 4 essential
    support_points(P, y, w, tol) 2 essential
    kkt_residuals(P, y, w, lam) 4 core
    svm_dual(P, y) 4 stretch
    same_line_reason() 2 essential
"""
"""Tasks that others grade against, with their arguments, points and tiers. A new lesson needs no entry."""

WHY = {
    "backpropagation": ("which matrix is the Jacobian", ["outputs", "Wᵀ", "(n_out, n_in)"]),
    "optimization": ("What does the missing zero", ["1/x", "never"]),
    "support_vectors": ("the best line stays where it was", ["slack", "multiplier"]),
    "differentiation": ("when numerical and when automatic", ["symbolic", "numerical", "automatic"]),
}


def agreed():
    """Each lesson's tasks, as `name(arguments)` with points and tier."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for line in AGREED.strip().splitlines():
        if line.startswith("# "):
            tasks = found.setdefault(line[2:], {})
        else:
            call, points, tier = line.rsplit(" ", 2)
            tasks[call.strip()] = points, tier
    return found


def call(task):
    """The task as it is called, `name(arguments)`."""
    function = getattr(importlib.import_module(f"reference.{task.lesson}"), task.name)
    parameters = inspect.signature(function).parameters.values()
    return f"{task.name}({', '.join(str(p.replace(annotation=p.empty)) for p in parameters)})"


def test_the_lessons_agreed_stand_in_their_order():
    assert [lesson for lesson in LESSONS if lesson in agreed()] == list(agreed())


@pytest.mark.parametrize("lesson", agreed())
def test_names_arguments_points_and_tiers_are_those_agreed(lesson):
    tasks = {call(task): (f"{task.points:g}", task.tier) for task in LESSONS[lesson].tasks}
    assert tasks == agreed()[lesson]


@pytest.mark.parametrize("lesson", agreed())
def test_a_lesson_as_agreed_fills_a_sitting(lesson):
    assert LESSONS[lesson].minutes >= 30


@pytest.mark.parametrize("lesson", WHY)
def test_a_why_of_the_sources_is_asked_in_words_with_an_answer_and_a_rubric(lesson):
    asked, answered = WHY[lesson]
    question = next(part for part in written(COURSE, lesson) if asked in part.asked)
    assert question.asked.endswith(("?", "."))
    assert "Model answer:" in question.answer and question.points >= 2
    assert all(word in question.answer for word in answered), question.answer
