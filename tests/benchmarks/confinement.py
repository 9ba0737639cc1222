"""What confinement adds to the start of a worker: `python tests/benchmarks/confinement.py`.

Workers with and without it are started in turn from one process with NumPy and SymPy loaded, so that a change
of load falls on both alike. CPU time is the worker's own and its parent's, from fork to the end.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from graders.sandbox.inside import confine, selftest

ROUNDS = 60


def main() -> None:
    plan = confine.prepare(hidden=[str(Path(confine.__file__).parents[2])])
    __import__("numpy")
    __import__("sympy")
    kinds = {
        "no confinement": confine.LAYERS,
        "all layers": (),
        **{f"all but {n}": (n,) for n in plan.layers},
    }
    cpu: dict[str, list[float]] = {kind: [] for kind in kinds}
    wall: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind, without in kinds.items():
            seconds, elapsed = start(plan, without)
            cpu[kind].append(1e3 * seconds)
            wall[kind].append(1e3 * elapsed)
    print(f"{'':24}CPU ms: median   added    wall ms: median")
    base = statistics.median(cpu["no confinement"])
    for kind in kinds:
        middle = statistics.median(cpu[kind])
        print(f"{kind:24}{middle:14.2f}{middle - base:8.2f}{statistics.median(wall[kind]):18.2f}")
    began = time.perf_counter()
    seen = selftest.observe(plan)
    print(f"self-test: {seen.level}, {1e3 * (time.perf_counter() - began):.1f} ms")


def start(plan: confine.Plan, without: tuple[str, ...]) -> tuple[float, float]:
    """Start a worker and wait for its end: CPU seconds of both processes, seconds by the clock."""
    began, own = time.perf_counter(), time.process_time()
    child = os.fork()
    if child == 0:
        if without != confine.LAYERS:
            confine.confine(plan, keep_fds=[2], memory=100, cpu=10, without=without)
        os._exit(0)
    usage = os.wait4(child, 0)[2]
    return time.process_time() - own + usage.ru_utime + usage.ru_stime, time.perf_counter() - began


if __name__ == "__main__":
    main()
