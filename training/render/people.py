"""Random people and random views of them: what holds for a person, and what for one frame."""

from dataclasses import dataclass

import numpy as np

# Colors are linear RGB.
_SKIN = np.array((0.75, 0.5, 0.38))
"""Light skin, which is darkened at random."""

_LIPS = np.array((0.85, 0.5, 0.5))
"""What lips leave of the skin's color."""

_HAIR = np.array(
    [
        (0.02, 0.015, 0.012),
        (0.08, 0.045, 0.025),
        (0.25, 0.15, 0.07),
        (0.3, 0.29, 0.28),
    ]
)
"""Black, dark brown, dark blond, gray."""

_IRISES = np.array(
    [
        (0.08, 0.035, 0.015),
        (0.2, 0.11, 0.04),
        (0.07, 0.1, 0.045),
        (0.06, 0.11, 0.18),
    ]
)
"""Dark brown, hazel, green, blue."""

_BALD = 0.15
"""Share of people."""

IDENTITY_SPREAD = 0.9
"""Standard deviation of identity weights."""

MOST_YAW = 40.0
MOST_PITCH = 30.0
"""Degrees, as the training recipe takes them."""

_ROLL_SPREAD = 6
_YAW_SPREAD = 14
_PITCH_SPREAD = 10
"""Standard deviations in degrees."""

_USUAL_DISTANCE = 0.8
"""Meters of a light to which its watts are meant."""


@dataclass(frozen=True)
class Person:
    """identity: (modes,) weights. Colors are linear RGB, roughness the skin's, brow in cm."""

    identity: np.ndarray
    skin: np.ndarray
    lips: np.ndarray
    hair: np.ndarray
    iris: np.ndarray
    roughness: float
    brow: float
    bald: bool


@dataclass(frozen=True)
class Light:
    """place: (3,) m from the face, x to the subject's left, y up, z out of the face.

    size: of the shining square, in meters.
    """

    place: np.ndarray
    watts: float
    size: float
    color: np.ndarray


@dataclass(frozen=True)
class View:
    """head: Pitch, Yaw, Roll in degrees. distance, framing (width of the picture) in meters.
    offset: (2,) where the face stands off the middle, in meters. world: (3,) its color.
    """

    head: np.ndarray
    distance: float
    framing: float
    offset: np.ndarray
    lights: tuple[Light, ...]
    world: np.ndarray


# The order of the draws below is part of what a seed means: another order makes other people.


def sample_person(rng: np.random.Generator, modes: int) -> Person:
    """Somebody with so many identity weights."""
    darkness = rng.uniform(0.35, 1.1)
    skin = _tint(rng, _SKIN * darkness, 0.07)
    return Person(
        identity=rng.normal(0, IDENTITY_SPREAD, modes),
        skin=skin,
        lips=_tint(rng, skin * _LIPS, 0.1),
        hair=_tint(rng, _any_of(rng, _HAIR), 0.06),
        iris=_tint(rng, _any_of(rng, _IRISES), 0.15),
        roughness=rng.uniform(0.35, 0.7),
        brow=rng.uniform(0.2, 0.45),
        bald=bool(rng.random() < _BALD),
    )


def sample_view(rng: np.random.Generator) -> View:
    """A head pose, a camera and the light of one frame."""
    return View(
        head=_head_pose(rng),
        distance=rng.uniform(0.45, 0.9),
        framing=rng.uniform(0.235, 0.29),
        offset=rng.normal(0, 0.009, 2),
        lights=(_light(rng), _light(rng)),
        world=_world(rng),
    )


def _head_pose(rng: np.random.Generator) -> np.ndarray:
    """Pitch, Yaw, Roll (3,) in degrees; beyond the limits the recipe would leave the frame out."""
    spread = (_PITCH_SPREAD, _YAW_SPREAD, _ROLL_SPREAD)
    most = (MOST_PITCH, MOST_YAW, np.inf)
    angles = rng.normal(0, spread)
    return np.clip(angles, np.negative(most), most)


def _world(rng: np.random.Generator) -> np.ndarray:
    """Linear RGB (3,) of a nearly gray surrounding."""
    gray = np.full(3, rng.uniform(0.15, 0.6))
    return _tint(rng, gray, 0.15)


def _light(rng: np.random.Generator) -> Light:
    """Somewhere in front, up to 75 degrees to a side, rather above than below."""
    aside = np.radians(rng.uniform(-75, 75))
    above = np.radians(rng.uniform(-20, 60))
    x = np.sin(aside) * np.cos(above)
    y = np.sin(above)
    z = np.cos(aside) * np.cos(above)
    distance = rng.uniform(0.6, 1.5)
    # Evenly over the logarithm: twice the light is the same step from dim as from bright.
    logarithm = rng.uniform(np.log(2), np.log(12))
    watts = np.exp(logarithm)
    # What arrives falls with the square of the distance.
    closeness = (distance / _USUAL_DISTANCE) ** 2
    return Light(
        place=np.array((x, y, z)) * distance,
        watts=watts * closeness,
        size=rng.uniform(0.1, 0.6),
        color=_tint(rng, np.ones(3), 0.1),
    )


def _any_of(rng: np.random.Generator, colors: np.ndarray) -> np.ndarray:
    """One (3,) of several colors (n, 3)."""
    return colors[rng.integers(len(colors))]


def _tint(
    rng: np.random.Generator,
    color: np.ndarray,
    noise: float,
) -> np.ndarray:
    """A color (3,) near another; noise: standard deviation of each part's own factor."""
    factors = rng.normal(1, noise, 3)
    return np.clip(color * factors, 0, 1)
