"""The warm process that forks workers: libraries are loaded, no student's code and no secret ever is.

The grader starts it by exec and speaks to it over one socket, see `graders.sandbox.inside.messages`: with
`Fork` it passes a worker's end of a socket pair and gets the worker's id, and a descriptor of it.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import threading

from graders.sandbox.inside import confine, pages, scratch, selftest
from graders.sandbox.inside.messages import Begun, Fork, Forked, Reap, Reaped, Refused, Settings, pack, unpack
from graders.sandbox.inside.surroundings import draw_without_a_screen, open_sessions_without_a_shell
from graders.sandbox.inside.warming import warm_up
from graders.sandbox.inside.worker import work


def main(where: int, settings: Settings) -> None:
    control = socket.socket(fileno=where)
    gc.disable()  # what is loaded here stays: looking for garbage in it would take a sixth of the time
    plan = confine.prepare(hidden=settings.hidden)
    for name in settings.libraries:
        importlib.import_module(name)
    if "matplotlib.pyplot" in settings.libraries:
        draw_without_a_screen()
    if "sympy" in settings.libraries:
        open_sessions_without_a_shell()
    if settings.warm:
        warm_up(settings.libraries, scratch.make_shelf(plan.stage), settings.kept)
    seen = selftest.observe(plan, [os.path.join(settings.hidden[0], "course", "index.py")])
    if threading.active_count() > 1:
        raise RuntimeError("the zygote has more than one thread, so it must not fork")
    gc.collect()
    gc.freeze()
    if settings.warm:
        pages.enlarge()  # takes as long as some 30 workers then need less
    gc.enable()
    control.sendall(pack(Begun(seen.level, list(seen.open))))
    while True:
        frame, fds, _, _ = socket.recv_fds(control, 4096, 1)
        if not frame:
            os._exit(0)
        request = unpack(frame, Fork, Reap)
        if isinstance(request, Fork):
            answer_fork(control, fds[0], plan, request)
        else:
            control.sendall(pack(Reaped(reap(request.pid))))


def answer_fork(control: socket.socket, fd: int, plan: confine.Plan, request: Fork) -> None:
    try:
        pid = fork(fd, plan, request)
        pidfd = os.pidfd_open(pid)
    except OSError as error:
        control.sendall(pack(Refused(str(error))))
        return
    finally:
        os.close(fd)
    socket.send_fds(control, [pack(Forked(pid))], [pidfd])
    os.close(pidfd)


def reap(pid: int) -> int:
    try:
        return os.waitpid(pid, 0)[1]
    except ChildProcessError:
        return int(signal.SIGKILL)


def fork(fd: int, plan: confine.Plan, request: Fork) -> int:
    pid = os.fork()
    if pid == 0:
        work(
            socket.socket(fileno=fd),
            lambda: confine.confine(plan, keep_fds=[fd], memory=request.memory, cpu=request.cpu),
        )
    return pid
