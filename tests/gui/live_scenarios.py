"""Faces that follow packets of the network, in the window; runs inside Blender."""

import json
import socket

import bpy
import numpy as np

from tests.gui import scene
from tools.window.hand import DRAWN, Hand, Steps

_SLIDER = "jawOpen"
_PORT = 11987
_RATE = 30
"""Packets a second."""


def stopped_by_its_button(hand: Hand) -> Steps:
    """Packets move the face while the stream is on; then it stays, and undo works."""
    _start(hand)
    yield from _send(0.25)
    yield from _shown(hand, 0.25)
    yield from hand.picture("live")
    with hand.over_viewport():
        bpy.ops.blendshape_face.stop_live("EXEC_DEFAULT", True)
    yield from _send(0.75)
    assert abs(scene.channel(_SLIDER).value - 0.25) < 1e-3, "moved after Stop"
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("Z", ctrl=True)
    yield 5 * DRAWN
    assert np.isfinite(scene.landmarks()).all()


def goes_on_through_undo_playback_and_render(hand: Hand) -> Steps:
    """None of them ends the stream, or is ended by it; Blender then quits while it is on."""
    _start(hand)
    yield from hand.move(hand.middle(hand.region()))
    yield from _send(0.25)
    scene.face().location.x = 1
    bpy.ops.ed.undo_push(message="moved")
    yield from hand.press("Z", ctrl=True)
    assert scene.face().location.x == 0
    yield from _send(0.5)
    yield from _shown(hand, 0.5)
    yield from hand.press("SPACE")
    yield from _send(0.75)
    yield from _shown(hand, 0.75)
    assert hand.window.screen.is_animation_playing
    yield from hand.press("SPACE")
    with hand.over_viewport():
        bpy.ops.blendshape_face.studio()
    finished = scene.render_small(frame=1)
    yield from hand.press("F12")
    while not finished:
        yield from _send(0.9)
    yield from _send(0.1)
    yield from _shown(hand, 0.1)


def ended_by_another_file(hand: Hand) -> Steps:
    """The port is free again, and nothing follows in the new file."""
    _start(hand)
    yield from _send(0.25)
    yield from _shown(hand, 0.25)
    bpy.ops.wm.read_homefile()
    yield 10 * DRAWN
    hand.look_again()
    yield from scene.start(hand)
    yield from _send(0.75)
    assert scene.channel(_SLIDER).value == 0, "follows in a file where nobody pressed Start"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", _PORT))


def ended_by_disabling(hand: Hand) -> Steps:
    """The extension can be disabled while it receives, and enabled again."""
    _start(hand)
    yield from _send(0.25)
    yield from _shown(hand, 0.25)
    modules = [addon.module for addon in bpy.context.preferences.addons]
    name = next(module for module in modules if "blendshape" in module)
    bpy.ops.preferences.addon_disable(module=name)
    yield from _send(0.75)
    bpy.ops.preferences.addon_enable(module=name)
    yield 5 * DRAWN
    _start(hand)
    yield from _send(0.5)
    yield from _shown(hand, 0.5)


def _start(hand: Hand) -> None:
    bpy.context.scene.blendshape_face_live.port = _PORT
    with hand.over_viewport():
        assert bpy.ops.blendshape_face.start_live("EXEC_DEFAULT", True) == {"FINISHED"}


def _send(value: float, seconds: float = 1) -> Steps:
    packet = json.dumps({"v": 1, "channels": {_SLIDER: value}}).encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(round(seconds * _RATE)):
            sender.sendto(packet, ("127.0.0.1", _PORT))
            yield 1 / _RATE


def _shown(hand: Hand, value: float) -> Steps:
    def is_shown() -> bool:
        return abs(scene.channel(_SLIDER).value - value) < 1e-3

    yield from hand.until(is_shown, 5, f"the face shows {value}")
