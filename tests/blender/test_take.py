"""A take stays on its face: settings, baking again, modes, several faces."""

from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face import cli
from blendshape_face.animation import kept_takes
from blendshape_face.blender import actions
from blendshape_face.data import channels, errors, takes
from blendshape_face.face import properties
from blendshape_face.operators import _background, _chosen_recording

HEADER = "FaceRectWidth,FaceRectHeight,FaceScore,jawOpen,mouthSmileLeft,frame,Identity\n"


@pytest.fixture
def keyed(face, scene, sample_take):
    """A face keyed with the bundled take at its own rate."""
    scene.render.fps, scene.render.fps_base = 24, 24 / 23.976
    assert bpy.ops.blendshape_face.import_take(filepath=str(sample_take)) == {"FINISHED"}
    return face


@pytest.fixture
def keys():
    """Channel name -> (frames, values) of the keys on a face."""

    def read(obj):
        result = {}
        for curve in actions.fcurves(obj.data):
            flat = np.empty(2 * len(curve.keyframe_points), np.float32)
            curve.keyframe_points.foreach_get("co", flat)
            index = int(curve.data_path.split("[")[1].split("]")[0])
            name = obj.data.blendshape_face.channels[index].name
            result[name] = flat.reshape(-1, 2).T
        return result

    return read


def bake_again(**options):
    options = {"mode": "REPLACE", **options}
    assert bpy.ops.blendshape_face.bake_again(**options) == {"FINISHED"}


def test_settings_are_changed_and_baked_again(keyed, keys, sample_take):
    take = keyed.data.blendshape_face.take
    assert take.filepath == str(sample_take)
    before = keys(keyed)
    action = keyed.data.animation_data.action
    take.gains[list(_regions(keyed)).index("jaw")] = 0.5
    keyed.data.blendshape_face.channels["mouthPucker"].gain = 2.0
    keyed.data.blendshape_face.channels["eyeBlinkLeft"].limits = (0.0, 0.4)
    bake_again()
    after = keys(keyed)
    assert keyed.data.animation_data.action == action
    np.testing.assert_allclose(after["jawOpen"][1], before["jawOpen"][1] * 0.5, atol=1e-6)
    np.testing.assert_allclose(after["mouthPucker"][1], before["mouthPucker"][1] * 2, atol=1e-6)
    blink = np.clip(before["eyeBlinkLeft"][1], 0, 0.4)
    np.testing.assert_allclose(after["eyeBlinkLeft"][1], blink, atol=2e-4)  # between samples
    np.testing.assert_allclose(after["mouthSmileLeft"][1], before["mouthSmileLeft"][1])
    take.smoothing = 0.06
    bake_again()
    rough, smooth = (np.abs(np.diff(k["browInnerUp"][1], 2)).sum() for k in (after, keys(keyed)))
    assert smooth < 0.7 * rough


def _regions(obj):
    return obj.data.blendshape_face.take.bl_rna.properties["regions"].enum_items.keys()


def test_retiming_moves_the_same_motion(keyed, keys, scene):
    take = keyed.data.blendshape_face.take
    scene.render.fps, scene.render.fps_base = 60, 1.0
    take.speed, take.trim, take.start, take.end = 2.0, True, 4.0, 8.0
    bake_again()
    frames, values = keys(keyed)["jawOpen"]
    assert len(frames) == 121  # four seconds at double speed and 60 fps, both ends
    take.speed = 1.0
    bake_again()
    np.testing.assert_allclose(keys(keyed)["jawOpen"][1][::2], values, atol=1e-6)


def test_mirror_exchanges_left_and_right(keyed, keys):
    before = keys(keyed)
    keyed.data.blendshape_face.take.mirror = True
    bake_again()
    after = keys(keyed)
    for left, right in (("eyeBlinkLeft", "eyeBlinkRight"), ("jawLeft", "jawRight")):
        np.testing.assert_array_equal(after[left], before[right])
    np.testing.assert_array_equal(after["Yaw"][1], -before["Yaw"][1])
    np.testing.assert_array_equal(after["Pitch"], before["Pitch"])


