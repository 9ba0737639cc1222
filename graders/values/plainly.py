"""Objects of classes that add names to a plain one: named tuples, enumerations of texts, kinds of arrays.

Nothing of such a class is called: what the plain class holds is read as that class reads it. A class that
changes how its objects compare, convert or are read is none of these, and stays closed.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

READ: Mapping[type, Callable[[Any], object]] = {
    str: str.__str__,
    int: lambda x: int.__add__(x, 0),
    float: lambda x: float.__mul__(x, 1.0),
    list: lambda x: list.__getitem__(x, slice(None)),
    tuple: lambda x: tuple.__getitem__(x, slice(None)),
    np.ndarray: lambda x: np.ndarray.view(x, np.ndarray),
}
KNOWN = {enum.Enum, enum.ReprEnum, enum.IntEnum, enum.StrEnum, np.matrix}
"""Classes of libraries that may do as they like."""
CLASSES = {type, enum.EnumType}
ALLOWED = {
    "__new__", "__init__", "__repr__", "__str__", "__format__", "__doc__", "__module__", "__qualname__",
    "__slots__", "__dict__", "__weakref__", "__annotations__", "__annotate__", "__annotate_func__",
    "__annotations_cache__", "__orig_bases__", "__match_args__", "__getnewargs__", "__replace__",
    "__reduce_ex__", "__firstlineno__", "__static_attributes__", "__array_finalize__", "__neg__", "__pos__",
    "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__", "__rtruediv__",
    "__pow__", "__rpow__", "__matmul__",
}  # fmt: skip
"""The special names that such a class may define."""


def plainly(x: object) -> object:
    """What an object of a class that only adds names is as an object of the plain one; None for any other."""
    kind = type(x)
    if not any(type(kind) is known for known in CLASSES):
        return None
    for ancestor in type.__dict__["__mro__"].__get__(kind):
        read = next((read for plain, read in READ.items() if plain is ancestor), None)
        if read is not None:
            return read(x)
        if not any(known is ancestor for known in KNOWN) and not _only_adds(ancestor):
            return None
    return None


def _only_adds(kind: type) -> bool:
    names = type.__dict__["__dict__"].__get__(kind)
    special = (name for name in names if type(name) is not str or name.startswith("__"))
    return all(type(name) is str and name in ALLOWED for name in special)
