"""A worker started afresh, where forking a warm process is not safe: macOS and Windows."""

from __future__ import annotations

import importlib
import json
import socket
import sys
from typing import Any

import graders.values.figures  # noqa: F401  # must be loaded before files become unreadable
from graders.sandbox.inside import confine
from graders.sandbox.inside.worker import serve


def main(port: int, settings: dict[str, Any]) -> None:
    token = sys.stdin.buffer.read()
    channel = socket.create_connection(("127.0.0.1", port))
    channel.sendall(token)
    for name in settings["libraries"]:
        importlib.import_module(name)
    limits = settings["limits"]
    plan = confine.prepare(hidden=settings["hidden"])
    confine.confine(plan, keep_fds=[channel.fileno()], memory=limits["memory"], cpu=limits["cpu"])
    serve(channel)


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
