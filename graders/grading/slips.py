"""Mistakes that are known by what Python says of them, each by a name; `graders.feedback.slips` words it."""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graders.values.outcome import Raised

LIBRARIES = {
    "np": "import numpy as np",
    "plt": "import matplotlib.pyplot as plt",
    "sp": "import sympy as sp",
    "math": "import math",
    "sympy": "import sympy",
    "numpy": "import numpy",
    "jax": "jax = import_jax()",
    "jnp": "import jax.numpy as jnp",
}
"""How names that everybody uses are brought into a file."""
OF_NUMBERS = (
    "arange", "arctan", "arctan2", "argmax", "argmin", "argsort", "array", "column_stack", "cos",
    "cosh", "cumsum", "dot", "exp", "eye", "hypot", "isclose", "isfinite", "isnan", "linspace", "log",
    "maximum", "meshgrid", "minimum", "ones", "outer", "pi", "sin", "sinh", "sqrt", "tan", "tanh",
    "where", "zeros", "zeros_like",
)  # fmt: skip
OF_FORMULAS = (
    "Integral", "Matrix", "Rational", "Symbol", "diff", "expand", "factor", "integrate", "lambdify", "limit",
    "simplify", "solve", "solveset", "symbols", "sympify",
)  # fmt: skip
IN_LIBRARIES = {
    **{name: f"np.{name}" for name in OF_NUMBERS},
    **{name: f"sp.{name}" for name in OF_FORMULAS},
}
"""Names that people write without the library that they stand in."""
MOST = 500
"""Characters of a message or a line that are looked at."""


@dataclass(frozen=True)
class Slip:
    """A mistake by its name; `facts` are what its sentence tells, in order."""

    name: str
    facts: tuple[str, ...] = ()


RAISED = (
    ("caret_for_a_power", "TypeError", r"for \^: |'bitwise_xor'"),
    ("truth_of_an_array", "ValueError", r"truth value of an array"),
    ("truth_of_a_formula", "TypeError", r"cannot determine truth value of Relational"),
    ("shapes_of_a_product", "ValueError", r"matmul: .*\(size (\d+) is different from (\d+)\)"),
    ("shapes_of_a_product", "ValueError", r"shapes \S+ and \S+ not aligned: (\d+) .*?(\d+) \(dim"),
    ("shapes_of_a_sum", "ValueError", r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))"),
    ("one_number_of_an_array", "TypeError", r"only (?:0-dimensional|length-1|size-1) arrays"),
    ("fractions_into_integers", "UFuncTypeError", r"Cannot cast ufunc .* output from dtype\('float64'\)"),
    ("fractions_into_integers", "_UFuncOutputCastingError", r"output from dtype\('float64'\)"),
    ("numpy_on_a_formula", "TypeError", r"loop of ufunc does not support argument 0 of type \w+"),
    ("array_into_a_formula", "SympifyError", r"array\("),
    ("calls_a_number", "TypeError", r"'(?:int|float|numpy\.\w+)' object is not callable"),
    ("something_is_none", "TypeError", r"(?<!not )'?NoneType"),
    ("something_is_none", "AttributeError", r"'NoneType' object"),
    (
        "entries_of_a_number",
        "TypeError",
        r"(?:int|float|complex|numpy\.\w+)'? object is not (?:iterable|subscriptable)",
    ),
    (
        "entries_of_a_number",
        "TypeError",
        r"(?:non-iterable (?:int|float|numpy)|of type '(?:int|float)' has no len|0-d array)",
    ),
    ("entries_of_a_number", "IndexError", r"invalid index to scalar"),
    (
        "function_for_a_number",
        "TypeError",
        r"'(?:builtin_)?(?:function|method|ufunc|numpy\.ufunc)(?:_or_method)?'",
    ),
    (
        "text_for_a_number",
        "TypeError",
        r"(?:unsupported operand|can only concatenate|must be real|bad operand) .*str\b",
    ),
    (
        "several_at_once",
        "TypeError",
        r"(?:unsupported operand|not supported between|must be real|concatenate) .*(?:tuple|\wResult)\b",
    ),
    ("arithmetic_with_a_list", "TypeError", r"(?:unsupported operand|can only concatenate) .*list"),
    ("arithmetic_with_a_list", "TypeError", r"can't multiply sequence"),
    ("other_number_of_arguments", "TypeError", r"positional arguments? but \d+ (?:was|were) given"),
    ("other_number_of_arguments", "TypeError", r"missing \d+ required positional argument"),
    ("other_number_of_values", "ValueError", r"(?:too many|not enough) values to unpack"),
    ("shape_as_two_numbers", "TypeError", r"Cannot interpret '\d+' as a data type"),
    ("more_indices_than_axes", "IndexError", r"too many indices"),
    ("several_into_one_entry", "ValueError", r"setting an array element with a sequence"),
    ("index_beyond_the_end", "IndexError", r"(?:out of range|out of bounds)"),
    ("unknown_key", "KeyError", r"^(.{1,40})$"),
    ("dot_for_a_key", "AttributeError", r"'dict' object has no attribute '(\w+)'"),
    (
        "surface_in_a_flat_panel",
        "AttributeError",
        r"'Axes' object has no attribute 'plot_(?:surface|wireframe)'",
    ),
    ("real_number_of_a_complex", "TypeError", r"(?:[Cc]an(?:not|'t) convert complex|not 'complex')"),
    ("outside_the_domain", "ValueError", r"math domain error"),
    ("no_value_yet", "UnboundLocalError", r"variable '(\w+)'"),
    ("deeper_in_numpy", "AttributeError", r"module 'numpy' has no attribute '(\w+)'"),
    ("stops_to_debug", "BdbQuit", r""),
    ("recursion_without_end", "RecursionError", r""),
)
"""The name of a slip, the exception that it raises, and what the message then says."""
SYNTAX = (
    ("merge_conflict", r"", r"^(?:<{7}|={7}|>{7})"),
    ("fence", r"", r"^```"),
    ("curved_quotes", r"invalid character", r"[‘“”„‚«»]"),
    ("signs_of_the_text", r"invalid character '[−–—·×′’²³√∞π∂∇Δ]", r""),
    ("sign_of_another_keyboard", r"invalid character '[\u3000-\u303f\uff00-\uffef]", r""),
    ("invisible_sign", r"invalid non-printable character", r""),
    ("quote_inside_quotes", r"(?:unterminated string|does not match opening|invalid syntax|forgot a comma)",
     r"""'[^'"]*\w'\([^'"]*'"""),
    ("assignment_for_equality", r"[Mm]aybe you meant '=='|perhaps you meant \"==\"", r""),
    ("return_outside", r"'return' outside function", r""),
    ("indented_unlike_the_line_above", r"unexpected indent", r""),
    ("indented_unlike_the_line_above", r"unindent does not match", r""),
    ("indented_unlike_the_line_above", r"expected an indented block", r""),
    ("tabs_and_spaces", r"inconsistent use of tabs", r""),
    ("else_if", r"expected ':'", r"^else if\b"),
    ("colon_forgotten", r"expected ':'", r""),
    ("never_closed", r"was never closed", r""),
    ("never_closed", r"(?:unmatched|does not match opening)", r""),
    ("times_left_out", r"invalid decimal literal", r""),
    ("times_left_out", r"invalid imaginary literal", r""),
    ("docstring_never_ended", r"unterminated triple-quoted", r""),
    ("text_never_ended", r"unterminated string", r""),
    ("signs_for_words", r"invalid syntax", r"&&|\|\|"),
    ("plus_plus", r"invalid syntax", r"\+\+$"),
    ("breaks_off", r"invalid syntax", r"(?:[-+*/=@,]|\b(?:and|or|not|in|return|lambda))$"),
)  # fmt: skip
"""The name of a slip, what the parser says, and how the line looks."""


