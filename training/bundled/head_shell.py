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
from matplotlib.path import Path as Outline

OUTPUT = Path(__file__).parents[2] / "data" / "assets" / "head.npz"

_SKIN_VERTICES = 11248
"""ICT-FaceKit numbers face, head and neck before mouth, eyes and teeth."""
_MIDDLE = np.array([0, 0.020, 0])
_GAP = 0.005
"""The seam's faces are at least this wide."""
_NECK_HEIGHT, _NECK_SLOPE = -0.141, 0.10
"""The cut through the neck: z = height + slope y."""
_NECK = 0.045
"""How far above the cut the neck is narrow."""
_COLUMN, _FLARE = 0.057, 0.08
"""Half of the neck's width, and what is left of what goes beyond it where shoulders would begin."""
_ROWS = 1
"""Iterations of Blender's un-subdivision, which halve the number of faces: two leave dents."""
_REACH = 0.075
"""How far from the oval the head still moves with the face."""
_UNIT = 1e-5
"""Meters a step of the stored integers."""


def spread(points: np.ndarray) -> np.ndarray:
    """Directions from the middle of the head, as angles from the front in a plane (n, 2)."""
    direction = points - _MIDDLE
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    aside = direction[:, [0, 2]]
    sine = np.maximum(np.linalg.norm(aside, axis=1, keepdims=True), 1e-9)
    return aside / sine * np.arccos(-direction[:, 1:2])


def placement(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The affine map (4, 3) that takes ICT's centimeters to a face's own axes."""
    return np.linalg.lstsq(np.c_[source, np.ones(len(source))], target, rcond=None)[0]


def along_oval(points: np.ndarray, oval: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each point the oval's nearest edge: its first corner (n,), how far along (n,) and the
    distance (n,)."""
    ahead = np.roll(oval, -1, axis=0) - oval
    offset = points[:, None] - oval
    share = np.clip((offset * ahead).sum(-1) / (ahead**2).sum(-1), 0, 1)
    distance = np.linalg.norm(offset - share[..., None] * ahead, axis=2)
    nearest = distance.argmin(axis=1)
    rows = np.arange(len(points))
    return nearest, share[rows, nearest], distance[rows, nearest]


def sewn(inner: list[int], outer: list[int], points: np.ndarray) -> list[list[int]]:
    """Triangles between two closed loops that go round the same way, by the shorter diagonals."""
    start = np.linalg.norm(points[outer] - points[inner[0]], axis=1).argmin()
    outer = outer[start:] + outer[: start + 1]
    inner = [*inner, inner[0]]
    faces, i, o = [], 0, 0
    while i < len(inner) - 1 or o < len(outer) - 1:
        to_inner = _length(points, outer[o], inner[i + 1 :])
        to_outer = _length(points, inner[i], outer[o + 1 :])
        if to_inner < to_outer:
            faces.append([inner[i], inner[i + 1], outer[o]])
            i += 1
        else:
            faces.append([inner[i], outer[o + 1], outer[o]])
            o += 1
    return faces


def _length(points: np.ndarray, start: int, ahead: list[int]) -> float:
    return float(np.linalg.norm(points[ahead[0]] - points[start])) if ahead else np.inf


def loops(faces: list[list[int]]) -> list[list[int]]:
    """The closed borders of a mesh, as vertices in the order of the faces' own edges."""
    edges = [(a, b) for face in faces for a, b in zip(face, face[1:] + face[:1], strict=True)]
    inside = set(edges)
    after = {a: b for a, b in edges if (b, a) not in inside}
    found = []
    while after:
        loop = [min(after)]
        while (following := after.pop(loop[-1])) != loop[0]:
            loop.append(following)
        found.append(loop)
    return found


def coarser(points: np.ndarray, faces: list[list[int]]) -> tuple[np.ndarray, list[list[int]]]:
    """The same surface with every other row of faces left out: it is smoothed in Blender anyway."""
    mesh = bpy.data.meshes.new("head")
    mesh.from_pydata(points.tolist(), [], faces)
    obj = bpy.data.objects.new("head", mesh)
    bpy.context.scene.collection.objects.link(obj)
    rows = obj.modifiers.new("rows", "DECIMATE")
    rows.decimate_type, rows.iterations = "UNSUBDIV", _ROWS
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3).astype(float), [list(face.vertices) for face in mesh.polygons]


def without_teeth(faces: list[list[int]]) -> list[list[int]]:
    """Without faces that stand out of the border by a corner: the strip to the oval folds there."""
    uses = np.bincount(np.concatenate(faces))
    return [face for face in faces if uses[face].min() > 1]


