"""The sentences about mistakes that Python itself stumbles over; `{0}` and `{1}` are the facts of a slip."""

SLIPS = {
    # of a call
    "caret_for_a_power": "In Python `^` is no power but an operation on bits: x² is `x**2`.",
    "truth_of_an_array": (
        "`if`, `and`, `max` and `min` want one truth, and an array has one for each entry: `np.where`, "
        "`np.maximum` and `np.minimum` decide entry by entry."
    ),
    "truth_of_a_formula": (
        "Whether a formula with a symbol is larger than a number has no answer yet: `if` needs a number."
    ),
    "shapes_of_a_product": (
        "In `A @ B` each row of A meets a column of B, so that A has as many columns as B has rows; here the "
        "two are {1} and {0}. `.shape` shows what stands on either side."
    ),
    "shapes_of_a_sum": (
        "Arrays of the shapes {0} and {1} do not fit entry by entry: from the right, each pair of sizes must "
        "be equal, or one of them 1."
    ),
    "one_number_of_an_array": (
        "`float` and the functions of `math` take one number, and this is an array: those of NumPy, such as "
        "`np.exp`, work on each entry; a sum or a mean makes one number of all."
    ),
    "fractions_into_integers": (
        "An array of integers cannot hold fractions, and `/=`, `+=` and the like write into it: `u = u / 2` "
        "makes a new array, and leaves the caller's as it was."
    ),
    "numpy_on_a_formula": (
        "NumPy's functions take numbers; a formula with symbols needs those of SymPy, such as `sp.sin`."
    ),
    "calls_a_number": "A number is called like a function: is a `*` missing before the parenthesis?",
    "arithmetic_with_none": (
        "Something that should be a number is None: a function without `return` hands back None, and so does "
        "a method that changes a list in its place, such as `append`."
    ),
    "arithmetic_with_a_list": "Lists are not calculated with entry by entry: `np.array(…)` makes an array.",
    "index_beyond_the_end": "The first entry has the index 0, so the last of n entries has the index n − 1.",
    "stops_to_debug": (
        "A breakpoint waits for somebody to type, and here nobody does: `gradlings debug` makes this call "
        "where breakpoints stop."
    ),
    "recursion_without_end": "The function calls itself without end: which case needs no further call?",
    "library_not_imported": "`{0}` is not known in this file: `{1}` at the top brings it in.",
    "return_in_loop": (
        "The `return` on line {0} stands inside the loop and ends it in its first round: to the left, below "
        "the loop, it comes after the last one."
    ),
    # of a file
    "merge_conflict": (
        "Git left this mark where two versions met: keep one of the two, and delete the lines with "
        "<<<<<<<, ======= and >>>>>>>."
    ),
    "signs_of_the_text": (
        "That is a sign of printed formulas. On the keyboard minus is -, times *, a power **, and f′ needs a "
        "name such as df."
    ),
    "quote_inside_quotes": (
        "A text in '…' ends at the first ' inside it: where it holds an apostrophe, write \"…\" round it."
    ),
    "assignment_for_equality": "`=` gives a name to a value; whether two values are equal is asked by `==`.",
    "return_outside": (
        "A `return` belongs to a function, and this line stands outside: indent it by four spaces."
    ),
    "indented_unlike_the_line_above": (
        "Lines of one block begin in the same column, four spaces further right than the `def`, `for` or "
        "`if` that they belong to."
    ),
    "tabs_and_spaces": "Tabs and spaces are mixed here: four spaces for each level, and no tabs.",
    "colon_forgotten": "A line with `def`, `for`, `while`, `if` or `else` ends with a colon.",
    "never_closed": "Each ( [ and { needs its partner; Python notices only where something else should come.",
}
"""What is said of each slip of `graders.grading.slips`."""
