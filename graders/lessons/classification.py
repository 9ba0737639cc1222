"""Checks and misconceptions of the lesson A perceptron for classification."""

import numpy as np

from graders import datasets
from graders.authoring import (
    Trial,
    accuracy_finding,
    curve_finding,
    gradient_finding,
    one_at_a_time,
    rounding,
    task,
)
from graders.reference.classification import backward_logistic as gradient_of_loss
from graders.reference.classification import forward_logistic as forward
from graders.reference.classification import log_loss as mean_loss
from graders.reference.classification import log_loss_from_z as mean_loss_from_z
from graders.reference.classification import sigmoid as squash

EPS = float(np.finfo(float).eps)


def draw_labels(trial: Trial, m: int) -> np.ndarray:
    """Draw zeros and ones, both of them, shape (1, m), as integers or floats."""
    return trial.rng.permutation(np.arange(m) % 2)[np.newaxis].astype(trial.choice([int, float]))


def draw_neuron(trial: Trial, n_x: int, m: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Draw features, and parameters of which no sum is large."""
    X, W = trial.normal(n_x, m).round(2) + 0.5, trial.normal(1, n_x).round(2)
    return X, {"W": W, "b": trial.normal(1, 1).round(2)}


def largest(*arrays) -> float:
    """The largest absolute value in all of them."""
    return max(float(np.max(np.abs(array))) for array in arrays)


# -----------------------------------------------------------------------------------------------------------

sigmoid = task("sigmoid")


@sigmoid.check
def it_rises_from_0_to_1(trial: Trial) -> None:
    """It is 1/(1 + e⁻ᶻ), for numbers and element by element."""
    z = round(trial.uniform(0.2, 3), 2)
    for value in (z, np.float64(-z), np.array(2 * z), trial.integer(-5, -1)):
        trial.expect(value)
    for shape in (trial.integer(3, 9), (2, trial.integer(2, 5))):
        trial.expect(trial.rng.uniform(-30, 30, shape).round(2))
    trial.expect(trial.rng.integers(-9, 9, trial.integer(3, 6)), note="whole numbers")
    trial.expect(trial.uniform(0.1, 0.9) * np.array([-1, 1]), note="on both sides of 0")
    trial.expect(np.array([z, 0.0, -1e-9, 0.0, z, 5e-4, -5e-4]), note="some are alike, some tiny")
    trial.expect(trial.normal(3, 3) * (1 - np.eye(3)), note="as many rows as columns")
    for value in (-z, z):
        trial.expect(np.array([value]), note="an array of one number")


@sigmoid.check
def the_tails_are_not_cut_off(trial: Trial) -> None:
    """Far from 0 it comes near to 0 and to 1, and does not reach them before rounding does."""
    for side in (-1, 1):
        for low in (15, 29):
            trial.expect(side * round(trial.uniform(low, low + 4), 2), tolerance=rounding(1, operations=16))


@sigmoid.check
def nothing_overflows(trial: Trial) -> None:
    """No warning of overflow comes up for |z| up to 1000."""
    z = np.array([-1000.0, 1000.0, trial.uniform(-990, -720), trial.uniform(720, 990), 0.0])
    for value in (trial.rng.permutation(z), -1000.0, 1000.0, np.array([-900.0, -800.0, 750.0])):
        trial.expect(value)
        overflow = any("overflow" in warning for warning in trial.outcome.warnings)
        trial.require(not overflow, "NumPy warns of an overflow in exp on the way.")


@sigmoid.misconception
def let_the_exponential_overflow(z):
    """The values are right, but an exponential overflows: use the form whose exponent is not positive.
    (np.where chooses between two results that have both been computed.)"""
    return 1 / (1 + np.exp(-z))


@sigmoid.misconception
def lost_the_sign_of_the_exponent(z):
    """This falls from 1 to 0, it is σ(−z): the exponent of 1/(1 + e⁻ᶻ) has a minus."""
    return squash(-np.asarray(z))


@sigmoid.misconception
def took_a_step(z):
    """This is a step from 0 to 1, whose slope is 0 nearly everywhere: nothing could be learned by slopes."""
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@sigmoid.misconception
def left_out_the_one(z):
    """The 1 in the denominator is missing: 1/e⁻ᶻ is eᶻ, which grows without limit."""
    return 1 / np.exp(-np.asarray(z, dtype=float))


@sigmoid.misconception
def left_out_the_parentheses(z):
    """Division binds before addition: 1/1 + e⁻ᶻ is 1 + e⁻ᶻ, so the denominator needs parentheses."""
    return 1 / 1 + np.exp(-np.asarray(z, dtype=float))


@sigmoid.misconception
def subtracted_in_the_denominator(z):
    """The denominator is 1 + e⁻ᶻ, a sum; with a minus it would be 0 at z = 0."""
    return 1 / (1 - np.exp(-np.asarray(z, dtype=float)))


@sigmoid.misconception
def took_tanh(z):
    """This is tanh, which rises from −1 to 1; the sigmoid rises from 0 to 1 and is ½ at 0."""
    return np.tanh(z)


# -----------------------------------------------------------------------------------------------------------

dsigmoid = task("dsigmoid")


@dsigmoid.check
def it_is_the_slope_at_z(trial: Trial) -> None:
    """It is s(1 − s) with s = σ(z), for numbers and element by element."""
    z = round(trial.uniform(0.2, 3), 2)
    for value in (z, np.float64(-z), trial.integer(-5, -1), 0.0):
        trial.expect(value)
    for shape in (trial.integer(3, 9), (2, trial.integer(2, 5)), (3, 3), 1, 1):
        trial.expect(trial.rng.uniform(-12, 12, shape).round(2))
    for value in (-16.5, 16.5, 40.0, -300.0, 300.0):
        trial.expect(value, tolerance=rounding(1, operations=16), note="far from 0")
    trial.expect(np.array([z, 0.0, z, 0.0]), note="some are alike")
    trial.expect(trial.rng.integers(-9, 9, trial.integer(3, 6)), note="whole numbers")


@dsigmoid.misconception
def doubled_the_slope(z):
    """The slope is twice too large: at 0 it is ¼, not ½. (A listing that has been copied many times has
    2·s·(1 − s).)"""
    return 2 * squash(z) * (1 - squash(z))


@dsigmoid.misconception
def took_z_for_the_sigmoid(z):
    """z was put in for s; z is what goes into the sigmoid, so s = σ(z) comes first."""
    return z * (1 - z)


@dsigmoid.misconception
def took_the_slope_at_the_sigmoid(z):
    """The sigmoid was taken twice: this is the slope at σ(z), and asked for is the slope at z."""
    return squash(squash(z)) * (1 - squash(squash(z)))


@dsigmoid.misconception
def took_the_slope_from_tanh(z):
    """1 − s² belongs to s = tanh(z); the sigmoid's slope is s·(1 − s)."""
    return 1 - squash(z) ** 2


@dsigmoid.misconception
def took_the_slope_of_tanh(z):
    """This is the slope of tanh, which is 1 at 0; the sigmoid's is ¼ there."""
    return 1 - np.tanh(z) ** 2


@dsigmoid.misconception
def gave_the_slope_a_minus(z):
    """The sigmoid rises everywhere, so its slope is positive: two minus signs of the chain rule cancel."""
    return -squash(z) * (1 - squash(z))


@dsigmoid.misconception
def returned_the_sigmoid(z):
    """This is the sigmoid itself; its slope is s·(1 − s)."""
    return squash(z)


@dsigmoid.misconception
def forgot_the_square(z):
    """e⁻ᶻ/(1 + e⁻ᶻ) is 1 − σ(z); in the derivative of 1/u the denominator is squared: e⁻ᶻ/(1 + e⁻ᶻ)²."""
    return 1 - squash(z)


@dsigmoid.misconception
def forgot_the_inner_derivative(z):
    """This is −1/u² with u = 1 + e⁻ᶻ; the chain rule has a second factor, u′ = −e⁻ᶻ."""
    return -(squash(z) ** 2)


# -----------------------------------------------------------------------------------------------------------

log_loss = task("log_loss")


EPSILON = 1e-7
"""The largest ε against log 0: the statement of `log_loss` allows any that is not larger."""


def shifted(least) -> float:
    """What an ε added to probabilities does to their logarithms: ε/a at most, a the least of them."""
    return EPSILON / float(least)


def of_the_truth(A, Y):
    """The probabilities that were given to the true classes."""
    return np.where(Y == 1, A, 1 - A)


@log_loss.check
def it_is_the_mean_surprise(trial: Trial) -> None:
    """It is the mean of −(y log a + (1 − y) log(1 − a))."""
    for m in (1, 6, 50):
        A, Y = trial.rng.uniform(0.05, 0.95, (1, m)), draw_labels(trial, m)
        trial.expect(A, Y, tolerance=shifted(np.min(of_the_truth(A, Y))))
    A, B = trial.rng.uniform(0.1, 0.9, (2, 1, 3))
    one_at_a_time(trial, (A, np.array([[0, 1, 1]])), (B, np.array([[1, 1, 0]])), tolerance=shifted(0.1))


@log_loss.check
def certainty_costs_nothing_where_it_is_right(trial: Trial) -> None:
    """It is finite where probabilities are 0 or 1, and small where they are right."""
    m = trial.integer(4, 9)
    Y = draw_labels(trial, m)
    sure = trial.rng.permutation(np.arange(m) < 3)
    A = np.where(sure, Y, trial.rng.uniform(0.3, 0.7, (1, m)).round(2))
    tolerance = shifted(np.min(of_the_truth(A, Y)))
    trial.expect(A, Y, tolerance=tolerance, note="some probabilities are 0 or 1")


@log_loss.check
def a_confident_mistake_costs_much(trial: Trial) -> None:
    """It is large, but finite, where the probability of the true class is 0."""
    for truth in (0, 1):
        A, Y = np.array([[1.0 - truth, 0.5]]), np.array([[truth, truth]])
        loss = float(trial.call(A, Y, like=1.0))
        cost = 2 * loss + np.log(0.5)
        trial.require(
            15.5 < cost < 37.5,
            f"A mistake made with certainty costs {cost:.3g}; with an ε between EPS and 10⁻⁷ that is between "
            "16 and 37.",
        )


@log_loss.misconception
def summed_the_losses(A, Y):
    """This is the sum over the examples; the mean divides by their number. (For labels of shape (1, m) it
    is shape[1], and len(Y) is 1.)"""
    return A.shape[1] * mean_loss(A, Y)


@log_loss.misconception
def halved_the_mean(A, Y):
    """This is half the mean: the half belongs to the squared error, where it cancels a 2."""
    return mean_loss(A, Y) / 2


@log_loss.misconception
def took_the_logarithm_to_base_2(A, Y):
    """The logarithm is to base 2; log is the natural one here."""
    return mean_loss(A, Y) / np.log(2)


@log_loss.misconception
def took_the_logarithm_to_base_10(A, Y):
    """The logarithm is to base 10; log is the natural one here."""
    return mean_loss(A, Y) / np.log(10)


@log_loss.misconception
def forgot_the_minus(A, Y):
    """The loss is negative: logarithms of probabilities are, so a minus stands in front."""
    return -mean_loss(A, Y)


@log_loss.misconception
def counted_the_ones_alone(A, Y):
    """Only examples with y = 1 enter; those with y = 0 cost −log(1 − a)."""
    return -np.mean(Y * np.log(np.clip(A, EPS, 1)))


@log_loss.misconception
def counted_the_zeros_alone(A, Y):
    """Only examples with y = 0 enter; those with y = 1 cost −log a."""
    return -np.mean((1 - Y) * np.log(np.clip(1 - A, EPS, 1)))


@log_loss.misconception
def swapped_the_cases(A, Y):
    """The two cases changed places: y = 1 costs −log a, and y = 0 costs −log(1 − a)."""
    return mean_loss(1 - A, Y)


@log_loss.misconception
def swapped_prediction_and_label(A, Y):
    """The logarithm of the label was taken, weighted by the prediction; it is the other way round."""
    return mean_loss(Y, A)


@log_loss.misconception
def took_the_squared_error(A, Y):
    """This is the mean squared error; the log loss is the mean of −log of the true class's probability."""
    return np.mean((A - Y) ** 2)


@log_loss.misconception
def kept_the_losses_apart(A, Y):
    """The loss of each example is right; asked for is one number, their mean."""
    A = np.clip(A, EPS, 1 - EPS)
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@log_loss.misconception
def left_the_loss_infinite(A, Y):
    """A mistake made with certainty costs ∞ here, and one such example hides all others: keep the
    probabilities a tiny ε away from 0 and 1. Below EPS 1 − ε rounds to 1."""
    return np.mean(np.where(Y == 1, -np.log(A), -np.log(1 - A)))


@log_loss.misconception
def multiplied_0_by_log_0(A, Y):
    """0·log 0 gives NaN: keep the probabilities a tiny ε away from 0 and 1 before the logarithm. Below EPS
    1 − ε rounds to 1."""
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@log_loss.misconception
def made_the_loss_a_huge_number(A, Y):
    """np.nan_to_num turns the infinite loss of a certain mistake into the largest of all numbers, which hides
    all other examples as well: keep the probabilities a tiny ε away from 0 and 1."""
    with np.errstate(all="ignore"):
        return -np.mean(np.nan_to_num(Y * np.log(A)) + np.nan_to_num((1 - Y) * np.log(1 - A)))


@log_loss.misconception
def kept_too_far_from_0_and_1(A, Y):
    """The probabilities were kept 0.01 away from 0 and 1, which caps the loss at 4.6: ε is 10⁻⁷ or less."""
    return mean_loss(np.clip(A, 0.01, 0.99), Y)


# -----------------------------------------------------------------------------------------------------------

log_loss_from_z = task("log_loss_from_z")


@log_loss_from_z.check
def it_is_the_mean_log_loss(trial: Trial) -> None:
    """It is the mean log loss of the probabilities σ(Z)."""
    for m in (1, 6, 50):
        Z, Y = trial.normal(1, m, scale=2).round(2), draw_labels(trial, m)
        trial.expect(Z, Y, tolerance=rounding(1 + np.exp(largest(Z))))
    Z = trial.integer(1, 3) * np.array([[1, 1, 1, -1, -1]])
    one_at_a_time(trial, (Z, np.array([[0, 0, 1, 1, 1]])), (Z + 1, np.array([[0, 1, 1, 0, 0]])))


@log_loss_from_z.check
def a_confident_mistake_costs_as_much_as_z(trial: Trial) -> None:
    """It grows with |z| without limit, and nothing overflows."""
    for bounds in ((40, 100), (750, 1000)):
        m = trial.integer(2, 6)
        Z, Y = trial.rng.uniform(*bounds, (1, m)).round(1), draw_labels(trial, m)
        wrong = trial.rng.random((1, m)) < 0.5
        wrong[0, [np.argmin(Y), np.argmax(Y)]] = True  # one mistake of each kind at least
        Z = np.where(wrong == (Y == 0), Z, -Z)
        trial.expect(Z, Y, tolerance=rounding(Z))


@log_loss_from_z.check
def a_confident_right_answer_costs_next_to_nothing(trial: Trial) -> None:
    """Of either class it costs e^(−|z|), which is 0 but for rounding."""
    Y = np.array([[0, 1, 0, 1]])
    for bounds in ((3, 6), (15, 22), (30, 60), (750, 1000)):
        Z = np.where(Y == 1, 1, -1) * trial.rng.uniform(*bounds, Y.shape).round(1)
        trial.expect(Z, Y, tolerance=rounding(1))
    trial.expect(np.array([[-900, 800]]), np.array([[0, 1]]), tolerance=rounding(1), note="whole numbers")


@log_loss_from_z.misconception
def went_through_the_sigmoid(Z, Y):
    """1 − σ(40) is 0 in floating point, so the way through the sigmoid cuts the loss off near 36; computed
    from z, it goes on growing."""
    return mean_loss(np.asarray(squash(Z)), Y)


@log_loss_from_z.misconception
def let_e_to_the_z_overflow(Z, Y):
    """e¹⁰⁰⁰ overflows, in log1p too: for z > 0 take z out of the logarithm, log(1 + eᶻ) = z + log(1 +
    e⁻ᶻ)."""
    return np.mean(np.log(1 + np.exp(Z)) - Y * Z)


@log_loss_from_z.misconception
def summed_the_losses_of_z(Z, Y):
    """This is the sum over the examples; asked for is their mean."""
    return Z.size * mean_loss_from_z(Z, Y)


@log_loss_from_z.misconception
def left_out_the_label(Z, Y):
    """This is log(1 + eᶻ), the loss of class 0; for class 1 it is less by z: subtract y·z."""
    return mean_loss_from_z(Z, 0 * Y)


@log_loss_from_z.misconception
def added_the_label_times_z(Z, Y):
    """y·z was added; it is subtracted: a large z is right for class 1 and costs nothing there."""
    return mean_loss_from_z(Z, -Y)


@log_loss_from_z.misconception
def swapped_the_classes(Z, Y):
    """The two classes changed places: a large z stands for class 1."""
    return mean_loss_from_z(Z, 1 - Y)


@log_loss_from_z.misconception
def took_labels_of_minus_1_and_1(Z, Y):
    """log(1 + e^(−y·z)) is for labels −1 and 1; with 0 and 1 every example of class 0 costs log 2 there."""
    return np.mean(np.logaddexp(0, -Y * Z))


@log_loss_from_z.misconception
def kept_the_losses_of_z_apart(Z, Y):
    """The loss of each example is right; asked for is one number, their mean."""
    return np.logaddexp(0, Z) - Y * Z


# -----------------------------------------------------------------------------------------------------------

forward_logistic = task("forward_logistic")


@forward_logistic.check
def it_is_the_sigmoid_of_w_times_x_plus_b(trial: Trial) -> None:
    """It is the sigmoid of W X + b."""
    n = trial.integer(2, 3)  # square: a product in the wrong order or of a transpose exists as well
    X, W, b = (trial.normal(n, columns).round(2) for columns in (n, n, 1))
    trial.expect(X, {"W": W, "b": b}, note=f"{n} features, {n} outputs, {n} examples")


@forward_logistic.check
def it_takes_any_number_of_examples(trial: Trial) -> None:
    """It works for any number of features, outputs and examples."""
    for _ in range(2):
        trial.expect(*draw_neuron(trial, trial.integer(2, 4), trial.integer(5, 9)))
    X, n_y = trial.rng.integers(-3, 4, (3, trial.integer(4, 6))), 2
    params = {"W": trial.rng.integers(-2, 3, (n_y, 3)), "b": trial.rng.integers(-2, 3, (n_y, 1))}
    trial.expect(X, params, note="whole numbers, two outputs")
    first, second = (
        (trial.normal(2, 40, scale=9), {"W": trial.rng.uniform(1, 2, (1, 2)), "b": trial.normal(1, 1)})
        for _ in range(2)
    )
    one_at_a_time(trial, first, second, note="40 examples")


@forward_logistic.check
def one_example_is_as_good_as_many(trial: Trial) -> None:
    """The answer has a column for each example, if there is one alone as well."""
    params = {"W": trial.normal(2, 3) / 3, "b": trial.normal(2, 1)}
    trial.expect(trial.rng.integers(-3, 4, (3, 1)), params, note="one example, two outputs")


@forward_logistic.misconception
def left_out_the_sigmoid(X, params):
    """This is Z = W X + b; the sigmoid turns it into a probability."""
    return params["W"] @ X + params["b"]


@forward_logistic.misconception
def decided_at_once(X, params):
    """These are decisions, 0 or 1; asked for are the probabilities."""
    return (forward(X, params) > 0.5).astype(float)


@forward_logistic.misconception
def left_out_the_bias(X, params):
    """This is σ(W X); the bias is added before the sigmoid."""
    return squash(params["W"] @ X)


@forward_logistic.misconception
def took_the_bias_away(X, params):
    """The bias was subtracted; it is added."""
    return squash(params["W"] @ X - params["b"])


@forward_logistic.misconception
def multiplied_element_by_element(X, params):
    """The sign * multiplies element by element; the matrix product is @."""
    return squash(params["W"] * X + params["b"])


@forward_logistic.misconception
def squashed_twice(X, params):
    """The sigmoid was taken twice; once makes a probability of W X + b."""
    return squash(forward(X, params))


@forward_logistic.misconception
def added_the_bias_after_the_sigmoid(X, params):
    """The bias was added to the probability; it is added to W X, and the sigmoid comes last."""
    return squash(params["W"] @ X) + params["b"]


@forward_logistic.misconception
def multiplied_features_by_weights(X, params):
    """This is σ(X W + b); the weights stand on the left: W X."""
    return squash(X @ params["W"] + params["b"])


@forward_logistic.misconception
def took_w_transposed(X, params):
    """W was transposed; as (n_y, n_x) it fits X, (n_x, m), as it is."""
    return squash(params["W"].T @ X + params["b"])


@forward_logistic.misconception
def gave_the_probability_of_class_0(X, params):
    """These are the probabilities of class 0, 1 − σ(Z); asked for are those of class 1."""
    return 1 - forward(X, params)


# -----------------------------------------------------------------------------------------------------------

backward_logistic = task("backward_logistic")


@backward_logistic.check
def the_error_is_prediction_minus_truth(trial: Trial) -> None:
    """dW is (A − Y) Xᵀ / m, and db the mean of A − Y."""
    for m in trial.sample(range(3, 10), 2):
        X, params = draw_neuron(trial, trial.integer(2, 4), m)
        A = forward(X, params)
        trial.expect(A, X, draw_labels(trial, m), tolerance={"dW": rounding(largest(X)), "db": rounding(1)})
    for n_x, m, size in ((3, 3, 1.0), (2, 200, 200.0)):
        A, X, Y = (
            squash(trial.rng.uniform(-30, 30, (1, m))),
            size * trial.normal(n_x, m),
            draw_labels(trial, m),
        )
        trial.expect(A, X, Y, tolerance={"dW": rounding(10 * size), "db": rounding(1)}, note=f"{m} examples")


@backward_logistic.check
def one_example_has_a_gradient(trial: Trial) -> None:
    """One example alone has a gradient, of whole numbers too."""
    (A, B), X = trial.rng.uniform(0.05, 0.95, (2, 1, 1)), trial.rng.integers(1, 9, (3, 1))
    truth = trial.integer(0, 1)
    first, second = (A, X, np.array([[truth]])), (B, -500 * X, np.array([[1 - truth]]))
    one_at_a_time(trial, first, second, tolerance={"dW": rounding(5000), "db": rounding(1)})


@backward_logistic.check
def it_passes_a_gradient_check(trial: Trial) -> None:
    """Moving one parameter at a time changes the mean log loss as the gradient says."""
    m = trial.integer(5, 9)
    X, params = draw_neuron(trial, trial.integer(2, 4), m)
    A, Y = forward(X, params), draw_labels(trial, m)
    gradient = trial.call(A, X, Y, like=trial.reference((A, X, Y)))

    def loss(point):
        Z = point["dW"] @ X + point["db"]
        return np.mean(np.log(1 + np.exp(Z)) - Y * Z)

    trial.refuse(gradient_finding(gradient, loss, {"dW": params["W"], "db": params["b"]}))


def blocks(dZ, X):
    """dW and db for any dZ."""
    return {"dW": dZ @ X.T / X.shape[1], "db": dZ.mean(axis=1, keepdims=True)}


@backward_logistic.misconception
def kept_the_slope_of_the_sigmoid(A, X, Y):
    """For the log loss the factor a(1 − a) cancels, and dZ = A − Y; it stays with the squared error."""
    return blocks((A - Y) * A * (1 - A), X)


@backward_logistic.misconception
def doubled_dz(A, X, Y):
    """The gradient is exactly twice too large: the slope of the sigmoid is s(1 − s), without a 2."""
    return blocks(2 * (A - Y), X)


@backward_logistic.misconception
def subtracted_a_from_y(A, X, Y):
    """The gradient has the wrong sign: the error is A − Y, prediction minus truth."""
    return blocks(Y - A, X)


@backward_logistic.misconception
def stopped_at_da(A, X, Y):
    """This goes on with ∂L/∂a; the chain rule has a second factor, ∂a/∂z = a(1 − a)."""
    return blocks((A - Y) / (A * (1 - A)), X)


@backward_logistic.misconception
def took_the_decision_for_the_probability(A, X, Y):
    """The decision 0 or 1 was compared with the label; the error is the probability A minus Y."""
    return blocks((A > 0.5) - Y, X)


@backward_logistic.misconception
def left_the_gradient_a_sum(A, X, Y):
    """The gradient is m times too large: the loss is a mean over the m columns. (len(Y) is 1.)"""
    return {name: X.shape[1] * block for name, block in gradient_of_loss(A, X, Y).items()}


@backward_logistic.misconception
def divided_by_the_number_of_features(A, X, Y):
    """The sums were divided by the number of rows of X, its features; examples are columns, so m is
    shape[1]."""
    dZ = A - Y
    return {"dW": dZ @ X.T / X.shape[0], "db": np.sum(dZ, axis=1, keepdims=True) / X.shape[0]}


@backward_logistic.misconception
def halved_dz(A, X, Y):
    """The gradient is half of what it should be: the log loss has no factor ½, and no 2m."""
    return blocks((A - Y) / 2, X)


@backward_logistic.misconception
def left_db_a_sum(A, X, Y):
    """dW is a mean over the examples and db a sum; both belong to one loss and take the same factor 1/m."""
    gradient = gradient_of_loss(A, X, Y)
    return {"dW": gradient["dW"], "db": X.shape[1] * gradient["db"]}


@backward_logistic.misconception
def left_dw_a_sum(A, X, Y):
    """db is a mean over the examples and dW a sum; both belong to one loss and take the same factor 1/m."""
    gradient = gradient_of_loss(A, X, Y)
    return {"dW": X.shape[1] * gradient["dW"], "db": gradient["db"]}


@backward_logistic.misconception
def turned_dw_round(A, X, Y):
    """dW is transposed: a gradient has the shape of its parameter, (1, n_x), which is dZ Xᵀ and not X dZᵀ."""
    gradient = gradient_of_loss(A, X, Y)
    return {"dW": gradient["dW"].T, "db": gradient["db"]}


@backward_logistic.misconception
def gave_db_as_a_number(A, X, Y):
    """db is one number; it has the shape of b, (1, 1): sum with keepdims=True."""
    return {"dW": gradient_of_loss(A, X, Y)["dW"], "db": np.mean(A - Y)}


@backward_logistic.misconception
def left_db_flat(A, X, Y):
    """db is flat; it has the shape of b, (1, 1): sum with keepdims=True."""
    return {"dW": gradient_of_loss(A, X, Y)["dW"], "db": np.mean(A - Y, axis=1)}


# -----------------------------------------------------------------------------------------------------------

train_classifier = task("train_classifier")

RATES = [0.3, 0.7, 0.9, 1.6]


def draw_classes(trial: Trial) -> tuple[np.ndarray, np.ndarray]:
    """Draw features and the sides of a noisy line that does not pass through the origin."""
    n_x, m = trial.integer(1, 3), trial.integer(12, 20)
    X = trial.normal(n_x, m) + trial.rng.uniform(0.2, 0.5, (n_x, 1))
    score = trial.normal(1, n_x) @ X + trial.normal(1, m, scale=0.3)
    return X, (np.argsort(np.argsort(score)) >= m // 3).astype(int)


@train_classifier.check
def the_rate_is_used(trial: Trial) -> None:
    """Another learning rate leads to other parameters."""
    X, Y = draw_classes(trial)
    slow, fast = (trial.call(X, Y, lr, 2, like=trial.reference((X, Y, lr, 2)))[0] for lr in (0.3, 0.9))
    same = np.array_equal(slow["W"], fast["W"])
    trial.require(not same, "Two learning rates gave the same W: the rate to use is the argument lr.")


@train_classifier.check
def the_first_update_follows_the_gradient(trial: Trial) -> None:
    """One update from zeros is −lr times the gradient, and the cost before it is log 2."""
    for n in (1, 3):  # from zeros many an error is the same, and only then another
        X, Y = draw_classes(trial)
        parts = {"W": rounding(8 * largest(X)), "b": rounding(8)}
        trial.expect(X, Y, trial.choice(RATES), n, tolerance={0: parts, 1: shifted(LEAST)})


@train_classifier.check
def the_loss_falls_as_the_references_does(trial: Trial) -> None:
    """The costs are the log losses before each of the n updates."""
    X, Y = draw_classes(trial)
    arguments = X, Y, trial.choice(RATES), trial.integer(8, 15)
    right = trial.reference(arguments)
    _, costs = trial.call(*arguments, like=right)
    trial.refuse(curve_finding(costs, right[1], relative=shifted(LEAST)), "the costs")


@train_classifier.check
def it_is_the_same_loop_to_the_end(trial: Trial) -> None:
    """Each update has the same rate, the whole gradient and all examples, to the last."""
    X = 4 * trial.normal(2, trial.integer(70, 90)) + trial.rng.uniform(0.2, 0.5, (2, 1))
    score = trial.normal(1, 2) @ X + trial.normal(*X[:1].shape, scale=6)
    Y = (score > np.median(score)).astype(int)
    arguments = X, Y, 0.2, trial.integer(180, 220)
    params, costs = trial.reference(arguments)
    parts = {"W": rounding(100 * largest(X)), "b": rounding(100)}
    allowed = np.full(len(costs), shifted(np.min(of_the_truth(forward(X, params), Y)) / 10))
    trial.expect(*arguments, tolerance={0: parts, 1: allowed})


@train_classifier.check
def sizes_and_units_do_not_matter(trial: Trial) -> None:
    """There may be as many features as examples, with zeros and tiny ones among them, and any number of
    updates."""
    X, Y = trial.normal(2, 2), np.array([[0, 1]])
    X[0, 0], X[1, 1] = 0.0, 8e-4
    for n in (30, 2):
        parts = {"W": rounding(100), "b": rounding(100)}
        trial.expect(X, Y, 0.2, n, tolerance={0: parts, 1: shifted(LEAST)})
    large, Y = trial.rng.uniform(30, 60, (2, 3)) * [[1, -1, 1], [-1, 1, -1]], np.array([[1, 0, 1]])
    trial.expect(large, Y, 2e-4, 3, tolerance={0: parts, 1: shifted(LEAST)}, note="large features")


@train_classifier.check
def it_makes_all_updates_however_well_it_is_doing(trial: Trial) -> None:
    """All updates are made where all is learned at once, where the loss rises, and where one class is all."""
    side = np.where(trial.rng.random((1, 300)) < 0.5, 1, -1)
    X, Y = side * trial.rng.uniform(5, 5.4, (1, 300)), (side > 0).astype(int)
    parts = {"W": rounding(100), "b": rounding(100)}
    trial.expect(X, Y, 1.0, 6, tolerance={0: parts, 1: shifted(0.5)}, note="all is learned at once")
    for _ in range(20):
        X, Y = draw_classes(trial)
        lr, n = 12.0, trial.integer(6, 9)
        params, costs = trial.reference((X, Y, lr, n))
        if max(np.diff(costs)) > 0.1:
            break
    parts, known = {name: 1e-9 * largest(block, 1) for name, block in params.items()}, np.full(n, 1e3)
    known[0] = shifted(0.5)
    trial.expect(X, Y, lr, n, tolerance={0: parts, 1: known}, note="a rate at which the loss rises")
    X, Y = trial.normal(2, 5), np.full((1, 5), trial.integer(0, 1))
    parts = {"W": rounding(100), "b": rounding(100)}
    trial.expect(X, Y, 0.5, 40, tolerance={0: parts, 1: shifted(LEAST)}, note="one class only")


@train_classifier.check
def each_training_starts_anew(trial: Trial) -> None:
    """What one training has learned is no start for the next, on other data or on the same."""
    (X, Y), lr = draw_classes(trial), trial.choice(RATES)
    parts = {"W": rounding(8 * largest(X)), "b": rounding(8)}
    for data in ((X, Y), (X[:, ::-1] + 0.5, Y), (X, Y)):
        trial.expect(*data, lr, 3, tolerance={0: parts, 1: shifted(LEAST)})


LEAST = 0.01
"""After so few updates the least probability of a true class is about twice this."""
UPDATES, RATE = 150, 1.0


@train_classifier.check
def it_separates_two_clouds(trial: Trial) -> None:
    """It classifies two clouds, those of the training and fresh ones, with a small loss."""
    on_training, on_fresh, loss = quality(trial)
    wanted, most = trial.thresholds["accuracy"], trial.thresholds["loss"]
    trial.refuse(accuracy_finding(on_training, wanted, "the training data"))
    trial.refuse(accuracy_finding(on_fresh, wanted, "fresh data"))
    trial.require(loss <= most, f"The log loss after {UPDATES} updates is {loss:.3g}; {most} is allowed.")


@train_classifier.check
def it_learns_a_boolean_rule(trial: Trial) -> None:
    """It learns a rule such as "not x₁ and x₂" from its four cases."""
    corners = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    odd_one = trial.integer(0, 3)
    labels = (np.arange(4) == odd_one).astype(int)
    labels = trial.choice([labels, 1 - labels])
    order = trial.rng.permutation(np.tile(np.arange(4), 3))
    params = trained(trial, corners[:, order], labels[np.newaxis, order])
    right = accuracy(params, corners, labels)
    trial.refuse(accuracy_finding(right, 1.0, "the four cases of a boolean rule", constant=0.75))


def quality(trial: Trial) -> tuple[float, float, float]:
    """The accuracy on two clouds and on fresh ones, and the loss on the first."""
    (X, y), (fresh, truth) = (datasets.blobs(300, noise=1.2, random_state=trial.rng) for _ in range(2))
    mean, std = X.mean(axis=0), X.std(axis=0)
    X, fresh = ((data - mean) / std for data in (X, fresh))
    params = trained(trial, X.T, y[np.newaxis])
    loss = mean_loss_from_z(params["W"] @ X.T + params["b"], y[np.newaxis])
    return accuracy(params, X.T, y), accuracy(params, fresh.T, truth), loss


def trained(trial: Trial, X, Y) -> dict[str, np.ndarray]:
    """The parameters that a training gives."""
    arguments = X, Y, RATE, UPDATES
    params: dict[str, np.ndarray] = trial.call(*arguments, like=trial.reference(arguments))[0]
    return params


def accuracy(params, X, y) -> float:
    return float(np.mean((params["W"] @ X + params["b"] > 0) == y))


def train(X, Y, lr, n, *, output=squash, dz=np.subtract, price=mean_loss, step=-1.0, move=(1.0, 1.0)):
    """The right loop, with parts to replace; `move` says how far W and b take part."""
    params = {"W": np.zeros((1, len(X))), "b": np.zeros((1, 1))}
    costs = []
    for _ in range(n):
        A = output(params["W"] @ X + params["b"])
        costs.append(price(A, Y))
        gradient = blocks(dz(A, Y), X)
        params = {
            name: params[name] + step * lr * share * gradient[f"d{name}"]
            for name, share in zip(("W", "b"), move, strict=True)
        }
    return params, costs


@train_classifier.misconception
def climbed(X, Y, lr, n):
    """The loss grows and nearly all answers are wrong: the gradient is subtracted, not added."""
    return train(X, Y, lr, n, step=1.0)


@train_classifier.misconception
def trained_without_the_sigmoid(X, Y, lr, n):
    """The sigmoid is missing on the way forward: this is regression on the labels 0 and 1."""
    return train(X, Y, lr, n, output=lambda Z: Z)


@train_classifier.misconception
def trained_for_the_squared_error(X, Y, lr, n):
    """The sigmoid is missing, and the costs are squared errors: this is the training for regression."""
    return train(X, Y, lr, n, output=lambda Z: Z, price=lambda A, Y: np.mean((A - Y) ** 2) / 2)


@train_classifier.misconception
def left_b_untrained(X, Y, lr, n):
    """b is still 0, which forces the line through the origin: b takes the step −lr·db at each update."""
    return train(X, Y, lr, n, move=(1.0, 0.0))


@train_classifier.misconception
def left_w_untrained(X, Y, lr, n):
    """W is still 0: it takes the step −lr·dW at each update."""
    return train(X, Y, lr, n, move=(0.0, 1.0))


@train_classifier.misconception
def kept_the_slope_in_training(X, Y, lr, n):
    """It learns, but slowly: the gradient has an extra a(1 − a), which the log loss cancels."""
    return train(X, Y, lr, n, dz=lambda A, Y: (A - Y) * A * (1 - A))


@train_classifier.misconception
def trained_with_a_doubled_gradient(X, Y, lr, n):
    """It learns, but the gradient is twice too large (2s(1 − s)?): the accuracy does not show it, the costs
    do."""
    return train(X, Y, lr, n, step=-2.0)


@train_classifier.misconception
def trained_with_a_summed_gradient(X, Y, lr, n):
    """It learns in leaps: the gradient is m times too large, a sum where the mean is asked for."""
    return train(X, Y, lr, n, step=-float(X.shape[1]))


@train_classifier.misconception
def trained_at_a_rate_of_its_own(X, Y, lr, n):
    """The learning rate is fixed at 0.1; the rate to use is the argument lr."""
    return train(X, Y, 0.1, n)


@train_classifier.misconception
def trained_without_a_rate(X, Y, lr, n):
    """The gradient was subtracted whole; the step is lr times the gradient."""
    return train(X, Y, 1.0, n)


@train_classifier.misconception
def trained_on_decisions(X, Y, lr, n):
    """The error was taken of decisions, 0 or 1; it is the probability minus the label, A − Y."""
    return train(X, Y, lr, n, dz=lambda A, Y: (A > 0.5) - Y)


@train_classifier.misconception
def left_the_sigmoid_out_of_the_error(X, Y, lr, n):
    """The error was taken of Z, before the sigmoid; it is the probability minus the label, A − Y."""
    params, costs = {"W": np.zeros((1, len(X))), "b": np.zeros((1, 1))}, []
    for _ in range(n):
        Z = params["W"] @ X + params["b"]
        costs.append(mean_loss(squash(Z), Y))
        gradient = blocks(Z - Y, X)
        params = {name: params[name] - lr * gradient[f"d{name}"] for name in params}
    return params, costs


@train_classifier.misconception
def updated_one_after_the_other(X, Y, lr, n):
    """db was computed with the new W; both gradients belong to the old parameters, and then both are
    updated."""
    W, b, costs = np.zeros((1, len(X))), np.zeros((1, 1)), []
    for _ in range(n):
        A = squash(W @ X + b)
        costs.append(mean_loss(A, Y))
        W = W - lr * blocks(A - Y, X)["dW"]
        b = b - lr * blocks(squash(W @ X + b) - Y, X)["db"]
    return {"W": W, "b": b}, costs


@train_classifier.misconception
def trained_b_with_a_sum(X, Y, lr, n):
    """b takes steps that are m times too long: db is a mean over the examples, as dW is."""
    return train(X, Y, lr, n, move=(1.0, float(X.shape[1])))


@train_classifier.misconception
def started_at_random(X, Y, lr, n):
    """The weights started at random; one neuron's loss is a bowl, so zeros are as good a start, and the same
    one for everybody."""
    W, b, costs = np.random.default_rng(0).normal(0.0, 0.01, (1, len(X))), np.zeros((1, 1)), []
    for _ in range(n):
        A = squash(W @ X + b)
        costs.append(mean_loss(A, Y))
        gradient = blocks(A - Y, X)
        W, b = W - lr * gradient["dW"], b - lr * gradient["db"]
    return {"W": W, "b": b}, costs


@train_classifier.misconception
def added_a_last_loss(X, Y, lr, n):
    """The list has one cost too many: the loss after the last update does not belong to it."""
    return train(X, Y, lr, n)[0], train(X, Y, lr, n + 1)[1]


@train_classifier.misconception
def priced_squared_errors(X, Y, lr, n):
    """The parameters are right, but the costs are mean squared errors; they are log losses here."""
    return train(X, Y, lr, n, price=lambda A, Y: np.mean((A - Y) ** 2))


@train_classifier.misconception
def summed_the_costs(X, Y, lr, n):
    """The parameters are right, but each cost is a sum over the examples; the log loss is their mean."""
    return train(X, Y, lr, n, price=lambda A, Y: Y.size * mean_loss(A, Y))


@train_classifier.misconception
def stopped_after_one_update(X, Y, lr, n):
    """Only one update was made: the `return` stands inside the loop, and belongs after it."""
    return train(X, Y, lr, 1)


@train_classifier.misconception
def ran_a_fixed_number_of_updates(X, Y, lr, n):
    """The loop runs 100 times, whatever n is: n updates, and n costs."""
    return train(X, Y, lr, 100)


@train_classifier.misconception
def returned_the_last_loss_alone(X, Y, lr, n):
    """This is one cost; the costs of all n rounds are asked for, as a list."""
    params, costs = train(X, Y, lr, n)
    return params, costs[-1]


@train_classifier.misconception
def priced_after_the_update(X, Y, lr, n):
    """Each cost belongs to the parameters after the update; costs[k] is the one before update k, so costs[0]
    is log 2."""
    return train(X, Y, lr, n)[0], train(X, Y, lr, n + 1)[1][1:]


# -----------------------------------------------------------------------------------------------------------

decision_line = task("decision_line")


@decision_line.check
def the_neuron_says_one_half_on_it(trial: Trial) -> None:
    """It is the line on which w₁x₁ + w₂x₂ + b is 0."""
    for signs in trial.sample([(1, -1, 1), (-1, 1, 1), (1, 1, -1)], 3):
        w1, w2, b = (sign * round(trial.uniform(*ends), 2) for sign, ends in zip(signs, ENDS, strict=True))
        trial.expect({"W": np.array([[w1, w2]]), "b": np.array([[b]])})
    W, b = trial.rng.permutation([2, -3]), trial.choice([-5, 5])
    trial.expect({"W": W[np.newaxis], "b": np.array([[b]])}, note="whole numbers")
    level = {"W": np.array([[0.0, -trial.uniform(1, 3)]]), "b": np.array([[0.0]])}
    trial.expect(level, note="a level line through (0, 0)")
    for size in (1e3, 1e-9):
        params = {"W": size * trial.rng.uniform(0.5, 0.9, (1, 2)), "b": np.array([[-300 * size]])}
        trial.expect(params, note="weights of another size")


ENDS = (0.5, 1.2), (1.5, 3.0), (3.5, 5.0)


@decision_line.misconception
def lost_the_sign_of_the_slope(params):
    """The slope has the wrong sign: w₁x₁ goes to the other side, so the slope is −w₁/w₂."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return w1 / w2, -b / w2


@decision_line.misconception
def lost_the_sign_of_the_intercept(params):
    """The intercept has the wrong sign: b goes to the other side, so the intercept is −b/w₂."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return -w1 / w2, b / w2


@decision_line.misconception
def lost_both_signs(params):
    """Both signs are wrong: w₁x₁ and b go to the other side of the equation, with a minus each."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return w1 / w2, b / w2


@decision_line.misconception
def followed_the_weights(params):
    """This line has the direction of W, which is perpendicular to the border: its slope is −w₁/w₂."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return w2 / w1, -b / w2


@decision_line.misconception
def set_z_to_one_half(params):
    """σ(z) = ½ at z = 0, not at z = ½: the equation is w₁x₁ + w₂x₂ + b = 0."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return -w1 / w2, (0.5 - b) / w2


@decision_line.misconception
def solved_for_x1(params):
    """This gives x₁ from x₂; the line asked for gives x₂ from x₁: divide by w₂."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return -w2 / w1, -b / w1


@decision_line.misconception
def swapped_slope_and_intercept(params):
    """The slope comes first, then the intercept."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return -b / w2, -w1 / w2


@decision_line.misconception
def left_the_bias_undivided(params):
    """The slope is right; the bias has to be divided by w₂ as well: the intercept is −b/w₂."""
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return -w1 / w2, -b
