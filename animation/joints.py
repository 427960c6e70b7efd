"""What turns with the head and the eyes of a take: objects and pose bones."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import bpy
import numpy as np
from mathutils import Matrix, Quaternion

from ..blender.actions import Curve, KeyMode, check_writable, fcurves
from ..blender.editing import check_local
from ..data.channels import POSE, names
from ..data.errors import FaceError
from ..data.motion.head_rotation import head_rotation
from .take_frames import TakeFrames

Role = Literal["head", "eye_left", "eye_right"]
"""What a joint is to a rig, by the name of its property there."""
ROLES: tuple[Role, ...] = ("head", "eye_left", "eye_right")

_HEAD = "Head"
_EYES = "Eyes"
"""Titles of the groups of F-curves."""


@dataclass(frozen=True, eq=False)
class Joint:
    """An object or a pose bone that is to turn, as it is before a take is keyed.

    role: None where a face or character turns as a whole.
    obj: None for a face that is still to be made.
    bone: name of a pose bone; empty where the object turns.
    rest: (3x3) rotation that the take's turns start from; a bone's is that in its armature's axes.
    stood: how an object stands that is not keyed yet, to be remembered; else None.
    """

    role: Role | None
    obj: bpy.types.Object | None
    bone: str
    rotation_mode: str
    rest: Matrix
    stood: Quaternion | None = None

    @property
    def is_eye(self) -> bool:
        """Whether it turns with an eye, rather than with the head."""
        return self.role in ("eye_left", "eye_right")

    @property
    def identity(self) -> tuple[bpy.types.Object | None, str, Role | None]:
        """What tells joints apart: several rigs may share one."""
        return self.obj, self.bone, self.role


def find_joints(obj: bpy.types.Object) -> list[Joint]:
    """What the user chose to turn. Raises FaceError where it cannot be keyed."""
    rig = obj.data.blendshape_face.rig
    joints = []
    for role in ROLES:
        chosen = getattr(rig, role)
        if not chosen.obj:
            continue
        # Overrides of a library may be animated, and characters often are such.
        check_local(chosen.obj)
        if chosen.bone:
            joint = _bone_joint(role, chosen.obj, chosen.bone)
        else:
            joint = _object_joint(role, chosen.obj, Quaternion(chosen.rest))
        joints.append(joint)
    return joints


def _bone_joint(
    role: Role,
    armature: bpy.types.Object,
    name: str,
) -> Joint:
    # The user may have renamed the bone, or chosen another kind of object, since.
    bones = armature.pose.bones if armature.pose else {}
    if name not in bones:
        raise FaceError(f"{armature.name}: has no bone {name!r}; choose another")
    bone = bones[name]
    rest = bone.bone.matrix_local.to_3x3().normalized()
    return Joint(
        role,
        armature,
        name,
        bone.rotation_mode,
        rest,
    )


def _object_joint(
    role: Role,
    obj: bpy.types.Object,
    remembered: Quaternion,
) -> Joint:
    """remembered: how the object stood before it was first keyed."""
    # Once it is keyed, how it stands is what the former take made of it.
    stood = None if _is_keyed(obj) else obj.matrix_basis.to_quaternion()
    rest = remembered if stood is None else stood
    return Joint(
        role,
        obj,
        "",
        obj.rotation_mode,
        rest.to_matrix(),
        stood,
    )


def itself(obj: bpy.types.Object) -> Joint:
    """A face or character that turns as a whole, without the head pose that its channels show."""
    rest = obj.matrix_basis.to_3x3().normalized()
    channels = obj.data.blendshape_face.channels
    if channels and _is_keyed(obj):
        # The former take turned the object as the channels say at this frame.
        shown = [channels[angle].value for angle in names(POSE)]
        turn = Matrix(head_rotation(np.array([shown]))[0])
        rest = rest @ turn.inverted()
    return Joint(
        None,
        obj,
        "",
        obj.rotation_mode,
        rest,
    )


def _is_keyed(obj: bpy.types.Object) -> bool:
    """Whether an object's rotation has keys, in the rotation mode that it has now."""
    path = _rotation_path(obj.rotation_mode)
    keyed = {fcurve.data_path for fcurve in fcurves(obj)}
    return path in keyed


@dataclass(frozen=True, eq=False)
class TurnPlan:
    """The curves that turn a joint: one group in an action of its object."""

    joint: Joint
    name: str
    group: str
    curves: Sequence[Curve]


