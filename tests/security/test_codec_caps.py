"""What is too much is refused with a sentence, on either side, before it costs time or memory."""

import struct
import tracemalloc
from contextlib import suppress

import numpy as np
import pytest

from graders.values import frame
from graders.values.codec import FRAME_CAP, CodecError, decode, encode
from graders.values.tokens import Apply, Float, Integer, Symbol
from graders.values.types import Expression, Remote

MEGABYTE = 2**20


def cyclic():
    items = [1]
    items.append(items)
    return items


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (cyclic(), "nested more than 40"),
        ({"a": cyclic()}, "nested more than 40"),
        ([0] * 50_001, "more than 50 000 values"),
        ([[0] * 300] * 300, "more than 50 000 values"),
        (np.empty(60_000, object), "more than 50 000 values"),
        (np.broadcast_to(0.0, (2**40,)), "larger than 4 MB"),
        (np.broadcast_to(np.array(0, ">f8"), (2**40,)), "larger than 4 MB"),
        (np.zeros((0, 2**40)), "larger than 4 MB"),
        (np.zeros((1,) * 40), "32 dimensions"),
        ("a" * 5 * MEGABYTE, "larger than 4 MB"),
        (["a" * MEGABYTE] * 5, "larger than 4 MB"),
        ([1 << 4000] * 9000, "larger than 4 MB"),
        (1 << 4097, "4096 bits"),
        (Expression((Integer(1 << 4097),)), "4096 bits"),
        ([Expression((Integer(1),) * 20_000 + (Apply("Add", 20_000),))] * 3, "50 000 parts"),
        (Expression((Integer(1),) + (Apply("sin", 1),) * 200), "200 deep"),
        (Expression((Symbol("a\nb"),)), "not understood"),
        ({(1, range(1)): 2}, "key of type range"),
        ({frozenset({1})}, "key of type frozenset"),
        (Expression([1]), "cannot be read"),
        (Remote(-1, "f"), "cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 50 else "",
)
def test_too_much_is_refused_with_a_sentence(value, reason):
    with pytest.raises(CodecError, match=reason):
        encode(value)


