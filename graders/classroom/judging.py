"""A judging process: it makes a grader of its own, and grades what it is handed, one submission at a time."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread

from graders.classroom.scheduling import Failure, Make, grade_packed, pack

READY = b""


def serve(make: Make, connection: Connection) -> None:
    """Say that the grader is ready, or why not; then grade until the other end is closed.

    Control-C reaches this process, too; what becomes of it is for the one that started it to say.
    """
    signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN, which every process started here would keep
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        made = make()
    except Exception as error:
        connection.send_bytes(pack(Failure(f"{type(error).__name__}: {error}")))
        return
    with made as grader, suppress(EOFError, ConnectionError):  # the other end is closed
        connection.send_bytes(READY)
        while True:
            connection.send_bytes(grade_packed(grader, connection.recv_bytes()))


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
