"""Lines that are IPython's and not Python's, read as IPython reads them; what is left is Python.

A line keeps its place: what has no effect on the names of a notebook leaves an empty line or `pass`.
Strings, comments and brackets are told apart by a scanner that looks at every letter once.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from textwrap import dedent

from graders.course.parsing import parse, parses
from graders.submissions.kinds import kind_of, module_of

SHELL, HELP = "shell lines", "questions"
MAYBE = re.compile(r"^[ \t]*(?:[%!?,;/]|>>>|In \[\d+\]:)|=[ \t]*(?:%[ \t]*\w|!)|\?[ \t]*$", re.MULTILINE)
"""No cell without such a line needs to be looked at."""
PIECE = re.compile(
    r"""(?P<comment>\#[^\n]*+) | (?P<quote>'''|\"\"\"|['"]) | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<end>\n) | (?P<joined>\\\n) | (?P<operator>//=|\*\*=|<<=|>>=|[-+*/%&|^@=!<>:]=)
    | (?P<assign>=) | (?P<question>\?) | (?P<blank>[ \t\f]++) | [\w.,]++ | .""",
    re.VERBOSE | re.DOTALL,
)
STRINGS = {
    **{q: re.compile(rf"(?:[^\\\n{q}]++|\\.)*+{q}?", re.DOTALL) for q in "'\""},
    **{q * 3: re.compile(rf"(?:[^\\{q}]++|\\.|{q}(?!{q}{q}))*+(?:{q * 3})?", re.DOTALL) for q in "'\""},
}
"""The rest of a string, to its end or, where it has none, as far as it could reach."""
ESCAPE = re.compile(r"([ \t\f]*)(%(?!=)|!(?!=)|\?|[,;]|/(?![/=]))")
LINE = re.compile(r"(?:[^\\\n]++|\\(?!\n))*+(?:\\\n(?:[^\\\n]++|\\(?!\n))*+)*+")
"""A line and those that a backslash joins to it."""
HELP_END = re.compile(r"(?<![\w*])(?!\d)[\w*]++(?:\.(?!\d)[\w*]++|\[-?\d++\])*+\?\??[ \t]*\Z")
ASSIGNED = re.compile(r"[ \t]*(?:%[ \t]*(?=\w)|!)")
COUNTED = re.compile(r"\s*In \[\d+\]: ")
"""A prompt of IPython's; before an assignment it would be an annotation."""
PROMPT = re.compile(r"^(?:(?:>>>|\.\.\.)(?: |$)|In \[\d+\]: |[ \t]*\.{3,}: ?)", re.MULTILINE)
OPTIONS = {
    "time": r"(?:--no-raise-error[ \t]++)*+",
    "prun": r"(?:-[rq]++[ \t]++|-[lsTD][ \t]*+\S++[ \t]++)*+",
}
"""Magics that run a statement, or a cell, with the names of the notebook; and their options."""
AUTOMATIC = re.compile(
    r"(?:autoreload|cat|cd|clear|cls|conda|config|cp|env|history|less|ll|load_ext|ls|mamba|matplotlib|mkdir|more"
    r"|mv|pip|precision|prun|pwd|pylab|reset|rm|rmdir|run|store|time|timeit|uv|who|whos|xmode) "
)
"""Magics that a cell of one line may call without their sign."""
FILE = re.compile(
    r"""(?:-[intpGe]\s+|-[dTNb]\S*\s+|-m\s+)*(?P<quote>["']?)(?P<name>[^"'\s][^"']*?)(?P=quote)(?:\s|\Z)"""
)
DEEPEST = 20
"""Magics of one cell that run a further one."""
TRANSPARENT = (*OPTIONS, "capture")
WRITING = ("writefile", "file")
PYLAB = (
    "import numpy, matplotlib; from matplotlib import pylab, pyplot; np = numpy; plt = pyplot; "
    "from pylab import *; from numpy import *"
)


@dataclass
class Read:
    """A cell as Python; what was left out of it, and the text files that it writes."""

    text: str = ""
    dropped: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    signs: str = "%!?,;/"
    filler: str = "pass"
    is_indented: bool = False
    depth: int = 0

    def nests(self) -> bool:
        """Whether one more magic may stand in another."""
        self.depth += 1
        return self.depth <= DEEPEST


def read_cell(code: str) -> Read:
    """A cell without what is IPython's and not Python's."""
    line = code.strip()
    if "\n" not in line and AUTOMATIC.match(f"{line} "):
        if not parses(line):
            return read_cell(f"%{line}")
        if line.isidentifier():  # a name of the notebook's own comes before a magic
            return Read(f"globals().get({line!r})")
    is_plain = not MAYBE.search(code) and not code.lstrip("\n")[:1].isspace()
    if is_plain or (parses(code) and not COUNTED.match(code)):
        return Read(code)
    for filler in ("pass", ""):  # nothing at all where a line stands deeper than it may
        read = Read(filler=filler)
        read.text = read_into(code, read)
        if parses(read.text):
            return read
    return read


def read_into(code: str, read: Read) -> str:
    """A cell, whose first line may be a magic of the whole cell."""
    body = code.lstrip("\n")
    while (first := body.partition("\n")[0]) != body and not first.strip():
        body = body[len(first) + 1 :]
    blank = "\n" * (code.count("\n") - body.count("\n"))
    body = dedent(body)
    if re.match(r">>>( |$)|In \[\d+\]: ", body):
        body = PROMPT.sub("", body)
    if body.startswith("%%") and not re.match(r"%%\w+\?", body):
        return blank + _cell_magic(body, read)
    return blank + lines_into(body, read)


def _cell_magic(code: str, read: Read) -> str:
    head, _, body = code.partition("\n")
    name, _, rest = head[2:].strip().partition(" ")
    read.dropped.add(f"`%%{name}`")
    if name == "time" and not body.strip():
        return _statement(name, rest, read)
    if name in WRITING and rest.split():
        read.files[rest.split()[-1]] = body
    said_twice = name == "time" and _without_options(name, rest)
    if name not in TRANSPARENT or said_twice or not read.nests():
        return "\n" * code.count("\n")
    text = "\n" + read_into(body, read)
    words = [word for word in rest.split() if not word.startswith("-")]
    if name == "capture" and words and words[0].isidentifier():
        text += f"\n{words[0]} = None"
    return _statement(name, rest, read) + text if name == "prun" else text


def lines_into(code: str, read: Read) -> str:
    """Lines that follow one another, none of them a magic of a cell."""
    found: list[str] = []
    position = 0
    while position < len(code):
        escape = ESCAPE.match(code, position)
        if escape and escape[2] in read.signs:
            read.is_indented = bool(escape[1])
            end = _end_of_line(code, position)
            python = _escaped(_joined(code[escape.start(2) : end]), read)
            found.append(_in_place(escape[1], python, code[position:end], read))
        else:
            end, start, asks = _logical(code, position)
            assigned = ASSIGNED.match(code, start) if start else None
            line = code[position:end]
            if asks and HELP_END.search(line.rstrip("\n")):
                read.dropped.add(HELP)
                found.append(_in_place(line[: len(line) - len(line.lstrip(" \t\f"))], "", line, read))
            elif assigned:
                end = _end_of_line(code, start)
                value = _value(assigned[0].strip()[0], _joined(code[assigned.end() : end]), read)
                python = f"{code[position:start]} {value}"
                found.append(_in_place("", python, code[position:end], read))
            else:
                found.append(line)
        position = end
    return "".join(found)


def _in_place(indent: str, python: str, instead_of: str, read: Read) -> str:
    """Python with as many line ends as what it stands for; in a block something has to stand."""
    python = python or (read.filler if indent else "")
    python = f"{indent}{python}" if python else ""
    return python + "\n" * (instead_of.count("\n") - python.count("\n"))


def _logical(code: str, position: int) -> tuple[int, int, bool]:
    """A logical line: its end, where what it assigns starts (0: nowhere), and whether it ends in `?`."""
    depth = start = 0
    asks = False
    for kind, end in _pieces(code, position):
        position = end
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "assign" and not depth and not start:
            start = end
            if ASSIGNED.match(code, end):
                break
        elif kind == "end" and not depth:
            break
        if kind not in ("blank", "end"):
            asks = kind == "question"
    return position, start, asks


def _pieces(code: str, position: int) -> Iterator[tuple[str, int]]:
    while piece := PIECE.match(code, position):
        position = piece.end()
        if piece.lastgroup == "quote":
            rest = STRINGS[piece[0]].match(code, position)
            position = rest.end() if rest else position
        yield piece.lastgroup or "", position


def _end_of_line(code: str, position: int) -> int:
    line = LINE.match(code, position)
    return line.end() if line else position


def _joined(line: str) -> str:
    return " ".join(part.strip() for part in line.split("\\\n"))


def _escaped(line: str, read: Read) -> str:
    """The Python of a line that begins with a sign of IPython's; nothing where it binds and does nothing."""
    sign, content = line[0], line[1:]
    if sign == "%":
        return _magic(content.lstrip("%"), read)
    if sign in "!?":
        read.dropped.add(SHELL if sign == "!" else HELP)
        return ""
    name, _, rest = content.partition(" ")
    arguments = rest.split() if sign != ";" else [rest]
    call = f"{name}({', '.join(arguments if sign == '/' else map(repr, arguments))})"
    return call if parses(call) else line


def _magic(content: str, read: Read) -> str:
    name, _, rest = content.strip().partition(" ")
    word, asks, _ = name.partition("?")
    if name == "run" and (run := _run(rest, read.is_indented)):
        return run
    read.dropped.add(HELP if asks else f"`%{word}`")
    if asks or (name in OPTIONS and not read.nests()):
        return ""
    return PYLAB if name == "pylab" else _statement(name, rest, read) if name in OPTIONS else ""


def _run(rest: str, is_indented: bool) -> str:
    """The names of a file that is run; it is known as a module, see `kinds.module_of`."""
    file = FILE.match(rest.strip())
    name = re.sub(r"\A(?:\.\.?/)+", "", file["name"]) if file else ""
    path = PurePosixPath(name)
    module = module_of(path if kind_of(path) in ("py", "ipynb") else PurePosixPath(name.replace(".", "/")))
    if module.partition(".")[0] in sys.stdlib_module_names:
        module = f".{module}"
    if is_indented and module:
        return f"globals().update(vars(__import__('importlib').import_module('{module}', __package__)))"
    return f"from {module} import *" if module else ""


def _without_options(name: str, rest: str) -> str:
    return re.sub(rf"\A{OPTIONS[name]}", "", rest.strip() + " ").strip()


def _statement(name: str, rest: str, read: Read) -> str:
    """The statement that a magic runs, if it is one."""
    statement = lines_into(_without_options(name, rest), read).strip()
    return statement if "\n" not in statement and parses(statement) else ""


def _value(sign: str, content: str, read: Read) -> str:
    """What stands for the result of a shell line or a magic."""
    if sign == "!":
        read.dropped.add(SHELL)
        return "[]"
    statement = _magic(content, read)
    return f"({statement})" if statement and _is_expression(statement) else "None"


def _is_expression(statement: str) -> bool:
    body = parse(statement).body
    return len(body) == 1 and isinstance(body[0], ast.Expr)
