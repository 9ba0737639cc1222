"""The code of a notebook of any format, cell by cell, without its outputs."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from graders.course.parsing import MOST_TEXT
from graders.course.submission import GIVEN
from graders.submissions.encodings import decode
from graders.submissions.kinds import MB, ReadError
from graders.submissions.lines import read_cell

SMALL = 1 * MB
LARGEST = 10 * MB
"""Bytes of a notebook that are read as they are, and those that may be left without its outputs."""
MOST_TOKENS, TOO_MANY = 3_000_000, "is no notebook that can be read: it has too many parts"
MOST_PARTS, MOST_SLIM, MOST_CELLS = 250_000, 20_000, 2_000
"""Lists and dicts of what is decoded, those that nbgrader's libraries may see, and cells."""
DEFINED = re.compile(r"^[ \t]*def[ \t]+([^\W\d]\w{0,79})[ \t]*\(", re.MULTILINE)
LONGEST_NAME = 40
"""Characters of the name of a language."""
STRING = rb'"(?:[^"\\]++|\\.)*+"?'
TOKEN = re.compile(STRING, re.DOTALL)
VALUE = re.compile(rb"\s*+:\s*+([\[{])")
NO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|%b)*+' % STRING, re.DOTALL)
OUTPUTS = (b'"outputs"', b'"attachments"', b'"widgets"')


@dataclass(frozen=True)
class Code:
    """The code of a file; `cells` as in `Source`, `note` says what was left out, often nothing.

    `files` are the text files that its cells write.
    """

    text: str
    cells: tuple[tuple[int, int], ...] = ()
    note: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Notebook:
    """The student's code cells, each with its number; what was left out of them, and the files they write.

    `size` is that of the cells as they were typed, `language` the one that it says it is in, "" for Python.
    """

    cells: tuple[tuple[int, str], ...]
    dropped: frozenset[str]
    files: Mapping[str, str]
    size: int
    language: str

    def code(self, given: Sequence[str] = ()) -> Code:
        """The cells one after another, below the code that the lesson gives.

        Given cells may have been changed or deleted; what a student defines anew goes before them.
        """
        _measure(given, self.size)
        found = [*((GIVEN, piece) for piece in given), *self.cells]
        starts: list[tuple[int, int]] = []
        line = 1
        for number, code in found:
            starts.append((number, line))
            line += code.count("\n") + 1
        joined = "\n".join(code for _, code in found)
        other = f"is a notebook for `{self.language}`, read as Python" if self.language else ""
        note = " and ".join(filter(None, (other, without(self.dropped))))
        return Code(joined, tuple(starts), note, self.files)


def load(data: bytes) -> dict[str, Any]:
    """A notebook as it was saved, in time and memory that are bounded whatever its outputs hold."""
    if len(data) > SMALL:
        data = without_outputs(data)
    if len(data) > LARGEST:
        raise ReadError(
            f"holds {len(data) / MB:.1f} MB besides its outputs; at most {LARGEST // MB} MB are read"
        )
    if data.count(b"{") + data.count(b"[") > MOST_PARTS:
        raise ReadError(TOO_MANY)
    try:
        content = json.loads(decode(data)[0])
    except (ValueError, RecursionError):
        raise ReadError("is no notebook: it is not valid JSON") from None
    if not isinstance(content, dict) or _cells(content) is None:
        raise ReadError("is no notebook of a format that is read; open it in Jupyter and save it")
    if len(_cells(content) or ()) > MOST_CELLS:
        raise ReadError(f"holds more than {MOST_CELLS} cells")
    return content


def slim(data: bytes, *, keep: Sequence[str] = ()) -> str:
    """A notebook without what is nobody's answer: outputs, and all of the metadata but nbgrader's marks.

    `keep` names what else of the notebook's own metadata stays.

    Libraries that check a notebook part by part take seconds and hundreds of megabytes for what is left out.
    """
    content = load(data)
    content["metadata"] = _kept(content.get("metadata"), ("kernelspec", "language_info", *keep))
    for cell in filter(lambda cell: isinstance(cell, dict), _cells(content) or ()):
        if "metadata" in cell:
            cell["metadata"] = _kept(cell["metadata"], ("nbgrader",))
        if "outputs" in cell:
            cell["outputs"] = []
    slimmed = json.dumps(content, ensure_ascii=False)
    if slimmed.count("{") + slimmed.count("[") > MOST_SLIM:
        raise ReadError(TOO_MANY)
    return slimmed


def _kept(metadata: Any, names: Sequence[str]) -> dict[str, Any]:
    if not isinstance(metadata, dict):
        return {}
    return {name: metadata[name] for name in names if name in metadata}


