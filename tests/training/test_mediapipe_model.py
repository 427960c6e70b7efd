"""A model of rendered heads, refitted to clips of people who move in a way of their own."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.alignment.mirror import mirror_meshes
from blendshape_face.data.bundled import MEDIAPIPE, bundled
from blendshape_face.data.model import FaceModel

pytest.importorskip("scipy", reason="the training group is not installed")
pytest.importorskip("tqdm", reason="the training group is not installed")

from training.bundled.mediapipe_model import mediapipe_model, refitted
from training.bundled.real_clips import read_clips
from training.errors import TrainingError

PEOPLE = 12
FRAMES = 60
SHOWN = ("jawOpen", "mouthSmileLeft", "mouthSmileRight")
STRONGER = 1.5
"""How much more these people move than the model of rendered heads says."""


def arrays_of(model: FaceModel) -> dict[str, np.ndarray]:
    """What MediaPipe would say of clips of people who move as a model."""
    rng = np.random.default_rng(0)
    count = PEOPLE * FRAMES
    shown = [model.feature_columns.index(name) for name in SHOWN]
    scores = np.zeros((count, len(model.feature_columns)), np.float32)
    scores[:, shown] = rng.random((count, len(SHOWN)))
    person = np.repeat(np.arange(PEOPLE), FRAMES)
    # Each has a face at rest of its own.
    faces = rng.normal(0, 0.3, (PEOPLE, 478, 3))
    meshes = model.predict(scores) + faces[person]
    meshes -= model.predict({})[168]
    return {
        "blendshapes": scores,
        "blendshape_names": np.array(model.feature_columns),
        "landmarks": (100 * meshes * [1, -1, -1]).round().astype(np.int16),
        "matrix": np.broadcast_to(np.eye(4, dtype=np.float32), (count, 4, 4)),
        "identity": person,
        "clip": person + 100,
    }


@pytest.fixture(scope="module")
def rendered() -> FaceModel:
    return bundled(MEDIAPIPE)


@pytest.fixture(scope="module")
def clips(rendered, tmp_path_factory) -> Path:
    coef = rendered.coef.copy()
    for name in SHOWN:
        coef[rendered.columns.index(name)] *= STRONGER
    path = tmp_path_factory.mktemp("clips") / "clips.npz"
    arrays = arrays_of(replace(rendered, coef=coef))
    np.savez(path, **arrays)  # pyright: ignore[reportArgumentType]
    return path


@pytest.fixture(scope="module")
def model(clips, rendered) -> FaceModel:
    return mediapipe_model(clips, rendered)


def moved(model: FaceModel, name: str) -> np.ndarray:
    return model.predict({name: 1}) - model.predict({})


def test_what_people_show_is_learned(model, rendered):
    before = np.linalg.norm(moved(rendered, "jawOpen"))
    learned = np.linalg.norm(moved(model, "jawOpen")) / before
    # The ridge holds some of it back.
    assert 1.25 < learned < STRONGER
    record = json.loads(model.training_metadata)
    assert record["counts"] == {"frames": 720, "people": 12, "clips": 12}
    assert record["r2_folds_by_person"]["all"] > record["r2_rendered_alone"]["all"] + 0.05
    assert f"{record['r2_folds_by_person']['all']:.3f}" in model.model_card


def test_what_nobody_shows_stays(model, rendered):
    for name in ("cheekPuff", "browInnerUp", "noseSneerLeft"):
        np.testing.assert_allclose(moved(model, name), moved(rendered, name), atol=1e-2)
    np.testing.assert_array_equal(model.intercept, rendered.intercept)
    np.testing.assert_array_equal(model.reference_anchors, rendered.reference_anchors)


def test_both_sides_move_alike(model):
    left = moved(model, "mouthSmileLeft")
    right = moved(model, "mouthSmileRight")
    np.testing.assert_allclose(mirror_meshes(left[None])[0], right, atol=1e-2)


def test_the_same_clips_give_the_same_model(clips, rendered, model):
    again = refitted(rendered, read_clips(clips, rendered))
    np.testing.assert_array_equal(again.coef, model.coef)


def test_files_that_are_no_clips_are_refused(clips, rendered, tmp_path):
    with np.load(clips) as source:
        arrays = dict(source)
    path = tmp_path / "bad.npz"
    np.savez(path, **{key: value for key, value in arrays.items() if key != "clip"})
    with pytest.raises(TrainingError, match=r"bad\.npz: lacks the key clip"):
        mediapipe_model(path, rendered)
    arrays["blendshape_names"] = np.array(["other", *arrays["blendshape_names"][1:]])
    np.savez(path, **arrays)
    with pytest.raises(TrainingError, match="blendshape_names lacks _neutral"):
        mediapipe_model(path, rendered)


def test_the_bundled_model_overdraws_nothing():
    """Millimeters at 1: no jaw opens wider than jawOpen, and a shrug is less than a smile."""
    basis = bundled(MEDIAPIPE).blender_basis()
    columns = bundled(MEDIAPIPE).columns
    reach = 1000 * np.linalg.norm(basis.shapes, axis=2).max(axis=1)
    farthest = dict(zip(columns, reach.tolist(), strict=True))
    assert farthest["mouthShrugUpper"] < 12
    assert max(farthest.values()) == farthest["jawOpen"]
