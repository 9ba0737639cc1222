"""Wrong answers in `regression`, as they are written on a first evening."""


def standardise__over_the_features(X):
    mean, std = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / std, mean, std


def forward_propagation__shapes_that_do_not_fit(X, params):
    return X @ params["W"] + params["b"]


def compute_cost__without_the_half(Y_hat, Y):
    return float(np.sum((Y_hat - Y) ** 2) / Y.shape[1])


def backward_propagation__db_as_a_sum(Y_hat, X, Y):
    n = X.shape[1]
    dZ = (Y_hat - Y) / n
    return {"dW": dZ @ X.T, "db": np.sum(Y_hat - Y, axis=1, keepdims=True)}


def forward_propagation__in_names_of_its_own(X, params):
    return W @ X + b


def forward_propagation__with_dots(X, params):
    return params.W @ X + params.b


def compute_cost__with_a_caret(Y_hat, Y):
    m = Y.shape[1]
    return np.sum((Y_hat - Y) ^ 2) / (2 * m)


def backward_propagation__under_other_keys(Y_hat, X, Y):
    m = X.shape[1]
    E = Y_hat - Y
    return {"W": E @ X.T / m, "b": np.sum(E, axis=1, keepdims=True) / m}
