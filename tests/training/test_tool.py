"""The command line from MediaPipe's output to a judged model, and the judging written out."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("threadpoolctl", reason="the training group is not installed")
pytest.importorskip("tqdm", reason="the training group is not installed")
Rotation = pytest.importorskip(
    "scipy.spatial.transform", reason="the training group is not installed"
).Rotation

from blendshape_face.data.anatomy.topology import ANCHORS, topology  # noqa: E402
from blendshape_face.data.channels import BLENDSHAPES, names  # noqa: E402
from blendshape_face.data.model import FaceModel  # noqa: E402
from blendshape_face.data.motion.head_rotation import head_rotation  # noqa: E402

from tests.elsewhere import elsewhere  # noqa: E402
from training.frames.mediapipe_frames import pose_from_matrices, shards_from_mediapipe  # noqa: E402
from training.frames.shards import find_shards, write_shard  # noqa: E402
from training.frames.synthetic import make_shards  # noqa: E402
from training.judge.evaluation import evaluate  # noqa: E402
from training.judge.table import table  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BLENDER = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
"""From x left, y up, z out of the face to Blender's axes."""


@pytest.fixture(scope="module")
def mediapipe_npz(arkit_npz, tmp_path_factory) -> Path:
    """What MediaPipe would say of 500 frames of the bundled model, 25 people."""
    rng = np.random.default_rng(0)
    model = FaceModel.load(arkit_npz)
    scores = rng.beta(0.4, 1.6, (500, 52)).astype(np.float32)
    scores[:, 0] = 0
    pose = rng.normal(0, 0.2, (500, 3))
    heads = BLENDER.T @ head_rotation(pose) @ BLENDER
    meshes = model.predict(scores) + rng.normal(0, 0.05, (500, 478, 3))
    pixels = meshes @ np.swapaxes(heads, 1, 2) * 9 * [1, -1, -1] + [128, 100, 0]
    matrix = np.broadcast_to(np.eye(4), (500, 4, 4)).copy()
    matrix[:, :3, :3] = heads
    path = tmp_path_factory.mktemp("mediapipe") / "frames.npz"
    np.savez(
        path,
        blendshapes=scores,
        blendshape_names=np.array(names(BLENDSHAPES)),
        landmarks=np.round(pixels * 100).astype(np.int16),
        matrix=matrix.astype(np.float32),
        identity=np.repeat(np.arange(25), 20),
        pose=pose,
    )
    return path


