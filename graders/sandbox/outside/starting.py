"""How a process for a student's code is started: by which command, in which surroundings, and why not."""

from __future__ import annotations

import os
import site
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from graders.sandbox.inside import start
from graders.sandbox.inside.confine import library_folders
from graders.sandbox.inside.messages import Settings

PACKAGE = Path(__file__).resolve().parents[2]
START = Path(start.__file__)
BESIDE = ("reference", "exercises", "tests")
"""What lies beside the package in a checkout."""
MARKS = ("lessons", "course.sealed")
"""A folder `graders` that holds one of these is a copy of this course."""


def copies(folders: Iterable[str]) -> list[str]:
    """The folders of other copies of this course that are installed among the libraries."""
    found = {
        Path(folder) for folder in folders if any(Path(folder, "graders", mark).exists() for mark in MARKS)
    }
    return [str(root / name) for root in sorted(found) for name in ("graders", "reference")]


HIDDEN = [*(str(PACKAGE.parent / name) for name in ("graders", *BESIDE)), *copies(library_folders())]
"""Folders that a student's code must not read."""

NOWHERE = os.path.abspath(os.sep)
"""The folder in which a student's process begins."""
START_SECONDS = 60.0
LAST_WORDS = 5.0
"""Seconds that a process which does not start gets to say why."""
CACHE = "XDG_CACHE_HOME"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def reason(process: subprocess.Popen[bytes]) -> str:
    """Why a process did not start, by the last line that it said; it is ended, if it has not ended yet."""
    try:
        _, said = process.communicate(timeout=LAST_WORDS)
    except subprocess.TimeoutExpired:
        process.kill()
        _, said = process.communicate()
    return (said.decode(errors="replace").strip().splitlines() or ["it gives no reason"])[-1]


def launch(arguments: Sequence[str], channel: socket.socket, stderr: int) -> subprocess.Popen[bytes]:
    """A process that has a channel to us, and nothing else of ours."""
    return subprocess.Popen(
        arguments,
        pass_fds=[channel.fileno()],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        cwd=NOWHERE,
        start_new_session=True,
    )


def command(kind: str, where: int, settings: Settings) -> list[str]:
    user = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
    return [sys.executable, "-I", str(START), kind, str(where), user, settings.written()]


def environment() -> dict[str, str]:
    """All that a student's process finds in its environment."""
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {
        **kept,
        **dict.fromkeys(THREADS, "1"),
        **library_settings(),
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
    }


def library_settings() -> dict[str, str]:
    """How the libraries are configured that read their settings from somewhere: by us alone."""
    return {
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(cache_folder() / "matplotlib"),  # the list of fonts is kept there
        "MATPLOTLIBRC": _library_file("matplotlib", "mpl-data", "matplotlibrc"),
        "JAX_PLATFORMS": "cpu",
        "JAX_ENABLE_X64": "1",
        "JOBLIB_MULTIPROCESSING": "0",
    }


def cache_folder() -> Path:
    """Where this person's libraries keep what they need not make again."""
    return Path(os.environ.get(CACHE) or Path.home() / ".cache") / "gradlings"


def _library_file(library: str, *way: str) -> str:
    """A file that an installed library brings; nothing where it is not installed."""
    spec = find_spec(library)
    return os.path.join(os.path.dirname(spec.origin), *way) if spec is not None and spec.origin else ""
