"""Action units as blendshapes that make the meshes of an action-unit model."""

from dataclasses import replace

import numpy as np
import pytest
from blendshape_face.data.bundled import ARKIT, bundled
from blendshape_face.data.channels import ACTION_UNITS, names
from blendshape_face.data.errors import TakeError
from blendshape_face.data.meshes.through import pass_through
from blendshape_face.data.takes import ReadOptions, read_takes

UNITS = names(ACTION_UNITS)
MADE_OF = {
    "AU26": {"jawOpen": 0.8},
    "AU12": {"mouthSmileLeft": 0.7, "mouthSmileRight": 0.7},
    "AU04": {"browDownLeft": 1.0, "browDownRight": 0.9},
}
"""What the units of a model do, told by ARKit's blendshapes."""


@pytest.fixture(scope="module")
def unit_model(tmp_path_factory):
    """A file of a model whose units are sums of blendshapes, in chips, of another person."""
    arkit = bundled(ARKIT)
    coef = np.zeros((len(UNITS) + 3, 1434), np.float32)
    for unit, shapes in MADE_OF.items():
        for name, amount in shapes.items():
            coef[UNITS.index(unit)] += amount * arkit.coef[arkit.columns.index(name)]
    rest = arkit.predict({}) * (1, 1.02, 1)
    model = replace(
        arkit,
        coef=coef * 12.5,
        intercept=(rest * 12.5 + (107, -143, -15)).T.ravel().astype(np.float32),
        feature_columns=UNITS,
        feature_name="au",
        mean_aligned_mesh=None,
        mean_neutral_mesh=None,
        reference_anchors=None,
        anchor_indices=None,
        layout=(),
    )
    path = tmp_path_factory.mktemp("models") / "au_to_mesh_of_blendshapes.npz"
    model.save(path)
    return path


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "units.csv"
    rows = ["time,AU04,AU12,AU26,eyeLookUpLeft"]
    rows += [f"{0.04 * frame},{frame / 10},0.5,{0.05 * frame},0.3" for frame in range(10)]
    rows[4] = "0.12,,,,"
    path.write_text("\n".join(rows) + "\n")
    return path


def test_units_become_the_blendshapes_that_make_their_meshes(unit_model, recording):
    (take,) = read_takes(recording, ReadOptions(through=unit_model))
    seen = take.has_face
    assert np.flatnonzero(~seen).tolist() == [3]
    frames = np.arange(10)[seen]
    amounts = {"AU04": frames / 10, "AU12": np.full(9, 0.5), "AU26": 0.05 * frames}
    for unit, shapes in MADE_OF.items():
        for name, amount in shapes.items():
            found = take.values[seen, take.names.index(name)]
            np.testing.assert_allclose(found, amount * amounts[unit], atol=0.02)
    # The eyes were measured as blendshapes.
    assert take.values[seen, take.names.index("eyeLookUpLeft")] == pytest.approx(0.3)
    assert take.scale == ARKIT
    assert "meshes of au_to_mesh_of_blendshapes: 100.0% of its motion" in take.notes[-1]
    assert not set(take.names) & set(UNITS)


def test_a_recording_without_the_models_channels_is_refused(unit_model, sample_take):
    with pytest.raises(TakeError, match="is a model of other channels, such as AU01"):
        read_takes(sample_take, ReadOptions(through=unit_model))


def test_what_the_other_model_cannot_show_is_told():
    """Random shapes are no face's: little of them is explained."""
    arkit = bundled(ARKIT)
    rng = np.random.default_rng(0)
    coef = rng.normal(0, 0.1, (len(UNITS) + 3, 1434)).astype(np.float32)
    strange = replace(arkit, coef=coef, feature_columns=UNITS, feature_name="au")
    values = rng.uniform(0, 1, (20, len(UNITS))).astype(np.float32)
    passed = pass_through(UNITS, values, strange, arkit)
    assert passed.deviations.explained < 0.3
    assert passed.values.shape == (20, len(passed.names))
