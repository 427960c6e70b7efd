"""Frames of renders show what curves and model say: a few of those of benchmarks.renders."""

import bpy
import pytest
from blendshape_face.face import handlers

from benchmarks import renders

FRAMES = 3


@pytest.mark.parametrize("kind", renders.KINDS)
def test_live_frames_are_right_and_as_those_of_shape_keys(scene, kind):
    scene, face = renders.new_scene(bpy, kind, renders.KINDS[kind], FRAMES)
    live = [renders.Rendered(bpy, scene, face, kind, name) for name in (renders.ENGINE, "CYCLES")]
    assert bpy.ops.blendshape_face.to_shape_keys() == {"FINISHED"}
    baked = [renders.Rendered(bpy, scene, face, kind, name) for name in (renders.ENGINE, "CYCLES")]
    assert live[0].wrong == baked[0].wrong == []
    assert live[1].unlike(baked[1]) == []


def test_wrong_frames_are_seen(scene):
    scene, face = renders.new_scene(bpy, "animation", {}, FRAMES)
    event, handler = handlers.HANDLERS[0]
    event.remove(handler)
    try:
        rendered = renders.Rendered(bpy, scene, face, "animation", renders.ENGINE)
    finally:
        event.append(handler)
    assert rendered.wrong
