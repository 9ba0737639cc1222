"""All wrong versions of a task: of each right form its mutants, its rewritings and what is laid over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graders.authors.mutants import mutants
from tests.content.adversaries import figures, makers
from tests.content.adversaries.forms import Form, forms, slips
from tests.content.adversaries.rewriting import rewritten

TABLES = {"numbers": makers.NUMBERS, "expression": makers.EXPRESSIONS, "figure": figures.FIGURES}


@dataclass(frozen=True)
class Wrong:
    """A program that is probably wrong; `maker` says what was done to which form, outside or `inside`."""

    task: str
    form: str
    maker: str
    text: str
    inside: bool = False


def laid_over(form: Form, parameters: int, kinds: frozenset[str]) -> Iterator[Wrong]:
    tables = {"plain": makers.plain_makers(parameters), **{kind: TABLES[kind] for kind in sorted(kinds)}}
    seen: set[str] = set()
    for table, entries in tables.items():
        for name in entries:
            if name not in seen:
                seen.add(name)
                line = f"{form.task} = wrong_maker({table!r}, {name!r}, {parameters})({form.task})\n"
                head = "from tests.content.adversaries.wrong import wrong_maker\n"
                yield Wrong(form.task, form.name, name, f"{form.text}\n{head}{line}")


def wrong_maker(table: str, name: str, parameters: int) -> makers.Maker:
    return (makers.plain_makers(parameters) if table == "plain" else TABLES[table])[name]


@cache
def wrong_versions(task: str, kinds: frozenset[str], covered: int | None = None) -> tuple[Wrong, ...]:
    """Slips first, then what is made of each form; the same text once.

    `covered` is the number of forms, from the reference on, that makers are laid over, all unless given.
    """
    reference = forms(task)[0].function
    parameters = len(reference.args.args) if reference is not None else 0
    found = [Wrong(task, "slip", slip.name, slip.text) for slip in slips(task)]
    for number, form in enumerate(forms(task)):
        if form.function is not None:
            for mutant in (*mutants(form.function), *rewritten(form.function)):
                found.append(Wrong(task, form.name, mutant.change, form.head + mutant.text, inside=True))
        if covered is None or number < covered:
            found += laid_over(form, parameters, kinds)
    return tuple({wrong.text: wrong for wrong in reversed(found)}.values())[::-1]
