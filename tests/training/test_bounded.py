"""The solver of meshes against SciPy's, frame by frame."""

import numpy as np
import pytest

scipy_optimize = pytest.importorskip("scipy.optimize", reason="the training group is not installed")

from blendshape_face.data.bundled import MEDIAPIPE, bundled  # noqa: E402
from blendshape_face.data.meshes.bounded import solve_bounded  # noqa: E402
from blendshape_face.data.meshes.smooth import solve_smooth  # noqa: E402
from blendshape_face.data.meshes.solver import MeshSolver, solver_of  # noqa: E402

FRAMES = 200


def by_scipy(matrix, target, low, high):
    """The least sum of squares of matrix x - target within bounds."""
    return scipy_optimize.lsq_linear(matrix, target, (low, high), tol=1e-14).x


@pytest.mark.parametrize("noise", [0.0, 0.003])
def test_the_objective_is_that_of_scipy_on_random_frames(noise):
    model = bundled(MEDIAPIPE)
    usual = solver_of(model.blender_basis(), model.columns)
    weights = np.linspace(0.5, 2, 478)
    solver = MeshSolver(usual.basis, usual.names, weights=weights)
    rng = np.random.default_rng(1)
    values = rng.uniform(-0.5, 1.3, (FRAMES, 52))
    moves = np.tensordot(values, solver.shapes, 1) + rng.normal(0, noise, (FRAMES, 478, 3))
    seen = solver.high > 0
    low = np.zeros(len(solver.names))
    found = solve_bounded(solver.normal, solver.pulls(moves), low, solver.high)
    assert (found >= 0).all()
    assert (found <= solver.high).all()
    # Millimeters, each landmark as often as it weighs, and a row for the ridge of each channel.
    roots = np.sqrt(weights)[:, None]
    rows = (solver.shapes * roots).reshape(52, -1).T * 1000
    matrix = np.vstack([rows, solver.ridge * np.eye(52)])[:, seen]
    # SciPy takes a second for a frame of all the rows; turned into fewer they are the same problem.
    turn, fewer = np.linalg.qr(matrix)
    for move, ours in zip(moves, found[:, seen], strict=True):
        target = np.append((move * roots).ravel() * 1000, np.zeros(52))
        theirs = by_scipy(fewer, turn.T @ target, low[seen], solver.high[seen])
        reached = np.square(matrix @ ours - target).sum()
        reference = np.square(matrix @ theirs - target).sum()
        assert reached <= reference * (1 + 1e-6)


def test_smooth_frames_are_those_of_one_large_problem():
    rng = np.random.default_rng(2)
    count, frames, weight = 5, 14, 3.0
    matrix = rng.normal(size=(9, count))
    normal = matrix.T @ matrix + 0.01 * np.eye(count)
    targets = rng.normal(size=(frames, 9)) * 2
    follows = np.ones(frames - 1, bool)
    follows[6] = False
    found = solve_smooth(normal, targets @ matrix, np.zeros(count), np.ones(count), weight, follows)
    blocks = np.kron(np.eye(frames), np.vstack([matrix, 0.1 * np.eye(count)]))
    steps = np.diff(np.eye(frames), axis=0)[follows]
    links = np.kron(steps, np.sqrt(weight) * np.eye(count))
    whole = np.vstack([blocks, links])
    target = np.hstack([targets, np.zeros((frames, count))]).ravel()
    target = np.append(target, np.zeros(len(links)))
    theirs = by_scipy(whole, target, np.zeros(frames * count), np.ones(frames * count))
    reached = np.square(whole @ found.ravel() - target).sum()
    assert reached == pytest.approx(np.square(whole @ theirs - target).sum(), rel=1e-6)
    rough = solve_bounded(normal, targets @ matrix, np.zeros(count), np.ones(count))
    assert np.abs(np.diff(found, axis=0)).sum() < 0.7 * np.abs(np.diff(rough, axis=0)).sum()
