"""The question before a lesson's first task: a choice is told at once, and costs no points."""

from __future__ import annotations

from graders.course.index import Course, CourseError
from graders.course.material import Material


def predicted(course: Course, lesson: str, choice: str = "") -> str:
    """The question with its choices; of a choice what there is to say of it."""
    asked = Material(course, course.lesson(lesson)).prediction
    if not choice:
        choices = "\n".join(f"  {key}   {text}" for key, text in asked.choices.items())
        return f"{asked.asked}\n\n{choices}\n\n`gradlings predict {lesson} {next(iter(asked.choices))}`, say."
    if choice not in asked.told:
        raise CourseError(f"`{choice}` is none of the choices: {', '.join(asked.choices)}.")
    return f"{choice}, {asked.choices[choice]}\n\n{asked.told[choice]}"
