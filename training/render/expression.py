"""Random expressions: channels on their own, or together as in real faces."""

import numpy as np
from blendshape_face.data.channels import BLENDSHAPES, names

from .archetypes import ARCHETYPES, Archetype

RENDERED = names(BLENDSHAPES)[1:]
"""The 51 channels that have a shape, in MediaPipe's order: all but _neutral."""

NEUTRAL_SHARE = 0.06
"""Of all frames, in either mode."""

_PLACE = {name: place for place, name in enumerate(RENDERED)}
"""Name of a channel -> its place in the weights."""

_SIDES = ("Left", "Right")

_OFTEN = 0.4
"""How often a channel moves on its own that faces use much; also how often eyes turn."""

_SELDOM = 0.18
"""How often any other channel moves on its own."""

_MOST_ACTIVE = ("brow", "eye", "jawOpen", "mouthSmile")
"""What the names of such channels begin with."""

_EXCLUSIVE = (
    ("jawLeft", "jawRight"),
    ("mouthLeft", "mouthRight"),
    ("mouthPucker", "mouthStretch"),
)
"""No face makes both of a pair at once."""

_TOGETHER = 0.5
"""How often a second archetype joins the first, as when somebody speaks and smiles."""

_BYSTANDERS = 0.1
"""How often a channel joins that is no part of the archetypes."""

_BLINKS = 0.1
"""How often a blink joins the archetypes."""

_ONE_SIDED = 0.15
"""How often one side of a movement is weaker than the other by any share."""

_GAZE_SPREAD = (0.3, 0.25)
"""Standard deviation sideways and upwards of the gaze beside archetypes; 1 is as far as it goes."""

_OFTENS = np.array([archetype.often for archetype in ARCHETYPES])
_PROBABILITIES = _OFTENS / _OFTENS.sum()
"""(archetypes,), in their order."""


def sides_of(name: str) -> list[str]:
    """The channels that a name without its side stands for: two, or itself."""
    if name in _PLACE:
        return [name]
    return [f"{name}{side}" for side in _SIDES]


def _without_side(name: str) -> str:
    """mouthSmile for mouthSmileLeft; jawLeft for itself, which has no partner but an opposite."""
    base = name
    for side in _SIDES:
        base = base.removesuffix(side)
    if base in ("jaw", "mouth"):
        return name
    return base


_WITHOUT_GAZE = [name for name in RENDERED if "Look" not in name]

MOVEMENTS = tuple(dict.fromkeys(map(_without_side, _WITHOUT_GAZE)))
"""All but gaze, partners as one."""


def sample_expression(
    rng: np.random.Generator,
    archetypes: float,
) -> np.ndarray:
    """Weights (51,) in 0..1 of RENDERED; `archetypes` is the share of expressions made of them."""
    if rng.random() < NEUTRAL_SHARE:
        return np.zeros(len(RENDERED))
    is_of_archetypes = rng.random() < archetypes
    mix = _mix_archetypes if is_of_archetypes else _mix_single_channels
    weights = mix(rng)
    _keep_possible(weights)
    return weights


def _mix_single_channels(rng: np.random.Generator) -> np.ndarray:
    """Weights (51,) whose movements know nothing of each other."""
    weights = np.zeros(len(RENDERED))
    for name in MOVEMENTS:
        probability = _SELDOM
        if name.startswith(_MOST_ACTIVE):
            probability = _OFTEN
        if rng.random() < probability:
            strength = rng.beta(1, 1.3)
            _add(weights, rng, name, strength, spread=0.15)
    for pair in _EXCLUSIVE:
        loser = pair[rng.integers(2)]
        for channel in sides_of(loser):
            weights[_PLACE[channel]] = 0
    is_turned = rng.random(2) < _OFTEN
    distance = rng.beta(1, 1.3, 2)
    way = rng.choice((-1, 1), 2)
    sideways, upwards = is_turned * distance * way
    _look(weights, sideways, upwards)
    return weights


