"""Stubs are cut by rule, exercises/ is kept in step with the course, and nobody's work is overwritten."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from graders.commands.main import main
from graders.course.index import INDEX, Course, CourseError
from graders.course.stubs import STARTED, is_untouched, stub
from graders.course.syncing import CONTENTS, RECORD, contents, reset, sync

CUTS = {
    "the body goes, the signature and the docstring stay": (
        '''
        def slope(f, x):
            """The slope of f at x."""
            h = 1e-5
            return (f(x + h) - f(x)) / h
        ''',
        '''
        def slope(f, x):
            """The slope of f at x."""
            raise NotImplementedError
        ''',
    ),
    "all around it stays to the letter": (
        '''
        # A comment of the lesson.
        EPS = 1e-5   # with its own layout

        @cached
        def slope( f,
                   x=0 ):  # noqa: E201
            """The slope."""
            return f(x)
        # A comment of the next one.


        def picture():
            return slope(abs)
        ''',
        '''
        # A comment of the lesson.
        EPS = 1e-5   # with its own layout

        @cached
        def slope( f,
                   x=0 ):  # noqa: E201
            """The slope."""
            raise NotImplementedError
        # A comment of the next one.


        def picture():
            return slope(abs)
        ''',
    ),
    "comments of the solution go with it": (
        """
        def slope(f, x):
            # the trick is this
            return f(x)  # and that

            # and, last, this one


        X = 1
        """,
        """
        def slope(f, x):
            raise NotImplementedError


        X = 1
        """,
    ),
    "a docstring of many lines, with formulas": (
        '''
        def slope(f, x):
            """(f(x + h) − f(x)) / h → f′(x)

            >>> slope(abs, 1)
            1
            """  # as in the text
            return f(x)
        ''',
        '''
        def slope(f, x):
            """(f(x + h) − f(x)) / h → f′(x)

            >>> slope(abs, 1)
            1
            """  # as in the text
            raise NotImplementedError
        ''',
    ),
    "a body on the line of its signature": (
        "def slope(f, x): return f(x)  # short\nX = 1\n",
        "def slope(f, x):\n    raise NotImplementedError\nX = 1\n",
    ),
    "a docstring on the line of its signature": (
        'def slope(f, x): "∂f/∂x"; return f(x)\n',
        'def slope(f, x):\n    "∂f/∂x"\n    raise NotImplementedError\n',
    ),
    "a body on the line of its docstring": (
        'def slope(f, x):\n    "∂f/∂x"; return f(x)\n',
        'def slope(f, x):\n    "∂f/∂x"\n    raise NotImplementedError\n',
    ),
    "nothing but a docstring": (
        'def slope(f, x):\n    """The slope."""',
        'def slope(f, x):\n    """The slope."""\n    raise NotImplementedError\n',
    ),
    "colons that do not end the signature": (
        "def slope(f=lambda t: t, x: list[int] = {1: 2}[1:]) -> 'a: b': return 0\n",
        "def slope(f=lambda t: t, x: list[int] = {1: 2}[1:]) -> 'a: b':\n    raise NotImplementedError\n",
    ),
    "functions inside a task go with it": (
        """
        def slope(f, x):
            @cached
            def slope(y):
                return 1
            return slope(x)
        """,
        """
        def slope(f, x):
            raise NotImplementedError
        """,
    ),
    "other functions stay whole, and so do functions of the same name inside them": (
        """
        def helper():
            def slope(): return 1
            return slope


        class Node:
            def slope(self):
                return 2

        def slope(): return 3
        """,
        """
        def helper():
            def slope(): return 1
            return slope


        class Node:
            def slope(self):
                return 2

        def slope():
            raise NotImplementedError
        """,
    ),
    "a task that is a class loses the bodies of its methods": (
        '''
        class slope:
            """A line."""

            steps = 3

            def __init__(self, f):
                """Keep f."""
                self.f = f

            @property
            def value(self): return self.f(0)
        ''',
        '''
        class slope:
            """A line."""

            steps = 3

            def __init__(self, f):
                """Keep f."""
                raise NotImplementedError

            @property
            def value(self):
                raise NotImplementedError
        ''',
    ),
}


@pytest.mark.parametrize(("text", "expected"), CUTS.values(), ids=CUTS.keys())
def test_a_stub_is_cut_by_rule(text: str, expected: str) -> None:
    made = stub(dedent(text), ["slope"])
    assert made == dedent(expected)
    assert stub(made, ["slope"]) == made
    ast.parse(made)


def test_a_task_that_the_lesson_does_not_define_is_named() -> None:
    with pytest.raises(CourseError, match="The lesson defines no `slop`; did you mean `slope`"):
        stub("def slope(): ...", ["slop"])


@pytest.mark.parametrize(
    ("body", "untouched"),
    [
        ("raise NotImplementedError", True),
        ('"""What it does."""\n    raise NotImplementedError("todo")', True),
        ('"""What it does."""', True),
        ("pass", True),
        ("...", True),
        ("return None", False),
        ("x = 1\n    raise NotImplementedError", False),
        ("raise ValueError", False),
        ("'a' + 'b'", False),
    ],
)
def test_a_function_is_untouched_while_only_placeholders_stand_in_it(body: str, untouched: bool) -> None:
    function = ast.parse(f"def slope(f):\n    {body}\n").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert is_untouched(function) is untouched


# The folder

SLOPES = '''"""# Slopes

