"""A notebook's lines are read as IPython reads them: the same statements run, the same names are bound."""

import ast
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.submissions import lines
from graders.submissions.exports import read_script
from graders.submissions.lines import read_cell


def names_after(code, **names):
    """What a cell that IPython does not help has bound."""
    exec(compile(code, "cell", "exec"), names)
    return {name: value for name, value in names.items() if name != "__builtins__"}


@pytest.mark.parametrize(("cell", "python"), [
    ("%matplotlib inline\nx = 1", "\nx = 1"),
    ("if x:\n    %autoreload 2\ny = 1", "if x:\n    pass\ny = 1"),
    ("try:\n\t!ls\nexcept OSError:\n\t%cd ..", "try:\n\tpass\nexcept OSError:\n\tpass"),
    ("files = !ls *.csv", "files = []"),
    ("a, *b = !ls", "a, *b = []"),
    ("t = %timeit -o f(1)\nu = %who_ls", "t = None\nu = None"),
    ("def f():\n    out = !ls \\\n      -l\n    return out", "def f():\n    out = []\n\n    return out"),
    ("!pip install a \\\n  b \\\n  c\nx = 1", "\n\n\nx = 1"),
    ("%time x = f(1)", "x = f(1)"),
    ("y = %time f(1)", "y = (f(1))"),
    ("%prun -l 5 -q x = f(1)", "x = f(1)"),
    ("%timeit x = f(1)", ""),
    ("%time x = f(", ""),
    ("%%time\nx = 1\n!ls", "\nx = 1\n"),
    ("%%capture --no-stderr log\n%%time\nx = 1", "\n\nx = 1\nlog = None"),
    ("%%capture log --no-stderr\nx = 1", "\nx = 1\nlog = None"),
    ("pip install numpy", ""), ("time x = 1", "x = 1"), ("run a.py", "from a import *"),
    ("%run -i './my tools/b.ipynb' 3", "from my_tools.b import *"), ("%run -m c.d", "from c.d import *"),
    ("%%timeit\nx = 1", "\n"),
    ("%%bash\nx = 1", "\n"),
    ("\n\n%%prun\nx = 1", "\n\n\nx = 1"),
    ("    x = 1\n    if x:\n        %pwd", "x = 1\nif x:\n    pass"),
    (">>> x = 1\n>>> if x:\n...     y = 2", "x = 1\nif x:\n    y = 2"),
    ("In [3]: x = 1", "x = 1"),
    ("f?\n??f\nf.g[0]??\nx = f?", "\n\n\n"),
    ("/f 1 2\n,f a b\n;f a b", "f(1, 2)\nf('a', 'b')\nf('a b')"),
])  # fmt: skip
def test_what_a_line_of_ipythons_comes_to(cell, python):
    assert read_cell(cell).text == python


@pytest.mark.parametrize("cell", [
    "x = (7\n %x)", 's = """\n!ls\n%time x\n"""', "s = '\\\n!ls'", "a %= b", "a != b", "x = a %b", "f'{a!r}'",
    "# !ls\n# why?", "s = 'why?'", "x = [\n '%s'\n % y]", "d = {1:\n  2}; x = 'a' \\\n  % b",
    "print('''?''')",
])  # fmt: skip
def test_what_is_python_stays_as_it_is(cell):
    assert read_cell(cell) == lines.Read(cell)
    after = read_cell(f"{cell}\n!ls")
    assert (after.text, after.dropped) == (f"{cell}\n", {"shell lines"})


def test_pylab_binds_what_it_binds():
    tree = ast.parse(read_cell("%pylab inline").text)
    assert [ast.unparse(node) for node in tree.body[2:4]] == ["np = numpy", "plt = pyplot"]
    assert [ast.unparse(node) for node in tree.body[4:]] == ["from pylab import *", "from numpy import *"]


def test_a_module_that_a_cell_writes_is_kept():
    assert read_cell("%%writefile my_utils.py\nx = 1\n").files == {"my_utils.py": "x = 1\n"}


# A file that was a notebook


def exported(*cells):
    return "#!/usr/bin/env python\n# coding: utf-8\n\n" + "\n".join(
        f"# In[{n}]:\n\n{c}\n" for n, c in enumerate(cells)
    )


@pytest.mark.parametrize(("call", "python"), [
    ("get_ipython().run_line_magic('matplotlib', 'inline')", ""),
    ("get_ipython().system('pip install sympy')", ""),
    ("if 1:\n    get_ipython().system('ls')", "if 1:\n    pass"),
    ("x = get_ipython().getoutput('ls')", "x = []"),
    ("get_ipython().run_line_magic('time', 'x = 3')", "x = 3"),
    ("get_ipython().magic('time x = 3')", "x = 3"),
    ("get_ipython().run_cell_magic('time', '', 'x = 3\\n')", "x = 3"),
    ("get_ipython().run_cell_magic('bash', '', 'x = 3\\ny\\n')", ""),
    ("get_ipython().run_cell_magic('capture', 'out', '%time x = 3\\n')", "x = 3\nout = None"),
    ("get_ipython().system('ls'); x = 3", "get_ipython().system('ls'); x = 3"),
    ("s = '''\n%%time\n'''", "s = '''\n%%time\n'''"),
])  # fmt: skip
def test_a_notebook_that_was_saved_as_a_script(call, python):
    assert read_script(exported("a = 1", call, "b = 2")).text == exported("a = 1", python, "b = 2")


