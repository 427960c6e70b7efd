"""The scene that scenarios begin with, and what they look at in it; runs inside Blender."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import bpy
import numpy as np

from tools.window import sidebar
from tools.window.hand import Hand, Steps

SAMPLE = Path(__file__).parents[2] / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"


def start(hand: Hand) -> Steps:
    """The splash screen gone, one face in the middle of the view, and its tab open."""
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("ESC")
    for obj in list(bpy.data.objects):
        bpy.data.objects.remove(obj)
    with hand.over_viewport():
        bpy.ops.blendshape_face.add()
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.view3d.view_selected()
        bpy.ops.ed.undo_push(message="a new file with a face")
    yield from sidebar.open_tab(hand, "Face")


def import_sample() -> None:
    """Onto the face, without the dialog."""
    assert bpy.ops.blendshape_face.import_take("EXEC_DEFAULT", filepath=str(SAMPLE)) == {"FINISHED"}


def module(name: str) -> ModuleType:
    """One of the extension's, as it is installed."""
    modules = [addon.module for addon in bpy.context.preferences.addons]
    package = next(module for module in modules if "blendshape" in module)
    return importlib.import_module(f"{package}.{name}")


def face() -> bpy.types.Object:
    return next(obj for obj in bpy.data.objects if obj.name.startswith("Face"))


def channel(name: str) -> bpy.types.PropertyGroup:
    return face().data.blendshape_face.channels[name]


def values(face: bpy.types.Object) -> dict[str, float]:
    """Channel -> value of those that are not at rest, live or with shape keys."""
    shown = module("face.values").values_of(face.data)
    return {name: value for name, value in shown.items() if value}


def landmarks() -> np.ndarray:
    """(478, 3) in meters, as the mesh has them now."""
    mesh = face().data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.attributes["position"].data.foreach_get("vector", flat)
    return flat.reshape(-1, 3)


def curves() -> list[bpy.types.FCurve]:
    return list(_curves())


def _curves() -> Iterator[bpy.types.FCurve]:
    animation = face().data.animation_data
    if animation and animation.action:
        for layer in animation.action.layers:
            for strip in layer.strips:
                for bag in strip.channelbags:
                    yield from bag.fcurves


def render_small(frame: int) -> list[int]:
    """Sets up a quick still of that frame; the list grows by the frames that are rendered."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples = 1
    scene.render.resolution_percentage = 10
    scene.frame_set(frame)
    finished: list[int] = []
    bpy.app.handlers.render_complete.append(lambda scene, *_: finished.append(scene.frame_current))
    return finished
