"""The formats that `gradlings grade` writes, by their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from graders.grading.results import SubmissionResult
from graders.reports import (
    classroom50,
    feedback_md,
    github,
    gitlab,
    gradescope,
    html,
    junit,
    prairielearn,
    report,
    summary,
)
from graders.reports.grades_csv import write_grades
from graders.reports.results_json import write_results
from graders.reports.settings import Setting
from graders.reports.standings import standings
from graders.reports.writing import file_names, write

Results = Sequence[SubmissionResult]


def save(results: Results, folder: Path, setting: Setting) -> None:
    """Write one format below `folder`; where no file can be written, an OSError."""
    WRITERS[setting.name](results, folder, setting)


def _each(
    place: str, suffix: str, rendered: Callable[[SubmissionResult, Setting], str]
) -> Callable[[Results, Path, Setting], None]:
    """A file for each student in a folder of the format's own."""

    def write_all(results: Results, folder: Path, setting: Setting) -> None:
        names = file_names([result.submission for result in results])
        for result in results:
            path = folder / place / f"{names[result.submission]}{suffix}"
            write(path, rendered(result, setting))

    return write_all


def _feedback(
    suffix: str, page: Callable[[SubmissionResult, Setting, Sequence[str]], str]
) -> Callable[[Results, Path, Setting], None]:
    """A page for each student, which says what counts."""

    def write_all(results: Results, folder: Path, setting: Setting) -> None:
        counted = {one.name: one.counted for one in standings(results, setting.records)}
        pages = _each("feedback", suffix, lambda result, _: page(result, setting, counted[result.submission]))
        pages(results, folder, setting)

    return write_all


def _as_json(
    document: Callable[[SubmissionResult, Setting], dict[str, object]],
) -> Callable[[SubmissionResult, Setting], str]:
    return lambda result, setting: _dumped(document(result, setting))


def _junit(results: Results, folder: Path, setting: Setting) -> None:
    write(folder / "junit.xml", junit.report(results, setting))


def _gitlab(results: Results, folder: Path, setting: Setting) -> None:
    write(folder / "gl-code-quality-report.json", _dumped(gitlab.quality(results, setting)))
    _junit(results, folder, setting)


def _github(results: Results, folder: Path, setting: Setting) -> None:
    """Files of their own, and what the job's surroundings ask to be added to."""
    page = summary.markdown(results, setting.visibility)
    write(folder / "github" / "summary.md", page)
    _add(setting.environment.get("GITHUB_STEP_SUMMARY"), page)
    if len(results) == 1:
        report = github.runner(results[0], setting)
        write(folder / "github" / "runner.json", _dumped(report))
        _add(setting.environment.get("GITHUB_OUTPUT"), github.output(report))


def _add(path: str | None, text: str) -> None:
    if path:
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(text)


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


WRITERS: Mapping[str, Callable[[Results, Path, Setting], None]] = {
    "json": lambda results, folder, _: write_results(results, folder),
    "csv": lambda results, folder, setting: write_grades(results, folder, setting.records),
    "html": _feedback(".html", html.page),
    "md": _feedback(".md", feedback_md.page),
    "report": lambda results, folder, setting: write(
        folder / "report.html", report.page(results, setting, folder)
    ),
    "junit": _junit,
    "gradescope": _each("gradescope", ".json", _as_json(gradescope.document)),
    "classroom50": _each("classroom50", ".json", _as_json(classroom50.document)),
    "github": _github,
    "gitlab": _gitlab,
    "prairielearn": _each("prairielearn", ".json", _as_json(prairielearn.document)),
}
