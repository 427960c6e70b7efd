"""Figures for papers: pictures of a face's animation over the curves of its channels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np

from ..animation.measured_take import deviations_of
from ..animation.sampling import sample_face
from ..data.errors import FaceError
from ..data.figure import (
    DEVIATION,
    DPI,
    Figure,
    Shot,
    lay_out,
    most_moving,
    picture_width,
    pictured_frames,
    rasterize,
    svg,
)
from ..data.figure.raster import MILLIMETERS_AN_INCH
from ..data.figure.shapes import Drawing
from ..data.paper import WIDTHS
from ..data.pictures.png import encode_png
from ..data.takes import Take
from ..data.whole_files import whole_file
from ..face.measured import measured_of
from .lettering import letters
from .photographs import photograph

SUFFIXES = (".svg", ".png")
_MILLIMETERS = 1000
_NARROWEST = 20
"""Millimeters across a picture that is put into a row with others."""
_BLANK = np.zeros((1, 1, 3), np.uint8)
"""(h, w, 3) in place of a picture that is not there yet, as square as the studio's are."""


@dataclass(frozen=True)
class FigureOptions:
    """channels: those that move most unless named. frames: those named, or each `every`, or so
    many `pictures` evenly spread. columns: pictures in a row, 0 for one row or two.
    """

    channels: Sequence[str] = ()
    pictures: int = 8
    every: int = 0
    frames: Sequence[int] = ()
    columns: int = 0
    width: str = "double"


def split_names(text: str) -> list[str]:
    """Names parted by commas."""
    names = [name.strip() for name in text.split(",")]
    return [name for name in names if name]


def make_figure(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    path: Path,
    first: int,
    last: int,
    options: FigureOptions = FigureOptions(),
    recording: Take | None = None,
) -> str:
    """Write a figure of a face from one frame to another, as SVG or PNG by the path's ending.

    The scene's camera pictures it, or the studio's where the scene's shows no face large enough.
    recording: that which was keyed from the first frame on; the curves have its gaps.
    Returns a report. Raises FaceError.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise FaceError(f"{path.name}: a figure is {' or '.join(SUFFIXES)}")
    depsgraph = context.evaluated_depsgraph_get()
    take = sample_face(obj, context.scene, depsgraph, first, last)
    if recording:
        take = _with_gaps(take, recording)
    take = _with_deviation(context, obj, take, first)
    frames = pictured_frames(
        first,
        last,
        options.pictures,
        options.every,
        options.frames,
    )
    blanks = []
    for frame in frames:
        time = take.times[frame - first]
        blanks.append(Shot(time, frame, _BLANK))
    draft = _figure_of(take, blanks, options)
    # Says what is wrong before the long work.
    lay_out(draft)
    # A place that cannot be written to is told before the long work, too.
    with whole_file(path) as part:
        inches = picture_width(draft.width, draft.columns) / MILLIMETERS_AN_INCH
        pictures = photograph(context, obj, frames, width=round(inches * DPI))
        shots = []
        for blank, pixels in zip(blanks, pictures, strict=True):
            shots.append(replace(blank, pixels=pixels))
        drawing = lay_out(replace(draft, shots=shots))
        _write(part, drawing)
    names = ", ".join(draft.channels)
    return (
        f"{path.name}: {len(shots)} pictures and the curves of {names}, "
        f"{drawing.width:.0f} x {drawing.height:.0f} mm"
    )


def _figure_of(take: Take, shots: Sequence[Shot], options: FigureOptions) -> Figure:
    """What the options do not say is chosen by the take and the room on the page."""
    width = WIDTHS[options.width]
    columns = options.columns or _usual_columns(len(shots), width)
    return Figure(
        take,
        channels=options.channels or _usual_channels(take),
        shots=shots,
        width=width,
        columns=min(columns, len(shots)),
    )


def _usual_channels(take: Take) -> tuple[str, ...]:
    """Those that move most, and the deviation where something was measured."""
    moving = most_moving(take)
    return (*moving, DEVIATION) if DEVIATION in take.names else moving


def _with_deviation(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    take: Take,
    first: int,
) -> Take:
    """The take with a column of the distance from the measured mesh, in millimeters, where the
    face has one; first: frame of the take's first sample.
    """
    if measured_of(obj) is None:
        return take
    start, found = deviations_of(context, obj)
    frames = np.arange(first, first + len(take.times))
    measured = np.arange(start, start + len(found.rms))
    distances = np.interp(frames, measured, found.rms, left=np.nan, right=np.nan)
    values = np.column_stack([take.values, distances * _MILLIMETERS])
    return replace(take, names=(*take.names, DEVIATION), values=values.astype(np.float32))


def _write(path: Path, drawing: Drawing) -> None:
    """Letters stay letters in SVG; pixels need their shapes."""
    if path.suffix.lower() == ".svg":
        path.write_text(svg(drawing), encoding="utf-8")
    else:
        pixels = rasterize(drawing, letters, DPI)
        path.write_bytes(encode_png(pixels, DPI))


def _with_gaps(take: Take, recording: Take) -> Take:
    """The keys bridge gaps, in which nothing was measured."""
    seen = recording.seen_at(take.times)[:, None]
    values = np.where(seen, take.values, np.nan)
    head = None
    if take.head is not None:
        head = np.where(seen, take.head, np.nan)
    return replace(take, values=values, head=head)


def _usual_columns(count: int, width: float) -> int:
    """One row where its pictures are 20 mm wide or more, else rows that are evenly filled: 10
    pictures on 183 mm, where 9 fit, go into two rows of 5.

    width: millimeters of the page.
    """
    most = max(1, int(width / _NARROWEST))
    rows = math.ceil(count / most)
    return math.ceil(count / rows)
