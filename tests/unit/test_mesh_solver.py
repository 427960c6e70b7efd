"""Channels from meshes: exact within bounds, whatever the head did, with what cannot be told."""

import numpy as np
import pytest
from blendshape_face.data.bundled import ARKIT, MEDIAPIPE, bundled
from blendshape_face.data.errors import TakeError
from blendshape_face.data.meshes.bounded import solve_bounded
from blendshape_face.data.meshes.deviations import deviations
from blendshape_face.data.meshes.placing import from_pictures, place
from blendshape_face.data.meshes.solved import solve_meshes
from blendshape_face.data.meshes.solver import MeshSolver, solver_of
from blendshape_face.data.meshes.telling import telling_of
from blendshape_face.data.motion.head_rotation import head_angles, head_rotation
from blendshape_face.data.takes import read_take

MODELS = (ARKIT, MEDIAPIPE)


def played(model, take):
    """(n, F) the features of a model in a take, within 0 to 1."""
    columns = [take.names.index(name) for name in model.feature_columns]
    return take.values[:, columns].clip(0, 1)


def meshes_of(model, values, head=None):
    """(n, 478, 3) where a model has them in Blender."""
    basis = model.blender_basis()
    pose = np.zeros((len(values), 3), np.float32) if head is None else head
    return basis.positions(np.hstack([values, pose])).reshape(-1, 478, 3).astype(float)


