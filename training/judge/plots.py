"""The pictures of a report."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import LANDMARKS, topology
from blendshape_face.data.model import FaceModel
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

_COLUMNS = 8
"""Faces side by side."""

_ARROWS = slice(0, 468, 4)
"""Every fourth vertex of the skin shows its arrow."""

_FARTHEST = 0.12
"""Share of the face's height that is darkest."""

_BARS = 50
"""Values that a histogram tells apart."""

_ROW_INCHES = 0.2
"""Height of a channel's row, for letters of _SMALL."""

_SMALL = 7
"""Points."""


def draw_r2(
    path: Path,
    mesh: np.ndarray,
    folds: np.ndarray,
    vertices: np.ndarray,
) -> None:
    """R2 of the folds (folds,) as bars, and of each vertex (478,) on the mean face (478, 3)."""
    figure = Figure(figsize=(11, 5.5), layout="constrained")
    bars, face = figure.subplots(1, 2, width_ratios=(1, 1.6))
    names = [f"fold {fold + 1}" for fold in range(len(folds))]
    shown = bars.bar(names, folds)
    bars.bar_label(shown, fmt="%.4f")
    bars.set_ylabel("R2, out of sample")
    colors = _paint(
        axes=face,
        mesh=mesh,
        values=vertices,
        colors="viridis",
        most=1,
    )
    face.set_title("R2 of each vertex")
    figure.colorbar(colors, ax=face)
    figure.savefig(path, dpi=100)


def draw_channels(
    path: Path,
    channels: Sequence[str],
    losses: np.ndarray,
) -> None:
    """Bars of the loss of R2 (F + 3,) when each channel is held still."""
    figure = _figure_of_rows(len(channels))
    axes = figure.subplots()
    axes.barh(channels, losses)
    axes.invert_yaxis()  # the first on top
    axes.margins(y=0.005)
    axes.tick_params(labelsize=_SMALL)
    axes.set_xlabel("R2 lost when the channel is held at its mean")
    figure.savefig(path, dpi=100)


def draw_effects(
    path: Path,
    model: FaceModel,
    weak: Sequence[str],
) -> None:
    """What one unit of each channel does, from the front: color for how far, arrows for where to.

    weak: channels that the frames hardly show; their names are red.
    """
    rest = model.predict({})
    count = len(model.columns)
    rows = -(-count // _COLUMNS)  # rounded up
    figure = Figure(figsize=(2 * _COLUMNS, 2.3 * rows), layout="constrained")
    panels = figure.subplots(rows, _COLUMNS).ravel()
    # The last row is seldom full.
    for panel in panels[count:]:
        panel.set_axis_off()
    coordinates = model.coef.reshape(-1, 3, LANDMARKS)
    moves = np.swapaxes(coordinates, 1, 2)
    for panel, name, move in zip(panels, model.columns, moves, strict=False):
        _draw_effect(panel, rest, move)
        color = "red" if name in weak else "black"
        panel.set_title(name, fontsize=8, color=color)
    figure.suptitle(
        "One unit (a radian for head pose); darkest at 12 % of the face's height; "
        "red: hardly in the frames"
    )
    figure.savefig(path, dpi=80)


def _draw_effect(
    panel: Axes,
    rest: np.ndarray,
    move: np.ndarray,
) -> None:
    """One channel's displacements (478, 3) on the face at rest (478, 3)."""
    height = float(np.ptp(rest[:, 1]))
    distance = np.linalg.norm(move, axis=1)
    _paint(
        axes=panel,
        mesh=rest,
        values=distance / height,
        colors="Blues",
        most=_FARTHEST,
    )
    x, y, _ = rest[_ARROWS].T
    across, up, _ = move[_ARROWS].T
    panel.quiver(
        x,
        y,
        across,
        up,
        # In the face's own units, so that an arrow ends where its vertex does.
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.008,
        color="darkred",
    )


def draw_coverage(
    path: Path,
    channels: Sequence[str],
    histogram: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> None:
    """How many frames have which value: a row for each channel, from its lowest to its highest.

    histogram: (F + 3, bins) frames, as many bins as go evenly into _BARS. low, high: (F + 3,).
    """
    counts = histogram.reshape(len(channels), _BARS, -1).sum(axis=2)
    figure = _figure_of_rows(len(channels))
    axes = figure.subplots()
    # By the logarithm, which has no place for values that no frame has.
    shown = np.where(counts, counts, np.nan)
    norm = LogNorm(1, max(2, counts.max()))
    image = axes.imshow(shown, aspect="auto", norm=norm)
    axes.set_yticks(range(len(channels)), channels, fontsize=_SMALL)
    axes.set_xticks([])
    axes.set_xlabel("lowest to highest value")
    right = axes.secondary_yaxis("right")
    ranges = []
    for least, most in zip(low, high, strict=True):
        ranges.append(f"{least:.2g} to {most:.2g}")
    right.set_yticks(range(len(channels)), ranges, fontsize=_SMALL)
    figure.colorbar(image, ax=axes, label="frames")
    figure.savefig(path, dpi=100)


def _figure_of_rows(rows: int) -> Figure:
    """An inch more than the rows: room for the title of the axis below."""
    return Figure(figsize=(8, _ROW_INCHES * rows + 1), layout="constrained")


def _paint(
    axes: Axes,
    mesh: np.ndarray,
    values: np.ndarray,
    colors: str,
    most: float,
) -> Collection:
    """Values (478,) from 0 to `most` on a mesh (478, 3), seen from the front."""
    # A face keeps its shape, whatever room there is.
    axes.set_aspect("equal")
    axes.set_axis_off()
    x, y, _ = mesh.T
    return axes.tripcolor(
        x,
        y,
        values,
        triangles=topology().triangles,
        shading="gouraud",
        cmap=colors,
        vmin=0,
        vmax=most,
    )
