"""What a confined worker cannot do, which layers see to it, and what honest code still can."""

from __future__ import annotations

import dataclasses
import encodings.idna  # noqa: F401  (an ordinary user may be unable to load it later)
import importlib.util
import mmap
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from graders.sandbox.inside import confine, landlock, selftest
from graders.sandbox.inside.libc import call, prctl

fcntl = pytest.importorskip("fcntl")
resource = pytest.importorskip("resource")

pytestmark = [
    pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

ORDINARY = 61_000
USERS = ["current user", "ordinary user"]
confine.library_folders()  # an ordinary user may be unable to read the interpreter's own folder


# A zygote and a worker, in small


@dataclasses.dataclass
class World:
    """What an attack aims at."""

    folder: Path
    secret: Path
    victim: int  # a process of the same user as the zygote
    report: int  # the one descriptor that the worker may keep
    inherited: int = -1
    port: int = 0


Attack = Callable[[World], object]


def run(attack: Attack, world: World, user: str, without: Collection[str] = (), memory: float = 300) -> str:
    """What came of `attack` in a worker that lacks some layers: `through`, or the name of the exception."""
    reader, world.report = os.pipe()
    zygote = os.fork()
    if zygote == 0:
        os.close(reader)
        _be_zygote(attack, world, user, without, memory)
    os.close(world.report)
    with open(reader, "rb") as stream:
        answer = stream.read().decode()
    os.waitpid(zygote, 0)
    return answer.strip()


def _be_zygote(attack: Attack, world: World, user: str, without: Collection[str], memory: float) -> None:
    try:
        become(user)
        if "namespaces" in without:
            confine._leave_namespaces = lambda: False
        plan = confine.prepare(hidden=[str(Path(confine.__file__).parents[2])])
        world.inherited = os.open(world.secret, os.O_RDONLY)
        if os.fork() == 0:
            confine.confine(plan, keep_fds=[world.report], memory=memory, cpu=10, without=without)
            os.write(world.report, outcome(attack, world).encode())
            os._exit(0)
        os.wait()
    except BaseException as error:
        os.write(world.report, f"broken harness: {error!r}".encode())
    finally:
        os._exit(0)


def outcome(attack: Attack, world: World) -> str:
    try:
        result = attack(world)
        return "through" if result is None else str(result)
    except BaseException as error:
        return type(error).__name__


def become(user: str) -> None:
    if user == "ordinary user":
        os.setgroups([])
        os.setresgid(ORDINARY, ORDINARY, ORDINARY)
        os.setresuid(ORDINARY, ORDINARY, ORDINARY)
        prctl(4, 1)  # as a program that this user started would be


@pytest.fixture(params=USERS)
def user(request: pytest.FixtureRequest) -> str:
    if request.param == "ordinary user" and os.geteuid() != 0:
        pytest.skip("the current user is an ordinary one")
    return str(request.param)


@pytest.fixture
def world(user: str) -> Iterator[World]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    secret = folder / "secret"
    secret.write_text("42")
    secret.chmod(0o666)
    if user == "ordinary user":
        os.chown(secret, ORDINARY, ORDINARY)
    victim = os.fork()
    if victim == 0:
        become(user)
        signal.pause()
        os._exit(0)
    yield World(folder, secret, victim, report=-1)
    os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)
    shutil.rmtree(folder)


# The attacks, each with the layers that stop it


def read_a_file(world: World) -> None:
    world.secret.read_text()


def write_a_file(world: World) -> None:
    os.close(os.open(world.secret, os.O_WRONLY))


def add_to_a_file(world: World) -> None:
    with world.secret.open("a") as file:
        file.write("!")


def create_a_file(world: World) -> None:
    os.close(os.open(world.folder / "new", os.O_CREAT | os.O_WRONLY))


def delete_a_file(world: World) -> None:
    world.secret.unlink()


def change_permissions(world: World) -> None:
    world.secret.chmod(0o640)


