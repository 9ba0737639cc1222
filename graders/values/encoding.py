"""Any object as a frame of plain data: the half of the codec that meets a student's objects.

The kind of an object hangs on its exact type, and no method is called that a student's class could define.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import fields
from struct import pack
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.values import foreign, frame
from graders.values.frame import COUNT, DOUBLE, LONG, PAIR, CodecError
from graders.values.functions import Counted, Function
from graders.values.types import Axes, Expression, Figure, Graph, Matrix, NodeRef, Opaque, Remote


def encode(
    value: object,
    *,
    remember: Callable[[Any], int] | None = None,
    nodes: dict[int, int] | None = None,
    count: Callable[[Counted], int] | None = None,
) -> bytes:
    """The frame of a value.

    The worker gives `remember`, which keeps a callable and numbers it, and `nodes`, the index of each node
    of the grader's graph by its id(). The grader gives `count`, which numbers a `Counted`.
    """
    writer = Writer()
    writer.remember, writer.nodes, writer.count = remember, nodes or {}, count
    try:
        writer.value(value, 0)
    except CodecError:
        raise
    except Exception as error:
        raise CodecError("the answer cannot be read") from error
    writer.reserve(0)
    return bytes(writer.out)


class Writer(frame.Caps):
    remember: Callable[[Any], int] | None
    nodes: dict[int, int]
    count: Callable[[Counted], int] | None

    def __init__(self) -> None:
        super().__init__()
        self.out = bytearray()

    def value(self, x: object, depth: int) -> None:
        self.enter(depth)
        WRITERS.get(id(type(x)), Writer.other)(self, x, depth)

    def key(self, x: object, depth: int) -> None:
        start = len(self.out)
        if type(x) is tuple:
            self.enter(depth)
            self.head(frame.TUPLE, len(x))
            for item in x:
                self.key(item, depth + 1)
            return
        self.value(x, depth)
        if self.out[start] not in frame.KEYS:
            raise CodecError(f"the answer holds a set or dict with a key of type {foreign.type_name(x)}")

    def reserve(self, size: int) -> None:
        if len(self.out) + size > frame.FRAME_CAP:
            raise CodecError("the answer is larger than 4 MB")

    def put(self, *parts: bytes) -> None:
        for part in parts:
            self.out += part

    def head(self, tag: bytes, count: int) -> None:
        self.out += tag + COUNT.pack(count)

    def text(self, tag: bytes, x: str) -> None:
        self.reserve(str.__len__(x))
        data = str.encode(x, "utf-8", "surrogatepass")
        self.head(tag, len(data))
        self.put(data)

    def big(self, tag: bytes, x: int) -> None:
        size = frame.check_integer(x).bit_length() // 8 + 1
        self.head(tag, size)
        self.put(x.to_bytes(size, "little", signed=True))

    def integer(self, x: int) -> None:
        if -(2**63) <= x < 2**63:
            self.put(frame.INT, LONG.pack(x))
        else:
            self.big(frame.BIG, x)

    def sequence(self, x: Any, depth: int) -> None:
        if type(x) is list:
            self.items(frame.LIST, x, depth)
        else:
            self.items(frame.TUPLE, tuple.__getitem__(x, slice(None)), depth)

    def items(self, tag: bytes, x: Sequence[object], depth: int) -> None:
        if foreign.figures(x):
            self.plain(x, "matplotlib", depth)
            return
        self.head(tag, len(x))
        for item in x:
            self.value(item, depth + 1)

    def mapping(self, x: dict[object, object], depth: int) -> None:
        self.head(frame.DICT, dict.__len__(x))
        for key, item in dict.items(x):
            self.key(key, depth + 1)
            self.value(item, depth + 1)

    def group(self, x: Set[object], depth: int) -> None:
        self.head(frame.SET, len(x))
        for item in x:
            self.key(item, depth + 1)

    def array(self, x: Any, depth: int) -> None:
        """An array; a scalar of NumPy's is one without dimensions and with a tag of its own."""
        native = x.dtype.newbyteorder("=")
        number = frame.DTYPE_NUMBERS.get(native.str)
        if number is not None:
            self.reserve(x.nbytes)
            self.put(frame.ARRAY if type(x) is np.ndarray else frame.SCALAR, bytes([number]))
            self.shape(x.shape)
            self.put(x.astype(native, copy=False).tobytes())
        elif x.dtype.str == "|O":
            self.objects(x, depth)
        else:
            self.opaque(f"{x.dtype.name[: frame.NAME_CAP]} array")

    def shape(self, shape: tuple[int, ...]) -> None:
        frame.check_shape(shape)
        self.put(pack(f"<B{len(shape)}I", len(shape), *shape))

    def objects(self, x: NDArray[np.object_], depth: int) -> None:
        """An array of plain single values, expressions for one; any other array of objects stays closed."""
        start = len(self.out)
        if x.size > self.values_left:
            raise CodecError("the answer holds more than 50 000 values")
        if foreign.figures(x):
            self.plain(x, "matplotlib", depth)
            return
        self.put(frame.OBJECTS)
        self.shape(x.shape)
        for item in x.ravel().tolist():
            at = len(self.out)
            self.value(item, depth + 1)
            if self.out[at] not in frame.ITEMS:
                del self.out[start:]
                self.opaque("object array")
                return

    def expression(self, x: Expression, depth: int) -> None:
        self.put(frame.EXPRESSION)
        self.tokens(x, depth)

    def tokens(self, x: Expression, depth: int) -> None:
        frame.check_tokens(x.tokens)
        self.spend(len(x.tokens))
        self.put(COUNT.pack(len(x.tokens)))
        for token in x.tokens:
            number, content = frame.laid_out(token)
            self.put(bytes([number]))
            for item in content:
                WRITERS[id(type(item))](self, item, depth + 1)

    def matrix(self, x: Matrix, depth: int) -> None:
        if len(x.entries) != x.rows * x.cols:
            raise CodecError("the matrix cannot be read")
        self.put(frame.MATRIX)
        self.shape((x.rows, x.cols))
        for entry in x.entries:
            self.tokens(entry, depth)

    def figure(self, x: Figure, depth: int) -> None:
        self.put(frame.FIGURE)
        self.value(x.axes, depth + 1)

    def axes(self, x: Axes, depth: int) -> None:
        self.put(frame.AXES)
        for field in fields(Axes):
            self.value(getattr(x, field.name), depth + 1)

    def opaque(self, name: str, whole: str = "") -> None:
        self.text(frame.OPAQUE, name)
        self.text(b"", whole)

    def remote(self, x: Remote) -> None:
        self.head(frame.REMOTE, x.id)
        self.text(b"", x.name)

    def sender(self, x: Any, depth: int) -> None:
        """What only the grader sends; in a worker, where callables are remembered, it is like any object."""
        if self.remember is not None or (type(x) is Counted and self.count is None):
            self.other(x, depth)
        elif type(x) is Function:
            self.put(frame.FUNCTION)
            for text in (x.formula, x.parameters, x.backend, x.name):
                self.text(b"", text)
        elif type(x) is Counted and self.count is not None:
            self.head(frame.COUNTED, self.count(x))
            self.text(b"", x.name)
        else:
            self.put(frame.GRAPH)
            self.value(x.values, depth + 1)
            self.value(x.links, depth + 1)

    def other(self, x: Any, depth: int) -> None:
        """Anything that is not plain data itself."""
        home = foreign.library(x)
        is_data = home in foreign.SYMBOLIC or home in foreign.PLOTTING
        if id(x) in self.nodes:
            self.head(frame.NODE, self.nodes[id(x)])
        elif callable(x) and not is_data and not issubclass(type(x), type) and self.remember is not None:
            name = x.__name__ if type(x) in NAMED else foreign.type_name(x)
            self.remote(Remote(self.remember(x), str.__getitem__(name, slice(frame.NAME_CAP))))
        else:
            self.plain(x, home, depth)

    def plain(self, x: object, home: str, depth: int) -> None:
        data = foreign.plain(x, home)
        WRITERS[id(type(data))](self, data, depth)


