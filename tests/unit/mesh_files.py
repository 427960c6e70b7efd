"""Files of measured meshes in every layout: one face that opens its mouth and closes its eyes."""

import json
from pathlib import Path

import numpy as np
from blendshape_face.data.bundled import MEDIAPIPE, bundled
from blendshape_face.data.motion.head_rotation import head_rotation
from blendshape_face.data.takes.vertex_takes import VertexTake, write_csv, write_npz

FRAMES = 12
SIZE = (1280, 720)
STEP = 0.04
"""Seconds."""
JAW = np.linspace(0, 0.6, FRAMES)
BLINK = np.linspace(0.8, 0, FRAMES)
"""What the face does, each frame; all else stays at 0."""
HEAD = np.linspace((-0.2, -0.3, 0.1), (0.2, 0.3, 0.0), FRAMES)
"""Pitch, Yaw and Roll."""


def meshes() -> np.ndarray:
    """(FRAMES, 478, 3) meters in Blender's axes, the head turned."""
    model = bundled(MEDIAPIPE)
    values = np.zeros((FRAMES, len(model.columns)), np.float32)
    values[:, model.columns.index("jawOpen")] = JAW
    values[:, model.columns.index("eyeBlinkLeft")] = BLINK
    # The model knows what trackers make of a turned head.
    values[:, -3:] = HEAD
    still = model.blender_basis().positions(values).reshape(FRAMES, 478, 3)
    return still @ np.swapaxes(head_rotation(HEAD), 1, 2)


def pixels() -> np.ndarray:
    """(FRAMES, 478, 3) as a camera has them: x right, y down, z away."""
    seen = meshes()[..., (0, 2, 1)] * (1, -1, 1)
    return seen * 3000 + (640, 360, 0)


def shares() -> np.ndarray:
    """The same as MediaPipe gives them, in widths and heights of the picture."""
    width, height = SIZE
    return pixels() / (width, height, width)


def times() -> np.ndarray:
    """Seconds of the frames."""
    return np.arange(FRAMES) * STEP


def table(names: list[str], rows: np.ndarray) -> bytes:
    """A CSV."""
    lines = [",".join(names)]
    lines += [",".join(format(cell, ".9g") for cell in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def detectorv2(landmarks: np.ndarray, *others: str) -> bytes:
    """py-feat's table with a rectangle, whose widths z is in, and more columns of 0.25."""
    width = 400.0
    axes = landmarks.swapaxes(1, 2) / np.array([[1], [1], [width]])
    rectangle = np.tile((440.0, 160.0, width, 400.0, 0.99), (len(axes), 1))
    dlib = np.zeros((len(axes), 3))
    more = np.full((len(axes), len(others)), 0.25)
    frames = np.arange(len(axes))[:, None]
    names = [
        *("FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore"),
        *("x_0", "x_1", "x_2"),
        *(f"mesh_{axis}_{index}" for axis in "xyz" for index in range(landmarks.shape[1])),
        *others,
        "frame",
    ]
    return table(names, np.hstack([rectangle, dlib, axes.reshape(len(axes), -1), more, frames]))


def mpdetector() -> bytes:
    """py-feat's table of MPDetector, whose z is in pixels of a face cut out at 256."""
    width = 512.0
    points = pixels() / (1, 1, width / 256)
    rectangle = np.tile((440.0, 160.0, width, 512.0, 0.99), (FRAMES, 1))
    names = ["FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore"]
    names += [f"{axis}_{index}" for index in range(478) for axis in "xyz"]
    names.append("frame")
    cells = [rectangle, points.reshape(FRAMES, -1), np.arange(FRAMES)[:, None]]
    return table(names, np.hstack(cells))


def points(mesh: np.ndarray) -> list[dict[str, float]]:
    """A mesh (p, 3) as MediaPipe's objects."""
    return [dict(zip("xyz", row, strict=True)) for row in mesh.tolist()]


def document(landmarks: np.ndarray, **heading: object) -> bytes:
    """JSON with a frame for each mesh (n, p, 3)."""
    frames = [
        {"timestamp_ms": time * 1000, "landmarks": points(mesh)}
        for time, mesh in zip(times(), landmarks, strict=False)
    ]
    return json.dumps({**heading, "frames": frames}).encode()


def results(landmarks: np.ndarray) -> bytes:
    """JSON of MediaPipe's results, a list of faces each, without a clock."""
    faces = [{"face_landmarks": [mesh.tolist()]} for mesh in landmarks]
    return json.dumps(faces).encode()


def export_files(folder: Path) -> list[Path]:
    """What this extension exports of the face: NPZ and CSV, in the world."""
    take = VertexTake(
        vertices=meshes().astype(np.float32),
        matrices=np.tile(np.eye(4, dtype=np.float32), (FRAMES, 1, 1)),
        times=times(),
        fps=1 / STEP,
        names=["jawOpen"],
        values=np.full((FRAMES, 1), 0.25, np.float32),
    )
    paths = [folder / "vertices.npz", folder / "vertices.csv"]
    write_npz(paths[0], take)
    write_csv(paths[1], take)
    return paths
