"""The pictures of a report."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import LANDMARKS, topology
from blendshape_face.data.model import FaceModel
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

_COLUMNS = 8
_ARROWS = slice(0, 468, 4)
"""Every fourth vertex of the skin shows its arrow."""
_BARS = 50


def draw_r2(path: Path, mesh: np.ndarray, folds: np.ndarray, vertices: np.ndarray) -> None:
    """R2 of the folds as bars, and of each vertex (478,) on the mean face."""
    figure = Figure(figsize=(11, 5.5), layout="constrained")
    bars, face = figure.subplots(1, 2, width_ratios=(1, 1.6))
    shown = bars.bar([f"fold {i + 1}" for i in range(len(folds))], folds)
    bars.bar_label(shown, fmt="%.4f")
    bars.set_ylabel("R2, out of sample")
    colors = _paint(face, mesh, vertices, cmap="viridis", vmin=0, vmax=1)
    face.set_title("R2 of each vertex")
    figure.colorbar(colors, ax=face)
    figure.savefig(path, dpi=100)


def draw_channels(path: Path, channels: Sequence[str], losses: np.ndarray) -> None:
    """Bars of the loss of R2 (F + 3,) when each channel is held still."""
    figure = Figure(figsize=(8, 0.2 * len(channels) + 1), layout="constrained")
    axes = figure.subplots()
    axes.barh(channels, losses)
    axes.invert_yaxis()
    axes.margins(y=0.005)
    axes.tick_params(labelsize=7)
    axes.set_xlabel("R2 lost when the channel is held at its mean")
    figure.savefig(path, dpi=100)


def draw_effects(path: Path, model: FaceModel, weak: Sequence[str]) -> None:
    """What one unit of each channel does, from the front: color for how far, arrows for where to.

    weak: channels that the frames hardly show; their names are red.
    """
    rest = model.predict({})
    size = float(np.ptp(rest[:, 1]))
    rows = -(-len(model.columns) // _COLUMNS)
    figure = Figure(figsize=(2 * _COLUMNS, 2.3 * rows), layout="constrained")
    panels = figure.subplots(rows, _COLUMNS).ravel()
    for panel in panels[len(model.columns) :]:
        panel.set_axis_off()
    moves = np.swapaxes(model.coef.reshape(-1, 3, LANDMARKS), 1, 2)
    for panel, name, move in zip(panels, model.columns, moves, strict=False):
        distance = np.linalg.norm(move, axis=1)
        _paint(panel, rest, distance / size, cmap="Blues", vmin=0, vmax=0.12)
        panel.quiver(
            *rest[_ARROWS, :2].T,
            *move[_ARROWS, :2].T,
            angles="xy",
            scale_units="xy",
            scale=1,
            width=0.008,
            color="darkred",
        )
        panel.set_title(name, fontsize=8, color="red" if name in weak else "black")
    figure.suptitle(
        "One unit (a radian for head pose); darkest at 12 % of the face's height; "
        "red: hardly in the frames"
    )
    figure.savefig(path, dpi=80)


def draw_coverage(
    path: Path,
    channels: Sequence[str],
    histogram: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> None:
    """How many frames have which value: a row for each channel, from its lowest to its highest."""
    counts = histogram.reshape(len(channels), _BARS, -1).sum(axis=2)
    figure = Figure(figsize=(8, 0.2 * len(channels) + 1), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(
        np.where(counts, counts, np.nan), aspect="auto", norm=LogNorm(1, max(2, counts.max()))
    )
    axes.set_yticks(range(len(channels)), channels, fontsize=7)
    axes.set_xticks([])
    axes.set_xlabel("lowest to highest value")
    right = axes.secondary_yaxis("right")
    ranges = [f"{a:.2g} to {b:.2g}" for a, b in zip(low, high, strict=True)]
    right.set_yticks(range(len(channels)), ranges, fontsize=7)
    figure.colorbar(image, ax=axes, label="frames")
    figure.savefig(path, dpi=100)


def _paint(axes: Axes, mesh: np.ndarray, values: np.ndarray, **colors):
    axes.set_aspect("equal")
    axes.set_axis_off()
    x, y = mesh[:, 0], mesh[:, 1]
    triangles = topology().triangles
    return axes.tripcolor(x, y, values, triangles=triangles, shading="gouraud", **colors)
