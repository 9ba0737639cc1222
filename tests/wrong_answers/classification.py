"""Wrong answers in `classification`, as they are written on a first evening."""


def sigmoid__with_math(z):
    import math

    return 1 / (1 + math.exp(-z))


def sigmoid__overflows(z):
    return np.exp(z) / (1 + np.exp(z))


def dsigmoid__of_the_sigmoid(z):
    return z * (1 - z)


def log_loss__float_of_an_array(A, Y):
    return float(-(Y * np.log(A) + (1 - Y) * np.log(1 - A)))


def decision_line__with_b_as_it_is(params):
    w1, w2 = params["W"][0]
    b = params["b"]
    return -w1 / w2, -b / w2
