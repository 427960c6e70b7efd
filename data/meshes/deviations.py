"""How far a model's meshes are from those that were measured."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Deviations:
    """Of n frames, lengths in meters, NaN where nothing was measured.

    rms: (n,) root mean square of the landmarks' distances. worst: (n,) the largest of them;
    landmark: (n,) whose it is, -1 without any.
    explained: share of the motion that the model explains, in all frames together: 1 - E / M. E is
        the sum of squared distances between measured and modelled landmarks, M that between
        measured and neutral ones. 1 is all of it; 0 no better than a face that stays neutral. NaN
        where nothing moves.
    """

    rms: np.ndarray
    worst: np.ndarray
    landmark: np.ndarray
    explained: float

    @property
    def whole_rms(self) -> float:
        """Meters, of all frames."""
        return float(np.sqrt(np.nanmean(self.rms**2)))

    @property
    def worst_frame(self) -> int:
        """The frame with the largest distance."""
        return int(np.nanargmax(self.worst))


def deviations(measured: np.ndarray, modelled: np.ndarray, neutral: np.ndarray) -> Deviations:
    """Of meshes (n, p, 3) to those of a model (n, p, 3) and to the neutral one (p, 3)."""
    squares = _squares(measured, modelled)
    is_measured = np.asarray(np.isfinite(squares).all(axis=1))
    known = np.where(is_measured[:, None], squares, -1.0)
    landmark = np.where(is_measured, known.argmax(axis=1), -1)
    missed = squares[is_measured].sum()
    moved = _squares(measured[is_measured], neutral).sum()
    return Deviations(
        rms=np.sqrt(squares.mean(axis=1)),
        worst=np.where(is_measured, np.sqrt(squares.max(axis=1)), np.nan),
        landmark=landmark,
        explained=float(1 - missed / moved) if moved else float("nan"),
    )


def _squares(meshes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(n, p) squared distances."""
    apart = meshes - others
    return np.einsum("npx,npx->np", apart, apart)
