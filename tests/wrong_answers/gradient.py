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


def gradient_numeric__of_two_numbers(f, p, h):
    x, y = p
    return np.array([(f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)])


def steepest_direction__starts_at_zero(f, x, y, step, n_angles):
    best, rate = 0, 0
    for k in range(n_angles):
        t = k * 2 * np.pi / n_angles
        r = (f(x + step * np.cos(t), y + step * np.sin(t)) - f(x, y)) / step
        if r > rate:
            best, rate = np.degrees(t), r
    return best, rate


def unit_field__without_a_grid(gx, gy, xs):
    u, v = gx(xs, xs), gy(xs, xs)
    s = np.sqrt(u**2 + v**2)
    return u / s, v / s, s


def plot_surface_and_field__in_flat_panels(f, gx, gy, xs):
    import matplotlib.pyplot as plt

    X, Y = np.meshgrid(xs, xs, indexing="ij")
    fig, ax = plt.subplots(1, 2)
    ax[0].plot_surface(X, Y, f(X, Y))
    ax[1].quiver(X, Y, gx(X, Y), gy(X, Y))
    return fig