def test_a_region_alone_leaves_other_channels_alone(keyed, keys):
    before = keys(keyed)
    take = keyed.data.blendshape_face.take
    take.regions, take.mirror = {"eyes"}, True
    bake_again()
    after = keys(keyed)
    np.testing.assert_array_equal(after["mouthSmileLeft"], before["mouthSmileLeft"])
    np.testing.assert_array_equal(after["eyeBlinkLeft"], before["eyeBlinkRight"])
    bake_again(mode="NEW")  # a new action takes the other channels' keys along
    assert set(keys(keyed)) == set(before)


@pytest.mark.parametrize("bound", [0.1, 1.0])
def test_reduced_keys_stay_within_the_bound_on_every_frame(keyed, keys, scene, bound):
    from blendshape_face.data.model import FaceModel

    take = keyed.data.blendshape_face.take
    full = keys(keyed)
    take.reduce, take.bound = True, bound
    bake_again()
    fewer = keys(keyed)
    kept, all_keys = (sum(k.shape[1] for k in each.values()) for each in (fewer, full))
    assert kept < (0.6 if bound < 0.5 else 0.25) * all_keys
    model: FaceModel = properties.model_of(keyed.data)
    basis = model.blender_basis()
    moments = np.arange(1, 473)
    drawn, meant = (
        np.stack([np.interp(moments, *k[name]) for name in model.columns], axis=1)
        for k in (fewer, full)
    )
    off = np.tensordot(drawn - meant, basis.shapes, 1)
    assert np.linalg.norm(off, axis=2).max() <= bound / 1000
    for frame in (17, 200, 391):  # as Blender draws the curves
        scene.frame_set(frame)
        values = [c.value for c in keyed.data.blendshape_face.channels]
        np.testing.assert_allclose(values, drawn[frame - 1], atol=1e-5)


def test_handles_are_smoothed_where_frames_have_no_key(keyed):
    assert {curve.auto_smoothing for curve in actions.fcurves(keyed.data)} == {"NONE"}
    keyed.data.blendshape_face.take.reduce = True
    bake_again(mode="NEW")
    preferred = bpy.context.preferences.edit.fcurve_new_auto_smoothing
    assert preferred != "NONE"
    assert {curve.auto_smoothing for curve in actions.fcurves(keyed.data)} == {preferred}


def test_a_missing_recording_is_told_and_the_keys_stay(face, scene, sample_take, keys, tmp_path):
    path = tmp_path / "gone.csv"
    path.write_bytes(sample_take.read_bytes())
    bpy.ops.blendshape_face.import_take(filepath=str(path))
    before = keys(face)
    path.unlink()
    with pytest.raises(RuntimeError, match=r"gone\.csv: is no longer at"):
        bake_again()
    np.testing.assert_array_equal(keys(face)["jawOpen"], before["jawOpen"])


def test_hand_made_keys_are_noticed(keyed):
    was_edited = kept_takes.was_edited
    assert not was_edited(keyed.data)
    keyed.data.blendshape_face.channels["jawOpen"].value = 0.9
    keyed.data.blendshape_face.channels["jawOpen"].keyframe_insert("value", frame=12.5)
    assert was_edited(keyed.data)
    bake_again()
    assert not was_edited(keyed.data)


def test_an_nla_strip_leaves_the_action_where_it_is(keyed, scene, sample_take, positions, expected):
    action = keyed.data.animation_data.action
    scene.frame_set(600)
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take), mode="STRIP")
    animation = keyed.data.animation_data
    assert animation.action == action
    (track,) = animation.nla_tracks
    assert track.strips[0].frame_start == 600
    animation.action = None
    scene.frame_set(800)
    shown = keyed.data.blendshape_face.channels["mouthSmileLeft"].value
    animation.action = action
    if hasattr(animation, "action_slot"):
        animation.action_slot = action.slots[0]
    scene.frame_set(201)
    assert shown == pytest.approx(
        keyed.data.blendshape_face.channels["mouthSmileLeft"].value, abs=1e-3
    )
    np.testing.assert_allclose(positions(keyed), expected(keyed), atol=2e-7)


