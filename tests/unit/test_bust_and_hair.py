"""The neck's base, the shirt and the hair: closed where they have to be, few vertices, still."""

import numpy as np
import pytest
from blendshape_face.data.anatomy import topology
from blendshape_face.data.anatomy.garment import MATERIALS, Parts, bust, coiffure, garment, shell


def border(surface):
    """(k, 2) the edges that only one polygon has."""
    return surface.edges[np.bincount(surface.edge_of_corner) == 1]


def test_the_neck_goes_on_from_the_head_without_a_gap():
    head = shell()
    edges = border(head.surface)
    oval = len(topology.OVAL)
    is_oval = (edges >= head.surface.count - oval).all(axis=1)
    assert is_oval.sum() == oval
    # The other end is below the neckline, and nothing moves it.
    end = np.unique(edges[~is_oval])
    assert head.rest[end, 2].max() < -0.15
    assert not head.follow[end].any()


def test_the_shirt_is_closed_but_at_the_neck():
    shirt = bust.shirt()
    edges = border(shirt.surface)
    assert shirt.vertices[np.unique(edges), 2].min() > -0.2
    assert 1000 < shirt.surface.count < 3000
    mirrored = shirt.vertices * (-1, 1, 1)
    apart = np.linalg.norm(mirrored[:, None] - shirt.vertices, axis=2).min(axis=1)
    assert apart.max() < 1e-9


def test_hair_is_light():
    made = coiffure()
    assert 1000 < made.surface.count < 3000
    assert set(made.materials) == {"hair"}
    assert made.strand[:, 2].min() >= 0
    assert made.strand[:, 2].max() == 1
    np.testing.assert_allclose(
        np.unique(np.linalg.norm(made.strand[:, :2], axis=1).round(9)), (1, 2)
    )


@pytest.mark.parametrize("level", [0, 2])
def test_hair_is_as_heavy_at_each_level_and_only_on_a_head(level):
    bald = garment(Parts(hair=False), level)
    whole = garment(Parts(), level)
    count = coiffure().surface.count
    assert whole.surface.count == bald.surface.count + count
    assert (whole.material == MATERIALS.index("hair")).any()
    assert whole.strand.any(axis=1).sum() == count
    assert not bald.strand.any()
    headless = garment(Parts(head=False), level)
    assert not np.isin(headless.material, [MATERIALS.index("hair"), MATERIALS.index("cloth")]).any()
