"""Plain data as bytes and back; nothing in a frame can run.

`encode` makes a frame, see `graders.values.encoding`. `decode` reads one that may come from a student's
process: it knows a closed set of tags, checks every size before it believes it, and refuses the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import fields
from struct import Struct
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from graders.values import frame
from graders.values.encoding import encode
from graders.values.frame import COUNT, DOUBLE, FRAME_CAP, LONG, PAIR, CodecError
from graders.values.tokens import Symbol, Token
from graders.values.types import Axes, Expression, Figure, Matrix, NodeRef, Opaque, Remote

__all__ = ["FRAME_CAP", "CodecError", "decode", "decode_counted", "encode"]

COLLISION_CAP = 16


class Resolver(Protocol):
    """What a worker makes of what only the grader may send."""

    def function(self, formula: str, parameters: str, backend: str, name: str) -> object: ...
    def counted(self, number: int, name: str) -> object: ...
    def graph(self, values: Any, links: Any) -> object: ...
    def expression(self, expression: Expression) -> object: ...
    def matrix(self, matrix: Matrix) -> object: ...
    def remote(self, number: int) -> object: ...


def decode(content: bytes, *, resolve: Resolver | None = None) -> Any:
    """The value in a frame; the worker gives `resolve`."""
    return decode_counted(content, resolve=resolve)[0]


def decode_counted(content: bytes, *, resolve: Resolver | None = None) -> tuple[Any, int]:
    """The value in a frame, and of how many it is made: an empty set takes two bytes there, 216 here."""
    if len(content) > FRAME_CAP:
        raise CodecError("the answer is larger than 4 MB")
    reader = Reader(bytes(content), resolve)
    try:
        value = reader.value(0)
    except CodecError:
        raise
    except Exception as error:
        raise CodecError("the frame is malformed") from error
    if reader.position != len(content):
        raise CodecError("the frame holds more than one value")
    return value, reader.values


class Reader(frame.Caps):
    def __init__(self, content: bytes, resolve: Resolver | None) -> None:
        super().__init__()
        self.content, self.resolve = content, resolve
        self.position = 0

    def value(self, depth: int) -> object:
        self.enter(depth)
        return READERS[self.take(1)](self, depth)

    def key(self, depth: int) -> Hashable:
        tag = self.content[self.position : self.position + 1]
        if tag == frame.TUPLE:
            self.enter(depth)
            self.position += 1
            return tuple(self.key(depth + 1) for _ in range(self.count()))
        if tag not in frame.KEYS:
            raise CodecError("the key of a set or dict is none")
        return self.value(depth)

    def take(self, size: int) -> bytes:
        start, self.position = self.position, self.position + size
        if self.position > len(self.content):
            raise CodecError("the frame is cut off")
        return self.content[start : self.position]

    def unpack(self, struct: Struct) -> tuple[Any, ...]:
        return struct.unpack(self.take(struct.size))

    def count(self) -> int:
        number: int = self.unpack(COUNT)[0]
        return number

    def text(self) -> str:
        return str(self.take(self.count()), "utf-8", "surrogatepass")

    def big(self) -> int:
        return frame.check_integer(int.from_bytes(self.take(self.count()), "little", signed=True))

    def items(self, depth: int) -> list[object]:
        return [self.value(depth + 1) for _ in range(self.count())]

    def mapping(self, depth: int) -> dict[Hashable, object]:
        count = self.count()
        hashes: dict[int, int] = {}
        result: dict[Hashable, object] = {}
        for _ in range(count):
            key = _counted(self.key(depth + 1), hashes)
            result[key] = self.value(depth + 1)
        if len(result) != count:
            raise CodecError("a dict has the same key twice")
        return result

    def group(self, depth: int) -> set[Hashable]:
        count = self.count()
        hashes: dict[int, int] = {}
        result = {_counted(self.key(depth + 1), hashes) for _ in range(count)}
        if len(result) != count:
            raise CodecError("a set has the same item twice")
        return result

    def shape(self) -> tuple[int, ...]:
        shape = self.unpack(Struct(f"<{self.take(1)[0]}I"))
        frame.check_shape(shape)
        return shape

    def array(self) -> NDArray[Any]:
        dtype = frame.DTYPES[self.take(1)[0]]
        shape = self.shape()
        data = self.take(math.prod(shape) * dtype.itemsize)
        array: NDArray[Any] = np.ndarray(shape, dtype, data).copy()
        if dtype.kind == "b":
            truth = array.view(np.uint8)
            np.minimum(truth, 1, out=truth)
        return array

    def scalar(self) -> object:
        array = self.array()
        if array.shape != ():
            raise CodecError("a scalar has dimensions")
        return array[()]

    def objects(self, depth: int) -> NDArray[np.object_]:
        shape = self.shape()
        if math.prod(shape) > self.values_left:
            raise CodecError("the answer holds more than 50 000 values")
        result = np.empty(math.prod(shape), object)
        for index in range(len(result)):
            if self.content[self.position : self.position + 1] not in frame.ITEMS:
                raise CodecError("an array of objects holds what is no single value")
            result[index] = self.value(depth + 1)
        return result.reshape(shape)

    def tokens(self, depth: int) -> Expression:
        count = self.count()
        self.spend(count)
        tokens = tuple(self.token(depth) for _ in range(count))
        frame.check_tokens(tokens)
        return Expression(tokens)

    def token(self, depth: int) -> Token:
        kind, types = frame.KINDS[self.take(1)[0]]
        if depth > frame.DEPTH_CAP:
            raise CodecError("the frame is nested too deep")
        content = [READERS[self.take(1)](self, depth + 1) for _ in types]
        if kind is Symbol and self.resolve is None:
            del content[1:]
        return kind(*content)

    def expression(self, depth: int) -> object:
        expression = self.tokens(depth)
        return expression if self.resolve is None else self.resolve.expression(expression)

    def matrix(self, depth: int) -> object:
        rows, cols = self.shape()
        matrix = Matrix(rows, cols, tuple(self.tokens(depth) for _ in range(rows * cols)))
        return matrix if self.resolve is None else self.resolve.matrix(matrix)

    def figure(self, depth: int) -> Figure:
        axes = self.value(depth + 1)
        if type(axes) is not tuple or not all(type(item) is Axes for item in axes):
            raise CodecError("a figure is made of axes")
        return Figure(axes)

    def axes(self, depth: int) -> Axes:
        content: list[Any] = [self.value(depth + 1) for _ in AXES_FIELDS]
        for (name, default), item in zip(AXES_FIELDS, content, strict=True):
            part = str if name == "legend" else dict
            fits = type(item) is type(default) or (name == "legend" and type(item) is tuple)
            if not fits or (type(item) is tuple and not all(type(entry) is part for entry in item)):
                raise CodecError(f"the {name} of a figure cannot be read")
        return Axes(*content)

    def opaque(self) -> Opaque:
        return Opaque(self.text()[: frame.NAME_CAP], self.text()[: frame.NAME_CAP])

    def remote(self) -> object:
        number, name = self.count(), self.text()[: frame.NAME_CAP]
        return Remote(number, name) if self.resolve is None else self.resolve.remote(number)

    def resolver(self) -> Resolver:
        if self.resolve is None:
            raise CodecError("only the grader may send that")
        return self.resolve

    def function(self) -> object:
        return self.resolver().function(self.text(), self.text(), self.text(), self.text())

    def counted(self) -> object:
        return self.resolver().counted(self.count(), self.text())

    def graph(self, depth: int) -> object:
        return self.resolver().graph(self.value(depth + 1), self.value(depth + 1))


def _counted(key: Hashable, hashes: dict[int, int]) -> Hashable:
    """The key, unless many before it have its hash: chosen numbers could make a dict take for ever."""
    value = hash(key)
    hashes[value] = hashes.get(value, 0) + 1
    if hashes[value] > COLLISION_CAP:
        raise CodecError("too many keys of a set or dict have the same hash")
    return key


AXES_FIELDS = [(field.name, field.default) for field in fields(Axes)]
READERS: dict[bytes, Callable[[Reader, int], Any]] = {
    frame.NONE: lambda _r, _: None,
    frame.FALSE: lambda _r, _: False,
    frame.TRUE: lambda _r, _: True,
    frame.INT: lambda r, _: r.unpack(LONG)[0],
    frame.BIG: lambda r, _: r.big(),
    frame.FLOAT: lambda r, _: r.unpack(DOUBLE)[0],
    frame.COMPLEX: lambda r, _: complex(*r.unpack(PAIR)),
    frame.STR: lambda r, _: r.text(),
    frame.LIST: Reader.items,
    frame.TUPLE: lambda r, depth: tuple(r.items(depth)),
    frame.DICT: Reader.mapping,
    frame.SET: Reader.group,
    frame.SCALAR: lambda r, _: r.scalar(),
    frame.ARRAY: lambda r, _: r.array(),
    frame.OBJECTS: Reader.objects,
    frame.EXPRESSION: Reader.expression,
    frame.MATRIX: Reader.matrix,
    frame.FIGURE: Reader.figure,
    frame.AXES: Reader.axes,
    frame.OPAQUE: lambda r, _: r.opaque(),
    frame.REMOTE: lambda r, _: r.remote(),
    frame.NODE: lambda r, _: NodeRef(r.count()),
    frame.FUNCTION: lambda r, _: r.function(),
    frame.COUNTED: lambda r, _: r.counted(),
    frame.GRAPH: Reader.graph,
}
