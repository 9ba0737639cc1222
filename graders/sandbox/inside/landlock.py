"""Landlock: which files a worker may read; everything else on disk, and TCP, is out of reach.

Two sets of rules apply, and a file must pass both. The first, made once in the zygote, is the long one: the
libraries, without the holes in them, and /proc. The second is made in each worker: nothing of /proc but its
own memory map, which threadpoolctl reads. So no worker sees into another process, and starts quickly.

Called directly: three system calls are all there is, with one number on every architecture, and the
bindings on PyPI are compiled, before their first release, or unaware of the newer rules.
Landlock does not cover stat, chmod, extended attributes, UDP and Unix sockets with a path; seccomp does,
save stat.
"""

import os
import struct
from collections.abc import Iterable, Iterator

from graders.sandbox.inside.libc import prctl, syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_NO_NEW_PRIVS = 38

_WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE, _REFER = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13
_READ = _READ_FILE | _READ_DIR
_OWN = _READ | _WRITE_FILE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _REFER
"""In a folder of one's own: plain files and folders; no links, pipes, sockets or devices."""
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # since version …: so many rights, the lowest bits
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def version() -> int:
    """The kernel's version of Landlock; 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, None, 0, 1)
    except OSError:
        return 0


def handled(landlock: int) -> tuple[int, int, int]:
    """Everything that this version can forbid: rights on files, on TCP, and across the sandbox's border."""
    files = (1 << max(rights for since, rights in _FILE_RIGHTS.items() if since <= landlock)) - 1
    network = 0b11 if landlock >= 4 else 0  # bind, connect
    scope = 0b11 if landlock >= 6 else 0  # abstract Unix sockets, signals
    return files, network, scope


def make_ruleset(readable: Iterable[str], hidden: Iterable[str], stage: str | None = None) -> int | None:
    """The first set: only read, only below `readable`, never below `hidden` (all of them real paths).

    Write only below `stage`, if there is one. A descriptor; None where the kernel has no Landlock.
    """
    landlock = version()
    if not landlock:
        return None
    files, network, scope = handled(landlock)
    ruleset = _create_ruleset(files, network, scope)
    barred = tuple(hidden)
    for folder in (*readable, "/proc"):
        for path, rights in _grants(folder, barred):
            _add_rule(ruleset, path, rights)
    if stage is not None:
        _add_rule(ruleset, stage, _OWN & files)
    for device in _DEVICES:
        _add_rule(ruleset, device, (_READ_FILE | _WRITE_FILE | _TRUNCATE) & files)
    return ruleset


def restrict(shared: int, readable: Iterable[str], stage: str | None = None) -> None:
    """Put this process under both sets of rules, for good."""
    refer = _REFER if stage is not None and version() >= 2 else 0  # what no rule allows is forbidden here
    own = _create_ruleset(_READ | refer)
    if stage is not None:
        _add_rule(own, stage, _READ | refer)
    for folder in {"/" + path.split("/")[1] for path in readable} | {"/dev"}:
        _add_rule(own, folder, _READ)
    _add_rule(own, f"/proc/{os.getpid()}/maps", _READ_FILE)
    prctl(_NO_NEW_PRIVS, 1)
    for ruleset in (shared, own):
        syscall(_RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)


def _create_ruleset(files: int, network: int = 0, scope: int = 0) -> int:
    return syscall(_CREATE_RULESET, struct.pack("QQQ", files, network, scope), 24, 0)


def _grants(path: str, hidden: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The rules that open `path` but nothing in `hidden`.

    Rules can only add, so round a hole each child is named. The names in a folder with a hole stay
    listable; the importer needs them.
    """
    if any(is_below(path, hole) for hole in hidden):
        return
    if not os.path.isdir(path):
        yield path, _READ_FILE
    elif not any(is_below(hole, path) for hole in hidden):
        yield path, _READ
    else:
        yield path, _READ_DIR
        for entry in os.scandir(path):
            if not entry.is_symlink():  # its target has its own rule, or deserves none
                yield from _grants(entry.path, hidden)


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies in it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _add_rule(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not there on this system: nothing to open
    try:
        syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)
