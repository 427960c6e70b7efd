"""Channels from meshes: frames a second, and the objective beside SciPy's `lsq_linear`.

    uv run --group training python -m benchmarks.solve [--frames 4000]

Random expressions of the bundled MediaPipe model with noise of a millimeter. Limits: 2,000 frames a
second, and an objective that is at most one part in a million above the reference's.
"""

import time
from collections.abc import Callable

import numpy as np
from blendshape_face.data.bundled import MEDIAPIPE, bundled
from blendshape_face.data.meshes.bounded import solve_bounded
from blendshape_face.data.meshes.solver import MeshSolver, solver_of

from benchmarks.harness import options
from tools.packages import require

COMMAND = "uv run --group training python -m benchmarks.solve"
FRAMES = 4000
LEAST = 2000
"""Frames a second."""
COMPARED = 200
"""Frames that are solved by SciPy too."""
LIMIT = 1e-6
NOISE = 0.001
"""Meters, standard deviation along each axis."""
ROUNDS = 3


def main() -> None:
    """Print frames a second of all steps together and of the solver alone, and both objectives."""
    parser = options("solve", __doc__)
    parser.add_argument("--frames", type=int, default=FRAMES)
    arguments = parser.parse_args()
    require("scipy", command=COMMAND)
    model = bundled(MEDIAPIPE)
    solver = solver_of(model.blender_basis(), model.columns)
    rest = solver.basis.rest.astype(np.float64)
    meshes = random_meshes(solver, arguments.frames)
    pulls = solver.pulls(meshes - rest)
    low = np.zeros(len(solver.names))
    whole = rate_of(lambda: solver.values(meshes, rest), len(meshes))
    alone = rate_of(lambda: solve_bounded(solver.normal, pulls, low, solver.high), len(meshes))
    print(f"alignment, solution twice: {whole:7.0f} frames a second (at least {LEAST})")
    print(f"one solution alone:        {alone:7.0f} frames a second")
    print_objectives(solver, meshes[:COMPARED] - rest)


def random_meshes(solver: MeshSolver, count: int) -> np.ndarray:
    """(count, 478, 3) meters, about half of the channels at 0."""
    rng = np.random.default_rng(0)
    values = rng.uniform(-1, 1, (count, len(solver.names))).clip(0)
    meshes = solver.modelled(values, solver.basis.rest.astype(np.float64))
    return meshes + rng.normal(0, NOISE, meshes.shape)


def rate_of(work: Callable[[], object], count: int) -> float:
    """Frames a second of the best round."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return count / min(times)


def print_objectives(solver: MeshSolver, moves: np.ndarray) -> None:
    """The worst frame of moves (n, 478, 3), and how long SciPy takes."""
    from scipy.optimize import lsq_linear

    pulls = solver.pulls(moves)
    low = np.zeros(len(solver.names))
    # Of an unseen channel both bounds are 0, which SciPy refuses.
    free = solver.high > low
    normal = solver.normal[np.ix_(free, free)]
    found = solve_bounded(normal, pulls[:, free], low[free], solver.high[free])
    root = np.linalg.cholesky(normal).T
    worst = 0.0
    began = time.perf_counter()
    for pull, ours in zip(pulls[:, free], found, strict=True):
        target = np.linalg.solve(root.T, pull)
        bounds = (low[free], solver.high[free])
        theirs = lsq_linear(root, target, bounds, tol=1e-14).x
        reached = np.square(root @ ours - target).sum()
        reference = np.square(root @ theirs - target).sum()
        worst = max(worst, reached / reference - 1)
    rate = len(pulls) / (time.perf_counter() - began)
    print(f"lsq_linear:                {rate:7.0f} frames a second")
    print(f"objective above its own, worst of {len(pulls)}: {worst:.1e} (limit {LIMIT:g})")


if __name__ == "__main__":
    main()
