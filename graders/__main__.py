"""`python -m graders` is `gradlings`."""

from graders.cli import main

main(prog_name="gradlings")