def training(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "training", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_from_mediapipe_to_a_judged_model(mediapipe_npz, arkit_npz, tmp_path):
    shards, output = tmp_path / "shards", tmp_path / "mine.npz"
    done = training("shards", mediapipe_npz, shards, "--frames", 200)
    assert done.returncode == 0, done.stderr
    assert len(find_shards([shards])) == 3
    done = training("fit", shards, "--output", output, "--mirror", "--limits", "--mae")
    assert done.returncode == 0, done.stderr
    model = FaceModel.load(output)
    for key in ("mean_aligned_mesh", "mean_neutral_mesh", "reference_anchors", "feature_p99"):
        assert getattr(model, key) is not None
    assert model.unsupported_features == ("_neutral",)
    assert model.anchor_indices.tolist() == list(ANCHORS)
    facts = json.loads(model.training_metadata)
    assert facts["settings"]["mirror"] is True
    assert facts["counts"] | {"turned": 0, "outliers": 0, "used": 0} == {
        "frames": 500, "incomplete": 0, "turned": 0, "outliers": 0, "used": 0,
        "groups": 25, "shards": 3,
    }  # fmt: skip
    assert len(facts["fingerprint"]) == 64
    assert facts["features_without_variation"] == ["_neutral"]
    assert model.n_components == facts["rank"] == 211 - 4
    assert min(facts["r2"]) > 0.9
    report = output.with_suffix(".md").read_text()
    for name in ("r2", "channels", "effects", "coverage"):
        picture = tmp_path / f"mine_{name}.png"
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.name in report
    assert f"{facts['mae'][0]:.4f}" in report
    done = training("compare", output, arkit_npz, shards)
    assert done.returncode == 0, done.stderr
    assert "| part | mine | arkit | difference |" in done.stdout
    done = training("evaluate", output, tmp_path / "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "nowhere: does not exist" in done.stderr


def test_the_adapters_axes_and_angles(mediapipe_npz, tmp_path):
    shards = shards_from_mediapipe(mediapipe_npz, tmp_path, 300)
    with np.load(mediapipe_npz) as source:
        pose, landmarks = source["pose"], source["landmarks"]
    first = shards[0].columns(names(BLENDSHAPES))
    np.testing.assert_allclose(first.pose, pose[:300], atol=1e-6)
    assert first.groups.tolist() == np.repeat(np.arange(15), 20).tolist()
    meshes = shards[0].meshes(300)
    np.testing.assert_allclose(meshes, landmarks[:300] * [0.01, -0.01, -0.01], atol=1e-4)
    straight = meshes[np.abs(pose[:300]).max(axis=1).argmin()]
    assert straight[263, 0] > straight[33, 0]  # the subject's left eye is at +x
    assert straight[10, 1] > straight[152, 1]  # the forehead above the chin
    assert straight[1, 2] > straight[[234, 454], 2].max()  # the nose before the ears


def test_the_shared_frames_agree_with_their_matrices(tmp_path):
    """Angles from the matrices against those of the landmarks themselves."""
    frames = elsewhere("face/mediapipe_frames.npz")
    from blendshape_face.data.alignment.similarities import similarities

    with np.load(frames) as source:
        matrix = source["matrix"][:500]
        landmarks = source["landmarks"][:500] * np.array([0.01, -0.01, -0.01])
    model = FaceModel.load(ROOT / "data/assets/models/arkit.npz")
    turns = similarities(landmarks[:, ANCHORS], model.reference_anchors.astype(float))[:, :, :3]
    seen = np.swapaxes(turns, 1, 2) / np.linalg.norm(turns, axis=1, keepdims=True)[:, :, :1]
    from_landmarks = np.full((500, 4, 4), 0.0)
    from_landmarks[:, :3, :3] = seen
    off = pose_from_matrices(matrix) - pose_from_matrices(from_landmarks)
    assert np.abs(np.median(off, axis=0)).max() < 0.2
    for ours, theirs in zip(
        pose_from_matrices(matrix).T, pose_from_matrices(from_landmarks).T, strict=True
    ):
        assert np.corrcoef(ours, theirs)[0, 1] > 0.95


def judged(model, shards):
    """Clip by clip and channel by channel, as the words say."""
    columns = [s.columns(model.feature_columns) for s in shards]
    features, pose, group = (
        np.concatenate([getattr(c, k) for c in columns]) for k in ("features", "pose", "groups")
    )
    meshes = np.concatenate([s.meshes(len(c.pose)) for s, c in zip(shards, columns, strict=True)])
    reference = model.reference_anchors.astype(np.float64)
    aligned = []
    for mesh in meshes.astype(np.float64):
        points = mesh[list(ANCHORS)]
        turn, _rssd = Rotation.align_vectors(
            reference - reference.mean(axis=0), points - points.mean(axis=0)
        )
        centered = points - points.mean(axis=0)
        scale = (turn.apply(centered) * (reference - reference.mean(axis=0))).sum()
        scale /= (centered**2).sum()
        aligned.append(scale * turn.apply(mesh - points.mean(axis=0)) + reference.mean(axis=0))
    aligned = np.array(aligned)
    weights, clips, regions, losses = [], [], [], []
    brow = np.concatenate([topology().groups["brow.L"], topology().groups["brow.R"]])
    for clip in np.unique(group):
        chosen = group == clip
        truth = aligned[chosen] - aligned[chosen].mean(axis=0)
        guess = model.predict(features[chosen], pose[chosen]).astype(np.float64)
        guess -= guess.mean(axis=0)
        sst = (truth**2).sum()
        weights.append(chosen.sum())
        clips.append(1 - ((truth - guess) ** 2).sum() / sst)
        regions.append(
            [((truth - guess)[:, brow] ** 2).sum() / sst, (truth[:, brow] ** 2).sum() / sst]
        )
        still = features[chosen].copy()
        still[:, 25] = still[:, 25].mean()
        if model.feature_p99 is not None:
            still[:, 25] = features[chosen, 25].clip(0, model.feature_p99[25]).mean()
        guess = model.predict(still, pose[chosen]).astype(np.float64)
        guess -= guess.mean(axis=0)
        losses.append(clips[-1] - (1 - ((truth - guess) ** 2).sum() / sst))
    errors, scatter = np.average(regions, weights=weights, axis=0)
    return (
        np.average(clips, weights=weights),
        1 - errors / scatter,
        np.average(losses, weights=weights),
        dict(zip(np.unique(group).tolist(), clips, strict=True)),
    )


@pytest.mark.parametrize("limited", [False, True])
def test_judging_is_what_it_says(arkit_npz, tmp_path, limited):
    arkit = FaceModel.load(arkit_npz)
    shards = make_shards(tmp_path, arkit, 500, 12, 110, noise=0.05)
    # A video without a face, which must not count.
    meshes, lost = np.full((9, 478, 3), np.nan, np.float32), np.full((9, 52), np.nan)
    path = tmp_path / "lost.npz"
    nobody = write_shard(path, lost, arkit.feature_columns, lost[:, :3], np.full(9, 99), meshes)
    rng = np.random.default_rng(1)
    model = FaceModel(
        coef=(arkit.coef * rng.uniform(0.5, 1.2, (55, 1))).astype(np.float32),
        intercept=arkit.intercept,
        feature_columns=arkit.feature_columns,
        feature_name="blendshape",
        reference_anchors=arkit.reference_anchors,
        feature_p99=np.full(52, 0.4, np.float32) if limited else None,
    )
    found = evaluate(model, [*shards, nobody])
    r2, brow, jaw, clips = judged(model, shards)
    assert found.r2 == pytest.approx(r2, abs=1e-5)
    assert found.regions["brow"] == pytest.approx(brow, abs=1e-5)
    assert found.channels["jawOpen"] == pytest.approx(jaw, abs=1e-5)
    assert found.clips == 12
    assert found.frames == 500
    for name, (_frames, value) in found.clip_r2.items():
        assert value == pytest.approx(clips[name], abs=1e-5)
    assert f"| **all** | {found.r2:.4f} |" in table([found])


def test_the_true_model_explains_all_but_noise(arkit_npz, tmp_path):
    arkit = FaceModel.load(arkit_npz)
    shards = make_shards(tmp_path, arkit, 300, 6, 150, noise=1e-4, proportions=0.0)
    found = evaluate(arkit, shards)
    assert found.r2 > 0.97  # brows move the anchors between them
    assert min(found.axes.values()) > 0.9
