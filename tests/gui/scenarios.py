"""What people do in the window, step by step, and what has to come of it; runs inside Blender."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np

from tests.gui import files, sidebar
from tests.gui.hand import DRAWN, Hand, Place, Steps

SAMPLE = Path(__file__).parents[2] / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
_SLIDER = "jawOpen"
_PORT = 11987


def start(hand: Hand) -> Steps:
    """The splash screen gone, and one face in the middle of the view."""
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


def _face() -> bpy.types.Object:
    return next(obj for obj in bpy.data.objects if obj.name.startswith("Face"))


def _channel(name: str):
    return _face().data.blendshape_face.channels[name]


def _landmarks() -> np.ndarray:
    """(478, 3) in meters, as the mesh has them now."""
    mesh = _face().data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.attributes["position"].data.foreach_get("vector", flat)
    return flat.reshape(-1, 3)


def slider_dragged_and_undone(hand: Hand) -> Steps:
    """The face moves while the mouse does, and one undo takes all of it back."""
    neutral = _landmarks()
    yield from sidebar.search(hand, "jaw open")
    place = yield from sidebar.slider(hand, _SLIDER)
    yield from hand.drag(place, Place(place.x + 80, place.y))
    assert _channel(_SLIDER).value > 0.2, _channel(_SLIDER).value
    moved = _landmarks()
    assert np.abs(moved - neutral).max() > 0.005
    yield from hand.picture("dragged")
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("Z", ctrl=True)
    yield 5 * DRAWN
    assert _channel(_SLIDER).value == 0, _channel(_SLIDER).value
    assert np.abs(_landmarks() - neutral).max() < 1e-6
    yield from hand.press("Z", ctrl=True, shift=True)
    yield 5 * DRAWN
    assert np.abs(_landmarks() - moved).max() < 1e-6


def slider_keyed_by_its_key(hand: Hand) -> Steps:
    """I over a slider sets a keyframe."""
    yield from sidebar.search(hand, "jaw open")
    place = yield from sidebar.slider(hand, _SLIDER)
    yield from hand.move(place)
    yield from hand.press("I")
    yield 5 * DRAWN
    keyed = [curve.data_path for curve in _curves()]
    assert keyed == [_channel(_SLIDER).path_from_id("value")], keyed


def recording_dropped(hand: Hand) -> Steps:
    """From Blender's own file browser onto the viewport; the dialog is confirmed by Enter."""
    yield from files.show(hand, SAMPLE)
    yield from hand.picture("files")
    yield from files.drag(hand, SAMPLE, hand.middle(hand.region()))
    yield from hand.picture("dialog")
    assert not list(_curves()), "keyed before the dialog was answered"
    yield from hand.press("ESC")
    yield 5 * DRAWN
    assert not list(_curves()), "keyed though the dialog was cancelled"
    yield from files.drag(hand, SAMPLE, hand.middle(hand.region()))
    yield from hand.press("RET")
    yield from hand.until(lambda: list(_curves()), 20, "the recording is keyed")
    yield from hand.picture("keyed")


def played(hand: Hand) -> Steps:
    """The space bar plays and stops; the face is on the frame that is shown."""
    _import()
    neutral = _landmarks()
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("SPACE")
    yield from hand.until(lambda: bpy.context.scene.frame_current > 20, 30, "it plays")
    assert hand.window.screen.is_animation_playing
    yield from hand.press("SPACE")
    yield 5 * DRAWN
    assert not hand.window.screen.is_animation_playing
    shown = _landmarks()
    assert np.abs(shown - neutral).max() > 1e-4
    bpy.context.scene.frame_set(bpy.context.scene.frame_current)
    assert np.abs(shown - _landmarks()).max() < 1e-6


def followed_live(hand: Hand) -> Steps:
    """Packets move the face while Start is on; then it stays, and undo still works."""
    bpy.context.scene.blendshape_face_live.port = _PORT
    with hand.over_viewport():
        bpy.ops.blendshape_face.start_live("EXEC_DEFAULT", True)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for step in range(60):
        packet = {"v": 1, "channels": {_SLIDER: step / 60}}
        sender.sendto(json.dumps(packet).encode(), ("127.0.0.1", _PORT))
        yield 1 / 30
    yield from hand.until(lambda: _channel(_SLIDER).value > 0.97, 5, "the last packet is shown")
    yield from hand.picture("live")
    with hand.over_viewport():
        bpy.ops.blendshape_face.stop_live("EXEC_DEFAULT", True)
    sender.sendto(json.dumps({"v": 1, "channels": {_SLIDER: 0.1}}).encode(), ("127.0.0.1", _PORT))
    yield 1
    assert _channel(_SLIDER).value > 0.97, "moved after Stop"
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("Z", ctrl=True)
    yield 5 * DRAWN
    assert np.isfinite(_landmarks()).all()


def rendered(hand: Hand) -> Steps:
    """F12 shows the frame that the scene is on."""
    _import()
    with hand.over_viewport():
        bpy.ops.blendshape_face.studio()
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples = 1
    scene.render.resolution_percentage = 10
    finished: list[int] = []
    bpy.app.handlers.render_complete.append(lambda scene, *_: finished.append(scene.frame_current))
    scene.frame_set(30)
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("F12")
    yield from hand.until(lambda: finished, 120, "the render ends")
    yield from hand.picture("rendered")
    assert finished == [30]


def panels_drawn(hand: Hand) -> Steps:
    """Each panel, as a popover: what fails to draw is printed, and the test reads it."""
    _import()
    yield from hand.move(hand.middle(hand.region()))
    for panel in _panels():
        with hand.over_viewport():
            if getattr(panel, "poll", lambda _context: True)(bpy.context):
                bpy.ops.wm.call_panel(name=panel.bl_idname, keep_open=True)
        yield from hand.picture(panel.bl_idname)
        yield from hand.press("ESC")


def _panels() -> list[type[bpy.types.Panel]]:
    found = [cls for cls in bpy.types.Panel.__subclasses__() if "blendshape_face" in cls.__module__]
    assert len(found) > 10
    return found


def _import() -> None:
    assert bpy.ops.blendshape_face.import_take("EXEC_DEFAULT", filepath=str(SAMPLE)) == {"FINISHED"}


def _curves() -> Iterator[bpy.types.FCurve]:
    animation = _face().data.animation_data
    if animation and animation.action:
        for layer in animation.action.layers:
            for strip in layer.strips:
                for bag in strip.channelbags:
                    yield from bag.fcurves
