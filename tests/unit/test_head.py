"""Head pose and gaze in any spelling: matrices, quaternions, angles, units, half turns."""

import json

import numpy as np
import pytest
from blendshape_face.data.motion.head_rotation import head_rotation
from blendshape_face.data.motion.signal import resample
from blendshape_face.data.takes import HeadOptions, read_take
from blendshape_face.data.takes.head_columns import find_head
from blendshape_face.data.takes.head_conventions import likely_unit
from blendshape_face.data.takes.head_rotations import (
    head_from_matrices,
    head_from_quaternions,
    without_turns,
)
from hypothesis import given
from hypothesis import strategies as st

HEAD = np.radians([11.5, -20.0, 5.0])

angle = st.floats(-1.4, 1.4)


def head_of(path, options=None):
    head = read_take(path, head=options or HeadOptions()).head
    assert head is not None
    return head


def matrix_of(head):
    """In MediaPipe's axes: x to the subject's left, y up, z out of the face."""
    pitch, yaw, roll = head
    x, y, z = -pitch, -yaw, roll
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    moved = np.eye(4)
    moved[:3, :3] = about_z @ about_y @ about_x
    moved[:3, 3] = 1, 2, -40
    return moved


def quaternion_of(head):
    pitch, yaw, roll = head
    x, y, z = -pitch / 2, -yaw / 2, roll / 2
    turn = np.array([np.cos(x), np.sin(x), 0, 0])
    for angles in ([np.cos(y), 0, np.sin(y), 0], [np.cos(z), 0, 0, np.sin(z)]):
        turn = product(np.array(angles), turn)
    return turn


def product(a, b):
    w = a[0] * b[0] - a[1:] @ b[1:]
    return np.array([w, *(a[0] * b[1:] + b[0] * a[1:] + np.cross(a[1:], b[1:]))])


@given(st.tuples(angle, angle, angle))
def test_matrices_and_quaternions_are_the_same_head(head):
    numbers = matrix_of(head)
    by_rows, _ = head_from_matrices(numbers.reshape(1, 16), by_columns=True)
    by_columns, _ = head_from_matrices(numbers.T.reshape(1, 16), by_columns=False)
    small, _ = head_from_matrices(numbers[:3, :3].reshape(1, 9) * 2, by_columns=False)
    quaternions = head_from_quaternions(3 * quaternion_of(head)[None])
    for found in (by_rows, by_columns, small, quaternions):
        np.testing.assert_allclose(found[0], head, atol=1e-9)
    # The same turn in Blender's axes, where the subject's left is +X, up +Z and forward -Y.
    axes = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])
    np.testing.assert_allclose(
        head_rotation(np.array([head]))[0], axes @ numbers[:3, :3] @ axes.T, atol=1e-9
    )


def frames_with(key, value, count=12):
    return [
        {"timestamp": 40 * index, "blendshapes": {"jawOpen": index / 100}, key: value}
        for index in range(count)
    ]


W, X, Y, Z = quaternion_of(HEAD).tolist()
MATRIX = matrix_of(HEAD)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("facialTransformationMatrixes",
         [{"rows": 4, "columns": 4, "data": MATRIX.T.ravel().tolist()}]),
        ("facial_transformation_matrixes", [MATRIX.tolist()]),
        ("facialTransformationMatrix", {"data": MATRIX.T.ravel().tolist()}),
        ("matrix", MATRIX.tolist()),
        ("transformationMatrix", MATRIX.ravel().tolist()),
        ("pose_matrix", MATRIX[:3, :3].tolist()),
        ("headRotation", {"w": W, "x": X, "y": Y, "z": Z}),
        ("head", {"rotation": {"x": X, "y": Y, "z": Z, "w": W}, "position": {"x": 1, "y": 2}}),
        ("quaternion", [X, Y, Z, W]),
        ("headPose", {"pitch": 11.5, "yaw": -20, "roll": 5}),
        ("headPose", [11.5, -20, 5]),
        ("head_euler_deg", {"Pitch": 11.5, "Yaw": -20, "Roll": 5}),
        ("headRotation", {"x": -11.5, "y": 20, "z": 5}),
        ("rotation", {"x": float(-HEAD[0]), "y": float(-HEAD[1]), "z": float(HEAD[2])}),
        ("pose", {"pitch_rad": HEAD[0], "yaw_rad": HEAD[1], "roll_rad": HEAD[2]}),
    ],
)  # fmt: skip
def test_the_head_under_any_key_of_json(tmp_path, key, value):
    path = tmp_path / "take.json"
    path.write_text(json.dumps(frames_with(key, value)))
    take = read_take(path)
    assert take.head is not None
    np.testing.assert_allclose(take.head, [HEAD] * 12, atol=1e-6)
    assert take.head_reason


