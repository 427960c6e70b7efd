"""Build the head around the face from ICT-FaceKit's neutral head.

    python -m training.bundled.head_shell ict_facekit.npz ict478.npz [--output data/assets/head.npz]

What lies outside the face's oval, down to the neck, is cut out and sewn to the oval's 36 landmarks.
The same input gives the same file, bit for bit.
"""

import argparse
from pathlib import Path

import bpy
import numpy as np
from blendshape_face.data.anatomy.topology import OVAL
from blendshape_face.data.bundled import ARKIT, bundled
from blendshape_face.data.interpolation import smoothstep

from tools.packages import require

from .neck import above_cut, draw_up_to_cut, narrow_to_column
from .oval import flat_directions, nearest_on_oval
from .polygons import Loop, Surface, sew, without_teeth, without_vertices

_ROOT = Path(__file__).parents[2]
OUTPUT = _ROOT / "data" / "assets" / "head.npz"
_INSTALLING = "uv run --group training python -m training.bundled.head_shell"

SKIN_VERTICES = 11248
"""ICT-FaceKit numbers face, head and neck before mouth, eyes and teeth."""

_GAP = 0.005
"""Meters: the seam's polygons are at least this wide."""

_ITERATIONS = 1
"""Of Blender's un-subdivision, which halve the number of polygons: two leave dents."""

_REACH = 0.075
"""Meters from the oval where the head no longer moves with the face."""

_UNIT = 1e-5
"""Meters a step of the stored integers."""

_WHOLE = 255
"""A share of 1 as a stored byte."""


def head_shell(facekit: Path, landmarks: Path) -> dict[str, np.ndarray]:
    """The arrays of head.npz, from ICT-FaceKit's head and its sampling at the 478 landmarks."""
    basis = bundled(ARKIT).blender_basis()
    rest = basis.rest.astype(float)
    oval = rest[list(OVAL)]
    head = _head_around(rest, facekit, landmarks)
    head = _cut_out_face(head, oval)
    head = _cut_off_below(head)
    # The other border is the neck's.
    border = head.borders_by_height()[-1]
    head = _sew_to_oval(head, border, oval)
    return _pack(head, oval)


def _head_around(
    rest: np.ndarray,
    facekit: Path,
    landmarks: Path,
) -> Surface:
    """ICT-FaceKit's whole head around a face at rest (478, 3) in meters.

    The shoulders are gone, and so are half of the polygons.
    """
    with np.load(landmarks, allow_pickle=False) as sampled:
        source = sampled["neutral"].astype(float)
    with np.load(facekit, allow_pickle=False) as ict:
        neutral = ict["neutral"].astype(float)[:SKIN_VERTICES]
        quads = ict["polygons"]
    points = place_skin(neutral, source, rest)
    is_skin = (quads < SKIN_VERTICES).all(axis=1)
    polygons = []
    for quad in quads[is_skin].tolist():
        # Triangles repeat their last index; dict.fromkeys keeps the order, as a set would not.
        corners = dict.fromkeys(quad)
        polygons.append(list(corners))
    return _unsubdivide(Surface(points, polygons))


def place_skin(
    skin: np.ndarray,
    source: np.ndarray,
    rest: np.ndarray,
) -> np.ndarray:
    """ICT-FaceKit's skin (n, 3) in centimeters around a face at rest (478, 3), in its axes and
    unit. source: (478, 3) the landmarks in centimeters.
    """
    placement = _placement(source, rest)
    return narrow_to_column(_with_ones(skin) @ placement)


