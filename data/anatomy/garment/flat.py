"""What lies flat on the skin of a dressed face, such as colors: mixed along straight lines."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from ...bundled import bundled
from ..masks import masks
from ..topology import topology
from .control_points import CONTROLS, FIRST_OF_MARGINS, controls


@dataclass(frozen=True)
class Flat:
    """What lies on n vertices: rest (n, 3) places on a neutral face, meters; uv (n, 2);
    lid_margin (n,) 1 on the inner edges of the lids, 0 on skin; masks: name -> (n,) or (n, 3).
    """

    rest: np.ndarray
    uv: np.ndarray
    lid_margin: np.ndarray
    masks: dict[str, np.ndarray]

    @property
    def _columns(self) -> list[np.ndarray]:
        return [self.rest, self.uv, self.lid_margin, *self.masks.values()]

    def as_rows(self) -> np.ndarray:
        """(n, k) all values side by side."""
        return np.column_stack(self._columns)

    def like(self, rows: np.ndarray) -> "Flat":
        """Rows (m, k) as such values again, of m vertices."""
        widths = [1 if values.ndim == 1 else values.shape[1] for values in self._columns]
        ends = np.cumsum(widths)[:-1]
        columns = []
        for values, column in zip(self._columns, np.split(rows, ends, axis=1), strict=True):
            columns.append(column[:, 0] if values.ndim == 1 else column)
        rest, uv, lid_margin, *of_masks = columns
        return Flat(rest, uv, lid_margin, dict(zip(self.masks, of_masks, strict=True)))


@cache
def flat_of_cage() -> Flat:
    """What lies on the cage's vertices: those of mouth and lids have their landmark's."""
    source = controls(has_eyes=True).source[:CONTROLS]
    # Any neutral face does: it is where the grain of the skin is.
    rest = bundled().blender_basis().rest
    of_landmarks = {name: values[source] for name, values in masks().items()}
    is_margin = np.arange(CONTROLS) >= FIRST_OF_MARGINS
    return Flat(
        rest=rest[source].astype(float),
        uv=topology().uv[source],
        lid_margin=is_margin.astype(float),
        masks=of_landmarks,
    )


def with_head(of_face: Flat, rest: np.ndarray) -> Flat:
    """The face's values, and plain skin for the head's vertices (n, 3)."""
    rows = of_face.as_rows()
    plain = np.zeros((len(rest), rows.shape[1]))
    plain[:, :3] = rest
    return of_face.like(np.concatenate((rows, plain)))
