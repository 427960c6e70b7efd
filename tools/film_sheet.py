"""Frames of the demo's film for the README: `uv run python -m tools.film_sheet` after `demo.py`."""

# Blender's stubs leave open what strips are, and think that settings may be missing.
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false

from pathlib import Path
from tempfile import TemporaryDirectory

from tools.blender import start_extension
from tools.paths import ROOT

start_extension()


from tools.sheets import IMAGES, new_scene, render_pixels, save_sheet  # noqa: E402

FILM = ROOT / "out" / "demo.mp4"
SIZE = 360
"""Pixels of a picture, across and down."""
FRAMES = (5, 35, 75, 92, 108, 140)
COLUMNS = 3


def main() -> None:
    """Six frames side by side."""
    scene = new_scene(SIZE)
    # As the film has them: it is not to be graded once more.
    scene.view_settings.view_transform = "Standard"
    editor = scene.sequence_editor_create()
    film = editor.strips.new_movie("film", str(FILM), channel=1, frame_start=1)
    film.transform.scale_x = SIZE / film.elements[0].orig_width
    film.transform.scale_y = film.transform.scale_x
    pictures = []
    with TemporaryDirectory() as folder:
        for frame in FRAMES:
            scene.frame_set(frame)
            pictures.append(render_pixels(Path(folder) / f"{frame}.png"))
    save_sheet(pictures, COLUMNS, IMAGES / "film.jpg")


if __name__ == "__main__":
    main()
