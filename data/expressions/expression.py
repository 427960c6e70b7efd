"""Expressions as values of channels: mirrored, blended, and as a text that can be passed on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..channels import HARD_RANGE, POSE, REGIONS, names, region_of
from ..errors import FaceError
from ..motion.mirror import mirror_names
from ..toml_text import parse_toml
from .values import Values, channel_values

WHOLE_FACE = frozenset(REGIONS) - {POSE[0].region}
"""All regions but the head pose, which no expression sets."""
_TURNED = frozenset(names(POSE)) - {"Pitch"}
"""Angles that a mirror reverses."""
_DECIMALS = 4
"""Of values in texts: a tenth of what one can see."""


class ExpressionError(FaceError):
    """A text or a file that holds no expression."""


@dataclass(frozen=True)
class Expression:
    """Values of channels at full intensity; channels left out are 0.

    Channels of several families may stand side by side: each model takes those that it has.
    regions: ids of those that it sets, whose other channels go to rest.
    by_model: name of a bundled model -> the values that it takes instead.
    """

    name: str
    values: Mapping[str, float]
    regions: frozenset[str] = WHOLE_FACE
    by_model: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def on(self, model: str) -> "Expression":
        """As a face with the model of this name shows it."""
        return replace(self, values=self.by_model.get(model, self.values))

    def covers(self, channel: str) -> bool:
        """Whether it sets a channel. Where the eyes look is left alone unless it says so itself."""
        if channel in self.values:
            return True
        return region_of(channel) in self.regions and not is_look(channel)


def is_look(channel: str) -> bool:
    """Whether a channel turns an eye."""
    return channel.startswith("eyeLook")


def mirrored(values: Mapping[str, float]) -> Values:
    """With left and right exchanged, the head pose's too.

    >>> mirrored({"mouthSmileLeft": 0.5, "jawOpen": 0.25, "Yaw": 0.1})
    {'mouthSmileRight': 0.5, 'jawOpen': 0.25, 'Yaw': -0.1}
    """
    turned = {name: -value if name in _TURNED else value for name, value in values.items()}
    return dict(zip(mirror_names(values), turned.values(), strict=True))


def blended(
    present: Mapping[str, float],
    expression: Expression,
    amount: float,
) -> Values:
    """What an expression makes of all of a face's present values.

    amount: 0 leaves them, 1 gives the expression; a share between goes part of the way.
    """
    reached = dict(present)
    for name, value in present.items():
        if expression.covers(name):
            goal = expression.values.get(name, 0.0)
            reached[name] = value + amount * (goal - value)
    return reached


def to_text(values: Mapping[str, float]) -> str:
    """A line for each channel that is not at rest, as designs of stimulus sets have them.

    >>> print(to_text({"jawOpen": 0.5, "cheekPuff": 0}), end="")
    jawOpen = 0.5
    """
    rounded = {name: round(value, _DECIMALS) for name, value in values.items()}
    return "".join(f"{name} = {value}\n" for name, value in rounded.items() if value)


def from_text(text: str, name: str = "the clipboard") -> Values:
    """The values in a text like that, in any spelling of channels that files may have.

    Raises ExpressionError, which begins with `name`.
    """
    table = parse_toml(text, name, ExpressionError)
    values = channel_values(table.items(), name, ExpressionError, HARD_RANGE[1])
    if not values:
        raise ExpressionError(
            f"{name}: holds no channels; copy an expression first, or lines such as jawOpen = 0.5"
        )
    return values
