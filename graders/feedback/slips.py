"""The sentences about mistakes that Python itself stumbles over; `{0}` and `{1}` are the facts of a slip."""

SLIPS = {
    # of a call
    "caret_for_a_power": "In Python `^` is no power but an operation on bits: x² is `x**2`.",
    "truth_of_an_array": (
        "`if`, `and`, `max` and `min` want one truth, and an array has one for each entry: `np.where`, "
        "`np.maximum` and `np.minimum` decide entry by entry; `np.all` and `np.any` make one of all."
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
    "array_into_a_formula": (
        "A formula of SymPy takes one number in place of a symbol: `sp.lambdify` makes a function of it that "
        "takes arrays."
    ),
    "something_is_none": (
        "Something here is None: a function without `return` hands back None, and so does a method that "
        "changes a list in its place, such as `append`."
    ),
    "entries_of_a_number": (
        "A single number has no entries: `range(n)` counts, and arithmetic takes numbers and arrays alike, "
        "without a loop."
    ),
    "function_for_a_number": (
        "A function stands where a number is needed: is it to be called, or do two arguments stand in the "
        "other order?"
    ),
    "text_for_a_number": (
        "A text stands where a number is needed: what is in quotes, or comes from `str` or `input`, is one, "
        "and often so is a dict's key."
    ),
    "other_number_of_arguments": (
        "This call gives a function more or fewer values than it takes; its `def`, or the statement, says "
        "how many those are."
    ),
    "other_number_of_values": (
        "More or fewer names stand here than there are values for them: to the left of `=`, or behind `for`, "
        "where a dict gives its keys and `.items()` pairs."
    ),
    "several_at_once": (
        "A tuple holds several things, and nothing is calculated or compared with all of them at once: `[0]` "
        "takes the first."
    ),
    "shape_as_two_numbers": "A shape is one argument, in parentheses of its own: `np.zeros((2, 3))`.",
    "more_indices_than_axes": (
        "There are more indices in the brackets than the array has axes; `np.zeros((n, m))` has two, n rows "
        "and m columns."
    ),
    "several_into_one_entry": (
        "One entry of an array holds one number, and here it is given several; `.shape` shows how many."
    ),
    "unknown_key": "The dict has no entry of the key {0}.",
    "dot_for_a_key": 'What a dict holds is taken by its key, in brackets: ["{0}"].',
    "surface_in_a_flat_panel": (
        'A panel is flat unless it is made otherwise: `figure.add_subplot(1, 2, 1, projection="3d")`.'
    ),
    "real_number_of_a_complex": (
        "This number is complex, and `float` takes a real one: `.real` and `.imag`, in SymPy `sp.re` and "
        "`sp.im`, are its parts."
    ),
    "outside_the_domain": (
        "`math.log` takes numbers above 0, `math.sqrt` those from 0 on, and this one lies outside."
    ),
    "no_value_yet": (
        "`{0}` has no value yet at this line: the line that gives it one was passed over, or comes later."
    ),
    "other_names": "`{0}` has no value here; the statement calls the arguments {1}.",
    "arithmetic_with_a_list": "Lists are not calculated with entry by entry: `np.array(…)` makes an array.",
    "index_beyond_the_end": "The first entry has the index 0, so the last of n entries has the index n − 1.",
    "stops_to_debug": (
        "A breakpoint waits for somebody to type, and here nobody does: `gradlings debug` makes this call "
        "where breakpoints stop."
    ),
    "recursion_without_end": "The function calls itself without end: which case needs no further call?",
    "library_not_imported": "`{0}` is not known here: `{1}` brings it in.",
    "library_left_out": "`{0}` stands in a library, whose name comes first: `{1}`.",
    "deeper_in_numpy": "It stands deeper in NumPy: `{0}`.",
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
    "fence": "Lines with ``` mark code in a chat or a text: delete them, and keep what stands between.",
    "curved_quotes": "These quotes were copied from a printed text; on the keyboard they are ' and \".",
    "sign_of_another_keyboard": (
        "This sign is of a keyboard for other letters: Python's brackets, commas and colons are those of the "
        "Latin one."
    ),
    "invisible_sign": (
        "Something that is not seen was copied along: delete the blanks at this place, and type them anew."
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
    "else_if": "In Python `else if` is one word: `elif`.",
    "times_left_out": "Between a number and a name belongs a `*`: 2h is written `2 * h`.",
    "docstring_never_ended": "A text that begins with three quotes ends with three; here the end is missing.",
    "text_never_ended": "A text in quotes ends in the line where it began, with the same quote.",
    "signs_for_words": "In Python these are words: `and`, `or`, `not`.",
    "plus_plus": "Python has no `++`: `i += 1` counts on.",
    "breaks_off": "This line ends where something has still to follow.",
}
"""What is said of each slip of `graders.grading.slips`."""