def _placement(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The affine map (4, 3) that takes ICT's centimeters (n, 3) to a face's own axes (n, 3)."""
    ones_beside = _with_ones(source)
    found = np.linalg.lstsq(ones_beside, target, rcond=None)
    return found[0]


def _with_ones(points: np.ndarray) -> np.ndarray:
    """Points (n, 3) as (n, 4), so that a matrix can move them too."""
    ones = np.ones(len(points))
    return np.column_stack([points, ones])


def _unsubdivide(surface: Surface) -> Surface:
    """With every other row of polygons left out: it is smoothed in Blender anyway."""
    mesh = bpy.data.meshes.new("head")
    mesh.from_pydata(surface.points.tolist(), [], surface.polygons)
    obj = bpy.data.objects.new("head", mesh)
    bpy.context.scene.collection.objects.link(obj)
    modifier = obj.modifiers.new("rows", "DECIMATE")
    modifier.decimate_type = "UNSUBDIV"
    modifier.iterations = _ITERATIONS
    depsgraph = bpy.context.evaluated_depsgraph_get()
    coarse = obj.evaluated_get(depsgraph).data
    count = len(coarse.vertices)
    flat = np.empty(3 * count, np.float32)  # Blender's own precision
    coarse.vertices.foreach_get("co", flat)
    points = flat.reshape(count, 3).astype(float)
    polygons = [list(polygon.vertices) for polygon in coarse.polygons]
    return Surface(points, polygons)


def _cut_out_face(head: Surface, oval: np.ndarray) -> Surface:
    """What lies outside an oval (36, 3), with room for a seam."""
    # Here, so that without the package `main` can say what is missing.
    from matplotlib.path import Path as Outline

    outline = Outline(flat_directions(oval))
    directions = flat_directions(head.points)
    is_inside = outline.contains_points(directions)
    places = nearest_on_oval(head.points, oval)
    is_near = places.distance < _GAP
    is_face = is_inside | is_near
    outside = []
    for polygon in head.polygons:
        # Also where only a corner is in the face: the seam takes its place.
        if not is_face[polygon].any():
            outside.append(polygon)
    return Surface(head.points, without_teeth(outside))


def _cut_off_below(head: Surface) -> Surface:
    """What lies above the cut through the neck, and ends there."""
    is_below = above_cut(head.points) < 0
    kept = []
    for polygon in head.polygons:
        # Those across the cut stay, to end there.
        if not is_below[polygon].all():
            kept.append(polygon)
    ended = draw_up_to_cut(Surface(head.points, kept))
    # Corners that no edge leads up from could not be drawn up.
    is_still_below = above_cut(ended.points) < -_UNIT
    polygons = without_vertices(ended.polygons, is_still_below)
    return Surface(ended.points, polygons)


def _sew_to_oval(
    head: Surface,
    border: Loop,
    oval: np.ndarray,
) -> Surface:
    """With a strip of triangles between one of its borders and an oval (36, 3)."""
    first = len(head.points)
    points = np.concatenate([head.points, oval])
    seam = list(range(first, len(points)))
    strip = sew(seam, border, points)
    return Surface(points, head.polygons + strip)


def _pack(head: Surface, oval: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays of head.npz, small whole numbers, without points that no polygon uses.

    oval: (36, 3).
    """
    vertices = np.concatenate(head.polygons)
    used, corners = np.unique(vertices, return_inverse=True)
    points = head.points[used]
    steps = np.round(points / _UNIT)
    places = nearest_on_oval(points, oval)
    nearness = 1 - places.distance / _REACH
    follow = smoothstep(nearness)
    sizes = [len(polygon) for polygon in head.polygons]
    return {
        "vertices": steps.astype(np.int16),
        "unit": np.array(_UNIT, np.float32),
        "corners": corners.astype(np.uint16),
        "sizes": np.array(sizes, np.uint8),
        "oval_corner": places.corner.astype(np.uint8),
        "oval_share": _bytes(places.share),
        "follow": _bytes(follow),
    }


def _bytes(shares: np.ndarray) -> np.ndarray:
    """Shares of 0..1 as uint8 of the same shape, (n,)."""
    levels = np.round(shares * _WHOLE)
    return levels.astype(np.uint8)


def main() -> None:
    """Writes the file and prints its path."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facekit", type=Path, metavar="ict_facekit.npz")
    parser.add_argument("landmarks", type=Path, metavar="ict478.npz")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    require("matplotlib", command=_INSTALLING)
    shell = head_shell(arguments.facekit, arguments.landmarks)
    np.savez_compressed(arguments.output, **shell)
    print(arguments.output)


if __name__ == "__main__":
    main()
