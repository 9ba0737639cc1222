"""One place for words: what was found, as a sentence.

`SENTENCES` has one entry for each class of findings: a template of its fields, or a function of the finding.
In a template `{it}` is the answer, or the part of it that the finding is about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from graders.feedback import answer_phrases as answers
from graders.feedback import expression_phrases as expressions
from graders.feedback import figure_phrases as figures
from graders.feedback import number_phrases as numbers
from graders.feedback.calls import changed_words
from graders.feedback.display import show
from graders.feedback.number_phrases import right_but, with_evidence
from graders.grading import findings as calls
from graders.judge import findings as any_answer
from graders.judge.expressions import findings as expression
from graders.judge.figures import findings as figure
from graders.judge.findings import Finding
from graders.judge.numbers import findings as number

__all__ = ["SENTENCES", "sentence", "show"]

F = TypeVar("F", bound=Finding)
Words = str | Callable[[Any], str]
"""A template, or a function of findings of one class: `told` holds which."""


def sentence(finding: Finding) -> str:
    """What was found: one sentence, and under it the evidence where there is some."""
    words = SENTENCES[type(finding)]
    if callable(words):
        return words(finding)
    facts = {name: _fact(getattr(finding, name)) for name in finding.__struct_fields__}
    text = words.format_map({**facts, "it": answers.it(finding)})
    return text[:1].upper() + text[1:]


def _fact(value: object) -> str:
    if isinstance(value, str):
        return answers.name(value)
    if isinstance(value, list):
        return ", ".join(f"`{_fact(item)}`" for item in value[:6]) or "none"
    return show(value)


def told(found: type[F], words: str | Callable[[F], str]) -> tuple[type[Finding], Words]:
    """An entry of the table, whose words are of this class of findings."""
    return found, words


SENTENCES: dict[type[Finding], Words] = dict([
    # any answer
    told(any_answer.Undecided, "{it} could not be decided: {reason}."),
    told(any_answer.Missing, answers.missing_words),
    told(any_answer.WrongKind, answers.kind_words),
    told(any_answer.WrongShape, answers.shape_words),
    told(any_answer.WrongLength, answers.length_words),
    told(any_answer.OtherKeys, "{it} has the keys {yours}; {expected} are expected."),
    # facts and choices
    told(any_answer.WrongAnswer, answers.wrong_answer_words),
    told(any_answer.WrongKeys, answers.keys_words),
    told(any_answer.NoChoice, answers.choice_words),
    # calls and checks
    told(calls.ChangedArgument, changed_words),
    told(calls.OverwrittenAnswer,
         "The call changes the answer to the call before: both are one object. Make a new one in each call, "
         "inside the function, or return a copy of it."),
    told(calls.ExampleBreaks, answers.example_words),
    told(calls.Property, lambda f: f.sentence),
    told(calls.Internal, "The check `{check}` could not be run, by a fault of gradlings ({error})."),
    # numbers
    told(number.WrongDtype, numbers.dtype_words),
    told(number.Empty, "{it} is empty; the shape {wanted} is expected."),
    told(number.Ragged, answers.ragged_words),
    told(number.NonFinite, numbers.non_finite_words),
    told(number.Truncated, numbers.truncated_words),
    told(number.ShortPrecision, "{it} is right to the few digits of {got} only; float64 is expected."),
    told(number.Rounded, numbers.rounded_words),
    told(number.AllZero, with_evidence(numbers.zero_words)),
    told(number.Factor, with_evidence(numbers.factor_words)),
    told(number.Transposed, right_but("transposed")),
    told(number.Reversed, right_but("in reverse order")),
    told(number.Permuted, right_but("in another order")),
    told(number.Shifted, with_evidence(numbers.shifted_words)),
    told(number.Offset, with_evidence(numbers.offset_words)),
    told(number.OtherValues, with_evidence(numbers.values_words)),
    # order of convergence
    told(number.WrongOrder, numbers.order_words),
    told(number.WrongLimit, "As h shrinks the answer tends to {yours}; the limit is {expected}."),
    told(number.StepIgnored, "The answer stays {value} when the step is halved, and halved again."),
    told(number.NoTruncationError,
         "The answer has no error that shrinks with h: it is not the formula asked."),
    # training
    told(number.WrongGradient, numbers.gradient_words),
    told(number.WrongCosts, with_evidence(numbers.costs_words)),
    told(number.CostGrows, "The cost grows, from {first} to {last}."),
    told(number.LowAccuracy, numbers.accuracy_words),
    # expressions
    told(expression.NotEqual, expressions.not_equal_words),
    told(expression.TransposedMatrix, "The entries are right, but the matrix is transposed."),
    told(expression.NotAntiderivative, expressions.not_antiderivative_words),
    told(expression.IsIntegrand, expressions.integrand_words),
    told(expression.Jump, "{it} jumps at {symbol} = {at}; an antiderivative is continuous there."),
    told(expression.Unevaluated, expressions.unevaluated_words),
    told(expression.UndefinedAt, expressions.undefined_at_words),
    told(expression.FloatForExact, expressions.float_for_exact_words),
    told(expression.UnknownSymbols, expressions.unknown_symbols_words),
    told(expression.MissingSymbols, expressions.missing_symbols_words),
    told(expression.UnknownFunction, "{it} holds the function `{name}`, which has no values."),
    told(expression.NoNumber, "{it} is {what}; an expression with finite values is expected."),
    told(expression.NotExpanded, "{it} is not expanded: the part {part} can be multiplied out."),
    told(expression.NotFactored, "{it} is not factored: the part {part} has factors."),
    # figures
    told(figure.EmptyFigure, "The figure has no panel."),
    told(figure.MissingCurve, figures.missing_curve_words),
    told(figure.WrongCurve, figures.wrong_curve_words),
    told(figure.ExchangedAxes, figures.exchanged_words),
    told(figure.CurvesApart, figures.apart_words),
    told(figure.NoLegend, figures.no_legend_words),
    told(figure.ShortLegend, figures.legend_words),
    told(figure.MissingArrows, "The figure has no arrows; {asked} are asked."),
    told(figure.ArrowPlaces, "The {drawn} arrows do not start at the {asked} places asked."),
    told(figure.WrongArrow, figures.arrow_words),
    told(figure.ArrowLength, figures.arrow_length_words),
    told(figure.UncolouredArrows, "The arrows have no colour that shows their size."),
    told(figure.MissingSurface, "The surface is missing."),
    told(figure.WrongSurface, figures.surface_words),
    told(figure.MissingBars, "The bars are missing."),
    told(figure.WrongBars, "The bars are not the ones asked: their places, heights or widths differ."),
    told(figure.MissingFills, "The filled area is missing."),
    told(figure.WrongFills, "The filled area is not the one asked: its edges differ."),
    told(figure.AxisLabel, "{drawn} of {asked} {axis} axes have a label."),
])  # fmt: skip
