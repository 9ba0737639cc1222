"""A notebook brought up to date: what is new arrives in its cells, and nothing that was written is lost."""

import json

from graders.course.updating_notebooks import given_of_notebook, merge_notebook

TASKS = ("rise",)
STUB = 'def rise(a, b):\n    """Return the {}rise."""\n    raise NotImplementedError()'
WRITTEN = STUB.replace("raise NotImplementedError()", "return b - a")


def cell(name, source, kind="code", **others):
    lines = source.splitlines(keepends=True)
    return {"cell_type": kind, "id": name, "metadata": {}, "source": lines, **others}


def book(*cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


OLD = [
    cell("t", "# Slopes\n\nOld.", "markdown"),
    cell("i", "import math\n\nN = 3"),
    cell("r", STUB.format("")),
]
NEW = [
    cell("t", "# Slopes\n\nNew.", "markdown"),
    cell("i", "import math\n\nN = 4"),
    cell("m", "## More", "markdown"),
    cell("r", STUB.format("signed ")),
]
GIVEN = given_of_notebook(book(*OLD), TASKS)


def merged(*cells, given=GIVEN):
    found = merge_notebook(book(*cells), book(*NEW), TASKS, given)
    return ["".join(one["source"]) for one in json.loads(found.text)["cells"]], found


def test_an_untouched_notebook_becomes_the_new_one():
    texts, found = merged(*OLD)
    assert texts == ["".join(one["source"]) for one in NEW]
    assert found.left == []


def test_the_new_statement_is_laid_around_what_was_written_and_outputs_stay():
    ran = cell("r", WRITTEN.format(""), execution_count=3, outputs=[{"output_type": "stream", "text": "7"}])
    texts, found = merged(*OLD[:2], ran)
    assert texts[-1] == WRITTEN.format("signed ")
    assert json.loads(found.text)["cells"][-1]["outputs"] == ran["outputs"]


def test_what_was_changed_is_left_and_named():
    mine = [cell("t", "# Slopes\n\nMine.", "markdown"), cell("i", "import math\n\nN = 5"), OLD[2]]
    texts, found = merged(*mine)
    assert texts[:2] == ["# Slopes\n\nMine.", "import math\n\nN = 5"]
    assert found.left == ["the text `Slopes`", "N"]
    assert found.keys == {"t::its text", "i::N"}


def test_own_cells_stay_where_they_are_and_what_was_taken_out_does_not_come_back():
    own = cell("mine", "%timeit rise(1, 2)")
    texts, _ = merged(OLD[0], own, OLD[2])
    assert texts == ["# Slopes\n\nNew.", "## More", own["source"][0], STUB.format("signed ")]


def test_a_cell_that_does_not_parse_is_left_whole():
    broken = cell("r", "def rise(a, b:\n    return")
    texts, found = merged(*OLD[:2], broken)
    assert texts[-1] == "".join(broken["source"])
    assert found.left == ["the cell `def rise(a, b):`"]


def test_what_is_up_to_date_is_not_written_anew():
    text = book(*NEW)
    assert merge_notebook(text, text, TASKS, given_of_notebook(text, TASKS)).text is text


def test_what_is_no_notebook_is_left():
    for text in ("", "[]", '{"cells": [{"id": "t"}]}', '{"cells": 3}'):
        found = merge_notebook(text, book(*NEW), TASKS, GIVEN)
        assert (found.text, found.left) == (text, ["all of it: it is no notebook"])
