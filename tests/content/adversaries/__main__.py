"""python -m tests.content.adversaries [LESSON|TASK]… [--seeds N] [--sample N] [--json FOLDER]"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from graders.grading.seeds import PUBLIC_SEED
from tests.content.adversaries.forms import COURSE, slips
from tests.content.adversaries.holes import Report, by_kind, examine
from tests.content.adversaries.service import Service
from tests.content.adversaries.wrong import Wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.content.adversaries", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="LESSON|TASK")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="the public seed and N − 1 others")
    parser.add_argument("--sample", type=int, metavar="N", help="of the wrong versions of each task, N")
    parser.add_argument("--slips", action="store_true", help="those of tests/content/slips alone")
    parser.add_argument("--inside", type=int, metavar="N", help="of those made inside programs, N a task")
    parser.add_argument("--covered", type=int, metavar="N", help="lay makers over the first N forms alone")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="write FOLDER/<lesson>.json")
    options = parser.parse_args()
    seeds = [PUBLIC_SEED, *map(str, range(1, options.seeds))]
    holes = 0
    for lesson in COURSE.lessons:
        tasks = [
            task.name
            for task in lesson.tasks
            if not options.names or lesson.name in options.names or task.name in options.names
            if not options.slips or slips(task.name)
        ]
        if not tasks:
            continue
        service = Service()
        for task in tasks:
            found = report(service, task, seeds, options)
            holes += len(found.holes)
            if options.json:
                write(options.json / f"{lesson.name}.json", found)
        service.close()
    return 1 if holes else 0


def report(
    service: Service,
    task: str,
    seeds: Sequence[str],
    options: argparse.Namespace,
) -> Report:
    start, count = time.monotonic(), 0

    def chosen(wrong: Sequence[Wrong]) -> Sequence[Wrong]:
        if options.slips:
            return [version for version in wrong if version.form == "slip"]
        if options.inside is not None:
            made = [version for version in wrong if version.inside]
            wrong = [version for version in wrong if not version.inside] + some(made, options.inside)
        return wrong if options.sample is None else some(wrong, options.sample)

    def some(wrong: Sequence[Wrong], count: int) -> list[Wrong]:
        return random.Random(task).sample(wrong, min(count, len(wrong)))

    def step() -> None:
        nonlocal count
        count += 1
        if sys.stderr.isatty():
            print(f"\r{task}: {count}", end="", file=sys.stderr)

    found = examine(service, task, seeds, chosen, step, options.covered)
    print(
        f"{task}: {found.made} made, {len(found.equivalent)} equal, {found.refused} refused, "
        f"{len(found.holes)} holes, {len(found.internal)} internal, {time.monotonic() - start:.0f} s",
        flush=True,
    )
    for form, why in found.right.items():
        print(f"  RIGHT {form}: {why}", flush=True)
    for hole, forms in by_kind(found.holes):
        at = "" if len(hole.seeds) == len(seeds) else f" at {len(hole.seeds)} of {len(seeds)} seeds"
        print(
            f"  {hole.maker}  [{', '.join(forms)}]{at}\n      {hole.call}\n      {hole.verdict}", flush=True
        )
    return found


def write(path: Path, found: Report) -> None:
    """The holes of a task, each kind once, in its lesson's file; those of other tasks stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    rows = [row for row in known if row["task"] != found.task]
    for hole, forms in by_kind(found.holes):
        rows.append(
            {
                "task": hole.task, "form": hole.form, "forms": forms, "maker": hole.maker,
                "text": hole.text, "call": hole.call, "verdict": hole.verdict, "seeds": hole.seeds,
            }
        )  # fmt: skip
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