def read_an_inherited_descriptor(world: World) -> None:
    os.read(world.inherited, 1)


def read_the_zygotes_command_line(_: World) -> None:
    Path(f"/proc/{os.getppid()}/cmdline").read_bytes()


def start_a_process(_: World) -> None:
    if os.fork() == 0:
        os._exit(0)


def run_a_program(world: World) -> None:
    os.dup2(world.report, 1)
    os.execv("/bin/sh", ["sh", "-c", "echo through"])


def make_a_memory_file(_: World) -> None:
    os.memfd_create("program")


def connect_by_tcp(world: World) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=5):
        pass


def send_by_udp(world: World) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"42", ("127.0.0.1", world.port))


def connect_to_an_abstract_socket(world: World) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(f"\0gradlings-{world.port}")


def connect_to_a_socket_with_a_path(world: World) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(world.folder / "socket"))


def kill_another_process(world: World) -> None:
    os.kill(world.victim, 0)


def have_the_kernel_send_a_signal(world: World) -> None:
    fcntl.fcntl(world.report, 10, signal.SIGKILL)  # F_SETSIG
    fcntl.fcntl(world.report, fcntl.F_SETOWN, world.victim)


def trace_another_process(world: World) -> None:
    call("ptrace", 0x4206, world.victim, 0, 0)  # PTRACE_SEIZE


def limit_another_process(world: World) -> None:
    resource.prlimit(world.victim, resource.RLIMIT_CORE, (0, 0))


def use_a_capability(_: World) -> None:
    os.chroot("/")


def use_much_memory(_: World) -> None:
    mmap.mmap(-1, 500_000_000, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def use_shared_memory(_: World) -> None:
    mmap.mmap(-1, 500_000_000)


AS_ROOT = os.geteuid() == 0

GUARDS: dict[Attack, set[str]] = {
    read_a_file: {"landlock"},
    write_a_file: {"landlock", "scratch"},
    create_a_file: {"landlock", "scratch"},
    add_to_a_file: {"landlock", "scratch"},
    delete_a_file: {"landlock", "scratch"},
    change_permissions: {"seccomp", "scratch"},
    read_an_inherited_descriptor: {"descriptors"},
    read_the_zygotes_command_line: {"landlock"},
    start_a_process: {"seccomp"},
    run_a_program: {"landlock", "seccomp"},
    make_a_memory_file: {"seccomp"},
    connect_by_tcp: {"namespaces", "landlock", "seccomp"},
    send_by_udp: {"namespaces", "seccomp"},
    connect_to_an_abstract_socket: {"namespaces", "landlock", "seccomp"},
    connect_to_a_socket_with_a_path: {"seccomp"},
    kill_another_process: {"identity", "landlock", "seccomp"},
    have_the_kernel_send_a_signal: {"seccomp"},
    trace_another_process: {"identity", "landlock", "seccomp"},
    limit_another_process: {"identity", "seccomp"},
    use_a_capability: {"identity", "seccomp"},
    use_much_memory: {"limits"},
    use_shared_memory: {"seccomp"},
}
# the version of Landlock that stops it first
SINCE = {connect_by_tcp: 4, connect_to_an_abstract_socket: 6, kill_another_process: 6}


def guards(attack: Attack, user: str) -> set[str]:
    """The layers that stop it: root can give a user id of its own, the others only a user namespace."""
    layers = set(GUARDS[attack])
    if landlock.version() < SINCE.get(attack, 1):
        layers -= {"landlock"}
    if user == "ordinary user" or not AS_ROOT:
        layers -= {"identity"} if attack is not use_a_capability else set()
        layers |= {"namespaces"} if attack is trace_another_process else set()
    if "scratch" in layers and not can_be_had("stage", user):
        layers -= {"scratch"}
        layers |= {delete_a_file: {"seccomp"}, add_to_a_file: {"limits"}}.get(attack, set())
    return layers


@pytest.fixture
def listening(world: World) -> Iterator[World]:
    """The world with somebody listening on TCP, an abstract socket and a socket with a path."""
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX) as path,
    ):
        world.port = tcp.getsockname()[1]
        abstract.bind(f"\0gradlings-{world.port}")
        abstract.listen()
        path.bind(str(world.folder / "socket"))
        (world.folder / "socket").chmod(0o777)
        path.listen()
        yield world


