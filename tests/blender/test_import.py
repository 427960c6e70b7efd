"""A recording becomes keyframes."""

import bpy
import numpy as np
import pytest
from blendshape_face.blender import actions
from blendshape_face.data import bundled as data_bundled
from blendshape_face.data import takes
from blendshape_face.data.motion import head_rotation
from blendshape_face.face import model_fit

from tools.recordings import samples


def set_rate(scene, fps, base=1.0):
    scene.render.fps, scene.render.fps_base = fps, base


def import_take(path, **options):
    return bpy.ops.blendshape_face.import_take(filepath=str(path), **options)


def test_the_bundled_take_lands_on_its_frames(face, scene, sample_take, positions, expected):
    set_rate(scene, 24, 24 / 23.976)
    scene.frame_set(11)
    assert import_take(sample_take) == {"FINISHED"}
    take = takes.read_take(sample_take)
    channels = face.data.blendshape_face.channels
    for sample in (0, 100, 300, 471):
        scene.frame_set(11 + sample)
        keyed = [channels[name].value for name in take.names]
        np.testing.assert_allclose(keyed, take.values[sample], atol=3e-4)
        angles = [channels[name].value for name in ("Pitch", "Yaw", "Roll")]
        np.testing.assert_allclose(angles, take.head[sample], atol=3e-4)
        np.testing.assert_allclose(positions(face), expected(face), atol=2e-7)
    assert scene.frame_end == 482
    assert face.data.animation_data.action.name == "mediapipe_wolfgang"


def test_curves_are_linear_one_key_a_frame_and_grouped(face, scene, sample_take):
    set_rate(scene, 30)
    import_take(sample_take)
    curves = list(actions.fcurves(face.data))
    assert len(curves) == 55
    assert {curve.group.name for curve in curves} == {
        "Brows", "Eyes", "Jaw", "Mouth", "Cheeks and Nose", "Head Pose", "Other",
    }  # fmt: skip
    for curve in curves:
        assert len(curve.keyframe_points) == 590  # 19.644 s at 30 fps
        assert {point.interpolation for point in curve.keyframe_points} == {"LINEAR"}


def test_a_new_face_is_made_and_the_end_only_grows(scene, sample_take):
    scene.frame_end = 5000
    assert import_take(sample_take) == {"FINISHED"}
    assert len(bpy.context.object.data.blendshape_face.channels) == 55
    assert scene.frame_end == 5000


def test_a_new_face_is_made_where_new_objects_enter_edit_mode(scene, sample_take):
    preferences = bpy.context.preferences.edit
    preferences.use_enter_edit_mode = True
    try:
        assert import_take(sample_take) == {"FINISHED"}
    finally:
        preferences.use_enter_edit_mode = False
    assert bpy.context.mode == "OBJECT"
    assert bpy.context.object.data.animation_data.action


@pytest.mark.parametrize("mode", ["XYZ", "ZYX", "QUATERNION", "AXIS_ANGLE"])
def test_head_pose_turns_the_object_on_top_of_how_it_stands(face, scene, sample_take, mode):
    from mathutils import Euler, Matrix

    face.rotation_mode = mode
    stand = Euler((0.2, 0.1, 1.0)).to_matrix()
    face.matrix_basis = stand.to_4x4()
    face.location = (1, 2, 3)
    set_rate(scene, 24, 24 / 23.976)
    take = takes.read_take(sample_take)
    turns = head_rotation.head_rotation(take.head)
    for _again in range(2):  # a second import starts from the same stand
        assert import_take(sample_take, turn_object=True) == {"FINISHED"}
        start = scene.frame_current
        for sample in (0, 200, 440):
            scene.frame_set(start + sample)
            turned = np.array(face.matrix_world.to_3x3())
            np.testing.assert_allclose(turned, np.array(stand @ Matrix(turns[sample])), atol=1e-3)
    assert tuple(face.location) == (1, 2, 3)


def test_the_former_action_stays(face, scene, sample_take):
    import_take(sample_take)
    first = face.data.animation_data.action
    import_take(sample_take)
    assert face.data.animation_data.action != first
    assert first.use_fake_user


def test_object_animation_other_than_the_rotation_stays(face, scene, sample_take):
    for frame, x in ((1, 0.0), (11, 1.0)):
        face.location.x = x
        face.keyframe_insert("location", frame=frame)
    import_take(sample_take, turn_object=True)
    scene.frame_set(11)
    assert face.location.x == pytest.approx(1.0)
    assert face.rotation_euler.z != 0


