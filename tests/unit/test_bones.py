"""The bones of a dressed face: which vertices they have, and how they tell where these were."""

import numpy as np
import pytest
from blendshape_face.data.anatomy.garment import (
    MATERIALS,
    Carrier,
    Parts,
    Skeleton,
    garment,
)

MADE = garment(Parts(), 0)
VERTICES = np.arange(MADE.surface.count)


def rest() -> np.ndarray:
    """(n, 3) eyeballs as they are made, all else anywhere."""
    places = np.random.default_rng(2).normal(0, 0.02, (MADE.surface.count, 3))
    is_eye = np.isin(MADE.carrier, (Carrier.RIGHT_EYE, Carrier.LEFT_EYE))
    places[is_eye] = 0.0059 * MADE.eye[is_eye] + (0.03, -0.06, 0.02)
    return places


def turned(places: np.ndarray, axis: int, angle: float) -> np.ndarray:
    """Places (n, 3) turned about an axis through the origin."""
    cosine, sine = np.cos(angle), np.sin(angle)
    matrix = np.eye(3)
    first, second = [k for k in range(3) if k != axis]
    matrix[first, first] = matrix[second, second] = cosine
    matrix[first, second], matrix[second, first] = -sine, sine
    return places @ matrix.T


def materials_of(weights: np.ndarray) -> set[str]:
    """Names of the polygons that touch vertices with a weight."""
    goes = np.logical_or.reduceat(weights[MADE.surface.corners] > 0, MADE.surface.starts)
    return {MATERIALS[number] for number in np.unique(MADE.material[goes])}


def test_eyes_and_what_lies_in_the_jaw_go_with_bones_and_nothing_of_the_skin():
    skeleton = Skeleton(MADE, VERTICES, rest(), has_bones=True)
    assert skeleton.names == ("LeftEye", "RightEye", "Jaw")
    left, right, jaw = skeleton.weights.T
    assert materials_of(left) == {"eyeball", "cornea", "iris", "pupil"}
    assert materials_of(right) == materials_of(left)
    assert not (left * right).any()
    assert materials_of(jaw) == {"flesh", "teeth", "gums", "tongue"}
    assert (jaw[(MADE.carrier == Carrier.JAW)] == 1).all()
    assert not jaw[MADE.is_tooth & ~(MADE.carrier == Carrier.JAW)].any()
    assert not skeleton.weights[:478].any()
    assert skeleton.weights.sum(axis=1).max() == 1
    np.testing.assert_allclose(skeleton.heads[0], (0.03, -0.06, 0.02), atol=1e-9)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_what_turns_as_a_whole_is_where_it_was_before(axis):
    places = rest()
    skeleton = Skeleton(MADE, VERTICES, places, has_bones=True)
    jaw = skeleton.weights[:, 2]
    moved = places.copy()
    moved[jaw > 0] = turned(places, axis, 0.4)[jaw > 0] + (0.001, 0.002, 0.003)
    before = skeleton.before(moved)
    whole = jaw == 1
    np.testing.assert_allclose(before[whole], places[whole], atol=1e-9)
    np.testing.assert_allclose(before[jaw == 0], moved[jaw == 0], atol=1e-9)
    # As programs do it: bones take what targets have moved.
    poses = skeleton.poses(moved)
    matrices = np.eye(4) + np.tensordot(skeleton.weights, poses - np.eye(4), 1)
    after = np.einsum("nxy,ny->nx", matrices[:, :3, :3], before) + matrices[:, :3, 3]
    np.testing.assert_allclose(after, moved, atol=1e-9)


def test_parts_that_are_not_there_have_no_bones():
    for parts, names in (
        (Parts(eyes=False), ("Jaw",)),
        (Parts(mouth=False), ("LeftEye", "RightEye")),
        (Parts(mouth=False, eyes=False), ()),
    ):
        made = garment(parts, 0)
        places = np.zeros((made.surface.count, 3))
        skeleton = Skeleton(made, np.arange(5), places, has_bones=True)
        assert skeleton.names == names


def test_without_bones_vertices_stay():
    places = rest()
    skeleton = Skeleton(MADE, VERTICES[:100], places, has_bones=False)
    assert skeleton.names == ()
    assert skeleton.poses(places).shape == (0, 4, 4)
    np.testing.assert_array_equal(skeleton.before(places), places[:100])
