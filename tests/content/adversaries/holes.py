"""Find the holes of a task: what its checks accept and the wide inputs tell from the reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from graders.grading.seeds import PUBLIC_SEED
from tests.content.adversaries.forms import forms
from tests.content.adversaries.service import Service, grade, kinds, tell
from tests.content.adversaries.wrong import Wrong, wrong_versions

DRAWS = 2
RIGHT_DRAWS = 4


@dataclass(frozen=True)
class Hole:
    """A wrong program that is done, and the call that tells it."""

    task: str
    form: str
    maker: str
    text: str
    call: str
    verdict: str
    seeds: tuple[str, ...]
    """The seeds at which it is done."""


@dataclass
class Report:
    """What became of one task's programs."""

    task: str
    right: dict[str, Any] = field(default_factory=dict)
    """The right forms that the wide inputs tell from the reference, or the checks refuse, and where."""
    made: int = 0
    equivalent: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    holes: list[Hole] = field(default_factory=list)
    internal: list[tuple[str, str]] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        return asdict(self)


def examine(
    service: Service,
    task: str,
    seeds: Sequence[str] = (PUBLIC_SEED,),
    chosen: Callable[[Sequence[Wrong]], Sequence[Wrong]] = lambda wrong: wrong,
    step: Callable[[], None] = lambda: None,
    covered: int | None = None,
) -> Report:
    """Examine all right forms of a task, and the wrong versions that are chosen."""
    report = Report(task)
    slowest = {"tell": 0.0, "grade": 0.0}
    for form in forms(task):
        told, seconds = service.ask(tell, task, form.text, RIGHT_DRAWS, 0.0)
        slowest["tell"] = max(slowest["tell"], seconds)
        if told is not None:
            report.right[form.name] = told
        for seed in seeds[:1]:
            status, seconds = service.ask(grade, task, form.text, seed, 0.0)
            slowest["grade"] = max(slowest["grade"], seconds)
            if status[0] != "done":
                report.right[f"{form.name} (graded)"] = status
    answers, _ = service.ask(kinds, task, 0.0)
    if not isinstance(answers, frozenset):
        report.right["the wide inputs"] = answers
        return report
    limit = {what: min(1 + 4 * seconds, 30.0) for what, seconds in slowest.items()}
    sound = [
        form.name for form in forms(task) if not {form.name, f"{form.name} (graded)"} & set(report.right)
    ]
    wrong = chosen(
        [wrong for wrong in wrong_versions(task, answers, covered) if wrong.form in ("slip", *sound)]
    )
    report.made = len(wrong)
    for version in wrong:
        examine_one(service, report, version, seeds, limit)
        step()
    return report


def examine_one(
    service: Service, report: Report, wrong: Wrong, seeds: Sequence[str], limit: dict[str, float]
) -> None:
    told, _ = service.ask(tell, wrong.task, wrong.text, DRAWS, limit["tell"])
    if told is None:
        report.equivalent.append((wrong.form, wrong.maker))
        return
    if told == "lost":
        told = ("", "lost")
    done = []
    for seed in seeds:
        status, _ = service.ask(grade, wrong.task, wrong.text, seed, limit["grade"])
        if status[0] == "done":
            done.append(seed)
        elif status[0] in ("internal", "undecided"):
            report.internal.append((wrong.form, wrong.maker))
    if done:
        report.holes.append(Hole(wrong.task, wrong.form, wrong.maker, wrong.text, *told, tuple(done)))
    else:
        report.refused += 1


def by_kind(holes: Sequence[Hole]) -> list[tuple[Hole, list[str]]]:
    """One hole of each kind, with the forms in which it was found."""
    found: dict[str, tuple[Hole, list[str]]] = {}
    for hole in holes:
        found.setdefault(hole.maker, (hole, []))[1].append(hole.form)
    return list(found.values())
