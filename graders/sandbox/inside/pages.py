"""The zygote's memory in large pages: a fork copies, and an end gives back, an entry for each of them.

A worker that writes into a large page gets a small one of its own, as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from graders.sandbox.inside.libc import call

LARGE = 1 << 21
"""Bytes. Where large pages have another size the system refuses, and all stays as it is."""
_COLLAPSE = 25


def enlarge() -> None:
    """Put what this process has written so far into large pages, where the system can (Linux 6.1)."""
    for start, end in _written():
        for page in range(-(-start // LARGE) * LARGE, end - LARGE + 1, LARGE):
            with suppress(OSError):
                call("madvise", page, LARGE, _COLLAPSE)


def _written() -> Iterator[tuple[int, int]]:
    """Where this process's own memory lies that belongs to no file."""
    with open("/proc/self/maps") as maps:
        for area in maps.read().splitlines():
            addresses, rights, _, _, file, *_ = area.split()
            if rights == "rw-p" and file == "0":
                start, end = (int(address, 16) for address in addresses.split("-"))
                yield start, end
