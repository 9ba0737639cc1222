"""Is this answer right, and if not, how does it differ? Numbers and expressions only."""

from graders.judge.expressions.comparison import equal_expressions

__all__ = ["equal_expressions"]
