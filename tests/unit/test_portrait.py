"""Small pictures drawn without a renderer."""

import numpy as np
import pytest
from blendshape_face.data.pictures.portrait import portrait

FRAME = (0.0, 0.0, 1.0)
SQUARE = np.array([(-0.5, 0, -0.5), (0.5, 0, -0.5), (0.5, 0, 0.5), (-0.5, 0, 0.5)])
TRIANGLES = np.array([(0, 1, 2), (0, 2, 3)])
TO_THE_FRONT = np.array([(0, -1, 0)] * 4)
RED = np.array([(1, 0, 0)] * 2)


def drawn(points=SQUARE, normals=TO_THE_FRONT, triangles=TRIANGLES, colors=RED, frame=FRAME):
    return portrait(points, normals, triangles, colors, frame, 32)


def test_a_square_covers_its_pixels_and_no_other():
    picture = drawn()
    is_covered = picture[..., 3] > 0
    assert is_covered[8:24, 8:24].all()
    assert is_covered.sum() <= 17 * 17  # an edge may touch a pixel more
    assert picture[16, 16, 0] > 0.7
    assert picture[16, 16, 1:3].max() == 0


def test_what_is_nearer_hides_what_is_behind():
    """Whichever comes first."""
    behind = SQUARE + np.array((0, 1, 0))
    points = np.concatenate((SQUARE, behind))
    normals = np.concatenate((TO_THE_FRONT, TO_THE_FRONT))
    for order in ([0, 1, 2, 3], [2, 3, 0, 1]):
        triangles = np.concatenate((TRIANGLES, TRIANGLES + 4))[order]
        colors = np.array([(1, 0, 0)] * 2 + [(0, 1, 0)] * 2)[order]
        picture = drawn(points, normals, triangles, colors)
        assert picture[16, 16, 0] > 0.7
        assert picture[16, 16, 1] == 0


def test_backs_are_not_drawn():
    assert drawn(triangles=TRIANGLES[:, ::-1])[..., 3].max() == 0


def test_light_comes_from_above_and_the_left():
    bright = drawn(normals=np.array([(-0.45, -0.75, 0.5)] * 4))
    dark = drawn(normals=np.array([(0.45, -0.1, -0.5)] * 4))
    assert bright[16, 16, 0] > dark[16, 16, 0] + 0.3


@pytest.mark.parametrize("shift", [(0.75, 0, 0), (0, 0, 0.75), (5, 0, 0)])
def test_what_is_outside_is_cut(shift):
    picture = drawn(SQUARE + np.array(shift))
    assert picture.shape == (32, 32, 4)
    assert np.isfinite(picture).all()
    assert (picture[..., 3] > 0).sum() < 0.8 * 17 * 17


def test_large_triangles_have_no_holes():
    picture = drawn(SQUARE * 1.9)
    assert picture[1:31, 1:31, 3].min() == 1
