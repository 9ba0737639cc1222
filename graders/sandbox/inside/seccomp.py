"""seccomp: which system calls a worker may make. Computing, reading and its own threads; nothing else.

Where a worker has a folder of its own, also those that make plain files and folders, and take them away.

The list is closed: a call that is not named fails with EPERM, an ordinary PermissionError in Python, and
one newer than this file with ENOSYS, so that the C library falls back to an older one.
The filter is assembled here, once in the zygote, and installed in each worker. libseccomp would spare the
table of numbers, but is missing on many machines, and no wheel brings it.
"""

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Mapping, Sequence

from graders.sandbox.inside.libc import prctl

_NO_NEW_PRIVS, _GET_SECCOMP, _SET_SECCOMP, _MODE_FILTER = 38, 21, 22, 2

Instruction = tuple[int, int, int, int]  # operation, jump if true, jump if false, operand

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_DENY_AFTER = -1  # a jump to the end of the block, see `_guarded`


def _end(action: int, data: int = 0) -> list[Instruction]:
    return [(_RETURN, 0, 0, action | data)]


ALLOW, KILL = _end(0x7FFF0000), _end(0x80000000)
DENY, UNKNOWN = _end(0x00050000, errno.EPERM), _end(0x00050000, errno.ENOSYS)


# Conditions on an argument: they go on when it holds, and jump to DENY when not.
# Arguments have 64 bits and the machine compares 32: the upper half must be zero.


def _small(argument: int) -> list[Instruction]:
    return [(_LOAD, 0, 0, 20 + 8 * argument), (_EQUAL, 0, _DENY_AFTER, 0), (_LOAD, 0, 0, 16 + 8 * argument)]


def _is_one_of(argument: int, *values: int) -> list[Instruction]:
    *others, last = values
    tests = [(_EQUAL, len(values) - 1 - i, 0, value) for i, value in enumerate(others)]
    return [*_small(argument), *tests, (_EQUAL, 0, _DENY_AFTER, last)]


def _has_flags(argument: int, required: int, permitted: int) -> list[Instruction]:
    forbidden = 0xFFFFFFFF & ~permitted
    return [*_small(argument), (_ANY_BIT, 0, _DENY_AFTER, required), (_ANY_BIT, _DENY_AFTER, 0, forbidden)]


def _lacks_both(argument: int, one: int, other: int) -> list[Instruction]:
    return [*_small(argument), (_ANY_BIT, 0, 1, one), (_ANY_BIT, _DENY_AFTER, 0, other)]


def _guarded(*conditions: list[Instruction]) -> list[Instruction]:
    code = [*(step for condition in conditions for step in condition), *ALLOW, *DENY]
    last = len(code) - 1

    def resolve(jump: int, place: int) -> int:
        return last - place - 1 if jump == _DENY_AFTER else jump

    return [(op, resolve(t, i), resolve(f, i), k) for i, (op, t, f, k) in enumerate(code)]


_CLONE_THREAD = 0x00010000
_PTHREAD_FLAGS = 0x007D0F00  # what glibc and musl ask for; no namespace, no vfork, no parent's choice
_TCGETS, _FIOCLEX, _FIONCLEX = 0x5401, 0x5451, 0x5450
_DUPFD, _GETFD, _SETFD, _GETFL, _SETFL, _DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_SET_NAME, _GET_NAME, _SET_VMA = 15, 16, 0x53564D41
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20

_CONDITIONS: dict[str, list[Instruction]] = {
    "clone": _guarded(_has_flags(0, _CLONE_THREAD, _PTHREAD_FLAGS)),
    "clone3": UNKNOWN,  # its flags lie in memory, where no filter sees them; the C library turns to clone
    # F_SETOWN and F_SETSIG would make the kernel send signals
    "fcntl": _guarded(_is_one_of(1, _DUPFD, _GETFD, _SETFD, _GETFL, _SETFL, _DUPFD_CLOEXEC)),
    "ioctl": _guarded(_is_one_of(1, _TCGETS, _FIOCLEX, _FIONCLEX)),  # TIOCSTI types into a terminal
    "mmap": _guarded(_lacks_both(3, _MAP_ANONYMOUS, _MAP_SHARED)),  # no limit counts shared memory
    "prctl": _guarded(_is_one_of(0, _SET_NAME, _GET_NAME, _SET_VMA)),
    "prlimit64": _guarded(_is_one_of(0, 0), _is_one_of(2, 0)),  # read one's own, set none
    "sendto": _guarded(_is_one_of(4, 0)),  # on a connected socket only: no address
}