def test_solutions_are_the_best_within_their_bounds():
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(30, 12))
    # Two unknowns that are next to the same.
    matrix[:, 11] = matrix[:, 10] + 1e-4 * matrix[:, 9]
    normal = matrix.T @ matrix + 1e-6 * np.eye(12)
    pulls = rng.normal(size=(3000, 12)) * 20
    low = np.full(12, -0.5)
    high = np.linspace(-0.5, 1, 12)
    low[3], high[4] = -np.inf, np.inf
    found = solve_bounded(normal, pulls, low, high)
    slopes = found @ normal - pulls
    assert (found >= low).all()
    assert (found <= high).all()
    inside = (found > low) & (found < high)
    assert inside.any()
    scale = np.abs(pulls).max()
    assert np.abs(slopes[inside]).max() < 1e-8 * scale
    # At a bound it only pulls outwards.
    assert slopes[(found == low) & (low < high)].min() > -1e-8 * scale
    assert slopes[(found == high) & (low < high)].max() < 1e-8 * scale
    again = solve_bounded(normal, pulls, low, high, start=np.roll(found, 1, axis=0))
    np.testing.assert_allclose(again @ normal, found @ normal, atol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_channels_come_back_from_their_meshes(name, sample_take):
    model = bundled(name)
    take = read_take(sample_take)
    assert take.head is not None
    values = played(model, take)
    turned = meshes_of(model, values, take.head) @ np.swapaxes(head_rotation(take.head), 1, 2)
    rest = model.blender_basis().rest.astype(float)
    placed = place(turned * 4321 + (5, 6, 7), rest, "film.npz")
    solved = solve_meshes(placed, model, rest)
    columns = [model.feature_columns.index(channel) for channel in solved.names]
    assert set(model.feature_columns) - set(solved.names) == {"_neutral"}
    assert np.abs(solved.values - values[:, columns]).max() < 0.01
    assert solved.deviations.whole_rms < 1e-4
    assert solved.deviations.explained > 0.999
    assert np.abs(placed.head - take.head).max() < 0.02


def test_weak_and_like_channels_are_named():
    rng = np.random.default_rng(0)
    one, two = rng.normal(0, 0.002, (2, 40, 3))
    shapes = np.stack([one, two, one + 0.1 * two, one + two, 0 * one])
    telling = telling_of(("a", "b", "c", "d", "e"), shapes)
    assert telling.rank == 2
    assert telling.unseen == ("e",)
    assert telling.alike[0][:2] == ("a", "c")
    assert {name for name, _ in telling.shared} == {"a", "b", "c", "d"}


def test_calm_frames_are_the_neutral_ones(sample_take):
    model = bundled(MEDIAPIPE)
    take = read_take(sample_take)
    values = played(model, take)
    # A second of rest within a lively film, of a person whose face is not the model's.
    values[100:130] = 0
    rest = model.blender_basis().rest.astype(float)
    person = rest * (1.06, 1, 0.96)
    meshes = meshes_of(model, values) - rest + person
    placed = place(meshes, rest, "film.npz")
    solved = solve_meshes(placed, model)
    assert solved.calm
    assert all(100 <= frame < 130 for frame in solved.calm)
    columns = [model.feature_columns.index(channel) for channel in solved.names]
    assert np.abs(solved.values - values[:, columns]).mean() < 0.01


def test_a_mesh_without_irises_tells_all_but_the_gaze():
    model = bundled(ARKIT)
    values = np.zeros((3, 52), np.float32)
    values[1, model.feature_columns.index("jawOpen")] = 0.7
    meshes = meshes_of(model, values)[:, :468]
    rest = model.blender_basis().rest.astype(float)
    solved = solve_meshes(place(meshes, rest, "a.npz"), model, rest[:468])
    assert solved.values[1, solved.names.index("jawOpen")] == pytest.approx(0.7, abs=0.01)
    assert solved.meshes.shape == (3, 468, 3)


def test_frames_without_a_mesh_stay_without_values():
    model = bundled(ARKIT)
    meshes = meshes_of(model, np.zeros((4, 52), np.float32))
    meshes[2, 17, 1] = np.nan
    rest = model.blender_basis().rest.astype(float)
    placed = place(meshes, rest, "a.npz")
    solved = solve_meshes(placed, model, 0, smoothness=1.0)
    assert np.isnan(solved.values).all(axis=1).tolist() == [False, False, True, False]
    assert np.isnan(placed.head[2]).all()
    with pytest.raises(TakeError, match="sample 2 has no face"):
        solve_meshes(placed, model, 2)
    with pytest.raises(TakeError, match="sample 9 is none of 0 to 3"):
        solve_meshes(placed, model, 9)


def test_smoothness_calms_what_trembles(sample_take):
    model = bundled(ARKIT)
    values = played(model, read_take(sample_take))[:60]
    rng = np.random.default_rng(0)
    meshes = meshes_of(model, values) + rng.normal(0, 0.0005, (60, 478, 3))
    rest = model.blender_basis().rest.astype(float)
    placed = place(meshes, rest, "a.npz")
    rough = solve_meshes(placed, model, rest)
    smooth = solve_meshes(placed, model, rest, smoothness=40.0)
    steps = [np.abs(np.diff(found.values, axis=0)).mean() for found in (rough, smooth)]
    assert steps[1] < 0.5 * steps[0]


def test_mirrored_and_flat_meshes_are_refused():
    rest = bundled(ARKIT).blender_basis().rest.astype(float)
    mirrored = rest * (-1, 1, 1)
    flat = rest * (1, 0, 1)
    for mesh, reason in (
        (mirrored, "in a mirror"),
        (flat, "no depth"),
        (rest * np.nan, "no frame"),
    ):
        with pytest.raises(TakeError, match=f"^a.csv: .*{reason}"):
            place(mesh[None], rest, "a.csv")
    with pytest.raises(TakeError, match="in one place"):
        place(np.ones((1, 478, 3)), rest, "a.csv")


def test_pictures_have_x_right_y_down_and_z_away():
    point = np.array([[[1.0, 2.0, 3.0]]])
    assert from_pictures(point).ravel().tolist() == [1, 3, -2]


def test_angles_and_rotations_undo_each_other():
    angles = np.random.default_rng(0).uniform(-1.2, 1.2, (50, 3))
    np.testing.assert_allclose(head_angles(head_rotation(angles)), angles, atol=1e-12)


def test_deviations_tell_distance_and_share():
    neutral = np.zeros((2, 3))
    measured = np.array([[[0, 0, 2.0], [0, 0, 0]], [[np.nan] * 3, [0, 0, 0]]])
    found = deviations(measured, np.array([[[0, 0, 1.0], [0, 0, 0]]] * 2), neutral)
    assert found.rms[0] == pytest.approx(np.sqrt(0.5))
    assert found.worst[0] == 1
    assert found.landmark.tolist() == [0, -1]
    assert np.isnan(found.worst[1])
    assert found.explained == pytest.approx(1 - 1 / 4)


def test_weights_of_landmarks_count():
    model = bundled(ARKIT)
    usual = solver_of(model.blender_basis(), model.columns)
    rest = usual.basis.rest.astype(float)
    mesh = usual.modelled(0.5 * np.eye(52)[[usual.names.index("jawOpen")]], rest)
    wrong = mesh.copy()
    wrong[0, 200:210] += 0.02
    weights = np.ones(478)
    weights[200:210] = 0
    blind = MeshSolver(usual.basis, usual.names, weights=weights)
    jaw = usual.names.index("jawOpen")
    assert blind.values(wrong, rest)[0, jaw] == pytest.approx(0.5, abs=0.01)
    assert abs(usual.values(wrong, rest)[0, jaw] - 0.5) > 0.02
