"""The text of a lesson's file: its encoding, and the code of a notebook."""

from __future__ import annotations

import ast
import codecs
import json
import re
from typing import Any

from graders.classroom.files import MB, ReadError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
COOKIE = re.compile(rb"\A(?:[ \t\f]*#[^\n]*\n|[ \t\f]*\r?\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")
UNICODE = ("utf-8", "utf-8-sig", "ascii")
# Only encodings that map bytes to letters: unicode_escape and its like would read code out of comments.
LETTERS = ("cp125", "cp437", "cp85", "iso8859", "koi8", "mac-", "gb", "big5", "shift_jis", "euc_")
MAX_CODE = 1 * MB
MAGIC = re.compile(r"^[ \t]*(%{1,2}\w+|!)", re.MULTILINE)
WITHOUT_EFFECT = ("%matplotlib", "%load_ext", "%autoreload", "%config", "%%time")


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


def notebook(text: str) -> tuple[str, str]:
    """The code of a notebook, its cells one after another, and a note on what was left out, often empty."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ReadError("is no notebook: it is not valid JSON") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ReadError("is no notebook of format 4; open it in Jupyter and save it")
    cells = [cell for cell in content["cells"] if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    parts: list[str] = []
    dropped: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        if not _is_test(cell):
            code, magics = _python(_source(cell), number)
            parts.append(f"# cell {number}\n{code}\n")
            dropped |= magics
    code = "\n".join(parts)
    if len(code) > MAX_CODE:
        raise ReadError("holds more code than a lesson can have")
    return code, "was read without " + ", ".join(sorted(dropped)) if dropped else ""


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    # A lone surrogate can be written in JSON but not in a file.
    return "".join(str(line) for line in lines).encode("utf-8", "replace").decode().replace("\r\n", "\n")


def _is_test(cell: dict[str, Any]) -> bool:
    """Whether nbgrader put this cell there to test the student's; it is no part of the student's work."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return isinstance(marks, dict) and marks.get("grade") is True and not marks.get("solution")


def _python(code: str, number: int) -> tuple[str, set[str]]:
    """A cell without the magics that have no effect on the answer; any other refuses the notebook."""
    if not MAGIC.search(code) or _parses(code):
        return code, set()
    lines = code.split("\n")
    dropped: set[str] = set()
    for i, line in enumerate(lines):
        if found := MAGIC.match(line):
            magic = found.group(1)
            if magic not in WITHOUT_EFFECT:
                what = "a shell command" if magic == "!" else f"`{magic}`"
                raise ReadError(f"has {what} in code cell {number}, which is not Python; take that line out")
            lines[i] = ""
            dropped.add(f"`{magic}`")
    return "\n".join(lines), dropped


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
