"""Everything that is taken away from a worker before it sees a student's text.

The zygote calls `prepare` once, while it has one thread; each worker that it forks calls `confine`.
Each layer is one function, and `without` leaves it out, so that a test can show what it is there for.

There is no PID namespace: it would need one more fork, and the workers' ids would no longer be the
grader's.
Landlock says what may be read; the mount namespace is there for the one folder that may be written to, see
`graders.sandbox.inside.scratch`. Signals to others are stopped three times over, by the user id, by Landlock
and by seccomp.
"""

from __future__ import annotations

import os
import re
import site
import stat
import struct
import sys
import sysconfig
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass

from graders.sandbox.inside import landlock, scratch, seccomp
from graders.sandbox.inside.libc import call, prctl, syscall

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

LINUX = sys.platform == "linux"
LAYERS = ("descriptors", "scratch", "limits", "session", "identity", "orphan", "landlock", "seccomp")

_NEW_USER, _NEW_NET, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000
_PDEATHSIG, _DUMPABLE, _KEEPCAPS = 1, 4, 8
_CLOSE_RANGE = 436
_SETUID = 1 << 7
_SIGKILL = 9
_FILES, _THREADS = 64, 512
_RESERVED = 4096
"""Megabytes of addresses beyond the memory, for libraries that reserve them and do not use them."""
_COUNTED_BY_NAMESPACE = (5, 14)
"""The first Linux that counts the threads of a user in each user namespace."""
_SYSTEM_FOLDERS = (
    "/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime",
    "/usr/share/zoneinfo", "/usr/share/fonts", "/sys/devices/system/cpu",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What `prepare` found and made, to be applied in every worker."""

    zygote: int  # its process id
    namespaces: bool
    readable: tuple[str, ...]
    ruleset: int | None  # Landlock's rules, a descriptor
    program: bytes | None  # the seccomp filter
    identity: Identity | None
    stage: str | None = None  # above the folders that workers may write to

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that this system can have."""
        had = {
            "descriptors": os.name == "posix",
            "scratch": self.stage is not None,
            "limits": resource is not None,
            "session": hasattr(os, "setsid"),
            "identity": LINUX,
            "orphan": LINUX,
            "landlock": self.ruleset is not None,
            "seccomp": self.program is not None,
        }
        return tuple(layer for layer in LAYERS if had[layer])


@dataclass(frozen=True)
class Identity:
    """The user ids that a worker of root may become: one for each process id, as far as there are enough."""

    first: int
    span: int
    files: int | None  # the user as whom files are read, where the libraries lie in somebody's private folder


def library_folders() -> list[str]:
    """The folders of the interpreter and its installed libraries, and what those read besides."""
    paths = sysconfig.get_paths()
    ours = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    prefixes = [os.path.join(prefix, "lib") for prefix in (sys.prefix, sys.base_prefix)]
    users = [site.USER_SITE] if site.USER_SITE in sys.path else []
    return [*ours, *prefixes, *site.getsitepackages(), *users, *(_SYSTEM_FOLDERS if LINUX else ())]


def prepare(readable: Iterable[str] | None = None, hidden: Iterable[str] = ()) -> Plan:
    """Make ready, in the zygote, what workers share; a layer that the system refuses is left out.

    Workers will read only what lies below `readable` (default: the libraries), and nothing below `hidden`.
    """
    folders = _roots(library_folders() if readable is None else readable)
    identity = _find_identity(folders) if LINUX else None
    namespaces = LINUX and _leave_namespaces()
    stage = scratch.make_stage(folders) if namespaces else None
    return Plan(
        zygote=os.getpid(),
        namespaces=namespaces,
        readable=folders,
        ruleset=landlock.make_ruleset(folders, map(os.path.realpath, hidden), stage) if LINUX else None,
        program=seccomp.make_filter(writing=stage is not None),
        identity=identity,
        stage=stage,
    )


def confine(
    plan: Plan, *, keep_fds: Collection[int], memory: float, cpu: float, without: Collection[str] = ()
) -> tuple[str, ...]:
    """Confine this process for good and say which layers hold; a layer of the plan that fails raises OSError.

    `memory` is in MB, on top of what the zygote holds; `cpu` in seconds, for the worker's whole life.
    """
    layers = tuple(layer for layer in plan.layers if layer not in without)
    rules = {plan.ruleset or 0} if "landlock" in layers else set()
    steps: dict[str, Callable[[], None]] = {
        "descriptors": lambda: close_descriptors({*keep_fds, *rules}),
        "scratch": lambda: scratch.enter(plan.stage or ""),
        "limits": lambda: set_limits(
            memory, cpu, own_user=_is_counted_alone(plan), longest_file=scratch.SIZE if plan.stage else 0
        ),
        "session": leave_session,
        "identity": lambda: drop_identity(plan.identity),
        "orphan": lambda: die_with(plan.zygote),
        "landlock": lambda: landlock.restrict(plan.ruleset or 0, plan.readable, plan.stage),
        "seccomp": lambda: seccomp.install(plan.program or b""),
    }
    for layer in layers:
        steps[layer]()
    return layers


def close_descriptors(keep: Collection[int]) -> None:
    """Close every descriptor but `keep`; standard input, output and error become /dev/null."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in {0, 1, 2} - set(keep):
        os.dup2(null, standard)
    bounds = sorted({*keep, 0, 1, 2})
    for below, above in zip(bounds, [*bounds[1:], 1 << 31], strict=True):
        _close_range(below + 1, above - 1)


def set_limits(memory: float, cpu: float, own_user: bool, longest_file: int = 0) -> None:
    """Limit memory, time, the number and length of files, and threads.

    Memory is what can be written to: XLA reserves gigabytes of addresses that it never uses, so those have a
    wide limit of their own. Shared memory, which would not count, is refused by seccomp.
    """
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", longest_file)
    _limit("RLIMIT_NOFILE", _FILES)
    _limit("RLIMIT_CPU", max(1, round(cpu)), grace=1)
    if LINUX:
        addresses, data = _held()
        _limit("RLIMIT_DATA", data + int(memory * 1e6))
        _limit("RLIMIT_AS", addresses + int((memory + _RESERVED) * 1e6))
    if own_user:  # else the limit counts the user's other programs as well
        _limit("RLIMIT_NPROC", _THREADS)


def _is_counted_alone(plan: Plan) -> bool:
    """Whether no others' threads count as this worker's; an ordinary user's gets a namespace for it."""
    if plan.identity is not None:
        return True
    version = tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2]) if LINUX else (0,)
    if not plan.namespaces or os.geteuid() == 0 or version < _COUNTED_BY_NAMESPACE:
        return False
    try:
        call("unshare", _NEW_USER)
    except OSError:
        return False
    return True


