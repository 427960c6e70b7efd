"""Figures for papers: pictures of a face's animation over the curves of its channels."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from .. import studio
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
from ..data.pictures.png import encode_png
from ..data.takes import Take
from .render_settings import CYCLES, use_engine, write_pictures

SUFFIXES = (".svg", ".png")
_SAMPLES = 16
_INCH = 25.4
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
    if path.suffix.lower() not in SUFFIXES:
        raise FaceError(f"{path.name}: a figure is {' or '.join(SUFFIXES)}")
    depsgraph = context.evaluated_depsgraph_get()
    take = sample_face(obj, context.scene, depsgraph, first, last)
    if recording:
        take = _with_gaps(take, recording)
    frames = pictured_frames(first, last, options.pictures, options.every, options.frames)
    columns = options.columns or _usual_columns(len(frames), WIDTHS[options.width])
    columns = min(columns, len(frames))
    channels = options.channels or most_moving(take)
    blank = np.zeros((1, 1, 3), np.uint8)
    shots = [Shot(take.times[frame - first], frame, blank) for frame in frames]
    figure = Figure(take, channels, shots, WIDTHS[options.width], columns)
    lay_out(figure)  # says what is wrong before the long work
    path.parent.mkdir(parents=True, exist_ok=True)
    side = picture_width(figure.width, columns) / _INCH * DPI
    pixels = list(_photograph(context, obj, frames, round(side)))
    shots = [Shot(shot.time, shot.frame, each) for shot, each in zip(shots, pixels, strict=True)]
    drawing = lay_out(Figure(take, channels, shots, figure.width, columns))
    if path.suffix.lower() == ".svg":
        path.write_text(svg(drawing), encoding="utf-8")
    else:
        path.write_bytes(encode_png(rasterize(drawing, letters, DPI), DPI))
    return (
        f"{path.name}: {len(shots)} pictures and the curves of {', '.join(channels)}, "
        f"{drawing.width:.0f} x {drawing.height:.0f} mm"
    )


def _with_gaps(take: Take, recording: Take) -> Take:
    """The keys bridge gaps, in which nothing was measured."""
    seen = recording.seen_at(take.times)[:, None]
    head = None if take.head is None else np.where(seen, take.head, np.nan)
    return replace(take, values=np.where(seen, take.values, np.nan), head=head)


def _usual_columns(count: int, width: float) -> int:
    """One row where its pictures are 20 mm wide or more, else rows that are evenly filled."""
    most = max(1, int(width / 20))
    rows = -(-count // most)
    return -(-count // rows)


def _photograph(
    context: bpy.types.Context, obj: bpy.types.Object, frames: Sequence[int], side: int
) -> Iterator[np.ndarray]:
    """(h, w, 3) uint8 from the top for each frame, `side` pixels wide, from a copy of the scene."""
    with _render_scene(context, obj, side) as scene, TemporaryDirectory() as folder:
        write_pictures(scene, Path(folder))
        for frame in frames:
            # A still of a scene that is not the window's would be of the window's frame.
            scene.frame_start = scene.frame_end = frame
            bpy.ops.render.render(animation=True, scene=scene.name)
            yield _pixels(Path(scene.render.frame_path(frame=frame)))


@contextmanager
def _render_scene(
    context: bpy.types.Context, obj: bpy.types.Object, side: int
) -> Iterator[bpy.types.Scene]:
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
            render.resolution_x, render.resolution_y = side, round(render.resolution_y * share)
        else:
            render.resolution_x = render.resolution_y = side
            use_engine(copy, CYCLES, _SAMPLES)
            studio.set_up(copy, obj)
            cleanup.callback(studio.remove, copy)
        render.resolution_percentage = 100
        yield copy


def _is_seen(scene: bpy.types.Scene, obj: bpy.types.Object) -> bool:
    corners = [obj.matrix_world @ Vector(corner) for corner in obj.bound_box]
    places = np.array([world_to_camera_view(scene, scene.camera, corner) for corner in corners])
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    inside = (middle > 0).all() and (middle[:2] < 1).all()
    return bool(inside and np.ptp(places[:, 1]) >= _LEAST_SEEN)


def _pixels(path: Path) -> np.ndarray:
    image = bpy.data.images.load(str(path))
    try:
        width, height = image.size  # pyright: ignore[reportGeneralTypeIssues]
        pixels = np.empty((height, width, 4), np.float32)
        image.pixels.foreach_get(pixels.ravel())
    finally:
        bpy.data.images.remove(image)
    return (pixels[::-1, :, :3] * 255 + 0.5).astype(np.uint8)


def letters(text: str, anchor: str) -> np.ndarray:
    """A text in Blender's own font as `rasterize` takes it."""
    curve = bpy.data.curves.new("Figure", "FONT")
    curve.body, curve.align_x = text, _ALIGN[anchor]
    curve.dimensions, curve.fill_mode, curve.resolution_u = "2D", "FRONT", 3
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
