import io
import json
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.anatomy.topology import ANCHORS
from blendshape_face.data.channels import BLENDSHAPES, EMOTIONS, names
from blendshape_face.data.errors import ModelError
from blendshape_face.data.model import FaceModel
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.elsewhere import elsewhere

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def arkit(arkit_npz: Path) -> FaceModel:
    return FaceModel.load(arkit_npz)


@pytest.fixture
def arrays(arkit_npz: Path) -> dict[str, np.ndarray]:
    with np.load(arkit_npz) as archive:
        return dict(archive)


def saved(arrays: dict[str, np.ndarray], folder: Path, name: str = "broken.npz") -> Path:
    np.savez(folder / name, allow_pickle=True, **arrays)  # some are spoiled with objects
    return folder / name


def reference(arrays, features, pose):
    """Inference as the model card writes it, frame by frame in double precision."""
    meshes = []
    for feature, angle in zip(np.atleast_2d(features), np.atleast_2d(pose), strict=True):
        x = np.concatenate([feature, angle]).astype(np.float64)
        flat = x @ arrays["coef"].astype(np.float64) + arrays["intercept"]
        meshes.append(np.stack([flat[0:478], flat[478:956], flat[956:1434]], axis=1))
    return np.array(meshes)


@settings(max_examples=25, deadline=None)
@given(
    features=hnp.arrays(np.float32, (3, 52), elements=st.floats(-2, 2, width=32)),
    pose=hnp.arrays(np.float32, (3, 3), elements=st.floats(-1.5, 1.5, width=32)),
)
def test_predict_is_the_model_cards_inference(arkit_npz, features, pose):
    with np.load(arkit_npz) as archive:
        arrays = dict(archive)
    arrays["coef"] = arrays["coef"].copy()
    arrays["coef"][-3:] = np.random.default_rng(1).normal(size=(3, 1434))
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    model = FaceModel.from_bytes(buffer.getvalue(), "posed.npz")
    expected = reference(arrays, features, pose)
    batch = model.predict(features, pose)
    assert batch.dtype == np.float32
    assert batch.shape == (3, 478, 3)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(batch, expected, atol=4e-6 * scale)
    np.testing.assert_allclose(model.predict(features[0], pose[0]), expected[0], atol=4e-6 * scale)
    unposed = reference(arrays, features, np.zeros((3, 3)))
    np.testing.assert_allclose(model.predict(features), unposed, atol=4e-6 * scale)


def test_features_by_name(arkit):
    smile = np.zeros(52, np.float32)
    smile[arkit.feature_columns.index("mouthSmileLeft")] = 0.7
    np.testing.assert_array_equal(arkit.predict({"mouthSmileLeft": 0.7}), arkit.predict(smile))
    ramp = arkit.predict({"jawOpen": np.array([0.0, 1.0]), "eyeBlinkLeft": 0.5})
    assert ramp.shape == (2, 478, 3)
    np.testing.assert_array_equal(ramp[1], arkit.predict({"jawOpen": 1, "eyeBlinkLeft": 0.5}))
    with pytest.raises(ModelError, match="tongueOut"):
        arkit.predict({"tongueOut": 1.0})


@pytest.mark.parametrize("shape", [(), (51,), (2, 53), (1, 1, 52)])
def test_predict_refuses_wrong_shapes(arkit, shape):
    with pytest.raises(ModelError, match="features have shape"):
        arkit.predict(np.zeros(shape))
    with pytest.raises(ModelError, match="pose has shape"):
        arkit.predict(np.zeros(52), np.zeros(4))


def test_bundled_model_has_every_key_of_the_format(arrays, arkit):
    assert set(arrays) == {
        "coef", "intercept", "input_columns", "feature_columns", "feature_name", "pose_columns",
        "mean_aligned_mesh", "mean_neutral_mesh", "reference_anchors", "anchor_indices",
        "n_components", "model_card", "training_metadata",
    }  # fmt: skip
    assert arkit.feature_columns == names(BLENDSHAPES)
    assert arkit.feature_name == "blendshape"
    assert not arkit.coef[0].any()  # _neutral
    assert not arkit.coef[-3:].any()  # pose
    assert arkit.coef[1:-3].any(axis=1).all()
    metadata = json.loads(arkit.training_metadata)
    assert metadata["licence"] == "MIT"
    assert "ICT-FaceKit" in metadata["source"]
    np.testing.assert_array_equal(arkit.reference_anchors, arkit.predict({})[list(ANCHORS)])


