"""The warm process that forks workers: libraries are loaded, no student's code and no secret ever is.

The grader starts it by exec and speaks to it over one socket: `fork` passes a worker's end of a socket pair
and gets the worker's pid and pidfd, `reap` gets how a worker ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import sys
import threading
from typing import Any

import graders.values.figures
from graders.sandbox import confine, selftest
from graders.sandbox.worker import serve


def main(control: socket.socket, settings: dict[str, Any]) -> None:
    plan = confine.prepare(hidden=settings["hidden"])
    for name in settings["libraries"]:
        importlib.import_module(name)
    warm_up(settings["libraries"])
    seen = selftest.observe(plan, [os.path.join(settings["hidden"][0], "course.py")])
    if threading.active_count() > 1:
        raise RuntimeError("the zygote has more than one thread, so it must not fork")
    gc.collect()
    gc.freeze()
    control.sendall(json.dumps({"level": seen.level, "open": seen.open}).encode())
    while True:
        message, fds, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            os._exit(0)
        request = json.loads(message)
        if request["verb"] == "fork":
            pid = fork(control, fds[0], plan, request["limits"])
            pidfd = os.pidfd_open(pid)
            socket.send_fds(control, [json.dumps({"pid": pid}).encode()], [pidfd])
            os.close(pidfd)
            os.close(fds[0])
        else:
            _, status = os.waitpid(request["pid"], 0)
            control.sendall(json.dumps({"status": status}).encode())


def fork(control: socket.socket, fd: int, plan: confine.Plan, limits: dict[str, float]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        channel = socket.socket(fileno=fd)
        confine.confine(plan, keep_fds=[fd], memory=limits["memory"], cpu=limits["cpu"])
        serve(channel)
    finally:
        os._exit(1)


def warm_up(libraries: list[str]) -> None:
    """Run each library once on neutral input, so that no worker pays for its first use."""
    if "sympy" in libraries:
        import sympy

        t = sympy.Symbol("t")
        curve = sympy.sympify("t**2*sin(t) + exp(-t)/(1 + t**2) + log(t)")
        sympy.simplify(sympy.diff(curve, t))
        sympy.lambdify(t, curve, "numpy")(0.5)
        sympy.integrate(t**2 + sympy.cos(2 * t), t)
        sympy.solve(t**2 - 3 * t + 1, t)
    if any(name.startswith("matplotlib") for name in libraries):
        from matplotlib import pyplot

        figure, axes = pyplot.subplots()
        axes.plot([0, 1], [0, 1], label="line")
        axes.legend()
        graders.values.figures.from_matplotlib(figure)
        pyplot.close("all")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2]))