@pytest.mark.parametrize(
    "key",
    ["leftEye", "gaze", "cameraMatrix", "boundingBox", "translation"],
)
def test_what_is_no_head_is_not_taken_for_one(tmp_path, key):
    values = {"pitch": 1, "yaw": 2, "roll": 3, "x": 1, "y": 2, "z": 3}
    value = MATRIX.tolist() if key == "cameraMatrix" else values
    path = tmp_path / "take.json"
    path.write_text(json.dumps(frames_with(key, value)))
    take = read_take(path)
    assert take.head is None
    assert take.notes[-1] == f"not read: {key}"


@pytest.mark.parametrize(
    ("columns", "numbers"),
    [
        (["Head_Yaw", "Head_Pitch", "Head_Roll"], [-20, 11.5, 5]),
        (["HeadPitch(deg)", "HeadYaw(deg)", "HeadRoll(deg)"], [11.5, -20, 5]),
        (["head pitch", "head yaw", "head roll"], [11.5, -20, 5]),
        (["pose_pitch", "pose_yaw", "pose_roll"], [11.5, -20, 5]),
        (["pitch_rad", "yaw_rad", "roll_rad"], HEAD.tolist()),
        (["qw", "qx", "qy", "qz"], [W, X, Y, Z]),
        (["rotation_x", "rotation_y", "rotation_z", "rotation_w"], [X, Y, Z, W]),
        (["head_quat_w", "head_quat_x", "head_quat_y", "head_quat_z"], [W, X, Y, Z]),
        (["pose_Rx", "pose_Ry", "pose_Rz"], [-HEAD[0], HEAD[1], -HEAD[2]]),
        (["rot_x", "rot_y", "rot_z"], [-11.5, 20, 5]),
        ([f"matrix_{index}" for index in range(16)], MATRIX.ravel().tolist()),
        ([f"transform_{r}{c}" for r in range(4) for c in range(4)], MATRIX.ravel().tolist()),
        ([f"m{r}{c}" for r in range(1, 5) for c in range(1, 5)], MATRIX.T.ravel().tolist()),
    ],
)
def test_the_head_in_columns_of_any_spelling(tmp_path, columns, numbers):
    path = tmp_path / "take.csv"
    cells = ",".join(map(str, numbers))
    rows = [f"{40 * index},0.{index},{cells}\n" for index in range(8)]
    path.write_text(",".join(["timestamp_ms", "jawOpen", *columns]) + "\n" + "".join(rows))
    take = read_take(path)
    assert take.head is not None
    np.testing.assert_allclose(take.head, [HEAD] * 8, atol=1e-6)
    assert not take.notes


@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_columns_are_a_head_or_none(names):
    found = find_head(names)
    assert found is None or max(found.columns) < len(names)


def test_one_wild_row_does_not_make_degrees():
    angles = np.full((40, 3), 0.3)
    angles[7] = 500
    assert likely_unit(angles)[0] == "radians"
    assert likely_unit(np.radians(np.full((40, 3), 40.0)))[0] == "radians"
    assert likely_unit(np.full((3, 3), 20.0))[0] == "degrees"
    # A row in fifty is as wild as any; a turn that lasts is not.
    angles = np.full((100, 3), 0.5)
    angles[20:40] = 35
    assert likely_unit(angles)[0] == "degrees"
    # Radians that pass half a turn.
    angles = np.full((40, 3), 3.1)
    angles[20:] = -3.1
    assert likely_unit(angles)[0] == "radians"


OPENFACE = "frame, timestamp, confidence, success, pose_Rx, pose_Ry, pose_Rz, AU12_r\n"


def test_a_unit_that_the_format_knows_is_not_guessed(tmp_path):
    path = tmp_path / "lying.csv"
    rows = [f"{i}, {i / 25}, 0.98, 1, 0.1, 0.02, {-1.745 - 0.005 * i}, 1\n" for i in range(40)]
    path.write_text(OPENFACE + "".join(rows))
    np.testing.assert_allclose(head_of(path)[:, 2], 1.745 + 0.005 * np.arange(40), rtol=1e-6)
    told = head_of(path, HeadOptions(unit="degrees"))
    np.testing.assert_allclose(told[0, 2], np.radians(1.745), rtol=1e-6)
    path = tmp_path / "far.csv"
    header = "Timecode,BlendShapeCount,JawOpen,HeadYaw,HeadPitch,HeadRoll\n"
    rows = [f"01:00:00:{i:02}.000,61,0.5,1.9,0.1,0\n" for i in range(20)]
    path.write_text(header + "".join(rows))
    assert head_of(path)[0, 1] == pytest.approx(1.9)
    path.write_text(header + "".join(row.replace("1.9", "30") for row in rows))
    assert "degrees may be meant" in read_take(path).head_reason


