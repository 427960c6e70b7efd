"""Markers for blinks and gaps of a take."""

import bpy
import pytest

ROWS = """frame,eyeBlinkLeft,eyeBlinkRight,jawOpen
0,0,0,0.1
1,0.9,0.9,0.1
2,0,0,0.1
3,,,
4,,,
5,0,0,0.1
6,0,0,0.1
"""


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "take.csv"
    path.write_text(ROWS)
    return path


@pytest.fixture
def take(face, recording):
    scene = bpy.context.scene
    scene.render.fps = 30
    scene.frame_set(11)
    bpy.ops.blendshape_face.import_take(filepath=str(recording), media=False, fps=30)
    return face.data.blendshape_face.take


def marks():
    return [(marker.name, marker.frame) for marker in bpy.context.scene.timeline_markers]


def test_blinks_and_gaps_are_marked_where_they_play(take):
    assert bpy.ops.blendshape_face.mark_take() == {"FINISHED"}
    assert marks() == [("Face: blink", 12), ("Face: lost", 13), ("Face: back", 16)]


def test_a_second_press_replaces_its_own_alone(face, take):
    bpy.context.scene.timeline_markers.new("mine", frame=3)
    bpy.ops.blendshape_face.mark_take()
    face.name = "Anna"
    bpy.ops.blendshape_face.mark_take(gaps=False)
    assert marks() == [("mine", 3), ("Anna: blink", 12)]


def test_markers_follow_speed_and_trim(take):
    take.speed = 0.5
    bpy.ops.blendshape_face.mark_take(gaps=False)
    assert marks() == [("Face: blink", 13)]
    take.trim = True
    take.start = 2 / 30
    bpy.ops.blendshape_face.mark_take()
    assert marks() == [("Face: lost", 11), ("Face: back", 17)]


def test_a_recording_that_is_gone_leaves_the_markers(take, recording):
    bpy.ops.blendshape_face.mark_take()
    before = marks()
    recording.unlink()
    with pytest.raises(RuntimeError, match="no longer"):
        bpy.ops.blendshape_face.mark_take()
    assert marks() == before


def test_markers_need_a_recording(face):
    with pytest.raises(RuntimeError, match="poll"):
        bpy.ops.blendshape_face.mark_take()
