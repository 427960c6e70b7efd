"""Random people and random views of them: what holds for a person, and what for one frame."""

from dataclasses import dataclass

import numpy as np

_SKIN = np.array((0.75, 0.5, 0.38))
_LIPS = np.array((0.85, 0.5, 0.5))
_HAIR = np.array(
    ((0.02, 0.015, 0.012), (0.08, 0.045, 0.025), (0.25, 0.15, 0.07), (0.3, 0.29, 0.28))
)
_IRISES = np.array(
    ((0.08, 0.035, 0.015), (0.2, 0.11, 0.04), (0.07, 0.1, 0.045), (0.06, 0.11, 0.18))
)
IDENTITY_SPREAD = 0.9
MOST_YAW, MOST_PITCH = 40.0, 30.0
"""Degrees, as the training recipe takes them."""


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
    """place: (3,) m from the face, x to the subject's left, y up, z out of the face."""

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


def sample_person(rng: np.random.Generator, modes: int) -> Person:
    skin = _tinted(rng, _SKIN * rng.uniform(0.35, 1.1), 0.07)
    return Person(
        identity=rng.normal(0, IDENTITY_SPREAD, modes),
        skin=skin,
        lips=_tinted(rng, skin * _LIPS, 0.1),
        hair=_tinted(rng, _HAIR[rng.integers(len(_HAIR))], 0.06),
        iris=_tinted(rng, _IRISES[rng.integers(len(_IRISES))], 0.15),
        roughness=rng.uniform(0.35, 0.7),
        brow=rng.uniform(0.2, 0.45),
        bald=bool(rng.random() < 0.15),
    )


def sample_view(rng: np.random.Generator) -> View:
    pitch, yaw, roll = rng.normal(0, (10, 14, 6))
    return View(
        head=np.array(
            (np.clip(pitch, -MOST_PITCH, MOST_PITCH), np.clip(yaw, -MOST_YAW, MOST_YAW), roll)
        ),
        distance=rng.uniform(0.45, 0.9),
        framing=rng.uniform(0.235, 0.29),
        offset=rng.normal(0, 0.009, 2),
        lights=(_light(rng), _light(rng)),
        world=_tinted(rng, np.full(3, rng.uniform(0.15, 0.6)), 0.15),
    )


def _light(rng: np.random.Generator) -> Light:
    """Somewhere in front, up to 75 degrees to a side, rather above than below."""
    aside, above = np.radians((rng.uniform(-75, 75), rng.uniform(-20, 60)))
    way = np.array((np.sin(aside) * np.cos(above), np.sin(above), np.cos(aside) * np.cos(above)))
    distance = rng.uniform(0.6, 1.5)
    return Light(
        place=way * distance,
        watts=np.exp(rng.uniform(np.log(2), np.log(12))) * (distance / 0.8) ** 2,
        size=rng.uniform(0.1, 0.6),
        color=_tinted(rng, np.ones(3), 0.1),
    )


def _tinted(rng: np.random.Generator, color: np.ndarray, noise: float) -> np.ndarray:
    return np.clip(color * rng.normal(1, noise, 3), 0, 1)
