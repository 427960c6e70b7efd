"""Which of several models explains measured meshes best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model import FaceModel
from .neutral import calm_frames, neutral_of
from .placing import place
from .solved import Solved, solve_meshes
from .solver import solver_of


@dataclass(frozen=True, eq=False)
class Compared:
    """A model's name and what it makes of the meshes."""

    name: str
    solved: Solved

    def row(self) -> list[str]:
        """For a table whose header is HEADER."""
        far = self.solved.deviations
        return [
            self.name,
            str(len(self.solved.names)),
            str(self.solved.telling.rank),
            f"{far.whole_rms * 1000:.2f}",
            f"{np.nanmax(far.worst) * 1000:.1f}",
            f"{far.explained:.1%}",
        ]


HEADER = ("model", "channels", "rank", "rms mm", "worst mm", "explained")


def compare_models(
    meshes: np.ndarray,
    models: Sequence[FaceModel],
    name: str,
) -> list[Compared]:
    """Each of the models for meshes (n, p, 3) in Blender's axes, the best first.

    All of them start from the same neutral frames: those that the first finds calm.
    name: of the file, for messages. Raises TakeError.
    """
    calm: np.ndarray | None = None
    compared: list[Compared] = []
    for model in models:
        basis = model.blender_basis()
        placed = place(meshes, basis.rest.astype(np.float64), name)
        solver = solver_of(basis, model.columns, meshes.shape[1])
        if calm is None:
            calm = calm_frames(solver, placed)
        solved = solve_meshes(placed, model, neutral_of(solver, placed, calm))
        compared.append(Compared(model.name, solved))
    return sorted(compared, key=lambda one: -one.solved.deviations.explained)


def table_of(compared: Sequence[Compared]) -> list[str]:
    """Lines of a table for people, in columns."""
    rows = [list(HEADER), *(one.row() for one in compared)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for first, *numbers in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join(cells))
    return lines
