"""Each feedback has an id, such as `value.factor`: the class of what was found, and its own word."""

from __future__ import annotations

FAMILIES = {
    "todo": "untouched empty_body not_defined near_name waiting not_yet raise_left",
    "file": "unreadable too_long does_not_parse stops statement_lost cell_runs_on lost_at_start",
    "error": "raised out_of_memory lost example",
    "form": "missing type shape length keys dtype empty ragged non_finite",
    "argument": "changed_argument overwritten_answer",
    "value": "values factor offset all_zero transposed reversed permuted shifted truncated precision rounded",
    "order": "order limit step_ignored no_truncation_error",
    "training": "gradient cost_curve cost_grows accuracy",
    "expression": "not_equal transposed_matrix not_antiderivative integrand jump unevaluated undefined_at"
    " float_for_exact unknown_symbols missing_symbols unknown_function no_number not_expanded not_factored",
    "figure": "empty_figure missing_curve wrong_curve exchanged_axes apart no_legend legend axis_label"
    " missing_arrows arrow_places wrong_arrow arrow_length uncoloured_arrows missing_surface wrong_surface"
    " missing_bars wrong_bars missing_fills wrong_fills",
    "answer": "wrong_answer wrong_keys no_choice",
    "property": "property",
    "time": "used_up time_out calls_endless",
    "open": "undecided broken_check internal library_missing",
}
"""The classes, and the kinds of findings, endings and hindrances that belong to each."""
FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds.split()}


def feedback_id(kind: str | None, *, misconception: str | None = None, slip: str | None = None) -> str | None:
    """The id of what is told: the misconception's or the slip's where one is named, else the finding's."""
    if misconception is not None:
        return f"misconception.{misconception}"
    if slip is not None:
        return f"slip.{slip}"
    return None if kind is None else f"{FAMILY[kind]}.{kind}"
