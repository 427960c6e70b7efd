"""The garment as numbers: sparse matrices, smooth surfaces, and who goes with whom."""

import numpy as np
import pytest
from blendshape_face.data.anatomy.garment import (
    BLOCKS,
    MATERIALS,
    Carrier,
    Kind,
    Parts,
    Surface,
    controls,
    garment,
    shell,
)
from blendshape_face.data.anatomy.garment.blend import blend_of
from blendshape_face.data.anatomy.garment.blocks import block_blend
from blendshape_face.data.anatomy.garment.sparse import sparse
from blendshape_face.data.anatomy.mixing import MOST
from blendshape_face.data.anatomy.topology import LANDMARKS, OVAL, topology
from blendshape_face.data.bundled import TITLES, bundled
from hypothesis import given
from hypothesis import strategies as st

CUBE = [
    [0, 1, 3, 2],
    [4, 6, 7, 5],
    [0, 4, 5, 1],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 5, 7, 3],
]
CORNERS = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)


def dense(matrix):
    full = np.zeros(matrix.shape)
    full[matrix.row, matrix.column] = matrix.value
    return full


def matrices(rows, columns):
    """Sparse matrices of a shape by entries that may come twice."""
    entry = st.tuples(
        st.integers(0, rows - 1),
        st.integers(0, columns - 1),
        st.integers(-8, 8),
    )
    return st.lists(entry, max_size=20).map(
        lambda entries: sparse(
            (rows, columns),
            np.array([row for row, _, _ in entries], int),
            np.array([column for _, column, _ in entries], int),
            np.array([value for _, _, value in entries], float),
        )
    )


@given(matrices(5, 4), matrices(4, 3), matrices(5, 4))
def test_sparse_matrices_reckon_as_dense_ones(a, b, c):
    np.testing.assert_allclose(dense(a @ b), dense(a) @ dense(b))
    np.testing.assert_allclose(dense(a + c), dense(a) + dense(c))
    np.testing.assert_allclose(a.apply(np.eye(4)), dense(a))
    np.testing.assert_allclose(dense(a.pick(np.array([3, 0]))), dense(a)[[3, 0]])


def cube(sharp=()):
    corners = np.array(CUBE).ravel()
    pairs = np.array(sharp, int).reshape(-1, 2)
    return Surface(len(CORNERS), corners, np.full(len(CUBE), 4), pairs)


def test_a_cube_becomes_round_and_a_sharp_one_stays():
    """By hand: a corner of valence 3 goes to (F + 2M + 0V) / 3, with F = 1/3, M = 2/3 of it."""
    moved = cube().smoothing().apply(CORNERS)
    np.testing.assert_allclose(moved[: len(CORNERS)], CORNERS * 5 / 9)
    edges = cube().edges
    stays = cube(sharp=edges).smoothing().apply(CORNERS)
    np.testing.assert_allclose(stays[: len(CORNERS)], CORNERS)


def test_subdividing_further_goes_to_the_limit():
    surface = cube()
    values = CORNERS
    first = surface.smoothing().apply(values)
    finer = surface.subdivide()
    limit = finer.limiting().apply(first)
    surface = finer
    values = first
    for _ in range(5):
        values = surface.smoothing().apply(values)
        surface = surface.subdivide()
    np.testing.assert_allclose(values[: len(limit)], limit, atol=1e-3)


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("parts", [Parts(), Parts(head=False), Parts(False, False, False)])
def test_a_garment_is_one_surface_over_the_landmarks(parts, level):
    made = garment(parts, level)
    assert made.surface.corners.max() < made.surface.count
    assert made.surface.sizes.sum() == len(made.surface.corners)
    # Where two polygons meet they go round in opposite ways: all face outwards.
    skin = made.skin.surface
    pairs = list(zip(skin.corners, skin.corners[skin.corner_after], strict=True))
    assert len(pairs) == len(set(pairs))
    # A vertex of the skin goes where all its points go, but for the head, which stays in part, and
    # what bends with it.
    weight = made.skin.blend.weight.sum(axis=1)
    if made.skin.head is not None:
        weight[made.skin.on_head] += made.skin.head.weight.sum(axis=(1, 2))
    of_face = np.unique(skin.corners[made.skin.is_face[skin.polygon_of_corner]])
    assert weight[of_face].min() > 0.9
    if made.skin.on_head is not None:
        of_face = np.setdiff1d(of_face, np.flatnonzero(made.skin.on_head))
    np.testing.assert_allclose(weight[of_face], 1, atol=1e-6)
    if level == 0:
        np.testing.assert_array_equal(made.skin.blend.points[:LANDMARKS, 0], np.arange(LANDMARKS))