def test_magics_that_were_left_in_a_script():
    read = read_script("%matplotlib inline\nimport os\n!ls\nx = %time 3\n")
    assert (read.text, read.dropped) == (
        "\nimport os\n\nx = (3)\n",
        {"`%matplotlib`", "shell lines", "`%time`"},
    )


@pytest.mark.parametrize("text", ["x = = 3\n", "def f(:\n    pass\n", "x = 1\n/ 2\n", "%time x\ny = = 2\n"])
def test_a_script_that_is_wrong_all_the_same_stays_as_it_is(text):
    assert read_script(text) == lines.Read(text)


# The same as IPython's own reading


PLAIN = [
    "a = 1",
    "b = 7 % 3 != 1",
    "s = '!ls'",
    's = """\n%time x\n?\n"""',
    "c = [1,\n  2]",
    "d = f'{3!r:>5}' '%d' % 3",
    "# why?",
]
ALONE = [
    "!ls -l",
    "!!ls",
    "%matplotlib inline",
    "%timeit q1 = 3",
    "%time e = 5",
    "%prun -q f = 6",
    "a?",
    "??a",
    "%cd ..",
    "!echo \\\n  it's",
]
BOUND = ["g = !ls", "h = %pwd", "k = %timeit -o 1 + 1", "m = %time 2 + 3", "n: list = !ls \\\n  -l"]
LINES = st.sampled_from([*PLAIN, *ALONE, *BOUND])


def indented(block):
    return "\n".join(f"    {line}" for line in block.split("\n"))


SIMPLE = LINES.filter(lambda line: '"""' not in line)
BLOCKS = st.one_of(
    LINES,
    st.builds(lambda body: f"if True:\n{indented(body)}", SIMPLE.filter(lambda line: line[0] != "#")),
    st.builds(
        lambda one, other: f"try:\n{indented(one)}\nexcept ZeroDivisionError:\n{indented(other)}",
        *[SIMPLE.filter(lambda line: line[0] != "#")] * 2,
    ),
)
CELLS = st.builds(
    lambda head, blocks: "\n".join([*head, *blocks]),
    st.sampled_from(
        [[], [], ["%%time"], ["%%capture z"], ["%%timeit"], ["%%bash"], ["", "%%capture", "%%time"]]
    ),
    st.lists(BLOCKS, min_size=1, max_size=6),
)


class Shell:
    """As much of IPython as binds names: its transformer comes from IPython, what magics do is told here."""

    def __init__(self, names):
        from IPython.core.inputtransformer2 import TransformerManager

        self.names = names
        self.transform = TransformerManager().transform_cell

    def run(self, cell):
        exec(compile(self.transform(cell), "cell", "exec"), self.names)

    def system(self, command):
        return None

    def getoutput(self, command):
        return []

    def run_line_magic(self, name, rest):
        if name == "prun":
            return self.run(rest.removeprefix("-q "))
        if name != "time":
            return None
        try:
            return eval(rest, self.names)
        except SyntaxError:
            return self.run(rest)

    def run_cell_magic(self, name, rest, body):
        if name in ("time", "capture"):
            self.run(body)
        if name == "capture" and rest:
            self.names[rest] = None


def in_ipython(cell):
    names = {}
    shell = Shell(names)
    names["get_ipython"] = lambda: shell
    shell.run(cell)
    return {name: value for name, value in names.items() if name not in ("__builtins__", "get_ipython")}


@settings(max_examples=300, deadline=None)
@given(CELLS)
def test_the_same_names_are_bound_to_the_same_values_as_in_ipython(cell):
    pytest.importorskip("IPython")
    assert names_after(read_cell(cell).text) == in_ipython(cell)


def test_what_a_notebook_binds_comes_before_a_magic_of_that_name():
    names = {}
    exec(read_cell("ls").text, names)
    names["ls"] = [1]
    assert eval(read_cell(" ls \n").text.strip(), names) == [1]


@settings(max_examples=200, deadline=None)
@given(CELLS.filter(lambda cell: "%%" not in cell))
def test_every_line_keeps_its_place(cell):
    text = read_cell(cell).text
    assert text.count("\n") == cell.count("\n")
    for before, after in zip(cell.split("\n"), text.split("\n"), strict=True):
        assert after.strip() in (before.strip(), "pass", "") or any(sign in before for sign in "%!")


@pytest.mark.parametrize("cell", [
    "%%time\n" * 10_000, "%time " * 10_000 + "x", "'" * 50_000 + "\n!ls", '"""' + "\\" * 50_000 + "\n!ls",
    "!ls\n" * 20_000, "!" + "\\\n" * 40_000, "x = !ls\n" * 10_000, "(" * 50_000 + "\n!ls",
    "a" * 50_000 + "?\n!ls",
    "!ls\n" + "a.b[0]" * 15_000 + " ?", "%prun " + "-l " * 30_000, "!ls\n" + "f'{'" * 20_000,
])  # fmt: skip
def test_no_cell_takes_long(cell):
    start = time.process_time()
    read_cell(cell)
    read_script(cell)
    assert time.process_time() - start < 3
