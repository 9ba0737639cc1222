"""A worker started afresh, where forking a warm process is not safe: macOS and Windows."""

from __future__ import annotations

import importlib
import os
import socket
import sys

import graders.values.figures  # noqa: F401  # must be loaded before files become unreadable
from graders.sandbox.inside import confine
from graders.sandbox.inside.messages import Settings
from graders.sandbox.inside.surroundings import draw_without_a_screen, open_sessions_without_a_shell
from graders.sandbox.inside.worker import work


def main(port: int, settings: Settings) -> None:
    token = sys.stdin.buffer.read()
    for name in settings.libraries:
        importlib.import_module(name)
    if "matplotlib.pyplot" in settings.libraries:
        draw_without_a_screen()
    if "sympy" in settings.libraries:
        open_sessions_without_a_shell()
    channel = socket.create_connection(("127.0.0.1", port))
    channel.sendall(token)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # the grader listens no longer

    def shut_in() -> None:
        plan = confine.prepare(hidden=settings.hidden)
        confine.confine(plan, keep_fds=[channel.fileno()], memory=settings.memory, cpu=settings.cpu)

    work(channel, shut_in)
