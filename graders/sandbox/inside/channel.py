"""Frames of bytes over a socket: a length, then the content."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

from graders.values.codec import FRAME_CAP

HEADER = struct.Struct(">I")


LOOK = 0.1
"""Seconds after which one who waits looks at the time that is left."""


class ChannelClosed(Exception):
    """The other side is gone, or it sent what is no frame."""


class DeadlinePassed(Exception):
    """The other side did not answer in time."""


def send(channel: socket.socket, *frames: bytes) -> None:
    """Send frames, all at once: the other side is woken for the first of them, and finds the rest."""
    try:
        channel.sendall(b"".join(part for frame in frames for part in (HEADER.pack(len(frame)), frame)))
    except TimeoutError as error:
        raise DeadlinePassed from error
    except OSError as error:
        raise ChannelClosed from error


def receive(channel: socket.socket, left: Callable[[], float] | None = None) -> bytes:
    """The next frame; `left` tells how many seconds it may still take, None waits for ever."""
    (size,) = HEADER.unpack(_exactly(channel, HEADER.size, left))
    if size > FRAME_CAP:
        raise ChannelClosed
    return _exactly(channel, size, left)


def _exactly(channel: socket.socket, size: int, left: Callable[[], float] | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        seconds = 0.0
        if left is not None:
            seconds = left()
            # What has arrived is read even when the time is over.
            channel.settimeout(min(max(seconds, 0.0), LOOK))
        try:
            part = channel.recv(min(size - len(parts), 1 << 20))
        except (TimeoutError, BlockingIOError) as error:
            if seconds > 0:  # and there may still be more
                continue
            raise DeadlinePassed from error
        except OSError as error:
            raise ChannelClosed from error
        if not part:
            raise ChannelClosed
        parts += part
    return bytes(parts)
