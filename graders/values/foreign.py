"""What libraries' objects are as plain data; runs beside a student's code and trusts no class's word."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.values.expressions import from_sympy, vector, without_domain
from graders.values.figures import from_matplotlib
from graders.values.frame import DTYPE_NUMBERS, HEADS, NAME_CAP
from graders.values.plainly import plainly
from graders.values.tokens import Constant, Float, Rational, Token
from graders.values.trees import heads_in
from graders.values.types import Expression, Opaque

SYMBOLIC = {"sympy"}
PLOTTING = {"matplotlib", "mpl_toolkits"}
PANELS = 100
JAX = {"jax", "jaxlib"}
LIBRARIES = sys.stdlib_module_names | {"numpy", "scipy"}
TRUTHS: dict[Token, bool] = {Constant("true"): True, Constant("false"): False}
"""A comparison of SymPy's that is decided is a plain truth value."""


def type_name(x: object) -> str:
    """The name of an object's class, which its metaclass cannot disguise."""
    name: str = type.__dict__["__name__"].__get__(type(x))
    return str.__getitem__(name, slice(NAME_CAP))


def library(x: object) -> str:
    """The package in which an object's class really stands; nothing if that is not where it says.

    The class of F(x), F = Function("F"), stands nowhere; SymPy makes it.
    """
    try:
        functions = sys.modules.get("sympy.core.function")
        if functions is not None and type(type(x)) is functions.__dict__["UndefinedFunction"]:
            return "sympy"
        module = type.__dict__["__module__"].__get__(type(x))
        if type(module) is not str:
            return ""
        names = object.__getattribute__(sys.modules[module], "__dict__")
        return module.partition(".")[0] if names[type_name(x)] is type(x) else ""
    except Exception:
        return ""


def plain(x: object, home: str) -> object:
    """An object of the library `home` as plain data, `Opaque` where there is none."""
    try:
        if home in SYMBOLIC:
            data = _symbolic(x)
        elif home in PLOTTING:
            data = from_matplotlib(figures(x))
        elif home in JAX:
            data = _array(x)
        else:
            data = _container(x) if home in LIBRARIES else None
            data = plainly(x) if data is None else data
    except Exception:
        data = None
    return Opaque(type_name(x)) if data is None else data


def _symbolic(x: object) -> object:
    """A SymPy object; what has an unknown part, an integral left open for one, is named after that."""
    items = vector(x)
    if items is not None:
        return items
    data = from_sympy(without_domain(x))
    if isinstance(data, Expression) and data.tokens[-1] in TRUTHS:
        return TRUTHS[data.tokens[-1]]
    parts = (data,) if isinstance(data, Expression) else data.entries
    unknown = [head for part in parts for head in reversed(heads_in(part)) if head not in HEADS]
    return Opaque(unknown[0], type_name(x)) if unknown else data


def figures(x: Any, depth: int = 0) -> list[Any]:
    """The figures that a part of a plot, or a list of nothing else, belongs to."""
    if "matplotlib" not in sys.modules:
        return []
    if type(x) is np.ndarray and x.dtype.str == "|O" and x.size < PANELS:
        x = x.ravel().tolist()
    if type(x) not in (list, tuple):
        return _figure(x) if library(x) in PLOTTING else []
    found: list[Any] = []
    for item in x if depth < 3 else ():
        part = figures(item, depth + 1)
        if not part:
            return []
        found += part
    return found


def _figure(x: object) -> list[Any]:
    figure = x if type_name(x) == "Figure" else x.get_figure() if hasattr(x, "get_figure") else None
    return [] if figure is None else [figure]


def _array(x: object) -> NDArray[Any] | None:
    data = np.asarray(x)
    return data if type(data) is np.ndarray and data.dtype.str in DTYPE_NUMBERS else None


def _container(x: Any) -> object:
    if type(x) is Fraction:
        return Expression((Rational(x.numerator, x.denominator),))
    if type(x) is Decimal:
        return Expression((Float(float(x)),))
    if issubclass(type(x), tuple):
        return tuple.__getitem__(x, slice(None))
    return dict(dict.items(x)) if issubclass(type(x), dict) else None