ATTACKS = pytest.mark.parametrize("attack", GUARDS, ids=lambda attack: attack.__name__)


@ATTACKS
def test_no_attack_gets_through(attack: Attack, listening: World, user: str) -> None:
    assert run(attack, listening, user) in {"PermissionError", "OSError", "MemoryError"}


@ATTACKS
def test_each_guard_alone_is_enough(attack: Attack, listening: World, user: str) -> None:
    layers = guards(attack, user)
    for guard in layers if len(layers) > 1 else ():
        if guard != "namespaces" or can_be_had("namespaces", user):
            assert run(attack, listening, user, without=layers - {guard}) != "through", f"{guard} alone"


@ATTACKS
def test_without_its_guards_the_attack_gets_through(attack: Attack, listening: World, user: str) -> None:
    if attack is trace_another_process and tracing_is_restricted():
        pytest.skip("this system lets nobody trace")
    if (
        attack is use_a_capability
        and not (AS_ROOT and user == "current user")
        and not can_be_had("namespaces", user)
    ):
        pytest.skip("there is no capability to use")
    assert run(attack, listening, user, without=guards(attack, user)) == "through"


def can_be_had(layer: str, user: str) -> bool:
    """Does the system give this user `namespaces`, or a `stage` for folders of the workers' own?"""
    child = os.fork()
    if child == 0:
        become(user)
        os._exit(0 if getattr(confine.prepare(), layer) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def tracing_is_restricted() -> bool:
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    return scope.exists() and scope.read_text().strip() != "0"


# What needs a test of its own


@pytest.mark.parametrize(("without", "survives"), [((), False), (("orphan",), True)])
def test_a_worker_ends_with_its_zygote(without: tuple[str, ...], survives: bool) -> None:
    reader, writer = os.pipe()
    zygote = os.fork()
    if zygote == 0:
        plan = confine.prepare()
        ready, tell = os.pipe()
        if os.fork() == 0:
            confine.confine(plan, keep_fds=[writer, tell], memory=100, cpu=10, without=without)
            os.close(tell)
            time.sleep(0.3)
            os.write(writer, b"survived")
            os._exit(0)
        os.close(tell)
        os.read(ready, 1)
        os._exit(0)
    os.close(writer)
    os.waitpid(zygote, 0)
    with open(reader, "rb") as stream:
        assert stream.read() == (b"survived" if survives else b"")


@pytest.mark.parametrize(("without", "alone"), [({"seccomp"}, True), ({"seccomp", "session"}, False)])
def test_a_signal_to_its_group_reaches_the_worker_only(
    without: set[str], alone: bool, world: World, user: str
) -> None:
    group = run(lambda _: f"{os.getpgrp() == os.getpid()}", world, user, without)
    assert group == str(alone)


def start_many_threads(_: World) -> None:
    threading.stack_size(32768)
    done = threading.Event()
    try:
        for _ in range(600):
            threading.Thread(target=done.wait, daemon=True).start()
    finally:
        done.set()


def may_be_limited(user: str) -> bool:
    """Threads are counted by user, and from Linux 5.14 on by namespace."""
    version = tuple(map(int, os.uname().release.split(".")[:2]))
    return (AS_ROOT and user == "current user") or (version >= (5, 14) and can_be_had("namespaces", user))


@pytest.mark.parametrize(("without", "ending"), [((), "RuntimeError"), (("limits",), "through")])
def test_threads_are_limited(without: tuple[str, ...], ending: str, world: World, user: str) -> None:
    if not may_be_limited(user):
        pytest.skip("this system counts a user's other threads as well")
    assert run(start_many_threads, world, user, without, memory=8000) == ending


@pytest.mark.parametrize("user", ["ordinary user"], indirect=True)
def test_the_threads_of_one_worker_do_not_count_as_anothers(world: World, user: str) -> None:
    """A student who uses up the threads of a worker takes none from the others."""
    if not may_be_limited(user):
        pytest.skip("this system counts a user's other threads as well")
    reader, world.report = os.pipe()
    zygote = os.fork()
    if zygote == 0:
        become(user)
        plan = confine.prepare()
        busy = start_worker(plan, 400)
        began = os.read(busy.report, 8)
        other = start_worker(plan, 400)
        os.write(world.report, began + b" " + os.read(other.report, 8))
        for worker in (busy, other):
            os.kill(worker.process, signal.SIGKILL)
        os._exit(0)
    os.close(world.report)
    with open(reader, "rb") as stream:
        assert stream.read() == b"400 400"
    os.waitpid(zygote, 0)


@dataclasses.dataclass
class Threads:
    """A worker that has started threads and says how many."""

    process: int
    report: int


def start_worker(plan: confine.Plan, threads: int) -> Threads:
    reader, report = os.pipe()
    process = os.fork()
    if process == 0:
        confine.confine(plan, keep_fds=[report], memory=8000, cpu=10)
        threading.stack_size(32768)
        done, started = threading.Event(), 0
        with suppress(RuntimeError):
            for _ in range(threads):
                threading.Thread(target=done.wait, daemon=True).start()
                started += 1
        os.write(report, b"%d" % started)
        done.wait()
    return Threads(process, reader)


def test_the_time_of_a_worker_is_limited_whatever_it_does_with_signals(world: World, user: str) -> None:
    assert run(lambda _: str(resource.getrlimit(resource.RLIMIT_CPU)), world, user) == "(10, 11)"


def test_a_hidden_folder_inside_the_libraries_stays_hidden(world: World, user: str) -> None:
    library = world.folder / "site-packages"
    for path in ("numpy/core/array.py", "graders/lessons/jacobian.py", "six.py"):
        (library / path).parent.mkdir(parents=True, exist_ok=True)
        (library / path).write_text("text")
    (library / "alias").symlink_to(library / "graders")
    hidden = [str(library / "graders")]

    def visible(_: World) -> str:
        readable = []
        for path in (
            "numpy/core/array.py",
            "six.py",
            "graders/lessons/jacobian.py",
            "alias/lessons/jacobian.py",
        ):
            try:
                (library / path).read_text()
            except PermissionError:
                continue
            readable.append(path)
        return " ".join(readable)

    prepare = confine.prepare
    try:
        confine.prepare = lambda **_: prepare([*confine.library_folders(), str(library)], hidden)
        assert run(visible, world, user) == "numpy/core/array.py six.py"
    finally:
        confine.prepare = prepare


def test_that_a_file_exists_is_all_that_can_be_seen_of_it(world: World, user: str) -> None:
    assert run(lambda world: world.secret.stat().st_size, world, user) == "2"


def test_a_worker_of_root_has_a_user_of_its_own_and_no_capability() -> None:
    if not AS_ROOT:
        pytest.skip("needs root")
    reader, writer = os.pipe()
    if os.fork() == 0:
        confine.drop_identity(confine.prepare().identity)
        os.write(writer, Path("/proc/self/status").read_bytes())
        os._exit(0)
    os.wait()
    status = dict(
        line.split(":\t", 1) for line in os.read(reader, 65536).decode().splitlines() if ":\t" in line
    )
    assert {status[name] for name in ("CapEff", "CapPrm", "CapInh")} == {"0" * 16}
    assert min(map(int, status["Uid"].split()[:3])) >= 61_184
    assert status["Groups"].strip() == ""


# The scratch folder


@pytest.fixture
def scratch(user: str) -> None:
    if not can_be_had("stage", user):
        pytest.skip("the system gives no folder of one's own")


def write_and_read_back(_: World) -> None:
    folder = Path("a/b")
    folder.mkdir(parents=True)
    (folder / "text").write_text("some")
    (folder / "text").rename("text")
    assert Path("text").read_text() == "some"
    Path("text").unlink()
    folder.rmdir()
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary, "x").write_bytes(b"1")


