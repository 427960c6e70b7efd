"""A likeness beside its photo, docs/images/likeness.jpg, of what the tracker left beside a clip:
`uv run --group tracking python -m tools.likeness_picture CLIP SECOND`

From the left: the video's frame, the mean face in its expression, the likeness, and the frame as
its skin.
"""

# Blender's stubs leave open what an object's data is.
# pyright: reportArgumentType=false

import argparse
import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tools.blender import start_extension
from tracking.video import Video

start_extension()

import bpy  # noqa: E402
from blendshape_face.animation.keying import key_face  # noqa: E402
from blendshape_face.animation.options import BakeOptions  # noqa: E402
from blendshape_face.data.bundled import MEDIAPIPE, bundled  # noqa: E402
from blendshape_face.data.takes import Take, read_take  # noqa: E402
from blendshape_face.face.looks.photo import wear_photo  # noqa: E402
from blendshape_face.face.objects import new_face  # noqa: E402
from blendshape_face.studio import StudioOptions, set_up  # noqa: E402
from blendshape_face.studio.render_settings import CYCLES, use_engine  # noqa: E402

from tools.sheets import IMAGES, new_scene, render_pixels, save_sheet  # noqa: E402

SIZE = 340
"""Pixels of a picture, across and down."""
SAMPLES = 32
MARGIN = -0.05
"""Of the studio: nearer than it would stand."""
AROUND = 1.45
"""Sides of the square that is cut from the frame, in heights of the face."""
ABOVE = 0.04
"""By how much of its side the square is moved up: there is the hair."""


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("second", type=float)
    options = parser.parse_args()
    measured = options.clip.with_suffix(".landmarks.npz")
    take = read_take(options.clip.with_suffix(".csv"))
    with np.load(measured) as arrays:
        sample = int(np.argmin(np.abs(arrays["times"] - options.second)))
        landmarks = arrays["landmarks"][sample]
    with Video(options.clip) as video:
        photo = next(video.pictures(options.second, math.inf)).pixels
    with TemporaryDirectory() as folder:
        beside = _save_photo(photo, landmarks, Path(folder) / "photo.png")
        pictures = [_cut(photo, landmarks)]
        for is_likeness, skin in ((False, None), (True, None), (True, beside)):
            person = measured if is_likeness else None
            face = _show(take, options.second, person, skin)
            pictures.append(face)
    save_sheet(pictures, len(pictures), IMAGES / "likeness.jpg")


def _show(take: Take, second: float, measured: Path | None, photo: Path | None) -> np.ndarray:
    """(SIZE, SIZE, 4) of a face at a time of the take. measured: landmarks of whom it is like."""
    scene = new_scene(SIZE)
    face = new_face(bpy.context, bundled(MEDIAPIPE))
    set_up(scene, face, StudioOptions(margin=MARGIN))
    if measured:
        bpy.ops.blendshape_face.likeness(filepath=str(measured))
    if photo:
        wear_photo(face, photo)
    key_face(face, take, scene, options=BakeOptions(turn_object=True), start=0)
    fps = scene.render.fps / scene.render.fps_base
    scene.frame_set(round(second * fps))
    use_engine(scene, CYCLES, SAMPLES)
    with TemporaryDirectory() as folder:
        return render_pixels(Path(folder) / "face.png")


def _save_photo(photo: np.ndarray, landmarks: np.ndarray, path: Path) -> Path:
    """A picture (h, w, 3) with its landmarks (478, 3) beside it, as *Photo as Skin* wants them."""
    height, width, _ = photo.shape
    picture = bpy.data.images.new("photo", width, height)
    picture.pixels.foreach_set(_in_blenders_form(photo).ravel())
    picture.file_format = "PNG"
    picture.filepath_raw = str(path)
    picture.save()
    path.with_suffix(".json").write_text(json.dumps([landmarks[:, :2].tolist()]))
    return path


def _in_blenders_form(photo: np.ndarray) -> np.ndarray:
    """(h, w, 4) float32 of bytes (h, w, 3), the lowest row first."""
    height, width, _ = photo.shape
    pixels = np.ones((height, width, 4), np.float32)
    pixels[..., :3] = photo[::-1] / 255
    return pixels


def _cut(photo: np.ndarray, landmarks: np.ndarray) -> np.ndarray:
    """(SIZE, SIZE, 4) of a picture (h, w, 3), a square around the face."""
    low = landmarks[:, :2].min(axis=0)
    high = landmarks[:, :2].max(axis=0)
    side = AROUND * (high[1] - low[1])
    middle = (low + high) / 2
    middle[1] -= ABOVE * side
    shares = (np.arange(SIZE) + 0.5) / SIZE - 0.5
    columns = np.clip(middle[0] + shares * side, 0, photo.shape[1] - 1).astype(int)
    rows = np.clip(middle[1] + shares * side, 0, photo.shape[0] - 1).astype(int)
    return _in_blenders_form(photo[np.ix_(rows, columns)])


if __name__ == "__main__":
    main()
