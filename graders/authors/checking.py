"""All that must hold of a lesson, in the order in which an author would set it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from graders.authors import paper, trials
from graders.authors.apart import Apart
from graders.authors.content import Broken, Content
from graders.authors.mutation import Mutation, can_be_tried

ON_PAPER: tuple[Callable[[Content], Iterator[str]], ...] = (
    paper.names_do_not_collide,
    paper.tasks_are_declared,
    paper.text_is_for_students,
    paper.examples_run,
    paper.examples_are_checks,
    paper.picture_is_drawn,
    paper.questions_have_answers,
    paper.minutes_fit_the_points,
    paper.stub_is_fresh,
    paper.solutions_are_given,
    paper.oracle_is_of_another_kind,
)
REFERENCE, SOLUTIONS, MISCONCEPTIONS = 20, 5, 10
"""Seeds at which each is tried; the tests of every night try a hundred."""

Ask = Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Step:
    """One thing that is looked at; where a task's first one finds something, its others tell nothing new."""

    about: str
    ask: Ask
    task: str | None = None
    decides: bool = False


def steps(content: Content, apart: Apart) -> list[Step]:
    """Everything there is to look at, quick things first."""
    found = [Step("its files", partial(fact, content)) for fact in ON_PAPER]
    tasks = [task for task in content.material.tasks if task in content.checks]
    for task in tasks:
        found.append(Step(task, partial(paper.task_is_whole, content, task)))
        reference = partial(trials.reference_is_done, content, task, trials.SEEDS[:REFERENCE])
        found.append(Step(task, reference, task, decides=True))
        found += [Step(task, ask, task) for ask in _trials(content, task)]
    if can_be_tried():
        for task in tasks:
            found += [Step(f"wrong versions of {task}", ask, task) for ask in _wrong(content, task, apart)]
    return found


def _trials(content: Content, task: str) -> Iterator[Ask]:
    for name in content.solutions[task]:
        yield partial(trials.solution_is_done, content, task, name, trials.SEEDS[:SOLUTIONS])
    for name in content.checks[task].misconceptions:
        yield partial(trials.misconception_is_named, content, task, name, trials.SEEDS[:MISCONCEPTIONS])
        yield partial(trials.misconception_is_quick, content, task, name)
    for odd in trials.ODD:
        yield partial(trials.odd_answer_gets_a_sentence, content, task, odd)
    yield partial(trials.exception_gets_a_sentence, content, task)
    yield partial(trials.stub_is_still_to_do, content, task)
    yield partial(trials.answer_by_heart_fails, content, task)


def _wrong(content: Content, task: str, apart: Apart) -> Iterator[Ask]:
    mutation = Mutation(content, task)
    yield mutation.no_longer_made
    for mutant in mutation.wrong:
        yield partial(mutation.survivors, apart, [mutant])


def remarks(content: Content, follow: Callable[[list[Step]], Iterator[Step]] = iter) -> Iterator[str]:
    """What is not yet as it must be, a sentence each, with the way out; `follow` may show how far it is."""
    told: set[str] = set()
    undecided: set[str] = set()
    with closing(Apart(content.course.root)) as apart:
        try:
            looked_at = steps(content, apart)
        except Broken as broken:
            yield str(broken)
            return
        for step in follow(looked_at):
            if step.task in undecided:
                continue
            for sentence in _asked(step):
                if step.decides and step.task:
                    undecided.add(step.task)
                if sentence not in told:
                    told.add(sentence)
                    yield sentence


def _asked(step: Step) -> list[str]:
    try:
        return list(step.ask())
    except Broken as broken:
        return [str(broken)]
