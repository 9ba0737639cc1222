"""Wrong answers in `gradient`, as they are written on a first evening."""


def gradient_numeric__in_whole_numbers(f, p, h):
    out = np.zeros_like(p)
    for i, step in enumerate(h * np.eye(len(p))):
        out[i] = (f(p + step) - f(p - step)) / (2 * h)
    return out


def directional_derivative__changes_u(f, p, u, h):
    u /= np.linalg.norm(u)
    return float((f(p + h * u) - f(p - h * u)) / (2 * h))


def gradient_angle__plain_arctan(gx, gy, convention):
    angle = np.degrees(np.arctan(gy / gx))
    return angle if convention == "math" else 90 - angle


def gradient_angle__compass_is_math_and_90(gx, gy, convention):
    angle = np.degrees(np.arctan2(gy, gx))
    return angle % 360 if convention == "math" else (angle + 90) % 360


def unit_field__divides_by_zero(gx, gy, xs):
    x, y = np.meshgrid(xs, xs, indexing="ij")
    u, v = gx(x, y), gy(x, y)
    size = np.hypot(u, v)
    return u / size, v / size, size


def unit_field__columns_for_rows(gx, gy, xs):
    x, y = np.meshgrid(xs, xs)
    u, v = gx(x, y), gy(x, y)
    size = np.hypot(u, v)
    length = np.where(size > 0, size, 1)
    return u / length, v / length, size
