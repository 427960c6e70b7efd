"""Alignment and mirror against SciPy and references written out frame by frame."""

import numpy as np
import pytest

scipy_linalg = pytest.importorskip("scipy.linalg", reason="the training group is not installed")
scipy_spatial = pytest.importorskip("scipy.spatial", reason="the training group is not installed")
Rotation = pytest.importorskip("scipy.spatial.transform").Rotation
pytest.importorskip("threadpoolctl", reason="the training group is not installed")

from blendshape_face.data.alignment.mirror import mirror_meshes, opposite_landmarks  # noqa: E402
from blendshape_face.data.alignment.rotations import nearest_rotations  # noqa: E402
from blendshape_face.data.alignment.similarities import (  # noqa: E402
    similarities,
    transform,
)
from blendshape_face.data.anatomy.topology import ANCHORS, topology  # noqa: E402
from blendshape_face.data.channels import ACTION_UNITS, BLENDSHAPES, names  # noqa: E402
from blendshape_face.data.model import FaceModel  # noqa: E402

from training.errors import TrainingError  # noqa: E402
from training.fit import mirror  # noqa: E402
from training.fit.alignment import (  # noqa: E402
    sum_transformed,
    worst_residuals,
)
from training.fit.reference import (  # noqa: E402
    generalized_procrustes,
    make_symmetric,
    turn_to,
)


@pytest.fixture(scope="module")
def reference(arkit_npz) -> np.ndarray:
    anchors = FaceModel.load(arkit_npz).reference_anchors
    assert anchors is not None
    return anchors.astype(np.float64)


@pytest.fixture(scope="module")
def frames(reference) -> np.ndarray:
    """Anchors (200, 12, 3) of faces that differ, turned, scaled and moved."""
    rng = np.random.default_rng(0)
    shapes = reference @ rng.normal(np.eye(3), 0.05, (200, 3, 3)) + rng.normal(0, 0.1, (200, 12, 3))
    turned = shapes @ Rotation.random(200, rng=1).as_matrix()
    return turned * rng.uniform(5, 15, (200, 1, 1)) + rng.normal(0, 100, (200, 1, 3))


def umeyama(points, reference):
    """Umeyama 1991, equations 34 to 43, for one frame."""
    mean_x, mean_y = points.mean(axis=0), reference.mean(axis=0)
    x, y = points - mean_x, reference - mean_y
    u, d, vt = np.linalg.svd(y.T @ x / len(x))
    s = np.eye(3)
    if np.linalg.det(u) * np.linalg.det(vt) < 0:
        s[2, 2] = -1
    rotation = u @ s @ vt
    scale = np.trace(np.diag(d) @ s) / (x**2).sum(axis=1).mean()
    return scale * points @ rotation.T + (mean_y - scale * rotation @ mean_x)


def test_similarities_are_umeyamas(frames, reference):
    mirrored = frames[:20] * [-1, 1, 1]  # for these the nearest orthogonal matrix is a reflection
    every = np.concatenate([frames, mirrored])
    aligned = transform(every, similarities(every, reference))
    expected = np.array([umeyama(points, reference) for points in every])
    np.testing.assert_allclose(aligned, expected, atol=1e-11)
    worst = np.linalg.norm(expected - reference, axis=2).max(axis=1)
    ours = worst_residuals(every, similarities(every, reference), reference)
    np.testing.assert_allclose(ours, worst, atol=1e-11)
    summed = sum_transformed(every, similarities(every, reference))
    np.testing.assert_allclose(summed, expected.sum(axis=0), atol=1e-9)


def test_similarities_agree_with_scipy(frames, reference):
    """procrustes allows reflections and scales both shapes to 1; faces need none."""
    aligned = transform(frames, similarities(frames, reference))
    size = np.linalg.norm(reference - reference.mean(axis=0))
    for points, ours in zip(frames, aligned, strict=True):
        first, second, _disparity = scipy_spatial.procrustes(reference, points)
        np.testing.assert_allclose((ours - reference) / size, second - first, atol=1e-12)
        centered = points - points.mean(axis=0)
        rotation, _scale = scipy_linalg.orthogonal_procrustes(
            centered, reference - reference.mean(axis=0)
        )
        turned = ours - ours.mean(axis=0)
        direction = centered @ rotation
        np.testing.assert_allclose(
            turned / np.linalg.norm(turned), direction / np.linalg.norm(direction), atol=1e-12
        )