def above_cut(points: np.ndarray) -> np.ndarray:
    """Height (n,) above the cut through the neck."""
    return points[:, 2] - (_NECK_HEIGHT + _NECK_SLOPE * points[:, 1])


def ended(points: np.ndarray, faces: list[list[int]]) -> np.ndarray:
    """Vertices below the cut drawn up along their edges, so that the faces across it end there."""
    height = above_cut(points)
    crossings: dict[int, list[np.ndarray]] = {}
    for face in faces:
        for a, b in zip(face, face[1:] + face[:1], strict=True):
            low, high = (a, b) if height[a] < height[b] else (b, a)
            if height[low] < 0 <= height[high]:
                share = height[high] / (height[high] - height[low])
                crossings.setdefault(low, []).append(
                    points[high] + share * (points[low] - points[high])
                )
    moved = points.copy()
    for vertex, places in crossings.items():
        moved[vertex] = np.mean(places, axis=0)
    return moved


def without_shoulders(points: np.ndarray) -> np.ndarray:
    """The neck drawn together to a column: cut off, the slopes of the shoulders would be spikes."""
    narrowed = points.copy()
    beyond = (np.abs(points[:, 0]) - _COLUMN).clip(0)
    is_neck = above_cut(points) < _NECK
    narrowed[is_neck, 0] -= (np.sign(points[:, 0]) * beyond * (1 - _FLARE))[is_neck]
    return narrowed


def base(points: np.ndarray, faces: list[list[int]]) -> tuple[np.ndarray, list[list[int]]]:
    """What closes the cut through the neck: its points and faces, numbered after the others.

    It has an edge of its own, so that smoothing leaves both as they are, and sharp.
    """
    ring = min(loops(faces), key=lambda loop: points[loop, 2].mean())
    edge, middle = points[ring], points[ring].mean(axis=0)
    count, start = len(ring), len(points)
    disc = []
    for k in range(count):
        here, after = start + k, start + (k + 1) % count
        disc.append([after, here, here + count, after + count])
        disc.append([after + count, here + count, start + 2 * count])
    return np.concatenate([edge, (edge + middle) / 2, middle[None]]), disc


def head_shell(facekit: Path, landmarks: Path) -> dict[str, np.ndarray]:
    with np.load(landmarks, allow_pickle=False) as sampled:
        source = sampled["neutral"].astype(float)
    rest = bundled(ARKIT).blender_basis().rest.astype(float)
    with np.load(facekit, allow_pickle=False) as ict:
        neutral = ict["neutral"].astype(float)[:_SKIN_VERTICES]
        polygons = ict["polygons"]
    points = np.c_[neutral, np.ones(len(neutral))] @ placement(source, rest)
    points = without_shoulders(points)
    polygons = polygons[(polygons < _SKIN_VERTICES).all(axis=1)]
    points, faces = coarser(points, [list(dict.fromkeys(face)) for face in polygons.tolist()])
    oval = rest[list(OVAL)]
    inside = Outline(spread(oval)).contains_points(spread(points))
    near = along_oval(points, oval)[2] < _GAP
    below = above_cut(points) < 0
    faces = without_teeth([f for f in faces if not (inside | near)[f].any()])
    faces = [f for f in faces if not below[f].all()]
    points = ended(points, faces)
    left = above_cut(points) < -_UNIT
    faces = [kept for face in faces if len(kept := [v for v in face if not left[v]]) > 2]
    border = max(loops(faces), key=lambda loop: points[loop, 2].mean())
    closing, disc = base(points, faces)
    points, faces = np.concatenate([points, closing, oval]), faces + disc
    seam = list(range(len(points) - len(oval), len(points)))
    strip = sewn(seam, border, points)
    return _packed(points, faces + strip, oval)


def _packed(points: np.ndarray, faces: list[list[int]], oval: np.ndarray) -> dict[str, np.ndarray]:
    used, corners = np.unique(np.concatenate(faces), return_inverse=True)
    points = points[used]
    first, share, distance = along_oval(points, oval)
    fade = np.clip(1 - distance / _REACH, 0, 1)
    return {
        "vertices": np.round(points / _UNIT).astype(np.int16),
        "unit": np.float32(_UNIT),
        "corners": corners.astype(np.uint16),
        "sizes": np.array([len(face) for face in faces], np.uint8),
        "oval_corner": first.astype(np.uint8),
        "oval_share": np.round(share * 255).astype(np.uint8),
        "follow": np.round(smoothstep(fade) * 255).astype(np.uint8),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facekit", type=Path, metavar="ict_facekit.npz")
    parser.add_argument("landmarks", type=Path, metavar="ict478.npz")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    np.savez_compressed(arguments.output, **head_shell(arguments.facekit, arguments.landmarks))
    print(arguments.output)


if __name__ == "__main__":
    main()
