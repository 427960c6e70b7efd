"""Random expressions: channels on their own, or together as in real faces."""

import numpy as np
from blendshape_face.data.channels import BLENDSHAPES, names

from .archetypes import ARCHETYPES, Archetype

RENDERED = names(BLENDSHAPES)[1:]
"""The 51 channels that have a shape, in MediaPipe's order: all but _neutral."""

NEUTRAL_SHARE = 0.06
"""Of all frames, in either mode."""

_PLACE = {name: place for place, name in enumerate(RENDERED)}
_OFTEN, _SELDOM = 0.4, 0.18
_MOST_ACTIVE = ("brow", "eye", "jawOpen", "mouthSmile")
_EXCLUSIVE = (("jawLeft", "jawRight"), ("mouthLeft", "mouthRight"), ("mouthPucker", "mouthStretch"))
_TOGETHER = 0.5
"""How often a second archetype joins the first, as when somebody speaks and smiles."""
_BYSTANDERS = 0.1
"""How often a channel joins that is no part of the archetypes."""
_BLINKS = 0.1
_OFTENS = np.array([a.often for a in ARCHETYPES])


def sides_of(name: str) -> list[str]:
    """The channels that a name without its side stands for: two, or itself."""
    return [name] if name in _PLACE else [f"{name}Left", f"{name}Right"]


def _without_side(name: str) -> str:
    base = name.removesuffix("Left").removesuffix("Right")
    return name if base in ("jaw", "mouth") else base


MOVEMENTS = tuple(dict.fromkeys(_without_side(n) for n in RENDERED if "Look" not in n))
"""All but gaze, partners as one."""


def sample_expression(rng: np.random.Generator, archetypes: float) -> np.ndarray:
    """Weights (51,) in 0..1 of RENDERED; `archetypes` is the share of expressions made of them."""
    if rng.random() < NEUTRAL_SHARE:
        return np.zeros(len(RENDERED))
    sample = _of_archetypes if rng.random() < archetypes else _of_single_channels
    return _possible(sample(rng))


def _of_single_channels(rng: np.random.Generator) -> np.ndarray:
    weights = np.zeros(len(RENDERED))
    for name in MOVEMENTS:
        if rng.random() < (_OFTEN if name.startswith(_MOST_ACTIVE) else _SELDOM):
            _add(weights, rng, name, rng.beta(1, 1.3), spread=0.15)
    for pair in _EXCLUSIVE:
        for channel in sides_of(pair[rng.integers(2)]):
            weights[_PLACE[channel]] = 0
    sideways, upwards = (rng.random(2) < _OFTEN) * rng.beta(1, 1.3, 2) * rng.choice((-1, 1), 2)
    _look(weights, sideways, upwards)
    return weights


def _of_archetypes(rng: np.random.Generator) -> np.ndarray:
    weights = np.zeros(len(RENDERED))
    chosen = rng.choice(len(ARCHETYPES), 2, replace=False, p=_OFTENS / _OFTENS.sum())
    for place in chosen[: 1 + (rng.random() < _TOGETHER)]:
        _add_archetype(weights, rng, ARCHETYPES[place])
    for name in MOVEMENTS:
        if name != "eyeBlink" and rng.random() < _BYSTANDERS:
            _add(weights, rng, name, rng.beta(1, 4), spread=0.15)
    if rng.random() < _BLINKS:
        _add(weights, rng, "eyeBlink", rng.beta(2, 1), spread=0.05)
    _look(weights, *np.clip(rng.normal(0, (0.3, 0.25)), -1, 1))
    return weights


def _add_archetype(weights: np.ndarray, rng: np.random.Generator, archetype: Archetype) -> None:
    height = rng.beta(1.5, 1.2)
    for name, strength in archetype.strengths.items():
        _add(weights, rng, name, height * strength * rng.lognormal(0, 0.3), spread=0.12)


def _add(
    weights: np.ndarray, rng: np.random.Generator, name: str, weight: float, spread: float
) -> None:
    """Add to what is there without passing 1, the two sides a little apart, some one-sided."""
    channels = sides_of(name)
    both = weight * rng.normal(1, spread, len(channels))
    if len(channels) == 2 and rng.random() < 0.15:
        both[rng.integers(2)] *= rng.random()
    for channel, value in zip(channels, np.clip(both, 0, 1), strict=True):
        weights[_PLACE[channel]] += (1 - weights[_PLACE[channel]]) * value


def _look(weights: np.ndarray, sideways: float, upwards: float) -> None:
    """Turn both eyes alike: sideways to the subject's left; -1..1 is as far as eyes go."""
    outer, inner = ("Left", "Right") if sideways > 0 else ("Right", "Left")
    weights[_PLACE[f"eyeLookOut{outer}"]] = weights[_PLACE[f"eyeLookIn{inner}"]] = abs(sideways)
    for side in ("Left", "Right"):
        name = f"eyeLook{'Up' if upwards > 0 else 'Down'}{side}"
        weights[_PLACE[name]] = abs(upwards)


def _possible(weights: np.ndarray) -> np.ndarray:
    """Lips close no further than the jaw opens; shut eyes are not wide."""
    limit = {"mouthClose": weights[_PLACE["jawOpen"]]}
    for side in ("Left", "Right"):
        limit[f"eyeWide{side}"] = 1 - weights[_PLACE[f"eyeBlink{side}"]]
    for name, most in limit.items():
        weights[_PLACE[name]] = min(weights[_PLACE[name]], most)
    return weights