_GETLK, _SETLK, _SETLKW = 5, 6, 7
_WRITING_CONDITIONS: dict[str, list[Instruction]] = {
    "fcntl": _guarded(
        _is_one_of(1, _DUPFD, _GETFD, _SETFD, _GETFL, _SETFL, _DUPFD_CLOEXEC, _GETLK, _SETLK, _SETLKW)
    ),  # SQLite locks its files
    "renameat2": _guarded(_is_one_of(4, 0, 1)),  # 4 would leave a device behind
}

# name: its number on x86-64, on aarch64
_CALLS: dict[str, tuple[int | None, int | None]] = {
    # reading, and the socket to the grader
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "lseek": (8, 62), "close": (3, 57), "dup": (32, 23), "dup2": (33, None),
    "dup3": (292, 24), "fcntl": (72, 25), "ioctl": (16, 29), "poll": (7, None), "ppoll": (271, 73),
    "select": (23, None), "pselect6": (270, 72), "recvfrom": (45, 207), "sendto": (44, 206),
    # files, as far as Landlock lets them be opened
    "open": (2, None), "openat": (257, 56), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None),
    "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None), "faccessat": (269, 48),
    "faccessat2": (439, 439), "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61),
    "getcwd": (79, 17),
    # memory; executable pages too, for code that is compiled while it runs (XLA)
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216),
    "madvise": (28, 233), "brk": (12, 214),
    # threads and time
    "clone": (56, 220), "clone3": (435, 435), "futex": (202, 98), "set_robust_list": (273, 99),
    "rseq": (334, 293), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "sched_getparam": (143, 121), "sched_getscheduler": (145, 120), "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153), "setitimer": (38, 103),
    "alarm": (37, None),
    # itself
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "uname": (63, 160),
    "sysinfo": (99, 179), "getrusage": (98, 165), "getrlimit": (97, 163), "prlimit64": (302, 261),
    "getrandom": (318, 278), "prctl": (157, 167), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128), "exit": (60, 93),
    "exit_group": (231, 94),
}  # fmt: skip
_WRITING: dict[str, tuple[int | None, int | None]] = {
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None),
    "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "ftruncate": (77, 46), "fallocate": (285, 47), "fsync": (74, 82), "fdatasync": (75, 83),
    "chdir": (80, 49), "msync": (26, 227),
}  # fmt: skip
"""What Landlock and the mounts keep to a worker's own folder."""
_LAST_KNOWN = 450  # set_mempolicy_home_node, Linux 5.17: below it the numbers of both tables are settled
_X32 = 0x40000000  # the third way into an x86-64 kernel: the same calls, renumbered

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}


def filter_for(machine: str, writing: bool = False) -> bytes | None:
    """The filter for x86_64 or aarch64, ready for `install`; None for other machines."""
    if machine not in _ARCHITECTURES:
        return None
    audit_number, column = _ARCHITECTURES[machine]
    conditions = _CONDITIONS | (_WRITING_CONDITIONS if writing else {})
    calls = {
        number: conditions.get(name, ALLOW)
        for name, numbers in (_CALLS | (_WRITING if writing else {})).items()
        if (number := numbers[column]) is not None
    }
    code = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, audit_number),
        *KILL,  # a call of another architecture (int 0x80) is never honest
        (_LOAD, 0, 0, 0),
        *_search(_ranges(calls)),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def make_filter(writing: bool = False) -> bytes | None:
    """The filter for this machine; None where there is no table or no seccomp."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    try:
        prctl(_GET_SECCOMP)
    except OSError:
        return None
    return filter_for(platform.machine(), writing)


def install(program: bytes) -> None:
    """Put this thread, and all that it starts, under the filter, for good."""
    prctl(_NO_NEW_PRIVS, 1)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    prctl(_SET_SECCOMP, _MODE_FILTER, header)


def _ranges(calls: Mapping[int, list[Instruction]]) -> list[tuple[int, list[Instruction]]]:
    """All numbers as (first number, what happens from there on), neighbours with the same fate as one."""
    fates = [calls.get(number, DENY) for number in range(_LAST_KNOWN + 1)]
    starts = [0, *(n for n in range(1, len(fates)) if fates[n] is not fates[n - 1])]
    return [*((n, fates[n]) for n in starts), (_LAST_KNOWN + 1, UNKNOWN), (_X32, DENY)]


def _search(ranges: Sequence[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """A binary search for the range of the loaded number: nine comparisons instead of a hundred."""
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    lower, upper = _search(ranges[:middle]), _search(ranges[middle:])
    return [(_AT_LEAST, len(lower), 0, ranges[middle][0]), *lower, *upper]
