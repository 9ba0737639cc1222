"""How long the symbolic judge takes over the known pairs: python tests/benchmarks/symbolic.py"""

import json
import statistics
import time
from pathlib import Path

import sympy

from graders.judge import equal_expressions

PAIRS = Path(__file__).parents[1] / "engine" / "equality_pairs.json"
REPEATS = 3


def built(source, declared, names):
    symbols = {name: sympy.Symbol(name, **(declared or {}).get(name, {})) for name in names}
    return sympy.sympify(source, locals=symbols)


def main():
    times, wrong = {}, []
    for pair in json.loads(PAIRS.read_text()):
        right = built(pair["ref"], pair["assume"], pair["dom"])
        answer = built(pair["stu"], pair["stu_assume"] or pair["assume"], pair["dom"])
        variable = "x" if pair["mode"] == "anti" else None
        taken = []
        for _ in range(REPEATS):
            started = time.process_time()
            verdict = equal_expressions(answer, right, domain=pair["dom"], up_to_constant_in=variable)
            taken.append(time.process_time() - started)
        times[pair["id"]] = 1000 * min(taken)
        if verdict is not pair["truth"]:
            wrong.append(pair["id"])
    worst = max(times, key=times.get)
    print(f"{len(times)} pairs, {len(wrong)} wrong or undecided {wrong or ''}".rstrip())
    print(f"median {statistics.median(times.values()):.2f} ms, worst {times[worst]:.1f} ms (pair {worst})")


if __name__ == "__main__":
    main()