def plan_turn(
    joint: Joint,
    frames: TakeFrames,
    stem: str,
    mode: KeyMode,
) -> TurnPlan | None:
    """How a joint turns with a take; None where the take does not turn it.

    stem: the recording's name, which the actions bear. Raises FaceError where its object cannot be
    keyed.
    """
    turns = _turns_of(joint, frames)
    if not turns:
        return None
    if joint.obj:
        check_writable(joint.obj, mode)
    rotations = [_rotation(joint, turn) for turn in turns]
    group = _EYES if joint.is_eye else _HEAD
    return TurnPlan(
        joint=joint,
        name=f"{stem} {group.lower()}",
        group=group,
        curves=_rotation_curves(joint, rotations),
    )


def _rotation(joint: Joint, turn: Matrix) -> Matrix:
    """(3x3) of a joint that turns from rest, in the axes in which its object or bone is rotated."""
    rest = joint.rest
    if joint.bone:
        # From the armature's axes to the bone's own, whatever way it rests.
        return rest.inverted() @ turn @ rest
    # An eye's in the axes of the head that it is a child of.
    return turn @ rest if joint.is_eye else rest @ turn


def show_turn(joint: Joint, frames: TakeFrames) -> None:
    """Turn a joint as the first of the frames has it, without keys; not where they have nothing.

    A bone that is gone since stays as it is.
    """
    turns = _turns_of(joint, frames)
    turned = joint.obj.pose.bones.get(joint.bone) if joint.bone else joint.obj
    if turns and turned:
        path = _rotation_path(joint.rotation_mode)
        convert = _conversion(joint.rotation_mode)
        setattr(turned, path, convert(_rotation(joint, turns[0]), getattr(turned, path)))


def _turns_of(joint: Joint, frames: TakeFrames) -> list[Matrix]:
    """(3x3) rotations from rest, one a frame; none where the take holds nothing for the joint."""
    left, right = frames.eye_turns
    if joint.role == "eye_left":
        return left
    if joint.role == "eye_right":
        return right
    return frames.head_turns


def remember_rest(mesh: bpy.types.Mesh, joints: Iterable[Joint]) -> None:
    """Keep how objects stood before they were first keyed, for the takes that follow."""
    for joint in joints:
        if joint.role and joint.stood is not None:
            chosen = getattr(mesh.blendshape_face.rig, joint.role)
            chosen.rest = joint.stood


def _rotation_curves(joint: Joint, rotations: Iterable[Matrix]) -> list[Curve]:
    """Curves of the values that a joint's rotation mode uses, for (3x3) rotations one a frame."""
    path = _rotation_path(joint.rotation_mode)
    if joint.bone:
        # Of bones the armature's object bears the action.
        name = bpy.utils.escape_identifier(joint.bone)
        path = f'pose.bones["{name}"].{path}'
    convert = _conversion(joint.rotation_mode)
    rows = []
    # Of several values for the same rotation the one nearest to the frame before is taken, so that
    # nothing spins between two frames.
    previous = None
    for rotation in rotations:
        previous = convert(rotation, previous)
        rows.append(tuple(previous))
    columns = np.array(rows).T
    return [Curve(path, column, index) for index, column in enumerate(columns)]


def _rotation_path(rotation_mode: str) -> str:
    """Data path of the property that a rotation mode uses, on its object or pose bone."""
    if rotation_mode == "QUATERNION":
        return "rotation_quaternion"
    if rotation_mode == "AXIS_ANGLE":
        return "rotation_axis_angle"
    return "rotation_euler"


def _conversion(rotation_mode: str) -> Callable:
    """From a matrix and the values before it, if any, to the values that a rotation mode uses, each
    continuous with the one before.
    """

    def to_quaternion(matrix, previous):
        quaternion = matrix.to_quaternion()
        if previous is not None:
            quaternion.make_compatible(previous)
        return quaternion

    def to_axis_angle(matrix, _previous):
        axis, angle = matrix.to_quaternion().to_axis_angle()
        return (angle, *axis)

    def to_euler(matrix, previous):
        if previous is None:
            return matrix.to_euler(rotation_mode)
        return matrix.to_euler(rotation_mode, previous)

    if rotation_mode == "QUATERNION":
        return to_quaternion
    if rotation_mode == "AXIS_ANGLE":
        return to_axis_angle
    return to_euler
