"""The bundled modes are what their recipe makes, and explain what they are to."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the training group is not installed")

from blendshape_face.data.person.modes import ASSET

from tests.elsewhere import elsewhere


@pytest.fixture(scope="module")
def recipe():
    """Imported only here: it imports Blender's own Python module along."""
    pytest.importorskip("matplotlib", reason="the training group is not installed")
    from training.bundled import identity_modes

    return identity_modes


def test_the_asset_is_what_the_recipe_makes(recipe):
    facekit = elsewhere("face/ict_facekit.npz")
    made = recipe.identity_modes(facekit, elsewhere("face/ict478.npz"))
    with np.load(ASSET) as asset:
        assert set(asset.files) == set(made)
        np.testing.assert_array_equal(asset["sides"], made["sides"])
        for name in ("landmarks", "head"):
            # Other processors may round other ways.
            apart = asset[name].astype(int) - made[name].astype(int)
            assert np.abs(apart).max() <= 1, name


def test_as_few_modes_as_explain_enough(recipe):
    """Of landmarks and head alike, in the population as scanned, whose modes have their sizes."""
    facekit = elsewhere("face/ict_facekit.npz")
    sources = recipe._read(facekit, elsewhere("face/ict478.npz"))
    total = recipe._fields(sources).variances().sum(axis=0)
    with np.load(ASSET) as asset:
        landmarks = asset["landmarks"] * asset["landmark_unit"]
        head = asset["head"] * asset["head_units"][:, None, None]
    explained = recipe.Fields(landmarks, head).variances().cumsum(axis=0) / total
    assert explained[-1].min() >= recipe.EXPLAINED - 1e-3
    assert explained[-2].min() < recipe.EXPLAINED
