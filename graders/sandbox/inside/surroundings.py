"""What a student's file finds around it: a module as an import makes it, its own command line, no screen."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

HEADLESS = {"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"}
"""Matplotlib's backends that need no screen."""
LOOK = 0.01
"""Seconds until an event loop looks whether another thread has done something."""


def new_module(file: str, is_main: bool) -> ModuleType:
    """The module of a student's file, registered under its name, or one near it where that is taken.

    A notebook's cells run in the main module.
    """
    name = "__main__" if is_main else file.rpartition("/")[2].rpartition(".")[0]
    while not is_main and (name in sys.modules or name in sys.stdlib_module_names):
        name += "_"
    module = ModuleType(name)
    place = os.path.join(os.getcwd(), file.rpartition("/")[2])
    module.__file__ = place
    module.__spec__ = ModuleSpec(name, None, origin=place)
    sys.modules[name] = module
    return module


def hide_ours(file: str) -> None:
    """Take our command line out of sight, in a process that is the student's alone."""
    sys.argv = [file.rpartition("/")[2]]
    sys.orig_argv = [sys.executable, *sys.argv]


def overlook_permissions(home: str) -> None:
    """Let code change what belongs to a file besides its text, without effect, in the folder that is its own.

    `shutil.copy` does so, and seccomp allows it nowhere.
    """

    def overlooked(function: Callable[..., None]) -> Callable[..., None]:
        def change(path: Any, *arguments: Any, **options: Any) -> None:
            try:
                function(path, *arguments, **options)
            except PermissionError:
                if not os.path.abspath(path).startswith(home):
                    raise
                os.stat(path)

        return change

    os.chmod, os.utime = overlooked(os.chmod), overlooked(os.utime)


def draw_without_a_screen() -> None:
    """Let code ask for any of Matplotlib's windows: it goes on drawing where it can, into memory."""
    from matplotlib import pyplot

    switch = pyplot.switch_backend

    def switch_backend(newbackend: Any) -> None:
        if str(newbackend).casefold() in HEADLESS:
            switch(newbackend)

    pyplot.switch_backend = switch_backend


def open_sessions_without_a_shell() -> None:
    """Let `sympy.init_session()` bind its names among those of the file that calls it, as in a notebook."""
    import sympy
    from sympy.interactive import session

    def init_session(*_: object, **__: object) -> None:
        exec(session.preexec_source, sys._getframe(1).f_globals)

    sympy.init_session = sympy.interactive.init_session = session.init_session = init_session


class WithoutSockets:
    """Finds asyncio, and lets it wait without sockets as soon as it is loaded."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name == "asyncio" else None
        loader: Any = spec and spec.loader
        if loader is not None:
            load = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                load(module)
                wait_without_sockets()

            loader.exec_module = exec_module
        return spec


def wait_without_sockets() -> None:
    """Let every event loop of asyncio wait for time and for other threads, and for nothing else."""
    import asyncio

    class Loop(asyncio.BaseEventLoop):
        def __init__(self) -> None:
            super().__init__()
            self._selector = self

        def select(self, timeout: float | None) -> Sequence[object]:
            time.sleep(LOOK if timeout is None else min(timeout, LOOK))
            return ()

        def _process_events(self, _: object) -> None:
            pass

        def _write_to_self(self) -> None:
            pass

    class Policy(asyncio.DefaultEventLoopPolicy):
        _loop_factory = Loop

    asyncio.set_event_loop_policy(Policy())


def nothing(*_: object, **__: object) -> None:
    """Stands for what a notebook shows, while nobody looks."""


class Shell:
    """Stands for IPython, which does not run here: it only runs the code that a magic is about."""

    RUN = ("capture", "prun", "time")

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def run_line_magic(self, magic: str, line: str, *_: object) -> None:
        if magic in self.RUN:
            exec(line, self.names)

    def run_cell_magic(self, magic: str, line: str, cell: str) -> None:
        if magic in self.RUN:
            exec(cell, self.names)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return nothing
