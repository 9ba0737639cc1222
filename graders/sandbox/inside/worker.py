"""The loop inside a student's process: take a request, run it, send back what was seen."""

from __future__ import annotations

import os
import socket
from typing import Any

from graders.sandbox.inside.calling import Student
from graders.sandbox.inside.channel import ChannelClosed, receive, send
from graders.values import codec

READY, REPLY, CALLBACK = b"!", b"R", b"C"


def serve(channel: socket.socket) -> None:
    """Answer requests until the grader closes the channel; never returns."""

    def callback(number: int, arguments: list[Any]) -> Any:
        send(channel, CALLBACK + codec.encode([number, arguments]))
        value, fault = codec.decode(receive(channel), resolve=student)
        if fault is not None:
            raise TypeError(fault)
        return value

    student = Student(callback)
    try:
        send(channel, READY)
        while True:
            send(channel, REPLY + student.handle(receive(channel)))
    except ChannelClosed:
        os._exit(0)
    finally:
        os._exit(1)
