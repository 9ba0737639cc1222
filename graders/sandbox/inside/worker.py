"""The loop inside a student's process: take a request, run it, send back what was seen."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import NoReturn

from graders.sandbox.inside.calling import Student
from graders.sandbox.inside.channel import ChannelClosed, receive, send
from graders.sandbox.inside.messages import Answer, Question, Ready, Refused, pack, unpack


def work(channel: socket.socket, shut_in: Callable[[], object]) -> NoReturn:
    """Confine this process by `shut_in`, then serve; where that fails, say why."""
    try:
        try:
            shut_in()
        except Exception as error:
            send(channel, pack(Refused(f"{type(error).__name__}: {error}")))
            raise
        serve(channel)
    finally:
        os._exit(1)


def serve(channel: socket.socket) -> NoReturn:
    """Answer requests until the grader closes the channel."""

    def callback(number: int, arguments: list[object]) -> object:
        send(channel, pack(Question(number, arguments)))
        answer = unpack(receive(channel), Answer, resolve=student)
        if answer.fault is not None:
            raise TypeError(answer.fault)
        return answer.value

    student = Student(callback)
    try:
        send(channel, pack(Ready()))
        while True:
            send(channel, student.handle(receive(channel)))
    except ChannelClosed:
        os._exit(0)
    finally:
        os._exit(1)