def two_faces(tmp_path):
    rows = [f"9,9,0.9,0.{i},0.1,{i},Ann\n" for i in range(10)]
    rows += [f"5,5,0.9,0.{i},0.5,{i},Bo\n" for i in range(5, 10)]
    path = tmp_path / "two.csv"
    path.write_text(HEADER + "".join(rows))
    return str(path)


def test_every_face_of_a_recording_gets_an_object_in_sync(scene, tmp_path, keys):
    scene.render.fps = 30
    bpy.ops.blendshape_face.import_take(filepath=two_faces(tmp_path), fps=30, face="all")
    ann, bo = bpy.data.objects["Face Ann"], bpy.data.objects["Face Bo"]
    assert ann.location != bo.location
    frames, values = keys(ann)["jawOpen"]
    np.testing.assert_allclose(frames, np.arange(1, 11))
    frames, values = keys(bo)["jawOpen"]
    np.testing.assert_allclose(frames, np.arange(6, 11))
    np.testing.assert_allclose(values, [0.5, 0.6, 0.7, 0.8, 0.9], atol=1e-6)
    assert bo.data.blendshape_face.take.face == "Bo"
    bpy.context.view_layer.objects.active = bo
    bake_again()
    np.testing.assert_allclose(keys(bo)["jawOpen"][0], np.arange(6, 11))


def test_one_face_by_its_label(scene, tmp_path, keys):
    bpy.ops.blendshape_face.import_take(filepath=two_faces(tmp_path), face="Bo")
    assert len(scene.objects) == 1
    with pytest.raises(RuntimeError, match="its faces are Ann, Bo"):
        bpy.ops.blendshape_face.import_take(filepath=two_faces(tmp_path), face="Cy")


def test_head_pose_can_be_told(face, keys, sample_take):
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
    before = keys(face)
    bpy.ops.blendshape_face.import_take(
        filepath=str(sample_take), flip={"Yaw"}, convention="swapped"
    )
    after = keys(face)
    np.testing.assert_allclose(after["Yaw"][1], -before["Pitch"][1], atol=1e-6)
    np.testing.assert_allclose(after["Pitch"][1], before["Yaw"][1], atol=1e-6)


@pytest.fixture
def hundredths(tmp_path):
    """Eleven samples, each of a time that may be in hundredths of a second or in milliseconds."""
    path = tmp_path / "hundredths.csv"
    path.write_text("when,frame,jawOpen\n" + "".join(f"{i * 20},{i},0.{i:02}\n" for i in range(11)))
    return str(path)


def test_the_clock_can_be_told_and_is_kept(face, scene, keys, hundredths):
    scene.render.fps = 50
    bpy.ops.blendshape_face.import_take(filepath=hundredths, clock="when", clock_unit="ms", fps=25)
    frames, _ = keys(face)["jawOpen"]
    np.testing.assert_allclose(frames, np.arange(1, 12))
    take = face.data.blendshape_face.take
    assert (take.clock, take.clock_unit) == ("when", "ms")
    take.clock = "rows"
    bpy.ops.blendshape_face.bake_again()
    assert keys(face)["jawOpen"][0][-1] == 21  # ten steps at 25 fps
    take.clock = ""  # as automatic: the counter, at the same rate
    bpy.ops.blendshape_face.bake_again()
    assert keys(face)["jawOpen"][0][-1] == 21
    take.clock = "nothing"
    with pytest.raises(RuntimeError, match="clock: has no 'nothing'"):
        bpy.ops.blendshape_face.bake_again()
    assert keys(face)["jawOpen"][0][-1] == 21


