"""Models of py-feat's family: every layout, the same meshes as py-feat, one frame."""

import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.anatomy.topology import ANCHORS
from blendshape_face.data.errors import ModelError
from blendshape_face.data.model import FaceModel

from tests.pyfeat_wheel import pyfeat_wheel
from tests.unit.family_files import (
    ALL_UNITS,
    VERSIONS,
    arrays_of,
    content_of,
    features_of,
    file_of,
    reference,
)

ROOT = Path(__file__).resolve().parents[2]
PLACES = 1e-6
"""Meters."""


def model_of(family: str, version: str, **changes: np.ndarray) -> FaceModel:
    content = content_of(arrays_of(family, version) | changes)
    return FaceModel.from_bytes(content, f"{family}_{version}.npz")


def same_arrays(first: dict[str, np.ndarray], second: dict[str, np.ndarray]) -> bool:
    if list(first) != list(second):
        return False
    for key, array in first.items():
        other = second[key]
        # An empty list of names has no type of its own.
        is_same_type = array.dtype == other.dtype or not array.size
        if not (is_same_type and array.shape == other.shape and np.all(array == other)):
            return False
    return True


@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_every_layout_is_written_and_read_back_as_it_was(family, version, tmp_path):
    path = file_of(family, version, tmp_path)
    model = FaceModel.load(path)
    assert model.feature_columns == features_of(family, version)
    model.save(tmp_path / "again.npz")
    with np.load(path) as before, np.load(tmp_path / "again.npz") as after:
        assert same_arrays(dict(before), dict(after))
    again = FaceModel.load(tmp_path / "again.npz")
    assert again.to_bytes() == model.to_bytes()
    assert again.layout == tuple(arrays_of(family, version))


def test_what_a_file_did_not_have_is_written_after_it():
    model = model_of("au", "v4")
    ends = np.full(20, 0.5, np.float32)
    changed = replace(model, feature_p99=ends, training_metadata="{}")
    again = FaceModel.from_bytes(changed.to_bytes(), "changed.npz")
    assert again.layout == (*model.layout, "training_metadata", "feature_p99")
    np.testing.assert_array_equal(again.feature_p99, ends)


def test_version_3_has_24_units_in_their_order():
    assert len(ALL_UNITS) == 24
    assert {"AU16", "AU18", "AU27", "AU45"} < set(ALL_UNITS)
    columns = list(ALL_UNITS)
    columns[3:5] = columns[4:2:-1]
    changes = {
        "au_columns": np.array(columns),
        "input_columns": np.array([*columns, "Pitch", "Yaw", "Roll"]),
    }
    with pytest.raises(ModelError, match="name 4 is 'AU06' where 'AU05' belongs"):
        model_of("au", "v3", **changes)
    # 21 units are none of the orders.
    changes = {
        "au_columns": np.array(ALL_UNITS[:21]),
        "input_columns": np.array([*ALL_UNITS[:21], "Pitch", "Yaw", "Roll"]),
        "coef": arrays_of("au", "v3")["coef"][:24],
    }
    with pytest.raises(ModelError, match="au_columns"):
        model_of("au", "v3", **changes)