def slip_of(raised: Raised, parameters: Sequence[str] = ()) -> Slip | None:
    """The slip that an exception tells of, if it is known; `parameters` are the function's own."""
    if raised.kind == "NameError":
        return _missing_name(raised, parameters)
    for name, kind, pattern in RAISED:
        found = re.search(pattern, raised.message[:MOST]) if raised.kind == kind else None
        if found is not None:
            return _deeper(found[1]) if name == "deeper_in_numpy" else Slip(name, tuple(found.groups()))
    return None


def _deeper(name: str) -> Slip | None:
    """Where NumPy has what was looked for at its top."""
    places = {"linalg": np.linalg, "random": np.random}
    found = next((place for place, module in places.items() if hasattr(module, name)), None)
    return None if found is None else Slip("deeper_in_numpy", (f"np.{found}.{name}",))


def _missing_name(raised: Raised, parameters: Sequence[str]) -> Slip | None:
    unbound = re.match(r"cannot access free variable '(\w+)'", raised.message)
    if unbound is not None:
        return Slip("no_value_yet", (unbound[1],))
    found = re.match(r"name '(\w+)' is not defined", raised.message)
    if found is None:
        return None
    if found[1] in LIBRARIES:
        return Slip("library_not_imported", (found[1], LIBRARIES[found[1]]))
    if found[1] in IN_LIBRARIES:
        return Slip("library_left_out", (found[1], IN_LIBRARIES[found[1]]))
    meant = re.search(r"Did you mean: '(\w+)'", raised.message)
    is_known = meant is not None and meant[1] not in (*parameters, *dir(builtins))
    if not parameters or is_known:
        return None
    return Slip("other_names", (found[1], ", ".join(parameters)))


def syntax_slip(message: str, source: str) -> str:
    """The name of the slip that the parser stumbled over, if it is known."""
    line = source[:MOST].strip()
    known = (name for name, said, seen in SYNTAX if re.search(said, message) and re.search(seen, line))
    is_open = any(line.count(left) != line.count(right) for left, right in ("()", "[]", "{}"))
    return next(known, "never_closed" if is_open and "invalid syntax" in message else "")