def test_angles_go_on_past_half_a_turn(tmp_path):
    pitch = (np.arange(60) * 0.2 + 174 + 180) % 360 - 180
    path = tmp_path / "take.csv"
    rows = [f"{index / 30},0.1,{angle},5,1\n" for index, angle in enumerate(pitch)]
    path.write_text("timestamp,jawOpen,pitch,yaw,roll\n" + "".join(rows))
    take = read_take(path)
    assert take.head is not None
    frames = resample(take.times, take.head, 60)
    assert np.abs(np.diff(np.degrees(frames[:, 0]))).max() < 0.11
    assert np.degrees(frames[-1, 0]) == pytest.approx(174 + 59 * 0.2, abs=1e-3)


def test_a_gap_does_not_stop_the_turn():
    head = np.radians([[170, 0, 0], [np.nan] * 3, [-170, 0, 0], [-160, 0, 0]])
    np.testing.assert_allclose(np.degrees(without_turns(head)[[0, 2, 3], 0]), [170, 190, 200])


def test_mpdetectors_pitch_counts_from_half_a_turn(tmp_path):
    path = tmp_path / "mp.csv"
    pitch = (2.99 + 0.01 * np.arange(40) + np.pi) % (2 * np.pi) - np.pi
    rows = [f"0.99,{value},0.02,0.05,0,0.1,{index}\n" for index, value in enumerate(pitch)]
    path.write_text("FaceScore,Pitch,Roll,Yaw,z_0,jawOpen,frame\n" + "".join(rows))
    head = head_of(path)
    np.testing.assert_allclose(head[:, 0], np.pi - 2.99 - 0.01 * np.arange(40), atol=1e-5)
    path.write_text("FaceScore,Pitch,Roll,Yaw,z_0,jawOpen,frame\n0.99,0.2,0.02,0.05,0,0.1,0\n")
    assert head_of(path)[0, 0] == pytest.approx(-0.2)


GAZE = (
    "timestamp, confidence, success, gaze_angle_x, gaze_angle_y, pose_Rx, pose_Ry, pose_Rz, AU12_r"
)


@pytest.mark.parametrize(
    ("gaze", "head", "expected"),
    [
        # Positive x is the picture's right, the subject's left; positive y is down.
        ((0.2, 0), (0, 0), {"eyeLookOutLeft": 0.2 / np.radians(30), "eyeLookInRight": 0.382}),
        ((-0.2, 0), (0, 0), {"eyeLookOutRight": 0.382, "eyeLookInLeft": 0.382}),
        ((0, 0.2), (0, 0), {"eyeLookDownLeft": 0.2 / np.radians(28)}),
        # A head that turns to its right while the eyes stay on the camera.
        ((0, 0), (0, 0.2), {"eyeLookOutLeft": 0.382, "eyeLookOutRight": 0}),
        ((0, 0), (0.2, 0), {"eyeLookUpRight": 0.2 / np.radians(22)}),
    ],
)
def test_openfaces_gaze_turns_the_eyes(tmp_path, gaze, head, expected):
    path = tmp_path / "of.csv"
    cells = f"{gaze[0]}, {gaze[1]}, {head[0]}, {head[1]}, 0"
    path.write_text(f"{GAZE}\n0, 0.9, 1, {cells}, 1\n0.04, 0.9, 0, {cells}, 1\n")
    take = read_take(path)
    found = dict(zip(take.names, take.values[0].tolist(), strict=True))
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-3)
    assert take.faceless == 1


def test_pyfeats_gaze_counts_where_no_channel_turns_the_eyes(tmp_path):
    path = tmp_path / "fex.csv"
    header = "FaceScore,gaze_pitch,gaze_yaw,AU12,frame"
    path.write_text(f"{header}\n1,0.1,0.2,0.5,0\n1,0.1,0.2,0.6,1\n")
    take = read_take(path)
    found = dict(zip(take.names, take.values[0].tolist(), strict=True))
    assert found["eyeLookOutRight"] == pytest.approx(0.2 / np.radians(30), rel=1e-5)
    assert found["eyeLookUpLeft"] == pytest.approx(0.1 / np.radians(22), rel=1e-5)
    path.write_text(f"{header},eyeLookUpLeft\n1,0.1,0.2,0.5,0,0.9\n")
    take = read_take(path)
    assert take.names == ("AU12", "eyeLookUpLeft")
