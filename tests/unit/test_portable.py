"""What of a dressed face leaves as one mesh, and its place in the picture of its colors."""

import numpy as np
import pytest
from blendshape_face.data.anatomy.garment import (
    MATERIALS,
    Frame,
    Parts,
    Portable,
    garment,
    lay_out,
    portable,
)
from blendshape_face.data.anatomy.topology import LANDMARKS, topology


def whole(level: int = 0, smooth_inside: bool = False) -> Portable:
    made = garment(Parts(), level)
    return portable(made, has_lashes=True, smooth_inside=smooth_inside)


def positions_of(parts: Portable) -> np.ndarray:
    """Somewhere around the origin, as the places on eyeballs and UVs are not told by them."""
    return np.random.default_rng(1).normal(0, 0.1, (len(parts.vertices), 3))


@pytest.mark.parametrize("level", [0, 1])
def test_landmarks_come_first_and_every_part_is_there(level):
    parts = whole(level)
    np.testing.assert_array_equal(parts.vertices[:LANDMARKS], np.arange(LANDMARKS))
    names = {MATERIALS[number] for number in np.unique(parts.material)}
    assert {"skin", "lips", "flesh", "teeth", "gums", "tongue"} <= names
    assert {"eyeball", "cornea", "lashes", "cloth", "hair"} <= names
    assert parts.surface.corners.max() == parts.surface.count - 1


def test_teeth_and_hidden_backs_of_eyes_cost_little():
    made = garment(Parts(), 0)
    coarse = portable(made, has_lashes=True, smooth_inside=False)
    smooth = portable(made, has_lashes=True, smooth_inside=True)
    assert len(coarse.vertices) < 0.75 * len(smooth.vertices) < 0.75 * made.surface.count
    # Teeth without their finer vertices are closed as before: each edge has two polygons.
    teeth = np.isin(coarse.material, [MATERIALS.index(name) for name in ("teeth", "gums")])
    edges = coarse.surface.edge_of_corner[teeth[coarse.surface.polygon_of_corner]]
    assert set(np.bincount(edges)[np.unique(edges)]) == {2}


def test_of_hair_only_the_outer_layer_leaves():
    parts = whole()
    is_hair = parts.material == MATERIALS.index("hair")
    strands = parts.strand[parts.surface.corners[is_hair[parts.surface.polygon_of_corner]]]
    np.testing.assert_allclose(np.linalg.norm(strands[:, :2], axis=1), 2)


def test_a_garment_without_lashes_ends_before_them():
    made = garment(Parts(), 0)
    parts = portable(made, has_lashes=False, smooth_inside=False)
    assert MATERIALS.index("lashes") not in parts.material
    assert parts.vertices.max() < np.argmax(made.frame == Frame.LASH)
    assert MATERIALS.index("eyeball") in parts.material


def test_the_picture_has_a_place_for_each_part():
    parts = whole()
    uv = lay_out(parts, positions_of(parts))
    assert uv.min() >= 0
    assert uv.max() <= 1
    polygon = parts.surface.polygon_of_corner
    material = parts.material[polygon]
    on_skin = material == MATERIALS.index("skin")
    on_face = parts.is_face[polygon]
    has_place = [on_skin & on_face, on_skin & ~on_face]
    mouth = ("teeth", "gums", "tongue", "flesh")
    for name in (*mouth, "cornea", "lashes", "cloth", "hair"):
        has_place.append(material == MATERIALS.index(name))
    ball = [MATERIALS.index(name) for name in ("eyeball", "iris", "pupil")]
    has_place.append(np.isin(material, ball))
    rectangles = []
    for is_part in has_place:
        of_part = uv[is_part]
        rectangles.append((of_part.min(axis=0), of_part.max(axis=0)))
    for number, (low, high) in enumerate(rectangles):
        for other_low, other_high in rectangles[:number]:
            is_apart = (low > other_high).any() or (other_low > high).any()
            assert is_apart


def test_the_face_keeps_mediapipes_layout():
    parts = whole()
    uv = lay_out(parts, positions_of(parts))
    on_face = parts.is_face[parts.surface.polygon_of_corner]
    landmark = parts.surface.corners[on_face]
    of_landmarks = topology().uv[landmark]
    scale, shift = np.polyfit(of_landmarks[:, 0], uv[on_face, 0], 1)
    np.testing.assert_allclose(uv[on_face, 0], of_landmarks[:, 0] * scale + shift, atol=1e-6)