How steep |f| is
at a point. The rest of the text.
"""


def rise(f, a, b):
    """f(b) − f(a)"""
    return f(b) - f(a)


def slope(f, a, b):
    """rise / run"""
    return rise(f, a, b) / (b - a)
'''
BLANK = (
    SLOPES.replace("return f(b) - f(a)", "raise NotImplementedError").replace(
        "return rise(f, a, b) / (b - a)", "raise NotImplementedError"
    )
    + STARTED
)
DONE = BLANK.replace("raise NotImplementedError", "return f(b) - f(a)  # mine", 1)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "reference").mkdir()
    (tmp_path / "graders/lessons").mkdir(parents=True)
    (tmp_path / "reference/slopes.py").write_text(SLOPES, encoding="utf-8")
    for kind in ("py", "md"):
        (tmp_path / f"graders/lessons/slopes.{kind}").touch()
    (tmp_path / INDEX).write_text(
        dedent("""
        format = 1
        title = "A small course"
        [lessons.slopes]
        title = "Slopes"
        minutes = 30
        [lessons.slopes.tasks]
        rise = { points = 1.5, tier = "essential" }
        slope = { points = 2, tier = "core" }
    """)
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(root: Path) -> Path:
    return root / "exercises"


@pytest.fixture
def course(root: Path) -> Course:
    return Course.load(root)


@pytest.fixture
def file(course: Course, folder: Path) -> Path:
    sync(course, folder)
    return folder / "slopes.py"


def files(folder: Path) -> Iterator[str]:
    return (path.name for path in sorted(folder.iterdir()))


def revise(root: Path) -> str:
    """The author changes the lesson; the stub that should come of it."""
    path = root / "reference/slopes.py"
    path.write_text(SLOPES.replace("rise / run", "rise over run"), encoding="utf-8")
    return BLANK.replace("rise / run", "rise over run")


def test_sync_makes_the_files_and_a_page_that_lists_them(course: Course, folder: Path) -> None:
    done = sync(course, folder)
    assert [path.name for path in done.written] == [CONTENTS, "slopes.py"]
    assert (folder / "slopes.py").read_text(encoding="utf-8") == BLANK
    assert "| 1 | [Slopes](slopes.py) | How steep \\|f\\| is at a point. | 30 | 3.5 |" in contents(course)


def test_a_second_sync_writes_nothing(course: Course, folder: Path, file: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert sync(course, folder).written == ()
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_an_untouched_file_follows_the_lesson(course: Course, root: Path, folder: Path, file: Path) -> None:
    revised = revise(root)
    assert sync(course, folder).written == (file,)
    assert file.read_text(encoding="utf-8") == revised


def test_a_changed_file_is_left_and_named(course: Course, root: Path, folder: Path, file: Path) -> None:
    file.write_text(DONE, encoding="utf-8")
    revise(root)
    for _ in range(2):
        assert sync(course, folder).left == (file,)
        assert file.read_text(encoding="utf-8") == DONE


def test_a_comment_is_a_change_too(course: Course, root: Path, folder: Path, file: Path) -> None:
    file.write_text(BLANK + "# why minus?\n", encoding="utf-8")
    revise(root)
    assert sync(course, folder).left == (file,)


def test_without_a_record_every_file_that_differs_is_left(
    course: Course, root: Path, folder: Path, file: Path
) -> None:
    for lost in ("", "[]", "{", "[1]"):
        (folder / RECORD).write_text(lost)
        revise(root)
        assert sync(course, folder).left == (file,)


def test_a_deleted_file_comes_back(course: Course, folder: Path, file: Path) -> None:
    file.unlink()
    assert sync(course, folder).written == (file,)


def test_line_ends_of_windows_are_no_change(course: Course, root: Path, folder: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert sync(course, folder).left == ()
    revise(root)
    assert sync(course, folder).written == (file,)


def test_a_file_in_another_encoding_is_left(course: Course, folder: Path, file: Path) -> None:
    file.write_bytes(DONE.replace("−", "-").replace("mine", "für mich").encode("cp1252"))
    assert sync(course, folder).left == (file,)


def test_reset_of_a_lesson_restores_it_and_keeps_the_old_file(
    course: Course, folder: Path, file: Path
) -> None:
    for number in (1, 2):
        file.write_text(DONE, encoding="utf-8")
        kept = reset(course, "slopes", folder).kept
        assert kept == file.with_name(f"slopes.py.bak-{number}")
        assert kept.read_text(encoding="utf-8") == DONE
        assert file.read_text(encoding="utf-8") == BLANK


def test_after_reset_a_lesson_follows_the_course_again(
    course: Course, root: Path, folder: Path, file: Path
) -> None:
    (folder / RECORD).unlink()
    file.write_text(DONE, encoding="utf-8")
    reset(course, "slopes", folder)
    revise(root)
    assert sync(course, folder).written == (file,)


def test_reset_of_what_is_new_keeps_nothing(course: Course, folder: Path, file: Path) -> None:
    for name in ("slopes", "slope"):
        assert reset(course, name, folder).kept is None
    assert list(files(folder)) == [RECORD, CONTENTS, "slopes.py"]


def test_reset_of_a_task_touches_only_the_task(course: Course, folder: Path, file: Path) -> None:
    raised, wrong = "raise NotImplementedError", "return 0  # mine"
    mine = BLANK.replace(raised, wrong)
    file.write_text(mine, encoding="utf-8")
    kept = reset(course, "rise", folder).kept
    assert file.read_text(encoding="utf-8") == mine.replace(wrong, raised, 1)
    assert kept is not None
    assert kept.read_text(encoding="utf-8") == mine


def test_reset_of_a_task_replaces_decorators_and_last_comments_too(
    course: Course, folder: Path, file: Path
) -> None:
    file.write_text("@cached\ndef rise(a):\n    return 1\n    # hm\n\n\nX = 1\n", encoding="utf-8")
    reset(course, "rise", folder)
    expected = 'def rise(f, a, b):\n    """f(b) − f(a)"""\n    raise NotImplementedError\n\n\nX = 1\n'
    assert file.read_text(encoding="utf-8") == expected


def test_reset_of_a_task_that_is_gone_adds_it_at_the_end(course: Course, folder: Path, file: Path) -> None:
    file.write_text("X = 1", encoding="utf-8")
    reset(course, "rise", folder)
    assert file.read_text(encoding="utf-8").startswith("X = 1\n\n\ndef rise(f, a, b):")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"def rise(:\n    pass\n", "has a syntax error in line 1, so one task cannot be told from the next"),
        (b"x = '\xfc'\n", "is not UTF-8"),
        (None, "does not exist"),
    ],
)
def test_a_task_in_a_broken_file_is_not_reset(
    course: Course, folder: Path, file: Path, content: bytes | None, sentence: str
) -> None:
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CourseError, match=f"{sentence}.*`gradlings reset slopes` restores the whole lesson"):
        reset(course, "rise", folder)
    assert list(files(folder)) == [RECORD, CONTENTS] + ["slopes.py"] * (content is not None)


def test_reset_of_an_unknown_name_suggests_the_closest(course: Course, folder: Path) -> None:
    with pytest.raises(CourseError, match=r"There is no task or lesson `risen`; did you mean `rise`\?"):
        reset(course, "risen", folder)


# The commands


def gradlings(*arguments: str, answer: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(main, arguments, input=answer)
    return done.exit_code, done.output.replace("\\", "/")


@pytest.mark.usefixtures("root")
def test_the_sync_command_says_what_it_wrote_and_left() -> None:
    assert gradlings("sync") == (0, "wrote  exercises/README.md\nwrote  exercises/slopes.py\n")
    assert gradlings("sync") == (0, "exercises is up to date.\n")
    Path("exercises/slopes.py").write_text(DONE, encoding="utf-8")
    code, said = gradlings("sync")
    assert code == 0
    assert said.startswith("left   exercises/slopes.py, which was changed\n")
    assert "`gradlings reset LESSON` restores a lesson" in said


def test_the_reset_command_asks_first(file: Path) -> None:
    file.write_text(DONE, encoding="utf-8")
    code, asked = gradlings("reset", "rise", answer="n\n")
    assert asked.startswith("Restore `rise` in exercises/slopes.py? The old file is kept beside it. [y/N]")
    assert (code, file.read_text(encoding="utf-8")) == (1, DONE)
    code, said = gradlings("reset", "rise", answer="y\n")
    assert said.endswith("`rise` is as it was at first. The old file is exercises/slopes.py.bak-1.\n")
    assert (code, file.read_text(encoding="utf-8")) == (0, BLANK)


def test_the_reset_command_need_not_ask(file: Path) -> None:
    file.write_text(DONE, encoding="utf-8")
    assert gradlings("reset", "slopes", "--yes")[0] == 0
    assert file.read_text(encoding="utf-8") == BLANK


@pytest.mark.usefixtures("root")
def test_a_mistake_is_one_sentence_before_anything_is_asked() -> None:
    assert gradlings("reset", "rize") == (2, "There is no task or lesson `rize`; did you mean `rise`?\n")


@pytest.mark.usefixtures("root")
def test_a_folder_that_cannot_be_made_is_one_sentence() -> None:
    Path("exercises").touch()
    code, said = gradlings("sync")
    assert code == 2
    assert "exercises: " in said
    assert said.count("\n") == 1


def test_the_record_holds_one_digest_for_each_file(file: Path) -> None:
    assert sorted(json.loads((file.parent / RECORD).read_text())) == [CONTENTS, "slopes.py"]
