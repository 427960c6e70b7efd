"""The expressions that come along: emotions, visemes and extremes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .basic import basic_expressions
from .expression import Expression

GROUPS = ("Emotions", "Visemes", "Extremes")
"""Their titles."""

_EXTREMES = Path(__file__).with_name("extremes.toml")
_SPEECH = frozenset({"jaw", "mouth"})
"""What a viseme leaves alone is the rest of the face."""


@cache
def bundled_expressions() -> Mapping[str, tuple[Expression, ...]]:
    """Title of a group -> its expressions."""
    from ..speech import visemes

    spoken = [Expression(name, viseme.shape, _SPEECH) for name, viseme in visemes().items()]
    tables = tomllib.loads(_EXTREMES.read_text("utf-8"))
    extremes = [Expression(name, values) for name, values in tables.items()]
    groups = (tuple(basic_expressions().values()), tuple(spoken), tuple(extremes))
    return MappingProxyType(dict(zip(GROUPS, groups, strict=True)))
