"""How often the gate for gradients refuses a right one, or lets a wrong one pass.

    python tests/benchmarks/gradient_gate.py [DRAWS]

For each setting of tests/networks.py, with complex steps and with central differences of the loss: how many
gradients are misjudged, and how far the right and the wrong ones stay from the limit.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from graders.judge.numbers.training import APPROXIMATE, EXACT, gaps, loss_gradient
from tests.engine.networks import SETTINGS, WRONG, Network

METHODS = {
    "complex step": (EXACT, lambda loss: loss),
    "central": (APPROXIMATE, lambda loss: lambda p: float(np.real(loss(p)))),
}


def worst_gaps(net: Network, loss) -> tuple[float, list[float]]:
    """The gap of the right gradient, and those of the wrong ones: of each the worst block's."""
    true, _ = loss_gradient(loss, net.parameters)
    right, *wrong = (max(gaps(net.gradient(**bug), true).values()) for bug in ({}, *WRONG.values()))
    return right, wrong


def rate(bad: int, total: int) -> str:
    """A share; of none, what it is below with 95 % confidence (the rule of three)."""
    return f"{bad} of {total} ({bad / total:.2%})" if bad else f"0 of {total} (below {3 / total:.2%})"


def main(draws=200):
    draws = int(draws)
    print(f"{'step':13} {'loss':9} {'of':5} {'weights':8}{'limit':>8}"
          f"{'right refused':>16}{'largest':>9}{'wrong accepted':>17}{'smallest':>10}")  # fmt: skip
    for method, (limit, seen) in METHODS.items():
        refused = accepted = 0
        for kind, mean, scale in SETTINGS:
            nets = (Network(seed, kind, mean, scale) for seed in range(draws))
            found = [worst_gaps(net, seen(net.loss)) for net in nets]
            right = [gap for gap, _ in found]
            wrong = [gap for _, all_gaps in found for gap in all_gaps]
            bad = [sum(gap > limit for gap in right), sum(gap <= limit for gap in wrong)]
            print(f"{method:13} {kind:9} {'mean' if mean else 'sum':5} N(0,{scale:g}²){limit:8.0e}"
                  f"{bad[0]:>8} of {len(right):4}{max(right):9.1e}{bad[1]:>9} of {len(wrong):4}"
                  f"{min(wrong):10.1e}")  # fmt: skip
            refused, accepted = refused + bad[0], accepted + bad[1]
        total = draws * len(SETTINGS)
        print(f"{method}: right refused {rate(refused, total)}, "
              f"wrong accepted {rate(accepted, total * len(WRONG))}")  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