@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_meshes_are_those_of_pyfeat(family, version, tmp_path):
    wheel = pyfeat_wheel()
    path = file_of(family, version, tmp_path)
    model = FaceModel.load(path)
    if family == "emotion":
        # py-feat's loader asks for no name of a file.
        path = path.rename(tmp_path / f"emotion_{version}.npz")
    rng = np.random.default_rng(8)
    inputs = rng.uniform(-0.3, 1.4, (1000, len(model.feature_columns))).astype(np.float32)
    np.save(tmp_path / "inputs.npy", inputs)
    arguments = [wheel, path, version, tmp_path / "inputs.npy", tmp_path / "meshes.npz"]
    command = [sys.executable, "-m", "tests.unit.pyfeat_meshes", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with warnings.catch_warnings(), np.load(tmp_path / "meshes.npz") as theirs:
        warnings.simplefilter("ignore")
        for clip in ("on", "off"):
            ours = model.predict(inputs, clip=clip == "on")
            np.testing.assert_allclose(ours, theirs[clip], rtol=0, atol=1e-4)
        if model.feature_p99 is not None:
            assert np.abs(theirs["on"] - theirs["off"]).max() > 1


def test_pyfeats_own_file_is_read_and_written_back(tmp_path):
    import zipfile

    with zipfile.ZipFile(pyfeat_wheel()) as archive:
        content = archive.read("feat/resources/au_to_mesh_pls_v4.npz")
    (tmp_path / "theirs.npz").write_bytes(content)
    model = FaceModel.from_bytes(content, "au_to_mesh_pls_v4.npz")
    model.save(tmp_path / "ours.npz")
    with np.load(tmp_path / "theirs.npz") as theirs, np.load(tmp_path / "ours.npz") as ours:
        assert same_arrays(dict(theirs), dict(ours))
    rest = model.blender_basis().rest
    assert abs(np.linalg.norm(rest[33] - rest[263]) - 0.089) < 0.002


def test_pyfeats_words_for_emotions():
    model = model_of("emotion", "v6")
    by_its_words = model.predict({"Happy": 0.4, "Neutral": 0.2, "Sad": 0.1})
    by_ours = model.predict({"happiness": 0.4, "neutral": 0.2, "sadness": 0.1})
    np.testing.assert_array_equal(by_its_words, by_ours)
    with pytest.raises(ModelError, match="no feature jawOpen"):
        model.predict({"jawOpen": 1})


def values_for(model: FaceModel, mesh: np.ndarray) -> FaceModel:
    """The model with a first feature that, at 1, gives exactly the mesh (478, 3)."""
    coef = model.coef.copy()
    coef[0] = mesh.T.ravel() - model.intercept
    return replace(model, coef=coef, feature_p99=None)


@pytest.mark.parametrize("version", ["v5", "v6"])
def test_the_same_mesh_is_at_the_same_place_by_any_model(version):
    mesh = reference() + np.random.default_rng(3).normal(0, 3, (478, 3)).astype(np.float32)
    places = []
    for family in ("au", "emotion", "bs"):
        model = values_for(model_of(family, version), mesh)
        values = np.zeros(len(model.columns), np.float32)
        values[0] = 1
        places.append(model.blender_basis().positions(values).reshape(478, 3))
        np.testing.assert_allclose(model.placement.positions(mesh), places[-1], atol=PLACES)
    for other in places[1:]:
        np.testing.assert_allclose(other, places[0], rtol=0, atol=PLACES)
    # By its own rest each would be elsewhere: the faces differ by a millimeter.
    rests = [model_of(family, version).blender_basis().rest for family in ("au", "bs")]
    assert np.abs(rests[0] - rests[1]).max() > 1e-3


def test_the_order_and_the_units_of_anchors_do_not_matter():
    arrays = arrays_of("bs", "v6")
    model = model_of("bs", "v6")
    order = np.random.default_rng(1).permutation(12)
    shuffled = replace(
        model,
        reference_anchors=arrays["reference_anchors"][order],
        anchor_indices=arrays["anchor_indices"][order],
    )
    np.testing.assert_array_equal(shuffled.blender_basis().rest, model.blender_basis().rest)
    larger = replace(
        model,
        coef=model.coef * 3,
        intercept=model.intercept * 3,
        reference_anchors=arrays["reference_anchors"] * 3,
        mean_aligned_mesh=arrays["mean_aligned_mesh"] * 3,
    )
    np.testing.assert_allclose(larger.blender_basis().rest, model.blender_basis().rest, atol=PLACES)
    with pytest.raises(ModelError, match="anchor_indices: must be the landmarks 10, 9"):
        model_of("bs", "v6", anchor_indices=np.arange(12))


def test_models_without_anchors_are_placed_by_their_mean_mesh():
    model = model_of("au", "v4")
    assert model.reference_anchors is None
    with_anchors = replace(model, reference_anchors=model.mean_aligned_mesh[list(ANCHORS)])
    np.testing.assert_array_equal(model.blender_basis().rest, with_anchors.blender_basis().rest)
    # Anchors of another frame than the meshes would put the face anywhere.
    stray = replace(model_of("bs", "v6"), reference_anchors=np.eye(12, 3, dtype=np.float32))
    rest = stray.blender_basis().rest
    assert abs(np.linalg.norm(rest[33] - rest[263]) - 0.089) < 0.01


def test_blends_and_differences_are_those_of_the_meshes():
    units = model_of("au", "v6")
    shapes = model_of("bs", "v6")
    smile = units.predict({"AU12": 0.5})
    happy = shapes.predict({"mouthSmileLeft": 0.01, "mouthSmileRight": 0.01})
    place = shapes.placement.positions
    assert np.allclose(units.placement.positions(smile), place(smile), rtol=0, atol=PLACES)
    blend = 0.3 * place(happy) + 0.7 * units.placement.positions(smile)
    np.testing.assert_allclose(blend, place(0.3 * happy + 0.7 * smile), rtol=0, atol=PLACES)
    difference = units.placement.positions(smile) - place(happy)
    np.testing.assert_allclose(
        difference, shapes.placement.displacements(smile - happy), rtol=0, atol=PLACES
    )
