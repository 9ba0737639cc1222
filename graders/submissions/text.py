"""The text of a lesson's file: its encoding, and the code of a notebook."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graders.course.parsing import MOST_TEXT, parses
from graders.course.submission import GIVEN
from graders.submissions.files import ReadError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
COOKIE = re.compile(rb"\A(?:[ \t\f]*#[^\n]*\n|[ \t\f]*\r?\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")
UNICODE = ("utf-8", "utf-8-sig", "ascii")
# Only encodings that map bytes to letters: unicode_escape and its like would read code out of comments.
LETTERS = ("cp125", "cp437", "cp85", "iso8859", "koi8", "mac-", "gb", "big5", "shift_jis", "euc_")
IPYTHON = re.compile(r"^[ \t]*(?:(%{1,2}\w+|!)|\?{1,2}[\w.]+[ \t]*$|[\w.]+\?{1,2}[ \t]*$)", re.MULTILINE)
"""Magics, shell lines and questions."""
TRANSPARENT = ("%%time", "%%capture")
SHELL, HELP = "shell lines", "questions"


def decode(data: bytes) -> tuple[str, str]:
    """The text of a Python file and a note on its encoding, often empty; line ends become newlines."""
    text, note = _decoded(data)
    if "\0" in text:
        raise ReadError("is no text file")
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff"), ""
            except UnicodeDecodeError:
                raise ReadError(f"begins like {encoding.upper()} but is not; save it as UTF-8") from None
    declared = _declared(data)
    if declared:
        try:
            return data.decode(declared), f"is encoded as {declared}, not UTF-8"
        except UnicodeDecodeError:
            raise ReadError(f"says that its encoding is {declared}, but is not; save it as UTF-8") from None
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "is a Windows-encoded file (Windows-1252), not UTF-8"
    except UnicodeDecodeError:
        raise ReadError("is neither UTF-8 nor Windows-1252; save it as UTF-8") from None


def _declared(data: bytes) -> str:
    """The encoding that a file declares in one of its first two lines (PEP 263), unless it is UTF-8."""
    cookie = COOKIE.match(data)
    if not cookie:
        return ""
    name = cookie.group(1).decode("ascii", "replace")
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        encoding = ""
    if encoding in UNICODE:
        return ""
    if not encoding.startswith(LETTERS):
        raise ReadError(f"declares the encoding `{name[:40]}`, which is not read; save it as UTF-8")
    return encoding


@dataclass(frozen=True)
class Code:
    """The code of a file; `cells` as in `Source`, `note` says what was left out, often nothing."""

    text: str
    cells: tuple[tuple[int, int], ...] = ()
    note: str = ""


def notebook(text: str, given: Sequence[str] = ()) -> Code:
    """The code cells of a notebook, one after another, below the code that the lesson gives.

    Given cells may have been changed or deleted; what a student defines anew goes before them.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ReadError("is no notebook: it is not valid JSON") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ReadError("is no notebook of format 4; open it in Jupyter and save it")
    sources = [(number, _source(cell)) for number, cell in _student_cells(content["cells"])]
    size = sum(len(piece) + 1 for piece in (*given, *(source for _, source in sources)))
    if size > MOST_TEXT:
        raise ReadError(f"holds {size} characters of code; at most {MOST_TEXT} are graded")
    found = [(GIVEN, piece) for piece in given]
    dropped: set[str] = set()
    for number, source in sources:
        code, magics = _python(source)
        found.append((number, code))
        dropped |= magics
    cells: list[tuple[int, int]] = []
    line = 1
    for number, code in found:
        cells.append((number, line))
        line += code.count("\n") + 1
    joined = "\n".join(code for _, code in found)
    note = f"was read without {', '.join(sorted(dropped))}" if dropped else ""
    return Code(joined, tuple(cells), note)


def _student_cells(cells: Sequence[Any]) -> list[tuple[int, dict[str, Any]]]:
    """The code cells that are the student's work, each with its number among all code cells."""
    return [pair for pair in enumerate(filter(_is_code, cells), start=1) if not _is_test(pair[1])]


def _is_code(cell: Any) -> bool:
    """Also a solution cell that was turned into text by mistake."""
    if not isinstance(cell, dict):
        return False
    marks = _marks(cell)
    return cell.get("cell_type") == "code" or (marks.get("solution") is True and marks.get("grade") is False)


def _marks(cell: dict[str, Any]) -> dict[str, Any]:
    """What nbgrader wrote on a cell."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return marks if isinstance(marks, dict) else {}


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    # A lone surrogate can be written in JSON but not in a file.
    text = "".join(str(line) for line in lines).encode("utf-8", "replace").decode()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_test(cell: dict[str, Any]) -> bool:
    """Whether nbgrader put this cell there to test the student's; it is no part of the student's work."""
    marks = _marks(cell)
    return marks.get("grade") is True and not marks.get("solution")


def _python(code: str) -> tuple[str, set[str]]:
    """A cell without what is IPython's and not Python's, and what that was; its lines keep their places."""
    if not IPYTHON.search(code) or parses(code):
        return code, set()
    lines = code.split("\n")
    first = next(line for line in lines if line.strip())
    if (found := IPYTHON.match(first)) and found[0].strip().startswith("%%"):
        kept = [""] * len(lines) if found[1] not in TRANSPARENT else lines[lines.index(first) + 1 :]
        return "\n".join([""] * (len(lines) - len(kept)) + kept), {f"`{found[1]}`"}
    named = [IPYTHON.match(line) for line in lines]
    dropped = {SHELL if m[1] == "!" else HELP if m[1] is None else f"`{m[1]}`" for m in named if m}
    return "\n".join("" if m else line for line, m in zip(lines, named, strict=True)), dropped
