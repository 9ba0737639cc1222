"""Checks and misconceptions of the lesson A perceptron for regression."""

import random

import numpy as np

from graders import datasets
from graders.authoring import (
    SHARED_RANDOM,
    Trial,
    curve_finding,
    gradient_finding,
    one_at_a_time,
    rounding,
    task,
)
from graders.reference.regression import backward_propagation as gradient_of_cost
from graders.reference.regression import compute_cost as cost
from graders.reference.regression import forward_propagation as forward
from graders.reference.regression import standardise as scaled


def draw_layer(trial: Trial, n_y: int) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Draw X, Y and parameters of a layer whose sizes are all different."""
    n_x, m = sorted(trial.sample([size for size in range(2, 8) if size != n_y], 2))
    X, Y = trial.normal(n_x, m, scale=2).round(2) + 1, trial.normal(n_y, m, scale=3).round(2)
    return X, Y, {"W": trial.normal(n_y, n_x).round(2), "b": trial.normal(n_y, 1).round(2)}


def largest(*arrays) -> float:
    """The largest absolute value in all of them."""
    return max(float(np.max(np.abs(array))) for array in arrays)


# -----------------------------------------------------------------------------------------------------------

standardise = task("standardise")


def scaling_rounding(X):
    """What rounding may do to the scaled features, the means and the stds: even where the variance is taken
    as a mean of squares minus a squared mean."""
    size, std = largest(X), np.std(X, axis=1)
    least = np.min(std[std > 0])
    return {0: rounding((size / least) ** 3), 1: rounding(size), 2: rounding(size**2 / least)}


@standardise.check
def each_feature_has_mean_0_and_std_1(trial: Trial) -> None:
    """Each feature is scaled with its own mean and standard deviation."""
    for n_x in trial.sample([1, 2, 3], 3):
        size, centre = trial.rng.uniform(1, 9, (n_x, 1)), trial.rng.uniform(-9, 9, (n_x, 1))
        X = (centre + size * trial.normal(n_x, trial.integer(4, 9))).round(1)
        trial.expect(X, tolerance=scaling_rounding(X))
    X = trial.rng.permuted(np.arange(12).reshape(2, 6) ** 2, axis=1)
    trial.expect(X, tolerance=scaling_rounding(X), note="whole numbers")


@standardise.check
def any_unit_will_do(trial: Trial) -> None:
    """A feature may be measured in any unit, vary little around a large mean, and come with many examples."""
    for size, centre in ((1e-9, 0), (1e-20, 0), (0.3, 100), (2e4, 0)):
        X = centre + size * trial.normal(2, 40)
        trial.expect(X, tolerance=scaling_rounding(X))
    X = trial.normal(3, 3).round(2)
    trial.expect(X, tolerance=scaling_rounding(X), note="as many features as examples")


@standardise.check
def a_feature_that_never_changes_becomes_0(trial: Trial) -> None:
    """A feature that is the same in all examples becomes 0, with the std 1."""
    X = np.round(trial.normal(3, trial.integer(4, 8), scale=5), 1)
    X[trial.integer(0, 2)] = trial.integer(2, 9)
    trial.expect(X, tolerance=scaling_rounding(X), note="one feature is constant")
    X = np.round(trial.normal(2, 5, scale=5), 1)
    X[trial.integer(0, 1)] = 0
    trial.expect(X, tolerance=scaling_rounding(X), note="one feature is always 0")
    X = np.round(trial.normal(3, 7, scale=5), 1)
    X[1] = X[0]
    X[2] = trial.integer(1, 36) / 4  # its computed std is 0, too
    trial.expect(X, tolerance=scaling_rounding(X), note="one feature is constant, two are alike")


def scale(X, mean, std):
    return (X - mean) / std, mean, std


@standardise.misconception
def took_one_mean_for_all_features(X):
    """One mean and one standard deviation were taken of the whole array; each feature, a row, has its own."""
    return scale(X, np.mean(X), np.std(X))


@standardise.misconception
def averaged_over_the_features(X):
    """The means run over the features of one example; each feature is averaged over the examples, axis=1."""
    std = X.std(axis=0, keepdims=True)
    return scale(X, X.mean(axis=0, keepdims=True), np.where(std == 0, 1.0, std))


@standardise.misconception
def took_a_small_std_for_0(X):
    """A small standard deviation was taken for 0: units decide what is small, and only a feature that never
    changes has the std 1."""
    std = X.std(axis=1, keepdims=True)
    return scale(X, X.mean(axis=1, keepdims=True), np.where(std < 1e-8, 1.0, std))


@standardise.misconception
def divided_by_m_minus_one(X):
    """This is the sample's standard deviation, with m − 1 (ddof=1); the population's divides by m."""
    return scale(X, X.mean(axis=1, keepdims=True), X.std(axis=1, ddof=1, keepdims=True))


@standardise.misconception
def scaled_to_the_range(X):
    """This is min-max scaling, from 0 to 1; asked for is mean 0 and standard deviation 1."""
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    return scale(X, low, high - low)


@standardise.misconception
def divided_by_the_variance(X):
    """The division is by the variance; its root, the standard deviation, has the units of X."""
    return scale(X, X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True))


@standardise.misconception
def left_the_features_undivided(X):
    """The means are 0, but the spread is the old one: divide by the standard deviation."""
    _, mean, std = scaled(X)
    return X - mean, mean, std


@standardise.misconception
def left_the_features_uncentred(X):
    """The features were divided by their standard deviations, but their means were not subtracted first."""
    _, mean, std = scaled(X)
    return X / std, mean, std


@standardise.misconception
def left_the_statistics_flat(X):
    """The scaled features are right; mean and std are columns (n_x, 1), so that they fit other data too:
    keepdims=True."""
    Xn, mean, std = scaled(X)
    return Xn, mean.ravel(), std.ravel()


@standardise.misconception
def returned_the_std_of_0(X):
    """The features are right; the std returned for the constant one is still 0, and new data divided by it
    would give NaN: it is 1."""
    Xn, mean, _ = scaled(X)
    return Xn, mean, X.std(axis=1, keepdims=True)


@standardise.misconception
def added_a_small_number_to_the_std(X):
    """A small number added to every std shifts all results a little; only a std of 0 is replaced, by 1."""
    mean, std = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    return (X - mean) / (std + 1e-8), mean, std


@standardise.misconception
def divided_0_by_0(X):
    """A feature that never changes has the std 0, and 0/0 is NaN: there the std counts as 1."""
    return scale(X, X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True))


# -----------------------------------------------------------------------------------------------------------

initialize_parameters = task("initialize_parameters")


@initialize_parameters.check
def a_weight_joins_each_feature_with_each_output(trial: Trial) -> None:
    """W has the shape (n_y, n_x), b the shape (n_y, 1), and b is 0."""
    for n_x, n_y in ((trial.integer(4, 6), 1), (1, trial.integer(2, 3))):
        arguments = n_x, n_y, trial.integer(1, 1000)
        params = trial.call(*arguments, like=trial.reference(arguments))
        trial.compare(params["b"], np.zeros((n_y, 1)), what="the bias")


@initialize_parameters.check
def the_seed_decides(trial: Trial) -> None:
    """The same seed gives the same weights, another seed gives others."""
    n_x, n_y, seed = trial.integer(3, 6), trial.integer(1, 2), trial.integer(1, 1000)
    seeds = 10**6 + seed, 10**6 + seed, 10**6 + seed + 1000, 0, 0
    one, again, other, *of_0 = (
        trial.call(n_x, n_y, s, like=trial.reference((n_x, n_y, s)))["W"].tolist() for s in seeds
    )
    trial.require(one == again, "The same seed gave two different W: give the seed to the generator.")
    trial.require(of_0[0] == of_0[1], "The seed 0 gave two different W: it is a seed like any other.")
    trial.require(one != other, "Two different seeds gave the same W: random weights come from the seed.")
    one, other = (trial.call(4, 3, s, like=trial.reference((4, 3, s)))["W"] for s in (seed, seed + 1))
    sentence = "Seeds next to each other gave some equal weights: one generator draws all entries."
    trial.require(not np.isin(one, other).any(), sentence)


@initialize_parameters.check
def what_is_done_to_one_answer_does_not_change_the_next(trial: Trial) -> None:
    """Who trains the parameters in place gets the start again from the same seed."""
    call, seed = "initialize_parameters(2, 1, {})", trial.integer(1, 1000)
    lines = [
        (f"params = {call.format(seed)}", False),
        ('params["W"] += 1.0', False),
        (f"again = {call.format(seed)}", False),
        ('bool((again["W"] < 0.5).all())', True),
    ]
    trial.follow(lines, [], ([True], [trial.reference((2, 1, seed))] * 2))


@initialize_parameters.check
def the_weights_are_normal_with_std_0_01(trial: Trial) -> None:
    """The weights scatter around 0 with the standard deviation 0.01."""
    arguments = trial.integer(390, 410), trial.integer(240, 260), trial.integer(1, 1000)
    W = trial.call(*arguments, like=trial.reference(arguments))["W"]
    # Of so many normal numbers, six standard errors: a right W fails once in 10⁸ draws.
    near = 6 / np.sqrt(W.size)
    mean, std = float(np.mean(W)), float(np.std(W))
    narrow = abs(std / 0.01 - 1) < near
    trial.require(narrow, f"{W.size} weights have the standard deviation {std:.3g}; 0.01 is asked for.")
    trial.require(abs(mean) <= near * std, f"{W.size} weights have the mean {mean:.3g}; it should be near 0.")
    # The mean size of normal numbers is √(2/π) standard deviations; its error is here a tenth of this bound.
    usual = abs(float(np.mean(np.abs(W))) / std - np.sqrt(2 / np.pi)) < 0.05
    trial.require(usual, "The weights do not look normal: N(0, 0.01²) is asked for.")
    trial.require(len(np.unique(W)) > 0.98 * W.size, "Many weights are equal: each is drawn by itself.")
    trial.require(bool(np.all(W)), "Some weights are exactly 0, which no normal number is.")


@initialize_parameters.check
def the_global_generator_stays_as_it_is(trial: Trial) -> None:
    """NumPy's global random numbers are neither seeded nor drawn from."""
    for seed in trial.sample(range(1000), 2):  # seeded twice alike, they would be the same before and after
        trial.call(trial.integer(2, 5), trial.integer(1, 3), seed)
        sentence = "The call changed NumPy's global random numbers, which other code may rely on."
        trial.require(SHARED_RANDOM not in trial.outcome.warnings, sentence)


