"""Where the process begins that reads archives and notebooks: `python -I reading_start.py WHERE USER HIDDEN`.

It is run by its path, so that it finds the package it lies in, and no other of that name.
"""

import importlib
import os
import sys
from types import ModuleType

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main(where: str, user: str, *hidden: str) -> None:
    sys.path += [user] * bool(user)
    package = ModuleType("graders")
    package.__path__ = [PACKAGE]
    sys.modules["graders"] = package
    importlib.import_module("graders.submissions.reading_process").main(int(where), hidden)


if __name__ == "__main__":
    main(*sys.argv[1:])