def test_relay_points_hold_the_lids_and_the_rims():
    made = garment(Parts(), 2)
    relay = made.relay
    roots = relay.lash_roots
    assert relay.is_skin[roots.first].all()
    assert relay.is_lash_root.sum() == len(roots.first)
    assert not (relay.is_skin & relay.is_lash_root).any()
    lashes = made.material == MATERIALS.index("lashes")
    corners = made.surface.corners[np.repeat(lashes, made.surface.sizes)]
    assert (made.carrier[corners] == Carrier.LASH).all()
    assert relay.is_lash_root[made.lash_root[corners]].all()
    # A lash is all of one root, and each root has one.
    is_lash = made.carrier == Carrier.LASH
    assert set(made.lash_root[is_lash]) == set(np.flatnonzero(relay.is_lash_root))


def test_what_is_rigid_is_mixed_of_nothing():
    made = garment(Parts(), 0)
    is_rigid = made.carrier != Carrier.NONE
    assert not made.blend.weight[is_rigid].any()
    # The teeth of skull and jaw lie around the middle of the mouth, eyeballs around their centers.
    teeth = made.blend.offset[made.is_tooth]
    assert np.abs(teeth).max() < 0.08
    assert set(made.carrier[made.is_tooth]) == {Carrier.SKULL, Carrier.JAW}
    is_eye = made.eye.any(axis=1)
    assert set(made.carrier[is_eye]) == {Carrier.RIGHT_EYE, Carrier.LEFT_EYE}


def test_without_eyes_no_lid_is_shut():
    assert not controls(has_eyes=False).opposite.any()
    with_eyes = controls(has_eyes=True)
    assert (with_eyes.opposite > 0).sum() == 2 * 2 * 7  # rims and margins of both upper lids
    assert set(np.unique(with_eyes.kind)) == set(Kind)


@pytest.mark.parametrize("model", TITLES)
def test_blocks_of_the_oval_move_the_head_as_all_its_landmarks_do(model):
    shapes = bundled(model).blender_basis().shapes[:, OVAL]
    head = shell()
    blend = block_blend(head.follow)
    assert BLOCKS.ravel().tolist() == list(OVAL)
    worst = 0.0
    for shape in shapes:
        difference = blend.positions(shape) - head.follow @ shape
        worst = max(worst, np.linalg.norm(difference, axis=1).max())
    assert worst < 6e-5


def test_what_a_blend_leaves_out_others_make_up_for():
    count = MOST + 4
    shares = np.linspace(1, 2, count)
    row = np.zeros(count, int)
    blend = blend_of(sparse((1, count), row, np.arange(count), shares))
    assert blend.weight.sum() == pytest.approx(shares.sum())
    assert set(blend.points[0]) == set(range(4, count))


def test_values_lie_flat_between_the_landmarks():
    """At the middle of an edge of the landmarks half of either, whatever smoothing does."""
    spread = garment(Parts(), 1).skin.spread
    uv = topology().uv
    made = garment(Parts(), 1).skin.flat.uv
    landmark_part = spread.points < LANDMARKS
    known = (landmark_part | (spread.weight == 0)).all(axis=1)
    known &= spread.weight.sum(axis=1) > 0.5
    points = np.where(spread.weight == 0, 0, spread.points)[known]
    mixed = (spread.weight[known][..., None] * uv[points]).sum(axis=1)
    np.testing.assert_allclose(mixed, made[known], atol=1e-6)
