"""Make tests/README.md of the first lines of the tests: `python tests/readme.py`."""

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parent
FOLDERS = {
    "engine": "The engine, room by room",
    "content": "The lessons",
    "security": "What students send may be hostile",
    "fronts": "The front ends, and the repository as a whole",
}
ORACLES = "test_reference_<lesson>.py", "The reference of a lesson against an oracle of another kind."
INTRODUCTION = """# What must hold

Each file of tests begins with what it holds, in a sentence; each test's name is a sentence too.
`python tests/readme.py` makes this page of them.
"""


def first_line(file: Path) -> str:
    """The sentence that a file of tests begins with."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


def page() -> str:
    parts = [INTRODUCTION]
    for folder, title in FOLDERS.items():
        rows = {file.name: first_line(file) for file in sorted((TESTS / folder).glob("test_*.py"))}
        if any(name.startswith("test_reference_") for name in rows):
            rows = {name: line for name, line in rows.items() if not name.startswith("test_reference_")}
            rows |= [ORACLES]
        lines = [f"- `{name}` {line}\n" for name, line in rows.items()]
        parts.append(f"## {folder}/ · {title}\n\n{''.join(lines)}")
    return "\n".join(parts)


if __name__ == "__main__":
    (TESTS / "README.md").write_text(page(), encoding="utf-8", newline="\n")