def list_it(_: World) -> str:
    home = Path(os.environ["HOME"])
    seen = sorted(str(path.relative_to(home)) for path in home.rglob("*"))
    Path("left behind").write_text("x")
    return ", ".join(seen)


def fill_it(_: World) -> None:
    with open("large", "wb") as file:
        for _ in range(100):
            file.write(bytes(10**6))


def fill_it_by_several_files(_: World) -> None:
    for number in range(100):
        Path(f"file {number}").write_bytes(bytes(10**6))


def make_many_files(_: World) -> None:
    for number in range(10**4):
        Path(f"file {number}").touch()


def make_a_sparse_file(_: World) -> None:
    with open("sparse", "wb") as file:
        file.truncate(2**40)


def make_a_symbolic_link(_: World) -> None:
    os.symlink("/etc", "link")


def make_a_hard_link(_: World) -> None:
    Path("file").touch()
    os.link("file", "other")


def make_a_pipe(_: World) -> None:
    os.mkfifo("pipe")


def make_a_device(_: World) -> None:
    os.mknod("device", 0o600 | 0o020000, os.makedev(1, 1))


def run_a_program_in_it(_: World) -> None:
    Path("program").write_bytes(b"#!/bin/sh\n")
    os.execv("program", ["program"])


def map_a_file_of_it_as_a_program(_: World) -> None:
    Path("code").write_bytes(bytes(4096))
    with open("code", "rb") as file:
        mmap.mmap(file.fileno(), 4096, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC)


