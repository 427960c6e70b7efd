"""File > Import > Track Video: a program of the user's tracks, and what it leaves is imported."""

import sys
from importlib.util import find_spec

import bpy
import pytest

has_tracker = pytest.mark.skipif(
    not all(map(find_spec, ("mediapipe", "av"))),
    reason="the tracking group is not installed",
)


@pytest.fixture
def tracker(package):
    """Names a Python in the preferences."""
    preferences = bpy.context.preferences.addons[package].preferences

    def name(python: str) -> None:
        preferences.tracker_python = python

    yield name
    preferences.tracker_python = ""


@pytest.fixture
def clip(tmp_path):
    """A rendered face that comes to smile."""
    from tests.tracking.clips import even_times, faces, write_clip

    rest, smile = faces()[:2]
    return write_clip(tmp_path / "clip.mp4", [rest] * 3 + [smile] * 3, even_times(6))


def test_without_a_tracker_the_button_says_what_to_do(tracker, tmp_path):
    tracker("")
    assert not bpy.ops.blendshape_face.track_video.poll()
    with pytest.raises(RuntimeError, match="Name a Python that has the tracker"):
        bpy.ops.blendshape_face.track_video(filepath=str(tmp_path / "clip.mp4"))


def test_a_python_without_the_tracker_is_told(tracker, tmp_path):
    video = tmp_path / "clip.mp4"
    video.write_bytes(b"")
    tracker(str(tmp_path / "none"))
    with pytest.raises(RuntimeError, match="cannot be run; the extension's preferences say how"):
        bpy.ops.blendshape_face.track_video(filepath=str(video))
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_the_set_up_is_two_lines_of_text(monkeypatch):
    assert bpy.ops.blendshape_face.copy_tracker_setup() == {"FINISHED"}


@has_tracker
def test_a_video_becomes_keys_on_a_new_face(whole_face, tracker, clip):
    tracker(sys.executable)

    assert bpy.ops.blendshape_face.track_video(filepath=str(clip)) == {"FINISHED"}

    assert clip.with_suffix(".csv").is_file()
    face = bpy.context.object
    values = []
    for frame in (1, 6):
        bpy.context.scene.frame_set(frame)
        evaluated = face.data.evaluated_get(bpy.context.evaluated_depsgraph_get())
        channels = {c.name: c.value for c in evaluated.blendshape_face.channels}
        values.append(channels["mouthSmileLeft"])
    assert values[1] > values[0] + 0.3


@has_tracker
def test_a_recording_that_is_there_is_kept_unless_told(whole_face, tracker, clip):
    tracker(sys.executable)
    recording = clip.with_suffix(".csv")
    recording.write_text("mine")

    with pytest.raises(RuntimeError, match="is beside the video already"):
        bpy.ops.blendshape_face.track_video(filepath=str(clip))
    assert recording.read_text() == "mine"

    bpy.ops.blendshape_face.track_video(filepath=str(clip), replace=True)
    assert recording.read_text().startswith("frame,timestamp_ms,face")


@has_tracker
def test_a_video_without_a_face_changes_nothing(whole_face, tracker, tmp_path):
    from tests.tracking.clips import GRAY, even_times, write_clip

    clip = write_clip(tmp_path / "gray.mp4", [GRAY] * 3, even_times(3))
    tracker(sys.executable)

    with pytest.raises(RuntimeError, match="nobody's face was found"):
        bpy.ops.blendshape_face.track_video(filepath=str(clip))

    assert [path.name for path in tmp_path.iterdir()] == ["gray.mp4"]
    assert not bpy.data.actions