def without_outputs(data: bytes) -> bytes:
    """A notebook's JSON with its outputs emptied, which are passed over and not decoded."""
    kept: list[bytes] = []
    start = position = tokens = 0
    while token := TOKEN.search(data, position):
        position = token.end()
        tokens += 1
        if token[0] in OUTPUTS and (value := VALUE.match(data, position)):
            kept += [data[start : value.start(1)], b"[]" if value[1] == b"[" else b"{}"]
            start = position = _end_of_value(data, value.start(1))
        if tokens > MOST_TOKENS:
            raise ReadError(TOO_MANY)
    return b"".join([*kept, data[start:]])


def _end_of_value(data: bytes, position: int) -> int:
    """Where the list or object ends that begins at the position."""
    depth = 0
    for _ in range(MOST_TOKENS):
        depth += 1 if data[position : position + 1] in b"[{" else -1
        position += 1
        if not depth:
            return position
        rest = NO_BRACKET.match(data, position)
        position = rest.end() if rest else position
        if position >= len(data):
            raise ReadError("is no notebook: it is not valid JSON")
    raise ReadError(TOO_MANY)


def notebook(text: str, given: Sequence[str] = ()) -> Code:
    """The code of a notebook's text; see `Notebook.code`."""
    return read(load(text.encode("utf-8", "surrogatepass"))).code(given)


def read(content: Mapping[str, Any]) -> Notebook:
    """The code cells of a notebook that are the student's."""
    sources = [(number, _source(cell)) for number, cell in _student_cells(_cells(content) or [])]
    found = typed(sources, _other_language(content))
    written = {*chain(*(DEFINED.findall(source) for _, source in sources))}
    told = (DEFINED.findall(_source(cell)) for cell in _cells(content) or [] if _is_text(cell))
    missed = {f"`{name}` in a cell of text" for name in {*chain(*told)} - written}
    return replace(found, dropped=found.dropped | missed)


def typed(sources: Sequence[tuple[int, str]], language: str = "") -> Notebook:
    """The cells as they were typed, each with its number, as a notebook."""
    _measure(source for _, source in sources)
    cells: list[tuple[int, str]] = []
    dropped: set[str] = set()
    files: dict[str, str] = {}
    for number, source in sources:
        found = read_cell(source)
        cells.append((number, found.text))
        dropped |= found.dropped
        files |= found.files
    size = sum(len(source) + 1 for _, source in sources)
    return Notebook(tuple(cells), frozenset(dropped), files, size, language)


def _other_language(content: Mapping[str, Any]) -> str:
    """The language of a notebook that is none of Python's, by what it says of itself; else ""."""
    metadata = content.get("metadata")
    for about, key in (("language_info", "name"), ("kernelspec", "language")):
        said = metadata.get(about) if isinstance(metadata, dict) else None
        language = said.get(key) if isinstance(said, dict) else None
        if isinstance(language, str) and language:
            return "" if "python" in language.casefold() else language[:LONGEST_NAME]
    return ""


def _measure(pieces: Iterable[str], size: int = 0) -> None:
    size += sum(len(piece) + 1 for piece in pieces)
    if size > MOST_TEXT:
        raise ReadError(f"holds {size} characters of code; at most {MOST_TEXT} are graded")


def without(dropped: Collection[str]) -> str:
    """What was left out, as the end of a sentence."""
    return f"was read without {', '.join(sorted(dropped))}" if dropped else ""


def _cells(content: Mapping[str, Any]) -> list[Any] | None:
    """The cells; until format 4 they lay in worksheets."""
    if isinstance(cells := content.get("cells"), list):
        return cells
    sheets = content.get("worksheets")
    found = (
        [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        if isinstance(sheets, list)
        else []
    )
    lists = [cells for cells in found if isinstance(cells, list)]
    return list(chain(*lists)) if lists else None


def _student_cells(cells: Sequence[Any]) -> list[tuple[int, dict[str, Any]]]:
    """The code cells that are the student's work, each with its number among all code cells."""
    return [pair for pair in enumerate(filter(_is_code, cells), start=1) if not _is_test(pair[1])]


def _is_code(cell: Any) -> bool:
    """Also a solution cell that was turned into text by mistake."""
    if not isinstance(cell, dict):
        return False
    marks = _marks(cell)
    return cell.get("cell_type") == "code" or (marks.get("solution") is True and marks.get("grade") is False)


def _is_text(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") in ("markdown", "raw") and not _is_code(cell)


def _marks(cell: dict[str, Any]) -> dict[str, Any]:
    """What nbgrader wrote on a cell."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return marks if isinstance(marks, dict) else {}


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    lines = [str(line) for line in source] if isinstance(source, list) else [str(source)]
    is_old = "source" not in cell and lines and not lines[0].endswith(("\n", "\r"))
    # A lone surrogate can be written in JSON but not in a file.
    text = ("\n" if is_old else "").join(lines).encode("utf-8", "replace").decode()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_test(cell: dict[str, Any]) -> bool:
    """Whether nbgrader put this cell there to test the student's; it is no part of the student's work."""
    marks = _marks(cell)
    return marks.get("grade") is True and not marks.get("solution")
