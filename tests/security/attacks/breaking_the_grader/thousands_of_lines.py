# deserves: 0
# lesson: derivatives
"""A figure of more lines than anybody can see."""
from matplotlib.figure import Figure


def plot_slopes(f, fprime, xs, dx):
    figure = Figure()
    axes = figure.add_subplot()
    for i in range(1500):
        axes.plot([0, 1], [i, i * 1e300])
    return figure
