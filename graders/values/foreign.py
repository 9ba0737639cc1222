"""What libraries' objects are as plain data; runs beside a student's code and trusts no class's word."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from graders.values.expressions import from_sympy
from graders.values.frame import DTYPE_NUMBERS, HEADS, NAME_CAP
from graders.values.types import Expression, Opaque

SYMBOLIC = {"sympy"}
PLOTTING = {"matplotlib", "mpl_toolkits"}
JAX = {"jax", "jaxlib"}
LIBRARIES = sys.stdlib_module_names | {"numpy", "scipy"}


def type_name(x: Any) -> str:
    """The name of an object's class, which its metaclass cannot disguise."""
    name: str = type.__dict__["__name__"].__get__(type(x))
    return str.__getitem__(name, slice(NAME_CAP))


def library(x: Any) -> str:
    """The package in which an object's class really stands; nothing if that is not where it says."""
    try:
        module = type.__dict__["__module__"].__get__(type(x))
        if type(module) is not str:
            return ""
        names = object.__getattribute__(sys.modules[module], "__dict__")
        return module.partition(".")[0] if names[type_name(x)] is type(x) else ""
    except Exception:
        return ""


def plain(x: Any, home: str) -> Any:
    """An object of the library `home` as plain data, `Opaque` where there is none."""
    try:
        if home in SYMBOLIC:
            data = _symbolic(x)
        elif home in PLOTTING:
            data = _plot(x)
        elif home in JAX:
            data = _array(x)
        else:
            data = _container(x) if home in LIBRARIES else None
    except Exception:
        data = None
    return Opaque(type_name(x)) if data is None else data


def _symbolic(x: Any) -> Any:
    """A SymPy object; what has an unknown part, a derivative left open for one, is named after that."""
    data = from_sympy(x)
    parts = (data,) if isinstance(data, Expression) else data.entries
    heads = [token[1] for part in parts for token in reversed(part.tokens) if token[0] == "apply"]
    unknown = [head for head in heads if head not in HEADS]
    return Opaque(unknown[0]) if unknown else data


def _plot(x: Any) -> Any:
    """The figure that a part of a plot belongs to."""
    from graders.values.figures import from_matplotlib

    return from_matplotlib(x if type_name(x) == "Figure" else x.get_figure())


def _array(x: Any) -> Any:
    data = np.asarray(x)
    return data if type(data) is np.ndarray and data.dtype.str in DTYPE_NUMBERS else None


def _container(x: Any) -> Any:
    if type(x) is Fraction:
        return Expression((("rational", x.numerator, x.denominator),))
    if type(x) is Decimal:
        return Expression((("float", float(x)),))
    if issubclass(type(x), tuple):
        return tuple.__getitem__(x, slice(None))
    return dict(dict.items(x)) if issubclass(type(x), dict) else None
