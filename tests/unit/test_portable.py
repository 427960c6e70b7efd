"""What of a dressed face leaves as one mesh, and its place in the picture of its colors."""

import numpy as np
import pytest
from blendshape_face.data.anatomy.garment import (
    MATERIALS,
    Carrier,
    Parts,
    Portable,
    garment,
    lay_out,
    portable,
)
from blendshape_face.data.anatomy.topology import LANDMARKS, topology


def whole(level: int = 0, smooth: bool = False, has_gaps: bool = False) -> Portable:
    made = garment(Parts(), level)
    return portable(made, True, smooth, has_gaps)


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
    coarse = whole()
    smooth = whole(smooth=True)
    assert len(coarse.vertices) < 0.75 * len(smooth.vertices) < 0.75 * made.surface.count
    # Teeth without their finer vertices are closed as before: each edge has two polygons.
    edges = edges_of(coarse, "teeth", "gums")
    assert set(np.bincount(edges)[np.unique(edges)]) == {2}


def edges_of(parts: Portable, *names: str) -> np.ndarray:
    """The edges of all corners of some materials' polygons."""
    is_part = np.isin(parts.material, [MATERIALS.index(name) for name in names])
    return parts.surface.edge_of_corner[is_part[parts.surface.polygon_of_corner]]


def test_the_shirt_of_a_coarse_skin_is_coarse_and_open_only_at_the_neck():
    coarse = edges_of(whole(), "cloth")
    smooth = edges_of(whole(smooth=True), "cloth")
    assert 3.5 < len(smooth) / len(coarse) < 4.5
    columns = 28
    assert np.count_nonzero(np.bincount(coarse) == 1) == columns


def rows_of_hair(parts: Portable) -> np.ndarray:
    """The rounded distances from the middle of the layers' circles."""
    is_hair = parts.material == MATERIALS.index("hair")
    strands = parts.strand[parts.surface.corners[is_hair[parts.surface.polygon_of_corner]]]
    return np.unique(np.linalg.norm(strands[:, :2], axis=1).round(9))


def test_through_gaps_of_hair_its_inner_layer_and_the_scalp_are_seen():
    dense = whole()
    with_gaps = whole(has_gaps=True)
    assert rows_of_hair(dense).tolist() == [2]
    assert rows_of_hair(with_gaps).tolist() == [1, 2]
    skin = MATERIALS.index("skin")
    made = garment(Parts(), 0)
    assert np.count_nonzero(with_gaps.material == skin) == np.count_nonzero(made.material == skin)
    gone = np.setdiff1d(with_gaps.vertices, dense.vertices)
    scalp = gone[gone < made.skin.surface.count]
    assert len(scalp) > 300
    # Nothing of the face, and below the hair.
    assert scalp.min() > LANDMARKS
    places = made.skin.flat.rest
    assert places[scalp, 2].max() > 0.99 * places[:, 2].max()
    bald = portable(garment(Parts(hair=False), 0), True, False, False)
    assert np.isin(scalp, bald.vertices).all()


def test_the_face_is_told_from_the_head_whatever_is_left_out():
    dense = whole()
    with_gaps = whole(has_gaps=True)
    assert np.count_nonzero(dense.is_face) == np.count_nonzero(with_gaps.is_face)
    of_face = dense.surface.corners[dense.is_face[dense.surface.polygon_of_corner]]
    assert dense.vertices[of_face].max() < LANDMARKS


def test_flesh_is_not_split_within():
    parts = whole()
    flesh = np.unique(edges_of(parts, "flesh"))
    is_sharp = np.isin(
        parts.surface.keys(parts.surface.edges[flesh]), parts.surface.keys(parts.surface.sharp)
    )
    count = np.bincount(edges_of(parts, "flesh"))[flesh]
    assert not is_sharp[count == 2].any()
    assert is_sharp[count == 1].sum() > 40


def test_a_garment_without_lashes_ends_before_them():
    made = garment(Parts(), 0)
    parts = portable(made, has_lashes=False, smooth=False, has_gaps=False)
    assert MATERIALS.index("lashes") not in parts.material
    assert parts.vertices.max() < np.argmax(made.carrier == Carrier.LASH)
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