def test_bad_input_changes_nothing(scene, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("frame,jawOpen\n0,0.5\n1,wide\n")
    with pytest.raises(RuntimeError, match=r"bad\.csv, row 3, column jawOpen: 'wide'"):
        import_take(bad)
    units = tmp_path / "units.csv"
    # No blendshape shows this one, not even by the table.
    units.write_text("frame,AU11\n0,0.5\n1,0.6\n")
    with pytest.raises(RuntimeError, match="holds none of the channels of arkit"):
        import_take(units)
    assert not bpy.data.objects
    assert not bpy.data.actions


def test_action_units_drive_an_action_unit_face(scene, tmp_path, au_npz):
    bpy.ops.blendshape_face.load_model(filepath=str(au_npz))
    units = tmp_path / "units.csv"
    units.write_text("frame,AU12,AU26\n0,0.5,0\n1,0.6,1\n")
    set_rate(scene, 30)
    assert import_take(units) == {"FINISHED"}
    scene.frame_set(2)
    channels = bpy.context.object.data.blendshape_face.channels
    assert channels["AU12"].value == pytest.approx(0.6)
    assert channels["AU26"].value == pytest.approx(1.0)


OPENFACE = "timestamp, confidence, success, gaze_angle_x, gaze_angle_y, AU12_r, AU11_r\n"


@pytest.mark.parametrize("active", [False, True])
def test_action_units_play_on_the_default_face_through_the_table(scene, tmp_path, active):
    if active:
        bpy.ops.blendshape_face.add()
    units = tmp_path / "units.csv"
    rows = [f"{frame / 30:.4f}, 0.98, 1, -0.2, 0.1, {frame}, 0\n" for frame in range(5)]
    units.write_text(OPENFACE + "".join(rows))
    set_rate(scene, 30)
    assert import_take(units) == {"FINISHED"}
    scene.frame_set(5)
    channels = bpy.context.object.data.blendshape_face.channels
    assert channels["mouthSmileLeft"].value == pytest.approx(0.8)
    assert channels["mouthSmileRight"].value == pytest.approx(0.8)
    # Away from the camera's right is the subject's right.
    assert channels["eyeLookOutRight"].value == pytest.approx(0.2 / np.radians(30), abs=1e-4)
    assert channels["eyeLookDownLeft"].value == pytest.approx(0.1 / np.radians(28), abs=1e-4)


def test_gaze_turns_the_eyes_of_an_action_unit_face(scene, tmp_path, au_npz):
    bpy.ops.blendshape_face.load_model(filepath=str(au_npz))
    face = bpy.context.object
    units = tmp_path / "units.csv"
    rows = [f"{frame / 30:.4f}, 0.98, 1, {-0.1 * frame}, 0, 1, 0\n" for frame in range(5)]
    units.write_text(OPENFACE + "".join(rows))
    set_rate(scene, 30)
    assert import_take(units) == {"FINISHED"}
    irises = []
    for frame in (1, 5):
        scene.frame_set(frame)
        shown = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).original.data
        irises.append([shown.vertices[index].co.x for index in (468, 473)])
    # To the subject's right, -X, by some millimeters.
    assert (np.subtract(irises[1], irises[0]) < -0.002).all()
    channels = face.data.blendshape_face.channels
    assert channels["eyeLookOutRight"].value > 0.7
    assert channels["AU12"].value == pytest.approx(0.2)
    # A recording of blendshapes still says that its channels are of another kind.
    other = tmp_path / "other.csv"
    other.write_text("time,jawOpen,eyeLookUpLeft\n0,0.5,0.1\n0.1,0.6,0.2\n")
    with pytest.raises(RuntimeError, match="holds none of the channels of au_to_mesh"):
        import_take(other)


def test_emotions_play_on_the_default_face(scene, tmp_path):
    path = tmp_path / "feelings.csv"
    path.write_text("FaceScore,Happy,Sad,frame\n1,0,0.1,0\n1,1,0,1\n")
    set_rate(scene, 30)
    assert import_take(path) == {"FINISHED"}
    scene.frame_set(2)
    assert bpy.context.object.data.blendshape_face.channels["mouthSmileLeft"].value == 1


def test_import_is_undone_in_one_step(face, scene, sample_take):
    bpy.ops.ed.undo_push(message="face")
    import_take(sample_take)
    bpy.ops.ed.undo_push(message="import")
    bpy.ops.ed.undo()
    again = bpy.data.objects["Face"]
    assert again.data.animation_data is None or again.data.animation_data.action is None


@pytest.mark.parametrize(
    ("layout", "model"),
    [
        ("livelink", "arkit"),
        ("face landmark link", "mediapipe"),
        ("mediapipe ms", "mediapipe"),
        ("pyfeat", "mediapipe"),
        ("audio2face", "arkit"),
    ],
)
def test_a_recording_gets_the_model_of_its_tracker(scene, tmp_path, layout, model):
    path = tmp_path / "take.dat"
    path.write_bytes(samples()[layout])
    import_take(path)
    mesh = bpy.context.object.data
    assert mesh.blendshape_face.model.name == f"{model}.npz"
    # Its user may choose the other one, whose channels are the same.
    other = "arkit" if model == "mediapipe" else "mediapipe"
    bundled = str(data_bundled.path_of(other))
    assert bpy.ops.blendshape_face.load_model(filepath=bundled) == {"FINISHED"}
    assert mesh.blendshape_face.model.name == f"{other}.npz"
    assert mesh.animation_data.action


def test_curves_arrive_unselected_in_the_panels_order(face, sample_take, curves_of):
    import_take(sample_take)
    curves = curves_of(face.data).values()
    assert not any(curve.select for curve in curves)
    titles = list(dict.fromkeys(curve.group.name for curve in curves))
    assert titles == ["Brows", "Eyes", "Jaw", "Mouth", "Cheeks and Nose", "Head Pose", "Other"]


def test_a_take_can_start_at_frame_1(face, scene, sample_take, curves_of):
    scene.frame_set(31)
    import_take(sample_take, at_frame_1=True)
    curve = next(iter(curves_of(face.data).values()))
    assert curve.keyframe_points[0].co.x == 1
    assert face.data.blendshape_face.take.frame_start == 1


def test_a_recording_for_another_model_says_so(face, scene, sample_take, capfd):
    import_take(sample_take)
    assert "made for the model mediapipe" in capfd.readouterr().out
    assert model_fit.better_model(face.data) == "mediapipe"
    path = data_bundled.path_of("mediapipe")
    bpy.ops.blendshape_face.load_model(filepath=str(path))
    assert model_fit.better_model(face.data) == ""
