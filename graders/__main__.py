"""`python -m graders` is `gradlings`."""

import sys
from pathlib import Path

if not sys.flags.safe_path and Path(sys.path[0]).resolve() != Path(__file__).resolve().parents[1]:
    del sys.path[0]  # the current folder: what lies there may be a student's

from graders.commands.main import main

main(prog_name="gradlings")