def leave_it_upwards(_: World) -> None:
    Path("../../beside").write_text("x")


def leave_it_by_renaming(_: World) -> None:
    Path("file").touch()
    os.rename("file", "/tmp/gradlings-renamed")


LEFT = Path("/tmp/gradlings-left")


def leave_it_by_a_descriptor(_: World) -> None:
    os.open(f"../../..{LEFT}", os.O_CREAT | os.O_WRONLY, dir_fd=os.open(".", os.O_RDONLY))


def look_for_those_of_others(world: World) -> None:
    Path(f"/proc/{world.victim}/cwd/file").write_text("x")


def mount_something(_: World) -> None:
    call("mount", b"none", os.getcwd().encode(), b"tmpfs", 0, None)


def unmount_it(_: World) -> None:
    call("umount2", os.environ["HOME"].encode(), 2)


@pytest.mark.usefixtures("scratch")
def test_a_worker_has_a_folder_to_write_to(world: World, user: str) -> None:
    assert run(write_and_read_back, world, user) == "through"


@pytest.mark.usefixtures("scratch")
def test_it_is_empty_for_each_worker_and_nothing_of_it_stays(world: World, user: str) -> None:
    assert [run(list_it, world, user) for _ in range(2)] == ["tmp, work", "tmp, work"]


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize("attack", [
    fill_it, fill_it_by_several_files, make_many_files, make_a_sparse_file, make_a_symbolic_link,
    make_a_hard_link, make_a_pipe, make_a_device, run_a_program_in_it, map_a_file_of_it_as_a_program,
    leave_it_upwards, leave_it_by_renaming, leave_it_by_a_descriptor, look_for_those_of_others,
    mount_something, unmount_it,
], ids=lambda attack: attack.__name__)  # fmt: skip
def test_the_folder_is_no_way_out(attack: Attack, world: World, user: str) -> None:
    assert run(attack, world, user) in {"PermissionError", "OSError", "FileNotFoundError"}