def test_inspect_tells_of_the_clock_that_was_told(scene, hundredths, tmp_path, capfd):
    assert cli.main(["inspect", hundredths, "--clock", "when", "--clock-unit", "ms"]) == 0
    assert "11 samples, 0.22 s at 50 fps" in capfd.readouterr().out
    assert cli.main(["inspect", hundredths, "--clock", "rows", "--fps", "10"]) == 0
    assert "11 samples, 1.10 s at 10 fps" in capfd.readouterr().out
    assert cli.main(["inspect", hundredths, "--clock", "what"]) == 1
    assert "what looks like one: frame" in capfd.readouterr().err
    path = tmp_path / "clip.csv"
    labels = [f"00:00:00:{frame:02}" for frame in range(10)]
    path.write_text(
        "Timecode,BlendShapeCount,JawOpen\n" + "".join(f"{label},61,0.5\n" for label in labels)
    )
    assert cli.main(["inspect", str(path), "--timecode-base", "25"]) == 0
    said = capfd.readouterr().out
    assert "10 samples, 0.40 s at 25 fps" in said
    assert "assumed" not in said


def test_percent_is_scaled_when_asked(face, keys, tmp_path, capfd):
    path = tmp_path / "hundreds.csv"
    rows = [f"{i / 24},{i}\n" for i in range(100)]
    path.write_text("time,jawOpen\n" + "".join(rows))
    assert cli.main(["inspect", str(path)]) == 0
    assert "percent, set the full value to 100" in capfd.readouterr().out
    assert cli.main(["inspect", str(path), "--full-value", "100"]) == 0
    assert "percent" not in capfd.readouterr().out
    bpy.ops.blendshape_face.import_take(filepath=str(path), full_value=100)
    assert keys(face)["jawOpen"][1][-1] == pytest.approx(0.99, abs=1e-4)
    # Baked anew it is read as it was told.
    assert face.data.blendshape_face.take.full_value == 100
    bpy.ops.blendshape_face.bake_again()
    assert keys(face)["jawOpen"][1][-1] == pytest.approx(0.99, abs=1e-4)


def test_inspect_prints_the_report(scene, sample_take, capfd):
    assert cli.main(["inspect", str(sample_take)]) == 0
    said = capfd.readouterr().out
    assert "MediaPipe CSV (52 blendshape columns)" in said
    assert "472 samples, 19.69 s at 23.976 fps" in said
    assert "Not moving: _neutral, cheekPuff" in said


def test_the_dialogs_report_names_the_faces(scene, tmp_path):
    chosen = _chosen_recording.ChosenRecording()
    path, options = Path(two_faces(tmp_path)), takes.ReadOptions()
    chosen.reading_of(path, options).join()
    assert "Faces: Ann (10), Bo (5)" in chosen.report(path, options).lines


def test_sound_beside_the_recording_comes_in_sync(scene, sample_take, tmp_path):
    import wave

    path = tmp_path / "talk.csv"
    path.write_bytes(sample_take.read_bytes())
    with wave.open(str(tmp_path / "talk.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000))
    scene.frame_set(25)
    bpy.ops.blendshape_face.import_take(filepath=str(path), media=True)
    editor = scene.sequence_editor
    strips = [] if editor is None else getattr(editor, "strips", None) or editor.sequences
    # A Blender built without sound keys the face all the same.
    assert [strip.frame_final_start for strip in strips] in ([25], [])
    assert bpy.data.actions


def test_long_readings_tell_their_progress_and_can_be_cancelled(scene, tmp_path):
    path = tmp_path / "long.csv"
    row = ",".join(["0.25"] * 20)
    names = ",".join(channels.names(channels.BLENDSHAPES)[:20])
    path.write_text(f"frame,{names}\n" + "".join(f"{i},{row}\n" for i in range(60_000)))
    reading_class = _background.BackgroundReading
    whole = reading_class(path, takes.ReadOptions())
    assert len(whole.result()[0].times) == 60_000
    assert whole.share > 0.9
    stopped = reading_class(path, takes.ReadOptions())
    stopped.cancel()
    assert not stopped.result()
    assert stopped.cancelled
    path.write_text("frame,jawOpen\n0,wide\n")
    broken = reading_class(path, takes.ReadOptions())
    with pytest.raises(errors.TakeError, match="row 2"):
        broken.result()
