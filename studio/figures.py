"""Figures for papers: pictures of a face's animation over the curves of its channels."""

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from ..animation.sampling import sample_face
from ..data.errors import FaceError
from ..data.figure import (
    DPI,
    WIDTHS,
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
from ..data.pictures.png import encode_png
from ..data.takes import Take
from .render_settings import CYCLES, use_engine, write_pictures
from .staging import remove, set_up

SUFFIXES = (".svg", ".png")

_SAMPLES = 16
"""A pixel, where the studio is set up for the figure."""

_LEAST_PICTURE_WIDTH = 20
"""Millimeters: an expression in a smaller picture is hard to see in print."""

_FONT_RESOLUTION = 3
"""Pieces that each curve of a letter is made of."""

_LEAST_SEEN = 0.15
"""Of the picture's height: in a smaller face nobody would see an expression."""
_ALIGN = {"start": "LEFT", "middle": "CENTER", "end": "RIGHT"}


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
    return [name.strip() for name in text.split(",") if name.strip()]


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
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FaceError(f"{path.name}: a figure is {' or '.join(SUFFIXES)}")
    take = _sample(context, obj, first, last, recording)
    frames = pictured_frames(first, last, options.pictures, options.every, options.frames)
    figure = _blank_figure(take, first, frames, options)
    lay_out(figure)  # says what is wrong before the long work
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing = lay_out(_with_pictures(context, obj, figure))
    if suffix == ".svg":
        path.write_text(svg(drawing), encoding="utf-8")
    else:
        path.write_bytes(encode_png(rasterize(drawing, letters, DPI), DPI))
    return (
        f"{path.name}: {len(frames)} pictures and the curves of {', '.join(figure.channels)}, "
        f"{drawing.width:.0f} x {drawing.height:.0f} mm"
    )


def _sample(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    first: int,
    last: int,
    recording: Take | None,
) -> Take:
    """The face's animation between two frames, with the gaps of its recording if that is known."""
    depsgraph = context.evaluated_depsgraph_get()
    take = sample_face(obj, context.scene, depsgraph, first, last)
    if recording is None:
        return take
    return _with_gaps(take, recording)


def _with_gaps(take: Take, recording: Take) -> Take:
    """The keys bridge gaps, in which nothing was measured."""
    is_seen = recording.seen_at(take.times)[:, None]
    values = np.where(is_seen, take.values, np.nan)
    head = None
    if take.head is not None:
        head = np.where(is_seen, take.head, np.nan)
    return replace(take, values=values, head=head)


def _blank_figure(take: Take, first: int, frames: Sequence[int], options: FigureOptions) -> Figure:
    """The figure with empty pictures. first: the frame at which the take begins."""
    width = WIDTHS[options.width]
    columns = options.columns or _usual_columns(len(frames), width)
    blank = np.zeros((1, 1, 3), np.uint8)
    shots = [Shot(take.times[frame - first], frame, blank) for frame in frames]
    return Figure(
        take,
        options.channels or most_moving(take),
        shots,
        width,
        min(columns, len(frames)),
    )


def _usual_columns(count: int, width: float) -> int:
    """One row where its pictures are wide enough, else rows that are evenly filled.

    width: of the figure, in mm. 8 pictures on 89 mm: at most 4 a row, so 2 rows of 4.
    """
    most = max(1, int(width / _LEAST_PICTURE_WIDTH))
    rows = math.ceil(count / most)
    return math.ceil(count / rows)


def _with_pictures(context: bpy.types.Context, obj: bpy.types.Object, figure: Figure) -> Figure:
    """The figure with the face photographed on its frames."""
    inches = picture_width(figure.width, figure.columns) / MILLIMETERS_AN_INCH
    frames = [shot.frame for shot in figure.shots]
    pictures = _photograph(context, obj, frames, round(inches * DPI))
    shots = []
    for shot, pixels in zip(figure.shots, pictures, strict=True):
        shots.append(Shot(shot.time, shot.frame, pixels))
    return Figure(figure.take, figure.channels, shots, figure.width, figure.columns)


def _photograph(
    context: bpy.types.Context, obj: bpy.types.Object, frames: Sequence[int], side: int
) -> Iterator[np.ndarray]:
    """(h, w, 3) uint8 from the top for each frame, `side` pixels wide, from a copy of the scene."""
    with _render_scene(context, obj, side) as scene, TemporaryDirectory() as folder:
        write_pictures(scene, Path(folder))
        for frame in frames:
            # A still of a scene that is not the window's would be of the window's frame.
            scene.frame_start = frame
            scene.frame_end = frame
            bpy.ops.render.render(animation=True, scene=scene.name)
            yield _pixels(Path(scene.render.frame_path(frame=frame)))


@contextmanager
def _render_scene(
    context: bpy.types.Context, obj: bpy.types.Object, side: int
) -> Iterator[bpy.types.Scene]:
    """A copy of the scene whose camera sees the face; it goes with all that it needed."""
    scene = context.scene
    copy = scene.copy()
    with ExitStack() as cleanup:
        # The face shows the frame of the last scene that was set to one.
        cleanup.callback(scene.frame_set, scene.frame_current, subframe=scene.frame_subframe)
        cleanup.callback(bpy.data.scenes.remove, copy)
        render = copy.render
        render.use_sequencer = False
        if copy.camera and _is_seen(scene, obj):
            share = side / render.resolution_x
            render.resolution_x = side
            render.resolution_y = round(render.resolution_y * share)
        else:
            render.resolution_x = side
            render.resolution_y = side
            use_engine(copy, CYCLES, _SAMPLES)
            set_up(copy, obj)
            cleanup.callback(remove, copy)
        render.resolution_percentage = 100
        yield copy


def _is_seen(scene: bpy.types.Scene, obj: bpy.types.Object) -> bool:
    """Whether the scene's camera shows the middle of a face, large enough to see its expression."""
    corners = [obj.matrix_world @ Vector(corner) for corner in obj.bound_box]
    # Across and up in shares of the picture, and the distance, which is positive in front.
    places = np.array([world_to_camera_view(scene, scene.camera, corner) for corner in corners])
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    inside = (middle > 0).all() and (middle[:2] < 1).all()
    return bool(inside and np.ptp(places[:, 1]) >= _LEAST_SEEN)


def _pixels(path: Path) -> np.ndarray:
    """(h, w, 3) uint8 of a picture's file, from the top."""
    image = bpy.data.images.load(str(path))
    try:
        width, height = tuple(image.size)
        pixels = np.empty((height, width, 4), np.float32)
        image.pixels.foreach_get(pixels.ravel())
    finally:
        bpy.data.images.remove(image)
    # Blender's first row is the lowest, and its last channel is opacity.
    from_top = pixels[::-1, :, :3]
    return (from_top * 255 + 0.5).astype(np.uint8)


def letters(text: str, anchor: str) -> np.ndarray:
    """A text in Blender's own font as `rasterize` takes it: triangles (n, 3, 2) for a size of 1."""
    curve = bpy.data.curves.new("Figure", "FONT")
    curve.body = text
    curve.align_x = _ALIGN[anchor]
    curve.dimensions = "2D"
    curve.fill_mode = "FRONT"
    curve.resolution_u = _FONT_RESOLUTION
    obj = bpy.data.objects.new("Figure", curve)
    mesh = obj.to_mesh()
    mesh.calc_loop_triangles()
    points = np.empty((len(mesh.vertices), 3), np.float32)
    mesh.vertices.foreach_get("co", points.ravel())
    corners = np.empty((len(mesh.loop_triangles), 3), np.int32)
    mesh.loop_triangles.foreach_get("vertices", corners.ravel())
    obj.to_mesh_clear()
    bpy.data.objects.remove(obj)
    bpy.data.curves.remove(curve)
    return points[corners, :2]
