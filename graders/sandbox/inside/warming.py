"""Each library run once before the first worker, so that none pays for a first use.

What is run is what anybody would try on such a library: it knows no lesson, no answer and no seed.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import graders.values.figures

if TYPE_CHECKING:
    import sympy

LETTERS = "xyztuvwpqrsabc"
"""SymPy keeps what it found of a symbol with the symbol, which its name tells from others."""
LARGEST = 12
"""SymPy keeps what it found of a number with the number."""
CURVES = (
    "x**3 - x/5", "x*exp(-x)", "sin(7*x)**2", "cos(x/3)*x", "1/(1 + x)", "log(x)", "sqrt(x)*x", "1/x",
    "exp(2*x) - x", "x**4/4 - 2*x**2", "x/(x**2 + 4)", "log(x)/x", "exp(-x**2)", "x**2*log(x)", "(x - 1)**3",
)  # fmt: skip
EQUATIONS = ("x**2 - 3*x + 1", "3*x**2 - 5*x", "x**3 - x", "(1 - x)*exp(-x)", "1/x - 2", "(x**2 - 1)/(x + 3)")
EVER_AGAIN = 1e9
"""Seconds that nothing takes to compile: so nothing is written to a cache that can only be read."""


def warm_up(libraries: list[str], folder: str | None, kept: str) -> None:
    """Run the libraries that a zygote has loaded; `folder`, if there is one, may keep what workers read.

    In `kept` lies, from one zygote to the next, what they need not compile again.
    """
    if "sympy" in libraries:
        _calculate()
    if "matplotlib.pyplot" in libraries:
        _draw()
    if "jax" in libraries and folder is not None:
        _compile(folder, os.path.join(kept, f"jax-{_machine()}"))


def _calculate() -> None:
    import sympy

    for name in LETTERS:
        letter = sympy.Symbol(name)
        _look_at(letter, letter**2, 2 * letter, -letter, letter + 1, 1 / letter)
    _look_at(*_numbers())
    x, y = sympy.symbols("x y")
    for text in CURVES:
        curve = sympy.sympify(text)
        slope = curve.diff(x)
        sympy.integrate(curve, x)
        sympy.lambdify(x, sympy.simplify(slope), "numpy")
        sympy.simplify(slope.subs(x, sympy.Rational(1, 2))).evalf()
        sympy.count_ops(slope)
    for text in EQUATIONS:
        equation = sympy.sympify(text)
        sorted(sympy.solveset(equation, x, sympy.S.Reals))
        sympy.solve(equation, x)
    surface = sympy.Matrix([x * y + x**2, sympy.sin(x) + y * sympy.exp(x)])
    sympy.lambdify((x, y), surface.jacobian([x, y]), "numpy")
    sympy.hessian(x**2 * y - y**3, (x, y)).subs({x: 1, y: 2}).eigenvals()


def _numbers() -> Iterator[sympy.Expr]:
    import sympy

    for n in range(-LARGEST, LARGEST + 1):
        yield sympy.Integer(n)
        for m in (2, 3, 4, 5):
            yield sympy.Rational(n, m)
    yield from (sympy.Float(0.5), sympy.pi, sympy.E, sympy.I, sympy.sqrt(2), sympy.oo)


def _look_at(*expressions: Any) -> None:
    """Ask what SymPy asks of everything that it calculates with."""
    for one in expressions:
        for fact in ("zero", "real", "positive", "negative", "integer", "even", "finite", "commutative"):
            getattr(one, f"is_{fact}")


def _draw() -> None:
    import numpy as np
    from matplotlib import pyplot

    t = np.linspace(0.0, 1.0, 5)
    figure = pyplot.figure(layout="constrained")
    flat, deep = figure.add_subplot(121), figure.add_subplot(122, projection="3d")
    flat.plot(t, t, "o-", label="line")
    flat.scatter(t, t)
    flat.quiver(t, t, t, t, t)
    flat.set(title="title", xlabel="x", yscale="log")
    flat.legend()
    deep.plot_surface(*np.meshgrid(t, t), np.ones((5, 5)), cmap="viridis")
    graders.values.figures.from_matplotlib(figure)
    pyplot.close("all")


def _compile(folder: str, kept: str) -> None:
    """Let a child fill JAX's cache, and workers read it: a process that ran JAX must not fork."""
    _load_all_of_jax()
    settings: Any = importlib.import_module("jax").config
    settings.update("jax_compilation_cache_dir", folder)
    settings.update("jax_persistent_cache_min_entry_size_bytes", -1)
    settings.update("jax_persistent_cache_min_compile_time_secs", EVER_AGAIN)
    if _taken(kept, folder):
        return
    child = os.fork()
    if child == 0:
        try:
            settings.update("jax_persistent_cache_min_compile_time_secs", 0.0)
            _differentiate()
            os._exit(0)
        finally:
            os._exit(1)
    if os.waitpid(child, 0)[1] == 0:
        with suppress(OSError):
            _keep(folder, kept)


def _taken(kept: str, folder: str) -> bool:
    """Copy what was kept, if nobody else can have written it: workers run it. Links in it stay links."""
    try:
        status = os.lstat(kept)
        if status.st_uid != os.geteuid() or status.st_mode & 0o022 or not stat.S_ISDIR(status.st_mode):
            return False
        shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)
    except OSError:
        return False
    return True


def _keep(folder: str, kept: str) -> None:
    """Keep a copy, whole or not at all; that of another zygote is as good."""
    above = os.path.dirname(kept)
    os.makedirs(above, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=above) as part:
        os.rename(shutil.copytree(folder, os.path.join(part, "whole")), kept)


def _machine() -> str:
    """What compiled code depends on: this file, Python and its libraries, and the processor."""
    versions = [version(name) for name in ("jax", "jaxlib")]
    with open("/proc/cpuinfo") as info:
        processor = sorted({line for line in info if line.startswith(("model name", "flags", "Features"))})
    with open(__file__) as own:
        said = [own.read(), sys.version, *versions, *processor]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _load_all_of_jax() -> None:
    """Load what JAX puts off until something is computed. It is JAX's own, and may have another name."""
    with suppress(ImportError, AttributeError):
        importlib.import_module("jaxlib.mlir.dialects.mhlo")
        importlib.import_module("jax._src.xla_bridge")._discover_and_register_pjrt_plugins()


def _differentiate() -> None:
    """Take the usual functions apart into the steps that JAX compiles one by one, for the usual shapes."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    def usual(x: Any) -> Any:
        return 2.5 * jnp.sin(1.5 * x) + jnp.exp(0.5 * x) * jnp.cos(x) + jnp.tanh(x) / (1.5 + x) - x**3

    def other(x: Any) -> Any:
        return jnp.log(x + 1.5) + jnp.sqrt(x) * x**2 - 1.0 / x

    number, numbers = jnp.asarray(2.0, dtype=float), jnp.asarray(np.array([1, 2, 3]), dtype=float)
    for x in (jnp.asarray(2.0), number, jnp.asarray([1.0, 2.0, 3.0]), numbers):
        for f in (usual, other, lambda x: x**3):
            jax.grad(lambda x, f=f: jnp.sum(f(x)))(x).block_until_ready()
            np.asarray(jax.vmap(jax.grad(f))(jnp.atleast_1d(x)))
