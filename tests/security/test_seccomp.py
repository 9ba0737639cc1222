"""The seccomp filter, run as a program for the kernel's small machine, also for architectures not at hand."""

from __future__ import annotations

import struct

import pytest

from graders.sandbox.inside import seccomp

X86, ARM = 0xC000003E, 0xC00000B7
ALLOWED, REFUSED, UNKNOWN, KILLED = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
NUMBERS = {"x86_64": (X86, 0), "aarch64": (ARM, 1)}
HIGH = 1 << 32


def judge(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the filter of `machine` says of a system call."""
    program = seccomp.filter_for(machine)
    assert program is not None
    values = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, architecture or NUMBERS[machine][0], 0, *values)
    place = accumulator = 0
    while True:
        operation, if_true, if_false, operand = struct.unpack_from("HBBI", program, 8 * place)
        place += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, operand)
            case 0x15:
                place += if_true if accumulator == operand else if_false
            case 0x35:
                place += if_true if accumulator >= operand else if_false
            case 0x45:
                place += if_true if accumulator & operand else if_false
            case 0x06:
                return int(operand)


CLONE, FCNTL, IOCTL, MMAP, PRCTL, PRLIMIT, SENDTO = (
    {machine: seccomp._CALLS[name][column] for machine, (_, column) in NUMBERS.items()}
    for name in ("clone", "fcntl", "ioctl", "mmap", "prctl", "prlimit64", "sendto")
)
BOTH = pytest.mark.parametrize("machine", NUMBERS)
REFUSED_CALLS = {  # x86-64, aarch64
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "socket": (41, 198), "connect": (42, 203), "bind": (49, 200),
    "sendmsg": (46, 211), "mount": (165, 40), "memfd_create": (319, 279), "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282), "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "chmod": (90, None), "fchmodat": (268, 53), "fchownat": (260, 54), "setxattr": (188, 5),
    "utimensat": (280, 88), "kill": (62, 129), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "unlinkat": (263, 35), "renameat2": (316, 276), "linkat": (265, 37),
    "symlinkat": (266, 36), "mkdirat": (258, 34), "truncate": (76, 45), "ftruncate": (77, 46),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "setuid": (105, 146),
    "setresuid": (117, 147), "capset": (126, 91), "setrlimit": (160, 164),
    "sched_setaffinity": (203, 122), "setpriority": (141, 140), "shmget": (29, 194),
    "mq_open": (240, 180), "inotify_init1": (294, 26), "personality": (135, 92),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("name", REFUSED_CALLS)
def test_dangerous_calls_are_refused(name: str, machine: str) -> None:
    number = REFUSED_CALLS[name][NUMBERS[machine][1]]
    assert number is None or judge(machine, number) == REFUSED


@BOTH
def test_named_calls_are_allowed(machine: str) -> None:
    column = NUMBERS[machine][1]
    plain = [n[column] for name, n in seccomp._CALLS.items() if name not in seccomp._CONDITIONS]
    assert {judge(machine, number) for number in plain if number is not None} == {ALLOWED}


@BOTH
def test_clone_makes_threads_only(machine: str) -> None:
    thread = 0x3D0F00
    assert judge(machine, CLONE[machine], thread) == ALLOWED
    assert judge(machine, CLONE[machine], thread & ~0x10000) == REFUSED
    assert judge(machine, CLONE[machine], thread | 0x10000000) == REFUSED  # a user namespace
    assert judge(machine, CLONE[machine], thread | HIGH) == REFUSED
    assert judge(machine, CLONE[machine], 17) == REFUSED  # SIGCHLD: fork
    assert judge(machine, 435) == UNKNOWN  # clone3


@BOTH
def test_memory_that_no_limit_counts_is_refused(machine: str) -> None:
    private, shared, anonymous = 0x02, 0x01, 0x20
    for flags, verdict in (
        (private | anonymous, ALLOWED), (private, ALLOWED), (shared, ALLOWED), (private | 0x4022, ALLOWED),
        (shared | anonymous, REFUSED), (0x03 | anonymous, REFUSED), (private | HIGH, REFUSED),
    ):  # fmt: skip
        assert judge(machine, MMAP[machine], 0, 4096, 3, flags) == verdict


@BOTH
def test_both_halves_of_an_argument_count(machine: str) -> None:
    address = 0x7FFF00000000  # its lower half is zero
    assert judge(machine, PRLIMIT[machine], 0, 7, 0, 1) == ALLOWED
    assert judge(machine, PRLIMIT[machine], 0, 7, address) == REFUSED
    assert judge(machine, PRLIMIT[machine], 1234, 7, 0) == REFUSED
    assert judge(machine, SENDTO[machine], 3, 1, 1, 0, 0) == ALLOWED
    assert judge(machine, SENDTO[machine], 3, 1, 1, 0, address) == REFUSED


@BOTH
def test_descriptors_cannot_be_made_to_send_signals(machine: str) -> None:
    assert judge(machine, FCNTL[machine], 3, 3) == ALLOWED
    for command in (8, 10, 1024, 1026):  # F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY
        assert judge(machine, FCNTL[machine], 3, command) == REFUSED
    for command in (0x5412, 0x8901, 0x5452):  # TIOCSTI, FIOSETOWN, FIOASYNC
        assert judge(machine, IOCTL[machine], 3, command) == REFUSED


@BOTH
def test_calls_by_another_door_are_refused(machine: str) -> None:
    assert judge(machine, 0, architecture=0x40000003) == KILLED  # int 0x80
    assert judge(machine, 0x40000000 + CLONE[machine], 0x3D0F00) == REFUSED  # x32
    assert judge(machine, 1000) == UNKNOWN
    assert judge(machine, 0xFFFFFFFF) == REFUSED


def test_other_machines_have_no_filter() -> None:
    assert seccomp.filter_for("riscv64") is None


@BOTH
def test_a_process_may_name_itself_and_change_nothing_else(machine: str) -> None:
    assert judge(machine, PRCTL[machine], 15, 1) == ALLOWED  # PR_SET_NAME
    for option in (
        1,
        4,
        8,
        22,
        38,
        1499557217,
    ):  # PDEATHSIG, DUMPABLE, KEEPCAPS, SECCOMP, NO_NEW_PRIVS, PTRACER
        assert judge(machine, PRCTL[machine], option, 0) == REFUSED