def test_save_and_load_keep_everything(arkit, au_npz, tmp_path):
    for model in (arkit, FaceModel.load(au_npz)):
        path = tmp_path / f"{model.name}.npz"
        model.save(path)
        again = FaceModel.load(path)
        assert again.to_bytes() == model.to_bytes()
        assert again.columns == model.columns
        assert again.feature_name == model.feature_name
        np.testing.assert_array_equal(again.coef, model.coef)


def test_older_action_unit_layout(au_npz):
    with np.load(au_npz) as archive:
        assert "au_columns" in archive
        assert "feature_name" not in archive
    model = FaceModel.load(au_npz)
    assert model.feature_name == "au"
    assert model.columns[:2] == ("AU01", "AU02")
    assert model.columns[-3:] == ("Pitch", "Yaw", "Roll")


def test_v6_clips_to_the_99th_percentile_and_warns(arrays):
    arrays["feature_p99"] = np.full(52, 0.5, np.float32)
    arrays["unsupported_features"] = np.array(["cheekPuff"])
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    model = FaceModel.from_bytes(buffer.getvalue(), "bs_to_mesh_pls_v6.npz")
    jaw = {"jawOpen": 0.9}
    np.testing.assert_array_equal(model.predict(jaw), model.predict({"jawOpen": 0.5}))
    np.testing.assert_array_equal(model.predict({"jawOpen": -1.0}), model.predict({}))
    assert np.abs(model.predict(jaw, clip=False) - model.predict(jaw)).max() > 0.1
    with pytest.warns(UserWarning, match="cheekPuff"):
        model.predict({"cheekPuff": 0.03})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.predict({"cheekPuff": 0.02})
    basis = model.blender_basis()
    values = np.zeros(55, np.float32)
    values[model.columns.index("jawOpen")], values[-3] = 0.9, -0.4
    clipped = values.copy()
    clipped[model.columns.index("jawOpen")] = 0.5
    np.testing.assert_array_equal(basis.positions(values), basis.positions(clipped))


def spoil_key(key, value):
    def spoil(arrays):
        arrays[key] = value(arrays[key]) if callable(value) else value

    return spoil


def swapped(columns):
    columns = columns.copy()
    columns[[3, 4]] = columns[[4, 3]]
    return columns


def with_nan(array):
    array = array.copy()
    array.flat[7] = np.nan
    return array


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda a: a.pop("coef"), "coef"),
        (lambda a: a.pop("intercept"), "intercept"),
        (lambda a: a.pop("feature_columns"), "feature_columns"),
        (lambda a: a.pop("input_columns"), "input_columns"),
        (lambda a: a.pop("pose_columns"), "pose_columns"),
        (spoil_key("coef", lambda c: c[:-1]), "coef"),
        (spoil_key("coef", lambda c: c[:, :-3]), "coef"),
        (spoil_key("coef", lambda c: c.T.copy()), "coef"),
        (spoil_key("coef", lambda c: c.astype(np.int32)), "coef"),
        (spoil_key("coef", with_nan), "coef"),
        (spoil_key("intercept", lambda c: np.full_like(c, np.inf)), "intercept"),
        (spoil_key("intercept", lambda c: c.reshape(478, 3)), "intercept"),
        (spoil_key("mean_neutral_mesh", with_nan), "mean_neutral_mesh"),
        (spoil_key("reference_anchors", np.zeros((11, 3), np.float32)), "reference_anchors"),
        (spoil_key("feature_columns", swapped), "feature_columns"),
        (spoil_key("input_columns", swapped), "input_columns"),
        (spoil_key("pose_columns", np.array(["Pitch", "Roll", "Yaw"])), "pose_columns"),
        (spoil_key("feature_name", np.array("landmark")), "feature_name"),
        (spoil_key("model_card", np.array(3)), "model_card"),
        (spoil_key("coef", np.array([{}], dtype=object)), "coef"),
    ],
)
def test_refuses_what_is_not_a_model(arrays, tmp_path, spoil, key):
    spoil(arrays)
    with pytest.raises(ModelError, match=rf"^broken\.npz.*{key}"):
        FaceModel.load(saved(arrays, tmp_path))


def test_refuses_other_files(tmp_path, arkit_npz):
    cases = {"text.npz": b"hello", "empty.npz": b"", "cut.npz": arkit_npz.read_bytes()[:9000]}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ModelError, match=rf"^{name}"):
            FaceModel.load(tmp_path / name)
    with pytest.raises(ModelError, match=r"^nowhere\.npz"):
        FaceModel.load(tmp_path / "nowhere.npz")