NAMED = (FunctionType, BuiltinFunctionType, np.ufunc)
_BY_TYPE: dict[type, Callable[[Writer, Any, int], None]] = {
    type(None): lambda w, _x, _: w.put(frame.NONE),
    bool: lambda w, x, _: w.put(frame.TRUE if x else frame.FALSE),
    int: lambda w, x, _: w.integer(x),
    float: lambda w, x, _: w.put(frame.FLOAT, DOUBLE.pack(x)),
    complex: lambda w, x, _: w.put(frame.COMPLEX, PAIR.pack(x.real, x.imag)),
    str: lambda w, x, _: w.text(frame.STR, x),
    np.str_: lambda w, x, _: w.text(frame.STR, x),
    list: Writer.sequence,
    tuple: Writer.sequence,
    dict: Writer.mapping,
    set: Writer.group,
    frozenset: Writer.group,
    np.ndarray: Writer.array,
    **{dtype.type: Writer.array for dtype in frame.DTYPES},
    Expression: Writer.expression,
    Matrix: Writer.matrix,
    Figure: Writer.figure,
    Axes: Writer.axes,
    Opaque: lambda w, x, _: w.opaque(x.type_name, x.whole),
    Remote: lambda w, x, _: w.remote(x),
    NodeRef: lambda w, x, _: w.head(frame.NODE, x.index),
    Function: Writer.sender,
    Counted: Writer.sender,
    Graph: Writer.sender,
}
WRITERS = {id(kind): write for kind, write in _BY_TYPE.items()}
