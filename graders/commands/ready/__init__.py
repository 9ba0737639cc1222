"""Ready files for the platforms, with the package and the lessons of an assignment written into them."""

from __future__ import annotations

import io
import shlex
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXECUTABLE = 0o100755
ORDINARY = 0o100644
FIRST = (2020, 1, 1, 0, 0, 0)
"""The time of every file of an archive: the same input gives the same bytes."""


def ready(name: str, package: str, lessons: Sequence[str] = (), **more: str) -> str:
    """One of the files here; `package` is what pip installs, no lessons are all of the course."""
    words = "".join(f" --lesson {shlex.quote(lesson)}" for lesson in lessons)
    text = (HERE / name).read_text(encoding="utf-8")
    for key, value in {"PACKAGE": package, "LESSONS": words, **more}.items():
        text = text.replace(f"@{key}@", value)
    return text


def classroom(package: str, lessons: Sequence[str] = ()) -> dict[str, str]:
    """What the repository of an assignment holds beside a student's folder: the jobs that grade a push."""
    return {
        ".github/workflows/grade.yml": ready("github.yml", package, lessons),
        ".gitlab-ci.yml": ready("gitlab.yml", package, lessons),
    }


def gradescope(
    package: str, lessons: Sequence[str], seed: str, format_name: str, wheel: tuple[str, bytes] | None = None
) -> bytes:
    """The zip that an instructor uploads; a `wheel`, name and bytes, goes into it and is then installed."""
    installed = f"./{wheel[0]}" if wheel else package
    files: dict[str, bytes] = {
        "setup.sh": ready("setup.sh", installed).encode(),
        "run_autograder": ready("run_autograder", installed, lessons, FORMAT=format_name).encode(),
        "seed": f"{seed}\n".encode(),
    }
    return _zipped(files | ({wheel[0]: wheel[1]} if wheel else {}))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIRST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (EXECUTABLE if content.startswith(b"#!") else ORDINARY) << 16
            archive.writestr(entry, content)
    return stream.getvalue()