def test_refuses_absurd_sizes_before_allocating(arrays, tmp_path):
    path = saved({key: array for key, array in arrays.items() if key != "coef"}, tmp_path)
    header = io.BytesIO()
    fields = {"descr": "<f4", "fortran_order": False, "shape": (10**12, 1434)}
    np.lib.format.write_array_header_1_0(header, fields)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("coef.npy", header.getvalue())
    with pytest.raises(ModelError, match="coef: has the absurd shape"):
        FaceModel.load(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_never_raises_anything_else(arkit_npz, data):
    content = bytearray(arkit_npz.read_bytes())
    start = data.draw(st.sampled_from([0, 60, 315_500, len(content) - 1200]))
    for _ in range(data.draw(st.integers(1, 8))):
        content[start + data.draw(st.integers(0, 1000))] = data.draw(st.integers(0, 255))
    try:
        FaceModel.from_bytes(bytes(content), "damaged.npz")
    except ModelError as error:
        assert str(error).startswith("damaged.npz")  # noqa: PT017


def test_emotions_match_by_name_and_v5_is_refused(arrays):
    columns = names(EMOTIONS)[::-1]
    arrays["coef"] = arrays["coef"][-10:]
    arrays["feature_columns"] = np.array(columns)
    arrays["input_columns"] = np.array([*columns, "Pitch", "Yaw", "Roll"])
    arrays["feature_name"] = np.array("emotion")
    for card, refused in (("emotion_to_mesh_pls_v6", False), ("emotion_to_mesh_pls_v5 (7)", True)):
        arrays["model_card"] = np.array(card)
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        if refused:
            with pytest.raises(ModelError, match="v6"):
                FaceModel.from_bytes(buffer.getvalue(), "emotion.npz")
        else:
            assert FaceModel.from_bytes(buffer.getvalue(), "e.npz").feature_columns == columns


def test_blender_basis_is_the_prediction_turned_scaled_and_moved(arkit, au_npz):
    for model in (arkit, FaceModel.load(au_npz)):
        basis = model.blender_basis()
        rest = basis.rest
        np.testing.assert_allclose(np.linalg.norm(rest[263] - rest[33]), 0.089, rtol=1e-6)
        assert rest[263, 0] > 0 > rest[33, 0]  # the subject's left is +X
        assert rest[10, 2] > 0 > rest[152, 2]  # forehead up, chin down
        assert rest[1, 1] < rest[234, 1]  # the nose points to -Y
        assert -0.1 < rest[168, 1] < -0.08  # the bridge is 9 cm before the origin
        rng = np.random.default_rng(0)
        values = rng.uniform(0, 1, len(model.columns)).astype(np.float32)
        mesh = model.predict(values[:-3], values[-3:]).astype(np.float64)
        turned = np.stack([mesh[:, 0], -mesh[:, 2], mesh[:, 1]], axis=1)
        neutral = model.predict({})
        scale = 0.089 / np.linalg.norm(neutral[263] - neutral[33])
        moved = turned * scale
        moved += rest[168] - (neutral[168][[0, 2, 1]] * (1, -1, 1)) * scale
        got = basis.positions(values).reshape(478, 3)
        np.testing.assert_allclose(got, moved, atol=2e-6)


def test_inner_lips_have_their_landmarks_where_the_row_before_has_them(arkit):
    rest = arkit.predict({})
    for inner, before in (
        ((78, 191, 80, 81, 82, 13), (62, 183, 42, 41, 38, 12)),
        ((78, 95, 88, 178, 87, 14), (62, 96, 89, 179, 86, 15)),
    ):
        inner, before = (np.abs(rest[list(row), 0]) for row in (inner, before))
        np.testing.assert_allclose(inner / inner[0], before / before[0], atol=0.05)


def test_the_script_rebuilds_the_bundled_model_bit_for_bit(arkit_npz, tmp_path):
    source = elsewhere("face/ict478.npz")
    output = tmp_path / "arkit.npz"
    command = [
        sys.executable,
        "-m",
        "training.bundled.arkit_model",
        str(source),
        "--output",
        str(output),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert output.read_bytes() == arkit_npz.read_bytes()


def test_data_needs_nothing_but_numpy():
    command = [sys.executable, "-m", "tests.unit.pure_data"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