ROOMY = {"SIZE": 2**28, "FILES": 10**5}
ALL_THREE = {"identity", "landlock", "seccomp"}


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize(("attack", "guards", "change"), [
    (make_a_symbolic_link, {"landlock", "seccomp"}, {}), (make_a_hard_link, {"seccomp"}, {}),
    (make_a_pipe, {"landlock", "seccomp"}, {}), (make_a_sparse_file, {"limits"}, {}),
    (fill_it, {"limits"}, ROOMY), (fill_it_by_several_files, set(), ROOMY), (make_many_files, set(), ROOMY),
    (map_a_file_of_it_as_a_program, set(), {"_SAFE": 0}),
    (leave_it_upwards, {"landlock", "identity"}, {"_READ_ONLY": 0}),
    (leave_it_by_a_descriptor, {"landlock"}, {"_READ_ONLY": 0}),
    (mount_something, ALL_THREE, {}), (unmount_it, ALL_THREE, {}),
])  # fmt: skip
def test_without_its_guards_the_folder_would_be_one(
    attack: Attack, guards: set[str], change: dict[str, int], world: World, user: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if guards == ALL_THREE and (user == "ordinary user" or not AS_ROOT):
        pytest.skip("who is not root may mount nothing anyway")
    for name, value in change.items():
        monkeypatch.setattr(confine.scratch, name, value)
    LEFT.unlink(missing_ok=True)
    try:
        assert run(attack, world, user, without=guards) == "through"
    finally:
        LEFT.unlink(missing_ok=True)


def test_without_the_privilege_to_mount_nothing_can_be_written(
    world: World, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confine.scratch, "make_stage", lambda readable: None)
    assert run(write_and_read_back, world, user) in {"PermissionError", "FileNotFoundError", "OSError"}


# The self-test


def test_the_self_test_sees_a_full_confinement(user: str) -> None:
    assert observed(user, lambda plan: plan) == "full: "


@pytest.mark.parametrize(
    ("missing", "open_then"),
    [
        ({"ruleset": None, "stage": None}, ["reading files", "writing files"]),
        ({"program": None}, ["changing permissions", "starting processes", "memory files"]),
    ],
)
def test_the_self_test_names_what_is_open(missing: dict[str, None], open_then: list[str], user: str) -> None:
    level, _, names = observed(user, lambda plan: dataclasses.replace(plan, **missing)).partition(": ")
    assert level == "partial"
    assert set(open_then) <= set(names.split(","))


def test_a_worker_that_cannot_be_confined_counts_as_not_confined(user: str) -> None:
    assert observed(user, lambda plan: dataclasses.replace(plan, ruleset=9999)).startswith("none")


def test_no_probe_gets_through_when_nothing_answers() -> None:
    assert selftest.conclude(selftest.PROBES).level == "none"
    assert selftest.conclude([]).level == "full"


def observed(user: str, change: Callable[[confine.Plan], confine.Plan]) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        become(user)
        seen = selftest.observe(change(confine.prepare(hidden=[str(Path(confine.__file__).parents[2])])))
        os.write(writer, f"{seen.level}: {','.join(seen.open)}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with open(reader, "rb") as stream:
        return stream.read().decode()


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_have_fewer_layers_and_no_errors(system: str) -> None:
    code = f"""
import ctypes, graders, os, selectors, site, socket, sys, sysconfig
sys.platform = {system!r}
if sys.platform == "win32":
    sys.modules["resource"], os.name = None, "nt"
    del os.setsid
from graders.sandbox.inside import confine
from graders.sandbox.inside import selftest
plan = confine.prepare([])
print(confine.confine(plan, keep_fds=[0, 1, 2], memory=100, cpu=10))
found = selftest.conclude(selftest.probe([], keep_fds=[])).level
"""
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(confine.__file__).parents[3]
    )
    assert found.stderr == ""
    assert found.stdout.strip() == ("('descriptors', 'limits', 'session')" if system == "darwin" else "()")


# Honest code


def numpy_decomposes(_: World) -> None:
    import numpy as np

    np.linalg.svd(np.random.default_rng(0).normal(size=(50, 50)))


def numpy_has_room_for_400_megabytes(_: World) -> None:
    import numpy as np

    assert np.zeros(50_000_000)[-1] == 0


def sympy_integrates(_: World) -> None:
    import sympy as sp

    x = sp.Symbol("x")
    assert sp.integrate(sp.exp(-(x**2)), (x, -sp.oo, sp.oo)) == sp.sqrt(sp.pi)


def scipy_minimises(_: World) -> None:
    from scipy.optimize import minimize

    rule = {"type": "eq", "fun": lambda v: v[0] - 1}
    assert minimize(lambda v: (v**2).sum(), [1, 2], method="SLSQP", constraints=[rule]).success


def sklearn_fits(_: World) -> None:
    os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # joblib warns that it may not start processes
    from sklearn.cluster import KMeans
    from sklearn.datasets import make_moons
    from sklearn.linear_model import LogisticRegression

    X, y = make_moons(100, random_state=0)
    assert LogisticRegression().fit(X, y).score(X, y) > 0.8
    KMeans(2, n_init=1).fit(X)


def matplotlib_draws_into_a_buffer(_: World) -> None:
    import io

    from matplotlib.figure import Figure

    figure, buffer = Figure(), io.BytesIO()
    figure.subplots().set_title("$x^2$")
    figure.savefig(buffer)
    assert buffer.getvalue().startswith(b"\x89PNG")


def jax_compiles(_: World) -> None:
    import jax
    import jax.numpy as jnp

    assert jax.grad(jax.jit(lambda x: (x @ x).sum()))(jnp.ones((3, 3))).shape == (3, 3)


def threads_share_work(_: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(abs, range(10))) == 45


def everyday_python_runs(_: World) -> None:
    import contextlib
    import platform
    import secrets
    import zoneinfo

    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        print(
            secrets.token_hex(8), platform.platform(), zoneinfo.ZoneInfo("UTC"), os.cpu_count(), os.getcwd()
        )
    time.sleep(0.001)
    signal.setitimer(signal.ITIMER_REAL, 10)


@pytest.mark.parametrize(
    "code",
    [
        numpy_decomposes,
        numpy_has_room_for_400_megabytes,
        sympy_integrates,
        scipy_minimises,
        sklearn_fits,
        matplotlib_draws_into_a_buffer,
        jax_compiles,
        threads_share_work,
        everyday_python_runs,
    ],
    ids=lambda code: code.__name__,
)
@pytest.mark.parametrize("user", ["current user"], indirect=True)
def test_honest_code_runs(code: Attack, world: World, user: str) -> None:
    if code is matplotlib_draws_into_a_buffer:
        pytest.importorskip(
            "matplotlib.pyplot"
        )  # the zygote loads it, because its first import writes a cache
    library = code.__name__.partition("_")[0]
    if library in {"numpy", "sympy", "scipy", "sklearn", "jax"} and importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    assert run(code, world, user, memory=2000) == "through"


def use_a_pool_of_processes(_: World) -> None:
    import multiprocessing

    multiprocessing.Pool(2)


def use_a_subprocess(_: World) -> None:
    subprocess.run(["true"])


def use_asyncio(_: World) -> None:
    import asyncio

    asyncio.new_event_loop()


@pytest.mark.parametrize("code", [use_a_pool_of_processes, use_a_subprocess, use_asyncio])
@pytest.mark.parametrize("user", ["current user"], indirect=True)
def test_what_cannot_work_raises_an_ordinary_error(code: Attack, world: World, user: str) -> None:
    assert run(code, world, user) in {"PermissionError", "FileNotFoundError", "OSError"}
