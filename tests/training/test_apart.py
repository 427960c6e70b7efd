"""Lips and lids that do not cross, slider by slider, and how far a rim takes a face with it."""

import heapq
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.alignment.mirror import mirror_meshes, opposite_landmarks
from blendshape_face.data.anatomy.topology import ANCHORS, IRISES, topology
from blendshape_face.data.model import FaceModel

from training.fit.apart import keep_apart, mesh_distances, partings

ROOT = Path(__file__).resolve().parents[2]
# Outer corner, the rim to the inner corner; for the mouth from the right to the left.
UPPER = {
    "mouth": (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
    "right": (33, 246, 161, 160, 159, 158, 157, 173, 133),
    "left": (263, 466, 388, 387, 386, 385, 384, 398, 362),
}
LOWER = {
    "mouth": (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
    "right": (33, 7, 163, 144, 145, 153, 154, 155, 133),
    "left": (263, 249, 390, 373, 374, 380, 381, 382, 362),
}
PAIRS = [pair for k in UPPER for pair in zip(UPPER[k][1:-1], LOWER[k][1:-1], strict=True)]


@pytest.fixture(scope="module")
def arkit(arkit_npz) -> FaceModel:
    return FaceModel.load(arkit_npz)


@pytest.fixture(scope="module")
def rest(arkit) -> np.ndarray:
    return arkit.predict({}).astype(np.float64)


@pytest.fixture(scope="module")
def crossing(arkit) -> FaceModel:
    """The bundled model with lips that cross by 3 mm at rest, and more in two channels."""
    rows, rest = arkit.coef.copy(), arkit.intercept.copy()
    upper, lower = (478 + np.array(v[1:-1]) for v in (UPPER["mouth"], LOWER["mouth"]))
    rest[upper] -= 0.3
    for name in ("cheekPuff", "mouthLeft"):
        rows[arkit.columns.index(name), lower] += 0.4
    rows[arkit.columns.index("eyeBlinkLeft"), 478 + 386] -= 0.5
    return replace(arkit, coef=rows, intercept=rest)


def gaps(model: FaceModel, value: float) -> dict[str, float]:
    """The smallest gap in mm of each slider alone, of mouthClose with jawOpen."""
    basis = model.blender_basis()
    shapes = dict(zip(model.columns, basis.shapes, strict=True))
    found = {}
    for name in model.feature_columns:
        mesh = basis.rest + value * shapes[name]
        if name == "mouthClose":
            mesh = mesh + value * shapes["jawOpen"]
        found[name] = min(1000 * float(mesh[u, 2] - mesh[w, 2]) for u, w in PAIRS)
    return found


def ways(mesh: np.ndarray, start: int) -> dict[int, float]:
    """Dijkstra's shortest ways along the edges of skin, lips and irises."""
    edges: dict[int, dict[int, float]] = {}
    for triangle, part in zip(topology().triangles.tolist(), topology().area, strict=True):
        if part in (2, 3, 4):  # the eyes and the mouth
            continue
        for a in triangle:
            for b in set(triangle) - {a}:
                edges.setdefault(a, {})[b] = float(np.linalg.norm(mesh[a] - mesh[b]))
    found, queue = {}, [(0.0, start)]
    while queue:
        length, vertex = heapq.heappop(queue)
        if vertex not in found:
            found[vertex] = length
            for other, step in edges[vertex].items():
                heapq.heappush(queue, (length + step, other))
    return found


@pytest.mark.parametrize("value", [0, 0.25, 0.5, 0.75, 1])
@pytest.mark.parametrize("name", ["arkit", "mediapipe"])
def test_no_slider_of_a_bundled_model_alone_crosses_lips_or_lids(name, value):
    model = FaceModel.load(ROOT / "data" / "assets" / "models" / f"{name}.npz")
    crossed = {k: v for k, v in gaps(model, value).items() if v < -0.01}
    assert not crossed


def test_lips_that_crossed_touch(crossing):
    before, after = gaps(crossing, 1), gaps(keep_apart(crossing), 1)
    for name in ("_neutral", "cheekPuff", "mouthLeft", "eyeBlinkLeft"):
        assert before[name] < -2
        assert after[name] == pytest.approx(0, abs=1e-3)
    once = keep_apart(crossing)
    twice = keep_apart(once)
    np.testing.assert_allclose(twice.coef, once.coef, atol=1e-5)
    np.testing.assert_allclose(twice.intercept, once.intercept, atol=1e-5)


def test_only_heights_change_and_only_where_something_crossed(crossing, arkit):
    coef = keep_apart(crossing).coef.reshape(55, 3, 478)
    before = crossing.coef.reshape(55, 3, 478)
    np.testing.assert_array_equal(coef[:, [0, 2]], before[:, [0, 2]])
    np.testing.assert_array_equal(coef[:, 1, ANCHORS], before[:, 1, ANCHORS])
    irises = [center + i for center in IRISES.values() for i in range(5)]
    np.testing.assert_array_equal(coef[:, 1, irises], before[:, 1, irises])
    for name in ("_neutral", "jawOpen", "browInnerUp", "Pitch"):
        row = arkit.columns.index(name)
        np.testing.assert_array_equal(coef[row], before[row])


def test_a_correction_is_judged_with_what_it_corrects(arkit):
    """Alone, mouthClose pushes the lips of a closed mouth far past each other."""
    alone = arkit.predict({"mouthClose": 1})
    together = arkit.predict({"mouthClose": 1, "jawOpen": 1})
    assert alone[13, 1] - alone[14, 1] < -1
    assert together[13, 1] - together[14, 1] == pytest.approx(0, abs=1e-4)


def test_partings_are_what_they_say(rest):
    """One vertex after the other: the mean of the rim by 1 / d^3, times (1 - d^4)^2."""
    found, row = partings(rest), 0
    for key in UPPER:
        rim = [*UPPER[key], *LOWER[key][1:-1]]
        reach = np.linalg.norm(rest[rim[0]] - rest[UPPER[key][-1]]) / 2
        lengths = {v: ways(rest, v) for v in rim}
        for upper, lower in zip(UPPER[key][1:-1], LOWER[key][1:-1], strict=True):
            expected = np.zeros(478)
            expected[upper], expected[lower] = 0.5, -0.5
            for vertex in sorted(set(lengths[upper]) - set(rim)):
                near = {v: lengths[v][vertex] / reach for v in rim}
                nearest = min(near.values())
                if nearest < 1:
                    lift = near[upper] ** -3 - near[lower] ** -3
                    lift /= sum(d**-3 for d in near.values())
                    expected[vertex] = lift * (1 - nearest**4) ** 2 / 2
            np.testing.assert_allclose(found[row], expected, atol=1e-9)
            row += 1
    upper, lower = (list(side) for side in zip(*PAIRS, strict=True))
    np.testing.assert_allclose(found[:, upper] - found[:, lower], np.eye(row), atol=1e-12)


def test_ways_do_not_cross_the_mouth(rest):
    """From lip to lip round the corner, though the lips all but touch."""
    found = mesh_distances(rest)
    assert found[13, 14] > np.linalg.norm(rest[13] - rest[78])
    assert np.isinf(found[13, 468])
    for start in (13, 145):
        lengths = ways(rest, start)
        expected = [lengths.get(vertex, np.inf) for vertex in range(478)]
        np.testing.assert_allclose(found[start], expected, rtol=1e-12)


def test_a_symmetric_face_parts_symmetrically(rest):
    found = partings((rest + mirror_meshes(rest)) / 2)
    order = [opposite_landmarks()[u] for u, _lower in PAIRS]
    partner = [[u for u, _lower in PAIRS].index(v) for v in order]
    np.testing.assert_allclose(found[partner][:, opposite_landmarks()], found, atol=1e-9)


def test_fit_keeps_apart_when_told(crossing, tmp_path):
    pytest.importorskip("threadpoolctl", reason="the training group is not installed")
    pytest.importorskip("tqdm", reason="the training group is not installed")
    from training.frames.synthetic import make_shards

    (tmp_path / "shards").mkdir()
    make_shards(tmp_path / "shards", crossing, 300, 6, 150, noise=1e-3)
    for name, options in (("as_it_is", ()), ("apart", ("--apart",))):
        output = tmp_path / f"{name}.npz"
        command = [sys.executable, "-m", "training", "fit", str(tmp_path / "shards")]
        command += ["--output", str(output), "--work", str(tmp_path / "work"), "--no-report"]
        command += ["--ridge", "1", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        model = FaceModel.load(output)
        assert json.loads(model.training_metadata)["settings"]["apart"] is bool(options)
        lowest = min(gaps(model, 1).values())
        assert lowest > -0.01 if options else lowest < -3
