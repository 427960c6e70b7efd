"""Eyelashes: rooted on the rims of the lids, alike on both sides, thin and short."""

from itertools import pairwise

import numpy as np
from blendshape_face.data.anatomy.lashes import lashes
from blendshape_face.data.anatomy.openings import OPENINGS


def test_each_lash_is_rooted_between_neighbors_on_a_rim():
    found = lashes()
    pairs = set()
    for part in ("right_eye", "left_eye"):
        outer, inner = OPENINGS[part].corners
        for rim in (OPENINGS[part].upper, OPENINGS[part].lower):
            line = (outer, *rim, inner)
            pairs |= {(*pair, part == "left_eye") for pair in pairwise(line)}
    columns = (found.first, found.next, found.is_left)
    assert set(zip(*(column.tolist() for column in columns), strict=True)) <= pairs
    assert found.share.min() >= 0
    assert found.share.max() <= 1


def test_both_eyes_have_the_same_lashes():
    found = lashes()
    right, left = (found.offsets[found.is_left == side] for side in (False, True))
    # Along the rims, which run the other way round, upwards is the other way.
    np.testing.assert_allclose(left, right * (1, -1, 1))
    assert 3 < np.linalg.norm(right, axis=1).max() < 12


def test_faces_are_closed_towards_the_tip_and_use_every_vertex():
    found = lashes()
    corners = np.concatenate(found.faces)
    assert set(corners.tolist()) == set(range(len(found.offsets)))
    edges = [
        tuple(sorted(edge))
        for face in found.faces
        for edge in zip(face, face[1:] + face[:1], strict=True)
    ]
    _, times = np.unique(edges, axis=0, return_counts=True)
    assert set(times) == {1, 2}
    roots = np.unique(np.array(edges), axis=0)[times == 1]
    assert found.offsets[roots][..., 0].max() < 0  # the open ends are below the skin
