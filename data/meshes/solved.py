"""What measured meshes became: the channels, and how well they explain the meshes."""

from dataclasses import dataclass, replace

import numpy as np

from ..errors import TakeError
from ..model import FaceModel
from .deviations import Deviations, deviations
from .neutral import calm_frames, neutral_of
from .placing import Placed
from .solver import RIDGE, MeshSolver, solver_of
from .telling import Telling

_MILLIMETERS = 1000
_LISTED = 4
_ALIKE = 10
"""Landmarks err together with their neighbors: they count as a tenth of their number."""
_USUAL = 0.15
"""How far a channel's values are from 0, root mean square."""


@dataclass(frozen=True, eq=False)
class Solved:
    """Of n measured meshes, NaN where there is none.

    model: name of the one that explains them. names: (k) of its channels that its meshes show.
    values: (n, k) float32. meshes: (n, p, 3) float32 meters in the frame of all models, head pose
        taken off; modelled: likewise by the channels. neutral: (p, 3) float32 of the person.
    calm: the samples whose mean is the neutral mesh, none where it was given.
    ridge: millimeters, as MeshSolver has it.
    """

    model: str
    names: tuple[str, ...]
    values: np.ndarray
    meshes: np.ndarray
    modelled: np.ndarray
    neutral: np.ndarray
    calm: tuple[int, ...]
    ridge: float
    deviations: Deviations
    telling: Telling

    def lines(self) -> list[str]:
        """What a report says, as short lines."""
        far = self.deviations
        frame = far.worst_frame
        worst = far.worst[frame] * _MILLIMETERS
        lines = [
            f"Meshes: {len(self.names)} channels of the model {self.model}; {self._neutral_line()}",
            f"Left over: {far.whole_rms * _MILLIMETERS:.2f} mm (root mean square), at worst "
            f"{worst:.1f} mm in sample {frame} at landmark {far.landmark[frame]}",
            f"Explained: {far.explained:.1%} of the motion; ridge {self.ridge:.1f} mm",
            f"Told apart: rank {self.telling.rank} of {len(self.telling.names)} channels",
        ]
        alike = [f"{one} and {two} {cosine:.2f}" for one, two, cosine in self.telling.alike]
        shared = [f"{name} {share:.0%}" for name, share in self.telling.shared]
        kinds = {
            "Not seen in a mesh": list(self.telling.unseen),
            "Move the mesh alike": alike,
            "Little motion of their own": shared,
        }
        for title, items in kinds.items():
            if items:
                more = len(items) - _LISTED
                ending = f" and {more} more" if more > 0 else ""
                lines.append(f"{title}: {', '.join(items[:_LISTED])}{ending}")
        return lines

    def _neutral_line(self) -> str:
        if not self.calm:
            return "neutral as given"
        first = ", ".join(map(str, self.calm[:_LISTED]))
        ending = " .." if len(self.calm) > _LISTED else ""
        return f"neutral: calm samples {first}{ending}"


def solve_meshes(
    placed: Placed,
    model: FaceModel,
    neutral: np.ndarray | int | None = None,
    smoothness: float = 0.0,
    times: np.ndarray | None = None,
) -> Solved:
    """The channels of a model for meshes (n, p, 3) that were placed in its frame.

    neutral: (p, 3) the face at rest, the number of a sample, or None for the calm ones.
    smoothness: millimeters, as MeshSolver has it; times: (n,) seconds.
    Raises TakeError for a sample without a mesh.
    """
    points = placed.meshes.shape[1]
    rough = solver_of(model.blender_basis(), model.columns, points)
    calm: tuple[int, ...] = ()
    if neutral is None:
        frames = calm_frames(rough, placed)
        calm = tuple(sorted(frames.tolist()))
        neutral = neutral_of(rough, placed, frames)
    elif isinstance(neutral, int):
        _check_sample(placed.meshes, neutral)
        neutral = neutral_of(rough, placed, np.array([neutral]))
    ridge = _ridge_for(rough, placed, neutral)
    solver = replace(rough, ridge=ridge, smoothness=smoothness)
    values = solver.values(placed.meshes, neutral, placed.head, times=times)
    modelled = solver.modelled(values, neutral, placed.head)
    shown = [index for index, high in enumerate(solver.high) if high > 0]
    return Solved(
        model=model.name,
        names=tuple(solver.names[index] for index in shown),
        values=values[:, shown],
        meshes=placed.meshes.astype(np.float32),
        modelled=modelled.astype(np.float32),
        neutral=neutral.astype(np.float32),
        calm=calm,
        ridge=ridge,
        deviations=deviations(placed.meshes, modelled, neutral),
        telling=solver.telling,
    )


def _ridge_for(solver: MeshSolver, placed: Placed, neutral: np.ndarray) -> float:
    """Millimeters: the more a model leaves of the meshes, the less large values are believed.

    By Bayes' rule, as if what it leaves were noise and values normal about 0.
    """
    values = solver.values(placed.meshes, neutral, placed.head)
    modelled = solver.modelled(values, neutral, placed.head)
    left = deviations(placed.meshes, modelled, neutral).whole_rms * _MILLIMETERS
    along_an_axis = left / np.sqrt(3)
    by_noise = np.sqrt(_ALIKE) * along_an_axis / _USUAL
    return float(np.hypot(RIDGE, by_noise))


def _check_sample(meshes: np.ndarray, number: int) -> None:
    """Raises TakeError for a number that none of meshes (n, p, 3) has, or one without a face."""
    last = len(meshes) - 1
    if not 0 <= number <= last:
        raise TakeError(f"The neutral sample {number} is none of 0 to {last}; choose another")
    if not np.isfinite(meshes[number]).all():
        raise TakeError(f"The neutral sample {number} has no face; choose another")