def test_nearest_rotations_of_any_matrix():
    rng = np.random.default_rng(2)
    flat = Rotation.random(40, rng=3).as_matrix() @ np.diag([3.0, 1.0, 1e-11])
    lines = rng.normal(size=(40, 3, 1)) @ rng.normal(size=(40, 1, 3))
    matrices = np.concatenate(
        [rng.normal(size=(400, 3, 3)), 1e9 * flat, 1e-9 * flat, lines, np.zeros((1, 3, 3))]
    )
    rotations = nearest_rotations(matrices)
    np.testing.assert_allclose(
        rotations @ np.swapaxes(rotations, 1, 2),
        np.broadcast_to(np.eye(3), (521, 3, 3)),
        atol=1e-13,
    )
    np.testing.assert_allclose(np.linalg.det(rotations), 1, atol=1e-13)
    u, strengths, vt = np.linalg.svd(matrices)
    strengths[:, 2] *= np.sign(np.linalg.det(u @ vt))
    product = np.einsum("nij,nij->n", rotations, matrices)
    np.testing.assert_allclose(product, strengths.sum(axis=1), rtol=1e-13)


def test_gpa_is_the_scripts(frames):
    """From the first frame, at least 2 and at most 5 rounds, until the mean changes by < 1e-3."""
    expected, rounds, change = frames[0], 0, np.inf
    for rounds in range(1, 6):
        mean = np.mean([umeyama(points, expected) for points in frames], axis=0)
        change = np.linalg.norm(mean - expected) / np.linalg.norm(expected)
        expected = mean
        if rounds > 1 and change < 1e-3:
            break
    found = generalized_procrustes(
        frames[0], len(frames), lambda r: sum_transformed(frames, similarities(frames, r))
    )
    assert found.iterations == rounds
    np.testing.assert_allclose(found.change, change)
    np.testing.assert_allclose(found.anchors, expected, atol=1e-9)


def test_the_reference_turns_to_the_canonical_face(reference):
    upright = (reference + mirror.mirror_anchors(reference)) / 2
    turn = Rotation.from_euler("xyz", [10, 30, -20], degrees=True).as_matrix()
    found = turn_to(7 * reference @ turn.T + [5, 6, 7], reference)
    size = np.linalg.norm(found - found.mean(axis=0))
    assert size == pytest.approx(7 * np.linalg.norm(reference - reference.mean(axis=0)))
    expected = 7 * (reference - reference.mean(axis=0))
    assert np.abs(found - found.mean(axis=0) - expected).max() < 0.03 * size
    np.testing.assert_allclose(turn_to(upright, upright), upright, atol=1e-12)
    symmetric = make_symmetric(found)
    np.testing.assert_allclose(mirror.mirror_anchors(symmetric), symmetric, atol=1e-12)
    for wrong in ([1, -1, 1], [-1, 1, 1], [1, 1, -1]):
        with pytest.raises(TrainingError, match="mirror images"):
            turn_to(reference * wrong, reference)


def test_the_mirror_keeps_the_face(arkit_npz):
    vertices = opposite_landmarks()
    np.testing.assert_array_equal(vertices[vertices], np.arange(478))
    # The middle line: as many vertices as MediaPipe has there, none of them an eye's.
    middle = np.flatnonzero(vertices == np.arange(478))
    assert {10, 152, 1, 4, 168, 0, 17}.issubset(middle)
    np.testing.assert_allclose(topology().uv[middle, 0], 0.5, atol=1e-3)
    # Irises change sides; their rims run subject-left, top, subject-right, bottom.
    assert vertices[468:].tolist() == [473, 476, 475, 474, 477, 468, 471, 470, 469, 472]
    # Triangles turn into triangles of the other side.
    triangles = topology().triangles
    there = {frozenset(t) for t in triangles.tolist()}
    assert {frozenset(t) for t in vertices[triangles].tolist()} == there
    # ICT's neutral head (cm) is nearly symmetric, its samples at the wings of the nose less so.
    neutral = FaceModel.load(arkit_npz).mean_neutral_mesh
    assert neutral is not None
    off = np.linalg.norm(mirror_meshes(neutral) - neutral, axis=1)
    assert np.median(off) < 0.15
    assert off.max() < 0.75
    np.testing.assert_allclose(
        mirror.mirror_anchors(neutral[list(ANCHORS)]),
        mirror_meshes(neutral)[list(ANCHORS)],
    )


@pytest.mark.parametrize("family", [BLENDSHAPES, ACTION_UNITS])
def test_mirrored_inputs_are_the_inputs_of_the_mirrored(family):
    from training.fit.blocks import write_inputs

    features, count = names(family), len(family)
    rng = np.random.default_rng(5)
    values, pose = rng.uniform(size=(3, count)), rng.normal(size=(3, 3))
    other = {"Left": "Right", "Right": "Left"}
    swapped = np.empty_like(values)
    for i, name in enumerate(features):
        for side in other:
            if name.endswith(side):
                name = name.removesuffix(side) + other[side]
                break
        swapped[:, features.index(name)] = values[:, i]
    plain, image = np.empty((3, 4 * count + 3)), np.empty((3, 4 * count + 3))
    write_inputs(values, pose, out=plain)
    write_inputs(swapped, pose * [1, -1, -1], out=image)
    np.testing.assert_array_equal(mirror.inputs(features).of(plain), image)
