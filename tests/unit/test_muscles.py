"""Muscles of the action units, and where they lie under the landmarks."""

from itertools import pairwise

import numpy as np
import pytest
from blendshape_face.data.anatomy.muscles import MUSCLES, MUSCLES_OF_UNIT, muscle_weights, unit_of
from blendshape_face.data.anatomy.topology import topology
from blendshape_face.data.channels import (
    ACTION_UNITS,
    BLENDSHAPES,
    EMOTIONS,
    MORE_UNITS,
    POSE,
    names,
)

UNITS = names(ACTION_UNITS)


def test_every_unit_has_muscles_and_every_muscle_a_unit():
    assert tuple(MUSCLES_OF_UNIT) == tuple(sorted(names(ACTION_UNITS + MORE_UNITS)))
    assert {muscle for muscles in MUSCLES_OF_UNIT.values() for muscle in muscles} == set(MUSCLES)


def test_paths_are_on_the_subjects_right():
    for name, muscle in MUSCLES.items():
        for path in muscle.paths:
            assert len(path) > 1
            assert (topology().uv[list(path), 0] < 0.501).all(), name


@pytest.mark.parametrize(
    ("channel", "unit"),
    [
        ("AU12", "AU12"),
        ("mouthSmileLeft", "AU12"),
        ("browInnerUp", "AU01"),
        ("mouthPressRight", "AU24"),  # AU23 goes only half way to it
        ("mouthLowerDownLeft", "AU16"),
        ("mouthRollUpper", "AU28"),
        ("jawLeft", ""),
        ("_neutral", ""),
        ("happiness", ""),
        ("Pitch", ""),
        ("tongueOut", ""),
    ],
)
def test_channels_show_units(channel, unit):
    assert unit_of(channel) == unit


def test_models_without_units_have_no_muscles():
    assert muscle_weights(names(EMOTIONS + POSE)) == {}
    assert list(muscle_weights(UNITS + names(POSE))) == list(UNITS)


@pytest.mark.parametrize("unit", UNITS)
def test_weights_are_1_along_the_muscle_and_fade(unit):
    weights = muscle_weights((unit,))[unit]
    assert weights.shape == (478,)
    assert weights.min() >= 0
    for muscle in MUSCLES_OF_UNIT[unit]:
        for path in MUSCLES[muscle].paths:
            np.testing.assert_allclose(weights[list(path)], 1, atol=1e-6)
    assert 0.01 < (weights > 0.5).mean() < 0.2


def test_a_weight_is_that_of_the_distance_to_the_nearest_path():
    uv = topology().uv.astype(float)
    muscle = MUSCLES["zygomaticus major"]
    path = uv[list(muscle.paths[0])]
    dense = np.concatenate(
        [a + (b - a) * np.linspace(0, 1, 500)[:, None] for a, b in pairwise(path)]
    )
    distance = np.linalg.norm(uv[:, None] - dense, axis=2).min(axis=1)
    wanted = np.exp(-((distance / muscle.width) ** 2))
    right = muscle_weights(("mouthSmileRight",))["mouthSmileRight"]
    np.testing.assert_allclose(right, wanted, atol=1e-3)


@pytest.mark.parametrize(
    ("unit", "inside", "outside"),
    [
        ("AU01", (108, 337), (152, 1, 61)),  # middle of the forehead
        ("AU12", (216, 436), (10, 152, 1)),  # cheek to mouth corner
        ("AU17", (199, 200), (10, 0, 50)),  # chin
        ("AU43", (159, 386), (152, 10, 61)),  # lids
    ],
)
def test_muscles_lie_where_anatomy_has_them(unit, inside, outside):
    weights = muscle_weights((unit,))[unit]
    assert (weights[list(inside)] > 0.5).all()
    assert (weights[list(outside)] < 0.01).all()


def test_sides():
    shapes = muscle_weights(names(BLENDSHAPES))
    u = topology().uv[:, 0]
    left, right = shapes["mouthSmileLeft"], shapes["mouthSmileRight"]
    assert (u[left > 0.5] > 0.5).all()
    assert (u[right > 0.5] < 0.5).all()
    both = muscle_weights(UNITS)["AU12"]
    np.testing.assert_array_equal(both, np.maximum(left, right))
    np.testing.assert_allclose(left[[291, 436, 280]], right[[61, 216, 50]], atol=0.02)