def _mix_archetypes(rng: np.random.Generator) -> np.ndarray:
    """Weights (51,) of one archetype or two, and a little of what real faces do besides."""
    weights = np.zeros(len(RENDERED))
    # Two different ones, of which the second joins in at times.
    chosen = rng.choice(len(ARCHETYPES), 2, replace=False, p=_PROBABILITIES)
    count = 2 if rng.random() < _TOGETHER else 1
    for place in chosen[:count]:
        _add_archetype(weights, rng, ARCHETYPES[place])
    for name in MOVEMENTS:
        if name != "eyeBlink" and rng.random() < _BYSTANDERS:
            strength = rng.beta(1, 4)
            _add(weights, rng, name, strength, spread=0.15)
    # By Beta(2, 1), lids in a blink are rather shut than open.
    if rng.random() < _BLINKS:
        strength = rng.beta(2, 1)
        _add(weights, rng, "eyeBlink", strength, spread=0.05)
    gaze = rng.normal(0, _GAZE_SPREAD)
    sideways, upwards = gaze.clip(-1, 1)
    _look(weights, sideways, upwards)
    return weights


def _add_archetype(
    weights: np.ndarray,
    rng: np.random.Generator,
    archetype: Archetype,
) -> None:
    """Add an archetype to weights (51,) at a random height, each of its channels with noise."""
    height = rng.beta(1.5, 1.2)
    for name, strength in archetype.strengths.items():
        noise = rng.lognormal(0, 0.3)
        weight = height * strength * noise
        _add(weights, rng, name, weight, spread=0.12)


def _add(
    weights: np.ndarray,
    rng: np.random.Generator,
    name: str,
    weight: float,
    spread: float,
) -> None:
    """Add to weights (51,) without passing 1, the two sides a little apart, some one-sided.

    spread: standard deviation of a side's own share of the weight.
    """
    channels = sides_of(name)
    factors = rng.normal(1, spread, len(channels))
    values = weight * factors
    # Drawn only where there are two sides: the order of draws is part of what a seed means.
    if len(channels) == 2 and rng.random() < _ONE_SIDED:
        weaker = rng.integers(2)
        values[weaker] *= rng.random()
    values = values.clip(0, 1)
    for channel, value in zip(channels, values, strict=True):
        place = _PLACE[channel]
        # A share of what is left up to 1: half and another half come to three quarters.
        left = 1 - weights[place]
        weights[place] += left * value


def _look(
    weights: np.ndarray,
    sideways: float,
    upwards: float,
) -> None:
    """Turn both eyes of weights (51,) alike: -1..1 is as far as eyes go to the subject's left."""
    outer = "Right"
    inner = "Left"
    if sideways > 0:
        outer = "Left"
        inner = "Right"
    _set(weights, f"eyeLookOut{outer}", abs(sideways))
    _set(weights, f"eyeLookIn{inner}", abs(sideways))
    way = "Up" if upwards > 0 else "Down"
    for side in _SIDES:
        _set(weights, f"eyeLook{way}{side}", abs(upwards))


def _keep_possible(weights: np.ndarray) -> None:
    """Limit weights (51,): lips close no further than the jaw opens; shut eyes are not wide."""
    jaw_open = weights[_PLACE["jawOpen"]]
    _limit(weights, "mouthClose", jaw_open)
    for side in _SIDES:
        blink = weights[_PLACE[f"eyeBlink{side}"]]
        _limit(weights, f"eyeWide{side}", 1 - blink)


def _set(
    weights: np.ndarray,
    name: str,
    weight: float,
) -> None:
    """Set one channel of weights (51,)."""
    weights[_PLACE[name]] = weight


def _limit(
    weights: np.ndarray,
    name: str,
    most: float,
) -> None:
    """Let one channel of weights (51,) be no greater."""
    place = _PLACE[name]
    weights[place] = min(weights[place], most)
