"""The operators that change no scene data, and so have nothing to undo: why, and how to press."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import bpy
from blendshape_face.studio import render_settings

from tests.blender.buttons import Bench, linked, measured, plain, press, stream, taken


class Unchanging(NamedTuple):
    """press: None for what cannot be pressed here; `reason` says where it is tried."""

    reason: str
    press: Callable[[Bench], object] | None = None
    ready: Callable[[Bench], object] = lambda _bench: None


def writes(name: str, file: str, **options: object) -> Callable[[Bench], set[str]]:
    """Presses an operator that writes a file."""
    return lambda bench: press(name, filepath=str(bench.folder / file), **options)


def film_scene(bench: Bench) -> None:
    scene = bpy.context.scene
    scene.frame_end = 1
    press("studio", resolution=(16, 16))
    render_settings.use_engine(scene, "CYCLES", 1)
    scene.render.filepath = str(bench.folder / "film.mp4")


def design(bench: Bench) -> set[str]:
    path = bench.folder / "design.toml"
    path.write_text('basic = ["surprise"]\nintensities = [1.0]\nsize = 16\nsamples = 1\n')
    return press("stimuli", filepath=str(path), directory=str(bench.folder / "set"))


def kept_expression(_bench: Bench) -> None:
    press("keep_expression", name="Undone")


UNCHANGING: Mapping[str, Unchanging] = {
    "download_model": Unchanging("a file of the user's folder; test_models.py"),
    "stop_download": Unchanging("ends a thread; test_models.py"),
    "remove_model": Unchanging("a file of the user's folder; test_models.py"),
    "track_video": Unchanging("its import is a step of its own; test_track_video.py"),
    "stop": Unchanging("ends another Blender; test_film.py"),
    "copy_tracker_setup": Unchanging("the clipboard", plain("copy_tracker_setup")),
    "copy_expression": Unchanging("the clipboard", plain("copy_expression")),
    "record_live": Unchanging("keys come when it ends", plain("record_live"), stream),
    "export_face": Unchanging("a file", writes("export_face", "a.npz", content="LANDMARKS")),
    "export_take": Unchanging("a file", writes("export_take", "a.csv"), taken),
    "figure": Unchanging("a file", writes("figure", "a.svg", pictures=3, width="single"), taken),
    "save_person": Unchanging("a file", writes("save_person", "a.toml")),
    "save_rig": Unchanging("a file", writes("save_rig", "a.toml"), linked),
    "export_deviations": Unchanging("a file", writes("export_deviations", "a.csv"), measured),
    "compare_models": Unchanging("tells figures", plain("compare_models"), measured),
    "keep_expression": Unchanging("a file of the user's folder", kept_expression),
    "remove_expression": Unchanging(
        "a file of the user's folder", plain("remove_expression", name="Undone"), kept_expression
    ),
    "draw_portraits": Unchanging("pictures in memory", plain("draw_portraits")),
    "film": Unchanging("a file, of a copy", plain("film"), film_scene),
    "stimuli": Unchanging("files, by another Blender", design),
    "take_preset": Unchanging("a file of presets", plain("take_preset", name="Undone"), taken),
    "stimulus_preset": Unchanging("a file of presets", plain("stimulus_preset", name="Undone")),
    "workspace": Unchanging("the window, which Blender does not undo", plain("workspace")),
}
OTHERS = {
    "BLENDSHAPE_FACE_FH_take": "opens the import's dialog",
    "BLENDSHAPE_FACE_MT_take_presets": "a menu",
    "BLENDSHAPE_FACE_MT_stimulus_presets": "a menu",
}
"""Classes that are no operators."""