def test_as_much_as_the_caps_allow_comes_back():
    nested = 1
    for _ in range(40):
        nested = [nested]
    many = Expression((Integer(1),) * 49_999 + (Apply("Add", 49_999),))
    deep = Expression((Integer(1),) + (Apply("sin", 1),) * 199)
    for value in (
        nested,
        [0] * 49_999,
        many,
        deep,
        np.zeros(FRAME_CAP // 8 - 4),
        2**4096 - 1,
        "a" * 4_000_000,
    ):
        content = encode(value)
        assert encode(decode(content)) == content


def frame_of(tag, *parts):
    """A frame by hand: numbers become counts, bytes stay."""
    return tag + b"".join(struct.pack("<I", part) if isinstance(part, int) else part for part in parts)


ONE = frame.INT + struct.pack("<q", 1)
SYMBOL = frame_of(b"\0", frame.STR, 1, b"x")


def colliding(count):
    """Integers that all have the same hash."""
    return [encode(k * (2**61 - 1)) for k in range(1, count + 1)]


BOMBS = {
    "empty": b"",
    "unknown tag": b"?",
    "nothing after a tag": frame.INT,
    "two values": ONE + ONE,
    "nesting": frame_of(frame.LIST, 1) * 100_000,
    "nested tuple keys": frame_of(frame.SET, 1) + frame_of(frame.TUPLE, 1) * 100_000,
    "nested assumptions": (frame_of(frame.EXPRESSION, 1, b"\1") + frame_of(frame.STR, 1, b"x")) * 10_000,
    "many values": frame_of(frame.LIST, 2**22) + frame.NONE * (2**22 - 10),
    "empty lists": frame_of(frame.LIST, 2**19) + frame_of(frame.LIST, 0) * 2**19,
    "length lie of a list": frame_of(frame.LIST, 2**32 - 1, ONE),
    "length lie of a text": frame_of(frame.STR, 2**32 - 1, b"a"),
    "length lie of an integer": frame_of(frame.BIG, 2**32 - 1, b"a"),
    "length lie of an expression": frame_of(frame.EXPRESSION, 2**32 - 1),
    "no UTF-8": frame_of(frame.STR, 1, b"\xff"),
    "huge integer": frame_of(frame.BIG, 4_000_000, b"\1" * 4_000_000),
    "512 GiB": frame_of(frame.ARRAY, b"\x0b\2", 2**18, 2**18, bytes(64)),
    "shape beyond 64 bits": frame_of(frame.ARRAY, b"\x0b\x05", *[2**32 - 1] * 5),
    "huge empty shape": frame_of(frame.ARRAY, b"\x0b\2", 0, 2**32 - 1),
    "too many dimensions": frame_of(frame.ARRAY, b"\x0b\xff", *[1] * 255, bytes(8)),
    "unknown dtype": frame_of(frame.ARRAY, b"\xff\0", bytes(8)),
    "scalar with a shape": frame_of(frame.SCALAR, b"\x0b\1", 1, bytes(8)),
    "huge array of objects": frame_of(frame.OBJECTS, b"\2", 2**11, 2**11),
    "list in an array of objects": frame_of(frame.OBJECTS, b"\1", 1, frame.LIST, 0),
    "empty matrix of many rows": frame_of(frame.MATRIX, b"\2", 2**32 - 1, 0),
    "matrix of three dimensions": frame_of(frame.MATRIX, b"\3", 1, 1, 1, 1, SYMBOL),
    "key twice": frame_of(frame.DICT, 2, ONE, ONE, ONE, ONE),
    "item twice": frame_of(frame.SET, 2, ONE, ONE),
    "list as a key": frame_of(frame.DICT, 1, frame.LIST, 0, ONE),
    "array as a key": frame_of(frame.DICT, 1, encode(np.zeros(1)), ONE),
    "keys of one hash": frame_of(frame.SET, 40_000, *colliding(40_000)),
    "no expression": frame_of(frame.EXPRESSION, 0),
    "two expressions": frame_of(frame.EXPRESSION, 2, SYMBOL, SYMBOL),
    "unknown kind of token": frame_of(frame.EXPRESSION, 1, b"\x07"),
    "symbol that is no text": frame_of(frame.EXPRESSION, 1, b"\0", ONE),
    "symbol without a name": frame_of(frame.EXPRESSION, 1, b"\0", frame.STR, 0),
    "symbol that cannot be printed": frame_of(frame.EXPRESSION, 1, b"\0", frame.STR, 3, b"a\x1bb"),
    "long symbol": frame_of(frame.EXPRESSION, 1, b"\0", frame.STR, 101, b"a" * 101),
    "unknown head": frame_of(frame.EXPRESSION, 2, SYMBOL, b"\6", frame.STR, 6, b"system", ONE),
    "head of too much": frame_of(frame.EXPRESSION, 1, b"\6", frame.STR, 3, b"Add", ONE),
    "head of nothing": frame_of(frame.EXPRESSION, 2, SYMBOL, b"\6", frame.STR, 3, b"Add", encode(0)),
    "head of less than nothing": frame_of(
        frame.EXPRESSION, 2, SYMBOL, b"\6", frame.STR, 3, b"Add", encode(-1)
    ),
    "fraction over nothing": frame_of(frame.EXPRESSION, 1, b"\3", ONE, encode(0)),
    "unknown constant": frame_of(frame.EXPRESSION, 1, b"\5", frame.STR, 2, b"os"),
    "figure of numbers": frame_of(frame.FIGURE, frame.TUPLE, 1, ONE),
    "axes of numbers": frame.AXES + ONE * 11,
    "function": frame_of(frame.FUNCTION, 1, b"x", 1, b"x", 5, b"numpy"),
    "counted": frame_of(frame.COUNTED, 0),
    "graph": frame_of(frame.GRAPH, frame.TUPLE, 0, frame.TUPLE, 0),
    "pickle": b"\x80\x04cposix\nsystem\n(S'true'\ntR.",
    "too large": bytes(FRAME_CAP + 1),
}


def growth(content):
    """Read a frame; the most memory that this took, and whether the frame was refused."""
    tracemalloc.start()
    refused = True
    try:
        with suppress(CodecError):
            decode(content)
            refused = False
        return tracemalloc.get_traced_memory()[1], refused
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_and_takes_little_memory(content):
    peak, refused = growth(content)
    assert refused
    assert peak < 50 * MEGABYTE


HEAVY = {
    "values": encode([None] * 49_999),
    "sets": frame_of(frame.LIST, 49_999) + frame_of(frame.SET, 0) * 49_999,
    "dicts": frame_of(frame.LIST, 49_999) + frame_of(frame.DICT, 0) * 49_999,
    "empty arrays": frame_of(frame.LIST, 40_000) + frame_of(frame.ARRAY, b"\x0b\x16", *[0] * 22) * 40_000,
    "keys": frame_of(frame.SET, 49_999, *[encode(1.5 * k) for k in range(49_999)]),
    "text": frame_of(frame.STR, 4_000_000, b"a" * 3_999_996 + "\U0001f600".encode()),
    "texts": frame_of(frame.LIST, 40_000)
    + frame_of(frame.STR, 90, b"a" * 86 + "\U0001f600".encode()) * 40_000,
    "array": encode(np.zeros(500_000)),
    "array of objects": encode(np.array([1.5] * 49_999, object)),
    "tokens": encode(Expression((Float(1.5),) * 49_999 + (Apply("Add", 49_999),))),
    "integers": encode([-(1 << 600)] * 49_999),
    "opaques": frame_of(frame.LIST, 40_000) + frame_of(frame.OPAQUE, 40, b"a" * 40, 36, b"a" * 36) * 40_000,
}


@pytest.mark.parametrize("content", HEAVY.values(), ids=HEAVY.keys())
def test_the_heaviest_frames_that_are_allowed_take_little_memory(content):
    peak, refused = growth(content)
    assert not refused
    assert peak < 60 * MEGABYTE
