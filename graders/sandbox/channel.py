"""Frames of bytes over a socket: a length, then the content."""

from __future__ import annotations

import socket
import struct
import time

from graders.values.codec import FRAME_CAP

HEADER = struct.Struct(">I")


class ChannelClosed(Exception):
    """The other side is gone, or it sent what is no frame."""


class DeadlinePassed(Exception):
    """The other side did not answer in time."""


def send(channel: socket.socket, frame: bytes) -> None:
    try:
        channel.sendall(HEADER.pack(len(frame)) + frame)
    except TimeoutError as error:
        raise DeadlinePassed from error
    except OSError as error:
        raise ChannelClosed from error


def receive(channel: socket.socket, deadline: float | None = None) -> bytes:
    """The next frame; `deadline` is a time of `time.monotonic`, None waits for ever."""
    (size,) = HEADER.unpack(_exactly(channel, HEADER.size, deadline))
    if size > FRAME_CAP:
        raise ChannelClosed
    return _exactly(channel, size, deadline)


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        if deadline is not None:
            left = deadline - time.monotonic()
            channel.settimeout(max(left, 0.0))  # what has arrived is read even when the time is over
        try:
            part = channel.recv(min(size - len(parts), 1 << 20))
        except (TimeoutError, BlockingIOError) as error:
            raise DeadlinePassed from error
        except OSError as error:
            raise ChannelClosed from error
        if not part:
            raise ChannelClosed
        parts += part
    return bytes(parts)
