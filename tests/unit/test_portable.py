"""What of a dressed face leaves as one mesh, and its place in the picture of its colors."""

import numpy as np
import pytest
from blendshape_face.data.anatomy.garment import (
    MATERIALS,
    Parts,
    Portable,
    atlas,
    garment,
    portable,
)
from blendshape_face.data.anatomy.topology import LANDMARKS, topology


def whole(level: int = 0, smooth_inside: bool = False) -> Portable:
    made = garment(Parts(), level)
    return portable(made, made.surface.count, smooth_inside)


def positions_of(parts: Portable) -> np.ndarray:
    """Somewhere around the origin, as the places on eyeballs and UVs are not told by them."""
    return np.random.default_rng(1).normal(0, 0.1, (len(parts.vertices), 3))


@pytest.mark.parametrize("level", [0, 1])
def test_landmarks_come_first_and_every_part_is_there(level):
    parts = whole(level)
    np.testing.assert_array_equal(parts.vertices[:LANDMARKS], np.arange(LANDMARKS))
    names = {MATERIALS[number] for number in np.unique(parts.material)}
    assert {"skin", "lips", "flesh", "teeth", "gums", "tongue"} <= names
    assert {"eyeball", "cornea", "lashes"} <= names
    assert parts.surface.corners.max() == parts.surface.count - 1


def test_teeth_and_hidden_backs_of_eyes_cost_little():
    made = garment(Parts(), 0)
    coarse = portable(made, made.surface.count, smooth_inside=False)
    smooth = portable(made, made.surface.count, smooth_inside=True)
    assert len(coarse.vertices) < 0.65 * len(smooth.vertices) < 0.65 * made.surface.count
    # Teeth without their finer vertices are closed as before: each edge has two polygons.
    teeth = np.isin(coarse.material, [MATERIALS.index(name) for name in ("teeth", "gums")])
    edges = coarse.surface.edge_of_corner[teeth[coarse.surface.polygon_of_corner]]
    assert set(np.bincount(edges)[np.unique(edges)]) == {2}


def test_a_garment_without_lashes_ends_before_them():
    made = garment(Parts(), 0)
    parts = portable(made, int(np.argmax(made.is_lash)), smooth_inside=False)
    assert MATERIALS.index("lashes") not in parts.material
    assert MATERIALS.index("eyeball") in parts.material


def test_the_picture_has_a_place_for_each_part():
    parts = whole()
    uv = atlas(parts, positions_of(parts))
    assert uv.min() >= 0
    assert uv.max() <= 1
    material = parts.material[parts.surface.polygon_of_corner]
    rectangles = []
    for name in ("skin", "eyeball", "teeth", "gums", "tongue", "flesh", "lashes", "cornea"):
        of_part = uv[material == MATERIALS.index(name)]
        rectangles.append((of_part.min(axis=0), of_part.max(axis=0)))
    for number, (low, high) in enumerate(rectangles):
        for other_low, other_high in rectangles[:number]:
            is_apart = (low > other_high).any() or (other_low > high).any()
            assert is_apart


def test_the_face_keeps_mediapipes_layout():
    parts = whole()
    uv = atlas(parts, positions_of(parts))
    on_face = parts.is_face[parts.surface.polygon_of_corner]
    landmark = parts.surface.corners[on_face]
    of_landmarks = topology().uv[landmark]
    scale, shift = np.polyfit(of_landmarks[:, 0], uv[on_face, 0], 1)
    np.testing.assert_allclose(uv[on_face, 0], of_landmarks[:, 0] * scale + shift, atol=1e-6)
