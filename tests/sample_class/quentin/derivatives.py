import numpy as np
import torch_utils_from_my_laptop as tu


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx


def central_difference(f, x, h):
    return tu.central(f, x, h)