def leave_session() -> None:
    """Leave the terminal and the process group, so that a signal to the group reaches nobody else."""
    with suppress(PermissionError):  # it leads a group already
        os.setsid()


def drop_identity(identity: Identity | None) -> None:
    """Become a user of one's own, where root started the grader, and give up every capability in any case."""
    if identity is not None:
        user = identity.first + os.getpid() % identity.span
        prctl(_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        if identity.files is not None:
            _set_capabilities(_SETUID)
            call("setfsuid", identity.files)
            if call("setfsuid", identity.files) != identity.files:
                raise PermissionError("the user as whom files are read could not be set")
    _set_capabilities(0)
    prctl(_DUMPABLE, 0)


def die_with(parent: int) -> None:
    """End when the zygote ends; a change of user would undo this, so it comes after."""
    if parent == os.getpid():  # spawned, not forked: its own zygote
        return
    prctl(_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _roots(folders: Iterable[str]) -> tuple[str, ...]:
    """The real paths of `folders`, without those that lie in another."""
    paths = sorted({os.path.realpath(folder) for folder in folders if os.path.exists(folder)})
    return tuple(path for path in paths if not any(landlock.is_below(path, p) for p in paths if p != path))


def _close_range(first: int, last: int) -> None:
    if first > last:
        return
    if LINUX:
        with suppress(OSError):
            syscall(_CLOSE_RANGE, first, last, 0)
            return
    for number in map(int, os.listdir("/dev/fd")):
        if first <= number <= last:
            with suppress(OSError):
                os.close(number)


def _limit(name: str, value: int, grace: int = 0) -> None:
    kind = getattr(resource, name)
    _, highest = resource.getrlimit(kind)
    if highest != resource.RLIM_INFINITY:
        value = min(value, highest - grace)
    resource.setrlimit(kind, (value, value + grace))


def _held() -> tuple[int, int]:
    """Bytes of addresses that this process has, and of them those that it can write to."""
    descriptor = os.open("/proc/self/statm", os.O_RDONLY)  # five times as fast as open(), in every worker
    try:
        pages = os.read(descriptor, 128).split()
    finally:
        os.close(descriptor)
    return int(pages[0]) * resource.getpagesize(), int(pages[5]) * resource.getpagesize()


def _set_capabilities(kept: int) -> None:
    header = struct.pack("Ii", 0x20080522, 0)
    call("capset", header, struct.pack("6I", kept, kept, 0, 0, 0, 0))


def _leave_namespaces() -> bool:
    """Leave the system's network and shared memory; an ordinary user needs a user namespace for it."""
    user, group = os.geteuid(), os.getegid()
    try:
        call("unshare", _NEW_NET | _NEW_IPC | (_NEW_USER if user else 0))
    except OSError:
        return False
    if user:
        lines = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
        with suppress(OSError):  # its ids then read as nobody's, which changes no right
            for file, line in lines.items():
                with open(f"/proc/self/{file}", "w") as stream:
                    stream.write(line)
    return True


def _find_identity(readable: Iterable[str]) -> Identity | None:
    """Unused user ids, if this process may become them: above those of containers, else some of systemd's."""
    if os.geteuid() != 0 or not _may_change_user():
        return None
    highest = min(_highest_id("uid_map"), _highest_id("gid_map"))
    private = _owner_of_private_folder(readable)
    for first, span in ((1_900_000_000, 1 << 22), (61_184, 4_336)):
        if first + span <= highest:
            return Identity(first, span, private)
    return None


def _may_change_user() -> bool:
    with open("/proc/self/status") as file:
        effective = next(line for line in file if line.startswith("CapEff:"))
    both = 0b11 << 6  # CAP_SETGID, CAP_SETUID
    return int(effective.split()[1], 16) & both == both


def _highest_id(table: str) -> int:
    with open(f"/proc/self/{table}") as file:
        return max(int(first) + int(count) for first, _, count in map(str.split, file))


def _owner_of_private_folder(folders: Iterable[str]) -> int | None:
    """The owner of the first folder, above or among `folders`, that other users may not enter."""
    for folder in map(os.path.realpath, folders):
        steps = folder.split("/")
        for depth in range(1, len(steps) + 1):
            try:
                status = os.stat("/".join(steps[:depth]) or "/")
            except OSError:
                break
            if stat.S_ISDIR(status.st_mode) and not status.st_mode & stat.S_IXOTH:
                return status.st_uid
    return None
