"""What turns with the head and the eyes of a take: objects and pose bones."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import bpy
import numpy as np
from mathutils import Matrix, Quaternion

from ..blender.actions import Curve, fcurves, write_action
from ..blender.scene import scene_fps
from ..data.channels import POSE, names
from ..data.errors import FaceError
from ..data.motion.head_rotation import head_rotation
from ..data.motion.settings import Settings, take_to_frames
from ..data.rigs.retarget import EYE_CHANNELS, eye_rotation
from ..data.takes import Take
from ..face.rig_properties import RigJoint


def check_joints(obj: bpy.types.Object) -> None:
    """Raises FaceError where what the user chose to turn cannot be keyed."""
    for joint in _chosen(obj):
        owner = joint.obj
        if not owner.is_editable:
            raise FaceError(f"{owner.name} is linked: use Object > Relations > Make Local first")
        if joint.bone and (owner.pose is None or joint.bone not in owner.pose.bones):
            raise FaceError(f"{owner.name}: has no bone {joint.bone!r}; choose another")


def _chosen(obj: bpy.types.Object) -> Iterator[RigJoint]:
    rig = obj.data.blendshape_face.rig
    return (joint for joint in (rig.head, rig.eye_left, rig.eye_right) if joint.obj)


def key_eyes(
    obj: bpy.types.Object,
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings,
    first: int,
    mode: str,
) -> None:
    """Turn what the user chose for the eyes by the take's eyeLook channels."""
    rig = obj.data.blendshape_face.rig
    if not (rig.eye_left.obj or rig.eye_right.obj):
        return
    frames = take_to_frames(take, settings, EYE_CHANNELS, scene_fps(scene))
    angles = np.nan_to_num(eye_rotation(frames.names, frames.values))
    for joint, look in ((rig.eye_left, angles[:, 0]), (rig.eye_right, angles[:, 1])):
        if joint.obj:
            turns = [Matrix(turn) for turn in head_rotation(np.insert(look, 2, 0, axis=1))]
            if joint.bone:
                matrices = _about_rest(joint, turns)
            else:  # in the axes of the head that the eye is a child of
                rest = _rest(joint)
                matrices = [turn @ rest for turn in turns]
            _key(joint.obj, joint.bone, matrices, f"{take.source.stem} eyes", "Eyes", first, mode)


def key_head(
    obj: bpy.types.Object,
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings,
    first: int,
    mode: str,
    turn_object: bool,
) -> bool:
    """Turn what the user chose for the head, else the object itself if asked, by the take's head
    pose. Returns whether anything turns.
    """
    joint = obj.data.blendshape_face.rig.head
    if take.head is None or not (joint.obj or turn_object):
        return False
    only_head = replace(settings, regions=frozenset({"pose"}))
    frames = take_to_frames(take, only_head, names(POSE), scene_fps(scene))
    turns = [Matrix(turn) for turn in head_rotation(frames.values)]
    owner, bone = (joint.obj, joint.bone) if joint.obj else (obj, "")
    if bone:
        matrices = _about_rest(joint, turns)
    else:
        rest = _rest(joint) if joint.obj else _without_head_pose(obj)
        matrices = [rest @ turn for turn in turns]
    _key(owner, bone, matrices, f"{take.source.stem} head", "Head", first, mode)
    return True


def _about_rest(joint: RigJoint, turns: list[Matrix]) -> list[Matrix]:
    """Turns in an armature's axes as a pose bone's own, whatever way it rests."""
    rest = joint.obj.pose.bones[joint.bone].bone.matrix_local.to_3x3().normalized()
    return [rest.inverted() @ turn @ rest for turn in turns]


def _rest(joint: RigJoint) -> Matrix:
    """How an object stands without the turns: as it stood before it was first keyed."""
    if not _is_keyed(joint.obj):
        joint.rest = joint.obj.matrix_basis.to_quaternion()
    return Quaternion(joint.rest).to_matrix()


def _without_head_pose(face: bpy.types.Object) -> Matrix:
    """How a face stands without the head pose that its channels show, if it turns with them."""
    rest = face.matrix_basis.to_3x3().normalized()
    channels = face.data.blendshape_face.channels
    if channels and _is_keyed(face):
        shown = [channels[angle].value for angle in names(POSE)]
        rest = rest @ Matrix(head_rotation(np.array([shown]))[0]).inverted()
    return rest


def _is_keyed(obj: bpy.types.Object) -> bool:
    path, _ = _rotation_property(obj)
    return any(fcurve.data_path == path for fcurve in fcurves(obj))


def _key(
    obj: bpy.types.Object,
    bone: str,
    matrices: list[Matrix],
    name: str,
    group: str,
    first: int,
    mode: str,
) -> None:
    owner, prefix = obj, ""
    if bone:
        owner, prefix = obj.pose.bones[bone], f'pose.bones["{bpy.utils.escape_identifier(bone)}"].'
    path, convert = _rotation_property(owner)
    values, previous = [], None
    for matrix in matrices:
        previous = convert(matrix, previous)
        values.append(tuple(previous))
    axes = enumerate(zip(*values, strict=True))
    curves = [Curve(prefix + path, np.array(axis), index) for index, axis in axes]
    write_action(obj, name, {group: curves}, first, mode, keep_others=True)


def _rotation_property(owner: bpy.types.Object | bpy.types.PoseBone) -> tuple[str, Callable]:
    """The data path that the rotation mode uses, and the conversion of a matrix to its values,
    each continuous with the one before.
    """
    if owner.rotation_mode == "QUATERNION":

        def to_quaternion(matrix, previous):
            quaternion = matrix.to_quaternion()
            if previous is not None:
                quaternion.make_compatible(previous)
            return quaternion

        return "rotation_quaternion", to_quaternion
    if owner.rotation_mode == "AXIS_ANGLE":

        def to_axis_angle(matrix, _previous):
            axis, angle = matrix.to_quaternion().to_axis_angle()
            return (angle, *axis)

        return "rotation_axis_angle", to_axis_angle

    def to_euler(matrix, previous):
        return matrix.to_euler(owner.rotation_mode, *([previous] if previous else []))

    return "rotation_euler", to_euler
