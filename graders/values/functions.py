"""Functions that the grader passes to a student's code."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

NAMES = {
    "sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sinh", "cosh", "arctan", "abs", "where",
    "maximum", "minimum", "sum", "dot", "array", "stack", "pi", "e",
}  # fmt: skip
ANY_NAME = "f"
"""Of a function that nobody named."""
BACKENDS = {"numpy": "numpy", "jax": "jax.numpy", "mpmath": "mpmath"}
MPMATH_NAMES: dict[str, str | Callable[..., Any]] = {
    "arctan": "atan", "array": list, "abs": abs, "maximum": max, "minimum": min, "sum": builtins.sum,
}  # fmt: skip


@cache
def namespace(backend: str) -> dict[str, object]:
    """The names a formula may use, as one library defines them; JAX computes in 64 bits from here on."""
    library = importlib.import_module(BACKENDS[backend])
    if backend == "jax":
        importlib.import_module("jax").config.update("jax_enable_x64", True)
    names = {name: getattr(library, name) for name in NAMES if hasattr(library, name)}
    if backend == "mpmath":
        for name, other in MPMATH_NAMES.items():
            names[name] = getattr(library, other) if isinstance(other, str) else other
    return names


@dataclass(frozen=True)
class Function:
    """A function that the grader passes to a student's code, given by its formula.

    >>> Function("x**2 + sin(x)")(0.0)
    np.float64(0.0)
    """

    formula: str
    parameters: str = "x"
    backend: str = "numpy"
    name: str = ""
    """What it is called where it is handed over: as the parameter of the task that it becomes."""

    def using(self, backend: str) -> Function:
        """The same formula over another library: numpy, jax or mpmath."""
        return replace(self, backend=backend)

    def compiled(self) -> Callable[..., Any]:
        """A Python function that computes the formula."""
        return _compiled(self.formula, self.parameters, self.backend, self.name or ANY_NAME)

    def __call__(self, *arguments: Any) -> Any:
        return self.compiled()(*arguments)


@lru_cache(maxsize=1000)
def _compiled(formula: str, parameters: str, backend: str, name: str) -> Callable[..., Any]:
    # A library that loads a part of itself while it computes asks for `__import__` in the frame that called.
    names = {"__builtins__": {"__import__": __import__}, **namespace(backend)}
    function: Callable[..., Any] = eval(f"lambda {parameters}: {formula}", names)
    function.__name__ = function.__qualname__ = name
    return function


@dataclass(eq=False)
class Counted:
    """A function that stays with the grader: every call of it is answered there and counted."""

    function: Callable[..., Any]
    name: str = ""
    calls: int = field(default=0, init=False)

    def __call__(self, *arguments: Any) -> Any:
        self.calls += 1
        return self.function(*arguments)
