"""Expressions: those that come along, and what is done with a face's values."""

from .all_channels import exercise
from .basic import basic_expressions
from .bundled import GROUPS, bundled_expressions
from .chance import random_values
from .expression import (
    Expression,
    ExpressionError,
    blended,
    from_text,
    is_look,
    mirrored,
    to_text,
)
from .own import keep_expression, own_expressions, remove_expression
from .values import Cells, Values, channel_values, in_range

__all__ = [
    "GROUPS",
    "Cells",
    "Expression",
    "ExpressionError",
    "Values",
    "basic_expressions",
    "blended",
    "bundled_expressions",
    "channel_values",
    "exercise",
    "from_text",
    "in_range",
    "is_look",
    "keep_expression",
    "mirrored",
    "own_expressions",
    "random_values",
    "remove_expression",
    "to_text",
]
