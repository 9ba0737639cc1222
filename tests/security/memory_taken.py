"""How much memory something takes, for tests of what reads somebody's files."""

import tracemalloc


def peak(action):
    """The most bytes that Python held at once while it was done."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
