#!/usr/bin/env python3
"""Run a command in the project's own environment, which is made in .venv the first time.

    python3 .ci/env.py [--with nbgrader] COMMAND...

Needs Python 3.11 or later; uses uv where it is installed, else venv and pip. The environment is made
again only when pyproject.toml or the version of Python changes. (No syntax here is newer than Python 3.6,
so that an older Python can say what it lacks.)
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
STAMP = os.path.join(VENV, "gradlings.json")
OLDEST = (3, 11)


def main(arguments):
    extras = {"dev"}
    while arguments[:1] == ["--with"] and len(arguments) > 1:
        extras.add(arguments[1])
        arguments = arguments[2:]
    if not arguments:
        say("Usage: python3 .ci/env.py [--with nbgrader] COMMAND...")
        return 2
    if sys.version_info < OLDEST:
        say(
            "gradlings needs Python 3.11 or later, and this is {}.{}; run the same line with a newer one, "
            "such as python3.13.".format(*sys.version_info)
        )
        return 2
    prepare(extras)
    return run(arguments)


def prepare(extras):
    """Bring .venv up to date: nothing to do when its stamp says so."""
    old, project = read_stamp(), fingerprint()
    python = list(sys.version_info[:2])
    fresh = old.get("python") == python and works(PYTHON)
    if fresh and old.get("project") == project and extras <= set(old["extras"]):
        return
    if fresh:
        extras = extras | set(old["extras"])
    started = time.monotonic()
    uv = shutil.which("uv")
    say("Setting up .venv with {}: once, a minute or two.".format("uv" if uv else "pip"))
    make(uv, clear=bool(old) and not fresh)
    install(uv, "{}[{}]".format(ROOT, ",".join(sorted(extras))))
    with open(STAMP, "w") as file:
        json.dump({"python": python, "project": project, "extras": sorted(extras)}, file)
    say("Ready after {:.0f} seconds.".format(time.monotonic() - started))


def make(uv, clear):
    if uv:
        again = "--clear" if clear else "--allow-existing"
        step([uv, "venv", "--quiet", "--python", sys.executable, again, VENV])
    else:
        step(
            [sys.executable, "-m", "venv", *(["--clear"] if clear else []), VENV],
            "On Debian and Ubuntu the package python3-venv is needed: sudo apt install python3-venv",
        )


def install(uv, target):
    if uv:
        step([uv, "pip", "install", "--quiet", "--python", PYTHON, "--editable", target])
    else:
        quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
        step([PYTHON, "-m", "pip", "install", *quiet, "--editable", target])


def step(command, advice=""):
    """Run one command quietly; when it fails, show the end of what it said."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        say("\n".join(done.stdout.decode(errors="replace").strip().splitlines()[-15:]))
        sys.exit("The environment could not be made: see above. " + advice)


def run(command):
    """Run the command in the environment; its exit code is ours."""
    environment = dict(os.environ, VIRTUAL_ENV=VENV, PATH=BIN + os.pathsep + os.environ.get("PATH", ""))
    environment.pop("PYTHONHOME", None)
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        say("There is no command `{}` in the environment.".format(command[0]))
        return 127
    if os.name == "posix":
        os.execve(program, command, environment)
    return subprocess.call([program, *command[1:]], env=environment)


def fingerprint():
    """Of what the installation follows from: the project's description and the place of the clone."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        return hashlib.sha256(file.read() + ROOT.encode()).hexdigest()


def read_stamp():
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def works(python):
    try:
        return subprocess.run([python, "-c", ""], stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
