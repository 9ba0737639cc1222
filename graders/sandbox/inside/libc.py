"""The few C library calls of Linux that Python's own modules lack."""

import ctypes
import os
from functools import cache


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(function: str, *arguments: int | bytes | None) -> int:
    """Call a function of the C library; integers are passed as 64 bits, bytes as a pointer to them."""
    converted = [ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments]
    result = int(getattr(_libc(), function)(*converted))
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{function}: {os.strerror(error)}")
    return result


def syscall(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call that has no wrapper; only numbers that all architectures share are used here."""
    return call("syscall", number, *arguments)


def prctl(option: int, *arguments: int | bytes | None) -> int:
    """Change a property of this process; the kernel wants the arguments that are not used to be zero."""
    padding = (0,) * (4 - len(arguments))
    return call("prctl", option, *arguments, *padding)
