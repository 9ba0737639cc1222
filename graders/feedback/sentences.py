"""One place for words: what a judge found, as a sentence.

`SENTENCES` has one entry for each kind of finding: a template of its facts, or a function of the finding.
In a template `{it}` is the answer, or the part of it that the finding is about.
"""

from __future__ import annotations

from typing import Any

from graders.feedback import expression_phrases as symbolic
from graders.feedback import figure_phrases as figures
from graders.feedback import number_phrases as phrases
from graders.feedback.display import show
from graders.feedback.number_phrases import Words, it, right_but, with_evidence
from graders.judge.findings import UNDECIDED, Finding

__all__ = ["SENTENCES", "sentence", "show"]


def sentence(finding: Finding) -> str:
    """What was found: one sentence, and under it the evidence where there is some."""
    words = SENTENCES.get(finding.kind, OTHERWISE)
    if callable(words):
        return words(finding)
    facts = {name: _fact(value) for name, value in finding.facts.items()}
    text = words.format_map({**facts, "it": it(finding)})
    return text[:1].upper() + text[1:]


def _fact(value: Any) -> str:
    if isinstance(value, str):
        return phrases.name(value)
    if isinstance(value, (list, set, frozenset)):
        return ", ".join(f"`{_fact(item)}`" for item in list(value)[:6]) or "none"
    return show(value)


OTHERWISE = "{it} is not right."
SENTENCES: dict[str, str | Words] = {
    # form
    "missing": "{it} is None. Is a `return` missing?",
    "type": phrases.type_words,
    "dtype": phrases.dtype_words,
    "shape": phrases.shape_words,
    "empty": "{it} is empty; the shape {wanted} is expected.",
    "ragged": "{it} has the shape {got}, unlike the items before it: {wanted}.",
    "length": phrases.length_words,
    "keys": "{it} has the keys {yours}; {expected} are expected.",
    "non_finite": phrases.non_finite_words,
    # behaviour
    "changed_argument": lambda f: (
        f"Argument {f.facts['position'] + 1} is changed by the call; it belongs to the caller."
    ),
    "property": lambda f: str(f.facts["sentence"]),
    "internal": "The check `{check}` could not be run, by a fault of gradlings ({error}).",
    # values
    "truncated": with_evidence(
        lambda f: f"{phrases.start(f)} has lost its decimals: it holds whole numbers."
    ),
    "precision": "{it} is right to the few digits of {got} only; float64 is expected.",
    "all_zero": with_evidence(lambda f: f"Every entry{phrases.of(f)} is 0."),
    "factor": with_evidence(phrases.factor_words),
    "transposed": right_but("transposed"),
    "reversed": right_but("in reverse order"),
    "permuted": right_but("in another order"),
    "shifted": with_evidence(phrases.shifted_words),
    "offset": with_evidence(phrases.offset_words),
    "values": with_evidence(phrases.values_words),
    # expressions
    "not_equal": symbolic.not_equal_words,
    "transposed_matrix": "The entries are right, but the matrix is transposed.",
    "not_antiderivative": symbolic.not_antiderivative_words,
    "integrand": symbolic.integrand_words,
    "jump": "{it} jumps at {symbol} = {at}; an antiderivative is continuous there.",
    "unevaluated": symbolic.unevaluated_words,
    "undefined_at": symbolic.undefined_at_words,
    "float_for_exact": symbolic.float_for_exact_words,
    "unknown_symbols": symbolic.names_words,
    "missing_symbols": symbolic.names_words,
    "unknown_function": "{it} holds the function `{name}`, which has no values.",
    "no_number": "{it} is {what}; an expression with finite values is expected.",
    "not_expanded": "{it} is not expanded: the part {part} can be multiplied out.",
    "not_factored": "{it} is not factored: the part {part} has factors.",
    # order of convergence
    "order": phrases.order_words,
    "limit": "As h shrinks the answer tends to {yours}; the limit is {expected}.",
    "step_ignored": "The answer is {value} for every step h: h is not used.",
    "no_truncation_error": "The answer has no error that shrinks with h: it is not the formula asked.",
    # training
    "gradient": phrases.gradient_words,
    "cost_curve": with_evidence(lambda f: f"The costs differ from update {f.facts['step']} on."),
    "cost_grows": "The cost grows, from {first} to {last}.",
    "accuracy": phrases.accuracy_words,
    # figures
    "empty_figure": "The figure has no panel.",
    "missing_curve": figures.missing_curve_words,
    "wrong_curve": figures.wrong_curve_words,
    "apart": figures.apart_words,
    "no_legend": figures.no_legend_words,
    "legend": figures.legend_words,
    "missing_arrows": "The figure has no arrows; {asked} are asked.",
    "arrow_places": "The {drawn} arrows do not start at the {asked} places asked.",
    "wrong_arrow": figures.arrow_words,
    "arrow_length": figures.arrow_length_words,
    "uncoloured_arrows": "The arrows have no colour that shows their size.",
    "missing_surface": "The surface is missing.",
    "wrong_surface": figures.surface_words,
    "missing_bars": "The bars are missing.",
    "wrong_bars": "The bars are not the ones asked: their places, heights or widths differ.",
    "missing_fills": "The filled area is missing.",
    "wrong_fills": "The filled area is not the one asked: its edges differ.",
    "axis_label": "{drawn} of {asked} {axis} axes have a label.",
    # facts and choices
    "wrong_answer": lambda f: f"{phrases.start(f)} {show(f.facts['yours'])} is not right.",
    "wrong_keys": phrases.keys_words,
    "no_choice": phrases.choice_words,
    UNDECIDED: "{it} could not be decided: {reason}.",
}
