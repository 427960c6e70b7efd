"""The affine map between two sets of points."""

import numpy as np
import pytest
from blendshape_face.data.alignment.affine import affine_between
from blendshape_face.data.bundled import ARKIT, bundled

RANDOM = np.random.default_rng(0)
BASIS = bundled(ARKIT).blender_basis()


@pytest.mark.parametrize("scale", [0.01, 1, 300])
def test_any_map_is_found_in_single_precision(scale):
    linear = RANDOM.normal(size=(3, 3))
    shift = RANDOM.normal(size=3)
    moved = scale * (BASIS.rest @ linear.T + shift)
    found = affine_between(BASIS.rest, moved.astype(np.float32))
    assert found is not None
    np.testing.assert_allclose(found[:3, :3], scale * linear, rtol=1e-3, atol=1e-4 * scale)
    np.testing.assert_allclose(found[:3, 3], scale * shift, rtol=1e-4, atol=1e-5 * scale)


@pytest.mark.parametrize("channel", range(len(BASIS.shapes)))
def test_no_motion_of_a_face_is_one(channel):
    if not np.abs(BASIS.shapes[channel]).max():
        return  # a channel that moves nothing
    assert affine_between(BASIS.rest, BASIS.rest + 0.01 * BASIS.shapes[channel]) is None


@pytest.mark.parametrize("moved", [0 * BASIS.rest, np.full_like(BASIS.rest, np.nan)])
def test_what_cannot_be_undone_is_none(moved):
    assert affine_between(BASIS.rest, moved) is None