@initialize_parameters.check
def the_generator_of_python_stays_as_it_is(trial: Trial) -> None:
    """Python's global random numbers are neither seeded nor drawn from."""
    seed = trial.integer(1, 1000)
    lines = [
        (f"random.seed({seed})", False),
        ("before = random.getstate()", False),
        (f"params = initialize_parameters(2, 1, {seed + 1})", False),
        ("random.getstate() == before", True),
    ]
    right = [True], [trial.reference((2, 1, seed + 1))]
    trial.follow(lines, [("random", "import random")], right)


def normal(shape, seed, std=0.01):
    return np.random.default_rng(seed).normal(0.0, std, shape)


@initialize_parameters.misconception
def transposed_w(n_x, n_y, seed):
    """W has a row for each output and a column for each feature, (n_y, n_x): then W X is defined."""
    return {"W": normal((n_x, n_y), seed), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def left_the_bias_flat(n_x, n_y, seed):
    """The bias is a column (n_y, 1), which is added to every example's column; a flat (n_y,) would be a
    row."""
    return {"W": normal((n_y, n_x), seed), "b": np.zeros(n_y)}


@initialize_parameters.misconception
def gave_every_feature_a_bias(n_x, n_y, seed):
    """A bias belongs to an output, not to a feature: b has the shape (n_y, 1)."""
    return {"W": normal((n_y, n_x), seed), "b": np.zeros((n_x, 1))}


@initialize_parameters.misconception
def drew_the_bias_too(n_x, n_y, seed):
    """The bias is random; only the weights are, and b starts at 0."""
    rng = np.random.default_rng(seed)
    return {"W": rng.normal(0.0, 0.01, (n_y, n_x)), "b": rng.normal(0.0, 0.01, (n_y, 1))}


@initialize_parameters.misconception
def drew_from_a_seed_of_its_own(n_x, n_y, seed):
    """The generator has a fixed seed of its own; the seed to use is the argument."""
    return {"W": normal((n_y, n_x), 0), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def started_all_weights_at_0(n_x, n_y, seed):
    """All weights are 0; asked for are random ones from N(0, 0.01²), drawn with the seed."""
    return {"W": np.zeros((n_y, n_x)), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def left_the_weights_large(n_x, n_y, seed):
    """The weights have the standard deviation 1: multiply them by 0.01."""
    return {"W": normal((n_y, n_x), seed, 1.0), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def took_the_variance_for_the_std(n_x, n_y, seed):
    """N(0, 0.01²) names the variance; NumPy's normal asks for its root, the standard deviation 0.01."""
    return {"W": normal((n_y, n_x), seed, 0.01**2), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def took_the_std_for_the_variance(n_x, n_y, seed):
    """The weights have the standard deviation 0.1, the root of 0.01; 0.01 is the standard deviation
    itself."""
    return {"W": normal((n_y, n_x), seed, 0.1), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def drew_between_0_and_1(n_x, n_y, seed):
    """These weights are uniform between 0 and 0.01 and none is negative; normal ones lie on both sides
    of 0."""
    return {"W": 0.01 * np.random.default_rng(seed).random((n_y, n_x)), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def seeded_the_generator_of_python(n_x, n_y, seed):
    """random.seed changes the random numbers of all other code; np.random.default_rng(seed) is a generator of
    its own."""
    random.seed(seed)
    W = [[random.gauss(0.0, 0.01) for _ in range(n_x)] for _ in range(n_y)]
    return {"W": np.array(W), "b": np.zeros((n_y, 1))}


@initialize_parameters.misconception
def seeded_the_global_generator(n_x, n_y, seed):
    """np.random.seed changes the random numbers of all other code; np.random.default_rng(seed) is a generator
    of its own."""
    np.random.seed(seed)
    return {"W": 0.01 * np.random.randn(n_y, n_x), "b": np.zeros((n_y, 1))}


# -----------------------------------------------------------------------------------------------------------

forward_propagation = task("forward_propagation")


@forward_propagation.check
def it_is_w_times_x_plus_b(trial: Trial) -> None:
    """It is the matrix product W X, plus b."""
    n = trial.integer(2, 4)  # square: a product in the wrong order or of a transpose exists as well
    X, W, b = (trial.normal(n, columns).round(2) for columns in (n, n, 1))
    trial.expect(X, {"W": W, "b": b}, note=f"{n} features, {n} outputs, {n} examples")


@forward_propagation.check
def it_predicts_for_any_sizes(trial: Trial) -> None:
    """It works for any number of features, outputs and examples."""
    for n_y in (1, 3):
        X, _, params = draw_layer(trial, n_y)
        trial.expect(X, params)
    other = {name: trial.normal(*block.shape).round(2) for name, block in params.items()}
    one_at_a_time(trial, (X, params), (trial.normal(*X.shape), other), tolerance=rounding(100))
    n_x, m = trial.integer(2, 4), trial.integer(5, 7)
    params = {"W": trial.rng.integers(-5, 5, (1, n_x)), "b": np.array([[trial.integer(1, 9)]])}
    trial.expect(trial.rng.integers(-9, 9, (n_x, m)), params, note="whole numbers")
    for size in (1.0, 1e4):
        X = size * trial.normal(3, 40).round(2)
        X[:, 5] = 0
        params = {"W": trial.normal(2, 3).round(2), "b": trial.normal(2, 1).round(2)}
        trial.expect(X, params, tolerance=rounding(100 * size), note="40 examples")
    params = {"W": trial.normal(2, 3), "b": trial.normal(2, 1)}
    trial.expect(trial.rng.integers(-9, 9, (3, 1)), params, tolerance=rounding(100), note="one example")


@forward_propagation.misconception
def forgot_the_bias(X, params):
    """This is W X; the bias b is still to be added."""
    return params["W"] @ X


@forward_propagation.misconception
def multiplied_in_the_wrong_order(X, params):
    """This is X W; the weights stand on the left: W X."""
    return X @ params["W"] + params["b"]


@forward_propagation.misconception
def transposed_the_weights(X, params):
    """W was transposed; as (n_y, n_x) it fits X, (n_x, m), as it is."""
    return params["W"].T @ X + params["b"]


@forward_propagation.misconception
def multiplied_entry_by_entry(X, params):
    """The sign * multiplies element by element; the matrix product is @."""
    return params["W"] * X + params["b"]


@forward_propagation.misconception
def added_the_bias_as_a_row(X, params):
    """The bias was added as a row, one entry for each example; it is a column, one entry for each output."""
    return params["W"] @ X + params["b"].T


@forward_propagation.misconception
def added_the_bias_to_the_features(X, params):
    """The bias was added to X, before the product; it is added to W X."""
    return params["W"] @ (X + params["b"])


@forward_propagation.misconception
def subtracted_the_bias(X, params):
    """The bias was subtracted; it is added."""
    return params["W"] @ X - params["b"]


@forward_propagation.misconception
def squashed_the_output(X, params):
    """A sigmoid was applied; for regression the sum W X + b is the prediction."""
    return 1 / (1 + np.exp(-forward(X, params)))


# -----------------------------------------------------------------------------------------------------------

compute_cost = task("compute_cost")


@compute_cost.check
def it_is_half_the_mean_squared_error(trial: Trial) -> None:
    """It is the sum of all squared errors over 2m, m the number of examples."""
    for n_y in (1, trial.integer(2, 3)):
        X, Y, params = draw_layer(trial, n_y)
        Y_hat = forward(X, params)
        trial.expect(Y_hat, Y, tolerance=rounding(largest(Y_hat, Y) ** 2))
    Y = trial.rng.integers(-9, 9, (1, trial.integer(4, 9)))
    trial.expect(Y + trial.rng.integers(1, 5, Y.shape), Y, note="whole numbers")


@compute_cost.check
def errors_of_any_size_have_a_cost(trial: Trial) -> None:
    """Tiny and large errors count, those of many examples too, and no error costs nothing."""
    for size in (1e-4, 1e4):
        Y_hat, Y = size * trial.normal(2, 50), size * trial.normal(2, 50)
        trial.expect(Y_hat, Y, tolerance=rounding(100 * size**2))
    trial.expect(Y, Y, note="no error at all")
    trial.expect(trial.normal(3, 1), trial.normal(3, 1), tolerance=rounding(10), note="one example")
    a, b = trial.normal(2).round(2)
    one_at_a_time(trial, (np.array([[0.0, a, 0.0]]), np.array([[b, 0.0, 0.0]])), (np.ones((1, 3)),) * 2)


@compute_cost.check
def what_is_no_number_has_no_cost(trial: Trial) -> None:
    """A prediction that is NaN makes the cost NaN, whatever the others are."""
    Y_hat, Y = trial.normal(2, 4), trial.normal(2, 4)
    Y_hat[trial.integer(0, 1), trial.integer(0, 3)] = np.nan
    found = trial.call(Y_hat, Y)
    is_nan = isinstance(found, (float, np.floating)) and bool(np.isnan(found))
    trial.require(
        is_nan, "A prediction is NaN, and so is the cost: left out, it would hide a training gone wrong."
    )


@compute_cost.misconception
def forgot_the_half(Y_hat, Y):
    """This is the mean squared error; the cost is half of it, so that the 2 of the derivative cancels."""
    return np.sum((Y_hat - Y) ** 2) / Y.shape[1]


@compute_cost.misconception
def counted_the_rows(Y_hat, Y):
    """The sum was divided by twice the number of rows; examples are columns, so m is shape[1]."""
    return np.sum((Y_hat - Y) ** 2) / (2 * len(Y))


@compute_cost.misconception
def averaged_over_the_outputs_too(Y_hat, Y):
    """With several outputs this divides by their number as well; the mean is over the m examples alone."""
    return np.mean((Y_hat - Y) ** 2) / 2


@compute_cost.misconception
def left_the_errors_unsquared(Y_hat, Y):
    """The errors were added as they are, and those of opposite sign cancel: square them first."""
    return np.sum(Y_hat - Y) / (2 * Y.shape[1])


@compute_cost.misconception
def took_absolute_errors(Y_hat, Y):
    """The absolute values of the errors were added; the cost adds their squares."""
    return np.sum(np.abs(Y_hat - Y)) / (2 * Y.shape[1])


@compute_cost.misconception
def squared_the_sum(Y_hat, Y):
    """The errors were added and the sum squared; each error is squared first, then the squares are added."""
    return np.sum(Y_hat - Y) ** 2 / (2 * Y.shape[1])


@compute_cost.misconception
def left_the_sum_undivided_by_m(Y_hat, Y):
    """This is half the sum of squares, which grows with the data; the cost is a mean: divide by m too."""
    return np.sum((Y_hat - Y) ** 2) / 2


@compute_cost.misconception
def multiplied_by_m(Y_hat, Y):
    """Division and multiplication run from left to right: / 2 * m multiplies by m, so 2m needs
    parentheses."""
    return np.sum((Y_hat - Y) ** 2) / 2 * Y.shape[1]


@compute_cost.misconception
def took_the_root(Y_hat, Y):
    """This is the root of the mean squared error; the cost is half of the mean, without a root."""
    return np.sqrt(np.sum((Y_hat - Y) ** 2) / Y.shape[1])


@compute_cost.misconception
def multiplied_the_matrices(Y_hat, Y):
    """E Eᵀ is a matrix (n_y, n_y), whose diagonal holds the sums of squares; the cost is one number."""
    return (Y_hat - Y) @ (Y_hat - Y).T / (2 * Y.shape[1])


@compute_cost.misconception
def left_out_what_is_nan(Y_hat, Y):
    """Predictions that are NaN were left out (np.nansum): where a training has gone wrong, its cost says so
    by being NaN."""
    return np.nansum((Y_hat - Y) ** 2) / (2 * Y.shape[1])


@compute_cost.misconception
def kept_one_cost_for_each_example(Y_hat, Y):
    """The squares of each example were kept apart; the cost is one number for all of them."""
    return np.sum((Y_hat - Y) ** 2, axis=0) / (2 * Y.shape[1])


# -----------------------------------------------------------------------------------------------------------

backward_propagation = task("backward_propagation")


@backward_propagation.check
def the_gradient_is_the_error_times_the_features(trial: Trial) -> None:
    """dW is E Xᵀ / m and db the mean of E, for any sizes."""
    for n_y in (1, trial.integer(2, 3)):
        X, Y, params = draw_layer(trial, n_y)
        Y_hat = forward(X, params)
        scale = largest(Y_hat, Y)
        trial.expect(Y_hat, X, Y, tolerance={"dW": rounding(scale * largest(X)), "db": rounding(scale)})
    n = trial.integer(2, 4)
    for n_y, n_x, m, size in ((n, n, n, 1.0), (2, 3, 50, 100.0)):
        X, Y, Y_hat = (size * trial.normal(rows, m).round(2) for rows in (n_x, n_y, n_y))
        X[0, 0] = Y[0, 0] = Y_hat[0, 0] = 0
        parts = {"dW": rounding(50 * size**2), "db": rounding(50 * size)}
        trial.expect(Y_hat, X, Y, tolerance=parts, note=f"{n_x} features, {n_y} outputs, {m} examples")
    (X, Z), Y_hat, Y = trial.rng.integers(1, 9, (2, 3, 1)), trial.normal(2, 1), trial.normal(2, 1)
    one_at_a_time(trial, (Y_hat, X, Y), (Y_hat + 1, -Z, Y - 1), tolerance=rounding(100))


@backward_propagation.check
def it_passes_a_gradient_check(trial: Trial) -> None:
    """Moving one parameter at a time changes the cost as the gradient says."""
    X, Y, params = draw_layer(trial, trial.integer(1, 3))
    Y_hat = forward(X, params)
    gradient = trial.call(Y_hat, X, Y, like=trial.reference((Y_hat, X, Y)))

    def loss(point):
        return np.sum((point["dW"] @ X + point["db"] - Y) ** 2) / (2 * Y.shape[1])

    trial.refuse(gradient_finding(gradient, loss, {"dW": params["W"], "db": params["b"]}))


@backward_propagation.misconception
def left_the_gradient_summed(Y_hat, X, Y):
    """The gradient is m times too large: the cost is a mean, so its slope is one too."""
    E = Y_hat - Y
    return {"dW": E @ X.T, "db": E.sum(axis=1, keepdims=True)}


@backward_propagation.misconception
def kept_the_two_of_the_square(Y_hat, X, Y):
    """The gradient is exactly twice too large: the 2 that the square brings down cancels with the half in
    the cost."""
    return {name: 2 * block for name, block in gradient_of_cost(Y_hat, X, Y).items()}


@backward_propagation.misconception
def kept_the_half_of_the_cost(Y_hat, X, Y):
    """The gradient is half of what it should be: the half in the cost has cancelled with the 2 of the
    square."""
    return {name: block / 2 for name, block in gradient_of_cost(Y_hat, X, Y).items()}


@backward_propagation.misconception
def subtracted_the_prediction(Y_hat, X, Y):
    """The gradient has the wrong sign: the error is Ŷ − Y, prediction minus truth."""
    return gradient_of_cost(Y, X, Y_hat)


@backward_propagation.misconception
def summed_db_alone(Y_hat, X, Y):
    """dW is a mean over the examples and db a sum; both belong to one cost and take the same factor 1/m."""
    gradient = gradient_of_cost(Y_hat, X, Y)
    return {"dW": gradient["dW"], "db": gradient["db"] * X.shape[1]}


@backward_propagation.misconception
def summed_dw_alone(Y_hat, X, Y):
    """db is a mean over the examples and dW a sum; both belong to one cost and take the same factor 1/m."""
    gradient = gradient_of_cost(Y_hat, X, Y)
    return {"dW": gradient["dW"] * X.shape[1], "db": gradient["db"]}


@backward_propagation.misconception
def divided_by_the_number_of_outputs(Y_hat, X, Y):
    """The sums were divided by the number of rows of Y; examples are columns, so m is shape[1]."""
    E = Y_hat - Y
    return {"dW": E @ X.T / len(Y), "db": E.sum(axis=1, keepdims=True) / len(Y)}


@backward_propagation.misconception
def transposed_dw(Y_hat, X, Y):
    """dW is transposed: a gradient has the shape of its parameter, (n_y, n_x), which is E Xᵀ and not X Eᵀ."""
    gradient = gradient_of_cost(Y_hat, X, Y)
    return {"dW": gradient["dW"].T, "db": gradient["db"]}


@backward_propagation.misconception
def flattened_db(Y_hat, X, Y):
    """db is flat; as a column (n_y, 1) it has the shape of b: sum with keepdims=True."""
    gradient = gradient_of_cost(Y_hat, X, Y)
    return {"dW": gradient["dW"], "db": gradient["db"].ravel()}


@backward_propagation.misconception
def summed_db_to_one_number(Y_hat, X, Y):
    """db is one number; it is a column with the mean error of each output, of shape (n_y, 1)."""
    return {"dW": gradient_of_cost(Y_hat, X, Y)["dW"], "db": np.mean(Y_hat - Y)}


@backward_propagation.misconception
def multiplied_errors_and_features_entry_by_entry(Y_hat, X, Y):
    """E and X were multiplied element by element; the matrix product E Xᵀ also adds up over the examples."""
    E = Y_hat - Y
    return {"dW": E[:1] * X / X.shape[1], "db": E.mean(axis=1, keepdims=True)}


@backward_propagation.misconception
def took_the_prediction_for_the_error(Y_hat, X, Y):
    """The prediction Ŷ stands where the error belongs: E = Ŷ − Y."""
    return gradient_of_cost(Y_hat, X, 0 * Y)


@backward_propagation.misconception
def squared_the_error(Y_hat, X, Y):
    """The squared error was multiplied by X; the slope of E² is 2E, so E enters without a square."""
    return gradient_of_cost((Y_hat - Y) ** 2, X, 0 * Y)


# -----------------------------------------------------------------------------------------------------------

train_regression = task("train_regression")

RATES = [0.03, 0.08, 0.15, 0.25]


def draw_data(trial: Trial, n_y: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw features of ordinary size, none of mean 0, and values that follow them but for some noise."""
    n_x, m = trial.integer(1, 3), trial.integer(12, 20)
    X = trial.normal(n_x, m) + trial.rng.uniform(0.3, 0.6, (n_x, 1))
    slopes = trial.choice([-1, 1]) * trial.rng.uniform(1, 3, (n_y, n_x))
    return X, slopes @ X + trial.rng.uniform(1, 4, (n_y, 1)) + trial.normal(n_y, m, scale=0.3)


@train_regression.check
def the_learning_rate_is_used(trial: Trial) -> None:
    """Another learning rate leads to other parameters."""
    X, Y = draw_data(trial, 1)
    slow, fast = (trial.call(X, Y, lr, 2, like=trial.reference((X, Y, lr, 2)))[0] for lr in (0.05, 0.2))
    same = np.array_equal(slow["W"], fast["W"])
    trial.require(not same, "Two learning rates gave the same W: the rate to use is the argument lr.")


@train_regression.check
def the_first_update_follows_the_gradient(trial: Trial) -> None:
    """One update from zeros is −lr times the gradient, and the cost before it is that of the zeros."""
    for n_y in (1, 2):
        X, Y = draw_data(trial, n_y)
        scale = largest(Y)
        parts = {"W": rounding(scale * largest(X)), "b": rounding(scale)}
        trial.expect(X, Y, trial.choice(RATES), 1, tolerance={0: parts, 1: rounding(scale**2)})


@train_regression.check
def the_cost_falls_as_the_references_does(trial: Trial) -> None:
    """The costs are those before each of the n updates."""
    X, Y = draw_data(trial, 1)
    arguments = X, Y, trial.choice(RATES), trial.integer(8, 15)
    right = trial.reference(arguments)
    _, costs = trial.call(*arguments, like=right)
    trial.refuse(curve_finding(costs, right[1]), "the costs")


@train_regression.check
def it_is_the_same_loop_to_the_end(trial: Trial) -> None:
    """Each update has the same rate, the whole gradient and all examples, until nothing is left to learn."""
    X = trial.normal(2, trial.integer(70, 90)) + trial.rng.uniform(0.2, 0.3, (2, 1))
    Y = 100 * (trial.rng.uniform(1, 3, (1, 2)) @ X + trial.uniform(1, 4))
    arguments = X, Y, trial.choice([0.25, 0.3, 0.35]), trial.integer(180, 220)
    params, costs = trial.reference(arguments)
    error = rounding(10 * largest(Y))  # of Ŷ, and so of E: a cost errs by E times as much
    parts = {name: np.full(block.shape, error) for name, block in params.items()}
    trial.expect(*arguments, tolerance={0: parts, 1: error * (np.sqrt(2 * np.array(costs)) + error)})


@train_regression.check
def it_makes_all_updates_where_the_cost_grows(trial: Trial) -> None:
    """At a rate above the limit the costs grow without end; all updates are made, on all examples."""
    X, Y = trial.normal(1, 300) + 0.3, trial.normal(2, 300)
    arguments = X, Y, round(trial.uniform(5, 7), 1), trial.integer(55, 60)
    params, costs = trial.reference(arguments)
    parts = {name: rounding(100 * largest(block)) for name, block in params.items()}
    trial.expect(*arguments, tolerance={0: parts, 1: np.array([rounding(100 * cost) for cost in costs])})
    arguments = X, Y, 1e6, 99
    _, costs = trial.call(*arguments, like=trial.reference(arguments))
    sentence = f"A cost that is no number ended the training: {len(costs)} costs in place of 99."
    trial.require(len(costs) == 99, sentence)


@train_regression.check
def each_training_starts_anew(trial: Trial) -> None:
    """What one training has learned is no start for the next, on other data or on the same."""
    (X, Y), lr = draw_data(trial, 1), trial.choice(RATES)
    scale = 10 * largest(Y, X)
    parts = {"W": rounding(scale * largest(X)), "b": rounding(scale)}
    for data in ((X, Y), (X[:, ::-1] + 0.5, 1 - Y), (X, Y)):
        trial.expect(*data, lr, 3, tolerance={0: parts, 1: rounding(scale**2)})


@train_regression.check
def sizes_and_units_do_not_matter(trial: Trial) -> None:
    """There may be as many features, outputs and examples, with whole numbers, zeros and tiny ones among
    them."""
    n = trial.integer(2, 3)
    X = trial.normal(n, n)
    X[0, 0], X[-1, -1], X[1, 0] = 0.0, 5e-4, 8e-4
    Y, lr = trial.rng.integers(-9, 10, (n, n)), trial.choice(RATES)
    for m, count in ((n, 40), (1, 2)):
        parts = {"W": rounding(1e3), "b": rounding(1e3)}
        trial.expect(X[:, :m], Y[:, :m], lr / 2, count, tolerance={0: parts, 1: rounding(1e4)})


@train_regression.check
def it_arrives_at_least_squares(trial: Trial) -> None:
    """On sales and on houses it ends at the least-squares line, on old data and new."""
    for data, m in DATA:
        gap, allowed = distance(trial, data, m), trial.thresholds["distance"]
        sentence = (
            f"After {UPDATES} updates a prediction is {gap:.1e} standard deviations of Y away from that of "
            f"least squares; {allowed:.0e} is allowed."
        )
        trial.require(gap <= allowed, sentence)


DATA = (datasets.tv_sales, 100), (datasets.house_prices, 200)
UPDATES, RATE = 250, 0.5


def distance(trial: Trial, data, m: int) -> float:
    """How far predictions are from those of least squares, at worst, in units of Y's standard deviation."""
    (X, Y), (X_new, _) = (data(m, random_state=trial.rng) for _ in range(2))
    X, mean, std = scaled(X)
    Y, *_ = scaled(Y)
    arguments = X, Y, RATE, UPDATES
    params, _ = trial.call(*arguments, like=trial.reference(arguments))
    X_all = np.hstack([X, (X_new - mean) / std])
    solution, *_ = np.linalg.lstsq(np.vstack([X, np.ones(m)]).T, Y.T, rcond=None)
    return largest(forward(X_all, params) - solution.T @ np.vstack([X_all, np.ones(2 * m)]))


def train(X, Y, lr, n, *, gradient=gradient_of_cost, price=cost, step=-1.0, start=0.0):
    """The right loop, with parts to replace."""
    params = {"W": start + np.zeros((len(Y), len(X))), "b": np.zeros((len(Y), 1))}
    costs = []
    for _ in range(n):
        Y_hat = forward(X, params)
        costs.append(price(Y_hat, Y))
        blocks = gradient(Y_hat, X, Y)
        params = {"W": params["W"] + step * lr * blocks["dW"], "b": params["b"] + step * lr * blocks["db"]}
    return params, costs


@train_regression.misconception
def went_uphill(X, Y, lr, n):
    """The cost grows: the gradient points uphill and is subtracted, not added."""
    return train(X, Y, lr, n, step=1.0)


@train_regression.misconception
def left_the_bias_untrained(X, Y, lr, n):
    """The bias is still 0: b takes the step −lr·db at each update, as W does."""
    return train(X, Y, lr, n, gradient=lambda *a: {**gradient_of_cost(*a), "db": 0.0})


@train_regression.misconception
def left_the_weights_untrained(X, Y, lr, n):
    """The weights are still 0: W takes the step −lr·dW at each update, as b does."""
    return train(X, Y, lr, n, gradient=lambda *a: {**gradient_of_cost(*a), "dW": 0.0})


@train_regression.misconception
def took_a_rate_of_its_own(X, Y, lr, n):
    """The learning rate is fixed at 0.1; the rate to use is the argument lr."""
    return train(X, Y, 0.1, n)


@train_regression.misconception
def left_out_the_rate(X, Y, lr, n):
    """The gradient was subtracted whole; the step is lr times the gradient."""
    return train(X, Y, 1.0, n)


@train_regression.misconception
def took_a_fixed_number_of_updates(X, Y, lr, n):
    """The loop runs 100 times, whatever n is: n updates, and n costs."""
    return train(X, Y, lr, 100)


@train_regression.misconception
def returned_inside_the_loop(X, Y, lr, n):
    """Only one update was made: the `return` stands inside the loop, and belongs after it."""
    return train(X, Y, lr, 1)


@train_regression.misconception
def kept_the_last_cost_alone(X, Y, lr, n):
    """This is one cost; the costs of all n rounds are asked for, as a list."""
    params, costs = train(X, Y, lr, n)
    return params, costs[-1]


@train_regression.misconception
def took_the_cost_after_the_update(X, Y, lr, n):
    """Each cost belongs to the parameters after the update; costs[k] is the one before update k, so costs[0]
    is that of the zeros."""
    return train(X, Y, lr, n)[0], train(X, Y, lr, n + 1)[1][1:]


@train_regression.misconception
def added_a_last_cost(X, Y, lr, n):
    """The list has one cost too many: the cost after the last update does not belong to it."""
    return train(X, Y, lr, n)[0], train(X, Y, lr, n + 1)[1]


@train_regression.misconception
def returned_the_parameters_alone(X, Y, lr, n):
    """The costs are missing: the answer is a pair, the parameters and the list of costs."""
    return train(X, Y, lr, n)[0]


@train_regression.misconception
def started_at_one(X, Y, lr, n):
    """The weights started at 1; they start at 0 here, as the bias does."""
    return train(X, Y, lr, n, start=1.0)


@train_regression.misconception
def started_at_random(X, Y, lr, n):
    """The weights started at random; one neuron's cost is a bowl, so zeros are as good a start, and the same
    one for everybody."""
    return train(X, Y, lr, n, start=np.random.default_rng(0).normal(0.0, 0.01, (len(Y), len(X))))


@train_regression.misconception
def summed_the_gradient(X, Y, lr, n):
    """Each step is m times too long: the gradient is the mean over the examples, not their sum."""
    return train(X, Y, lr, n, step=-float(X.shape[1]))


@train_regression.misconception
def doubled_the_gradient(X, Y, lr, n):
    """Each step is twice too long: the 2 of the square cancels with the half in the cost."""
    return train(X, Y, lr, n, step=-2.0)


@train_regression.misconception
def doubled_the_cost(X, Y, lr, n):
    """The parameters are right and the costs twice too large: the cost is half the mean squared error."""
    return train(X, Y, lr, n, price=lambda Y_hat, Y: 2 * cost(Y_hat, Y))


@train_regression.misconception
def shrank_the_rate_on_the_way(X, Y, lr, n):
    """The learning rate shrinks with the number of the update; here it is the same in each of them."""
    params = {"W": np.zeros((len(Y), len(X))), "b": np.zeros((len(Y), 1))}
    costs = []
    for k in range(n):
        Y_hat = forward(X, params)
        costs.append(cost(Y_hat, Y))
        blocks = gradient_of_cost(Y_hat, X, Y)
        params = {name: params[name] - lr / (k + 1) * blocks[f"d{name}"] for name in params}
    return params, costs


@train_regression.misconception
def kept_the_first_gradient(X, Y, lr, n):
    """The gradient was computed once, before the loop; it belongs to the parameters of the moment and is
    taken anew in each round."""
    first = gradient_of_cost(0 * Y, X, Y)
    return train(X, Y, lr, n, gradient=lambda *a: first)


@train_regression.misconception
def updated_one_after_the_other(X, Y, lr, n):
    """db was computed with the new W; both gradients belong to the old parameters, and then both are
    updated."""

    def gradient(Y_hat, X, Y):
        dW = gradient_of_cost(Y_hat, X, Y)["dW"]
        return {"dW": dW, "db": gradient_of_cost(Y_hat - lr * dW @ X, X, Y)["db"]}

    return train(X, Y, lr, n, gradient=gradient)


# -----------------------------------------------------------------------------------------------------------

predict_original_units = task("predict_original_units")


@predict_original_units.check
def it_scales_predicts_and_scales_back(trial: Trial) -> None:
    """It scales with the training data's statistics, predicts, and scales back."""
    for n_x in (1, 3):
        mean, std = (trial.rng.uniform(*ends, (n_x, 1)).round(1) for ends in ((50, 200), (10, 40)))
        X = (mean + std * (trial.normal(n_x, trial.integer(4, 7)) + 0.5)).round(1)
        params = {"W": trial.normal(1, n_x).round(2), "b": trial.normal(1, 1).round(2)}
        y_mean, y_std = (trial.rng.uniform(*ends, (1, 1)).round() for ends in ((200, 900), (20, 90)))
        y_mean = y_mean if n_x > 1 else -y_mean
        scale = n_x * largest(params["W"]) * largest(X / std, mean / std) * largest(y_std) + largest(y_mean)
        trial.expect(X, params, (mean, std), (y_mean, y_std), tolerance=rounding(scale))
    X, params = np.tile(X, 12), {"W": trial.normal(1, n_x).round(2), "b": np.zeros((1, 1))}
    trial.expect(X, params, (mean, std), (y_mean, y_std), tolerance=rounding(scale), note="many examples")


@predict_original_units.check
def each_argument_has_its_part(trial: Trial) -> None:
    """Features, parameters and both pairs of statistics all count; features may be whole numbers."""
    X = np.repeat(trial.rng.integers(-20, 20, (3, 1)), 3, axis=1)
    others = X + np.array([[1, 2, 5], [4, 7, -2], [0, 3, -6]])
    params, more = ({"W": trial.normal(1, 3), "b": trial.normal(1, 1)} for _ in range(2))
    (x_stats, y_stats), (u_stats, v_stats) = (
        tuple((trial.normal(n, 1, scale=9), trial.rng.uniform(2, 5, (n, 1))) for n in (3, 1))
        for _ in range(2)
    )
    first, second = (X, params, x_stats, y_stats), (others, more, u_stats, v_stats)
    one_at_a_time(trial, first, second, tolerance=rounding(1e3))


@predict_original_units.misconception
def scaled_with_statistics_of_its_own(X_new, params, x_stats, y_stats):
    """The new data were scaled with their own mean and std; the parameters belong to the training data's."""
    return forward(scaled(X_new)[0], params) * y_stats[1] + y_stats[0]


@predict_original_units.misconception
def left_the_features_unscaled(X_new, params, x_stats, y_stats):
    """The features went in as they are; the parameters belong to scaled ones: (X − mean)/std first."""
    return forward(X_new, params) * y_stats[1] + y_stats[0]


@predict_original_units.misconception
def left_the_prediction_scaled(X_new, params, x_stats, y_stats):
    """The prediction is still in standard deviations: times std_y, plus mean_y."""
    return forward((X_new - x_stats[0]) / x_stats[1], params)


@predict_original_units.misconception
def undid_the_scaling_in_the_wrong_order(X_new, params, x_stats, y_stats):
    """The mean was added before multiplying; what was done last is undone first: times std, then plus
    mean."""
    return (forward((X_new - x_stats[0]) / x_stats[1], params) + y_stats[0]) * y_stats[1]


@predict_original_units.misconception
def scaled_the_prediction_once_more(X_new, params, x_stats, y_stats):
    """The prediction was standardised a second time; scaling back is the reverse: times std_y, plus
    mean_y."""
    return (forward((X_new - x_stats[0]) / x_stats[1], params) - y_stats[0]) / y_stats[1]


@predict_original_units.misconception
def forgot_the_mean(X_new, params, x_stats, y_stats):
    """The prediction was multiplied by std_y, but mean_y was not added."""
    return forward((X_new - x_stats[0]) / x_stats[1], params) * y_stats[1]


@predict_original_units.misconception
def swapped_mean_and_std(X_new, params, x_stats, y_stats):
    """Mean and standard deviation changed places; both pairs are (mean, std) in this order."""
    return forward((X_new - x_stats[1]) / x_stats[0], params) * y_stats[0] + y_stats[1]
