"""A frame of the stream on a face or a character, and on what turns with it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import bpy
import numpy as np

from ..animation.joints import Joint, show_turn
from ..animation.take_frames import TakeFrames
from ..animation.targets import joints_of
from ..characters.links import links_of
from ..characters.objects import has_shape_keys
from ..data.channels import POSE, names
from ..data.eye_channels import EYE_CHANNELS
from ..data.live import Frame
from ..data.motion.settings import Frames
from ..data.rigs.retarget import as_blendshapes, retarget
from ..face.properties import batch_edit, columns_of

_ANGLES = names(POSE)


class _Channels(NamedTuple):
    """names: (k); values: (k,) float32, NaN where nothing was measured."""

    names: tuple[str, ...]
    values: np.ndarray


class Player:
    """Plays frames, and remembers how joints stood before."""

    def __init__(self) -> None:
        # By names, and whether a whole object turns: undo puts other objects in the place of those
        # that were here.
        self._joints: dict[tuple[str, bool], list[tuple[Joint, str]]] = {}

    def show(self, obj: bpy.types.Object, frame: Frame, turn_object: bool) -> None:
        """Move a face or character, and what turns with its head and eyes.

        turn_object: turn it as a whole where no other head is chosen.
        Raises FaceError where it cannot be moved.
        """
        joints = self._joints_of(obj, turn_object)
        if joints:
            moment = _moment(frame)
            for joint in joints:
                show_turn(joint, moment)
        channels = _with_angles(frame)
        if has_shape_keys(obj):
            _show_on_keys(obj.data, channels)
        else:
            _show_on_face(obj.data, channels)

    def rest(self) -> None:
        """Let joints stand as they did before the first frame."""
        still = TakeFrames(_one_row((), ()), _no_looks(), _one_row(_ANGLES, (0, 0, 0)))
        for name, turn_object in self._joints:
            obj = bpy.data.objects.get(name)
            if obj:
                for joint in self._joints_of(obj, turn_object):
                    show_turn(joint, still)
        self._joints.clear()

    def _joints_of(self, obj: bpy.types.Object, turn_object: bool) -> list[Joint]:
        """What turns, as it stood when it was first asked for. Raises FaceError."""
        key = (obj.name, turn_object)
        if key not in self._joints:
            found = joints_of(obj, turn_object)
            self._joints[key] = [(joint, joint.obj.name) for joint in found]
        joints = []
        for joint, name in self._joints[key]:
            turned = bpy.data.objects.get(name)
            if turned:
                joints.append(replace(joint, obj=turned))
        return joints


def _with_angles(frame: Frame) -> _Channels:
    """A frame's channels, the head's angles among them."""
    if frame.head is None:
        return _Channels(frame.names, frame.values)
    return _Channels((*frame.names, *_ANGLES), np.concatenate([frame.values, frame.head]))


def _moment(frame: Frame) -> TakeFrames:
    """A frame as joints are turned by one of a take."""
    columns = [index for index, name in enumerate(frame.names) if name in EYE_CHANNELS]
    looks = _one_row([frame.names[column] for column in columns], frame.values[columns])
    return TakeFrames(
        channels=_one_row((), ()),
        looks=looks if columns else None,
        head=None if frame.head is None else _one_row(_ANGLES, frame.head),
    )


def _one_row(channels: Sequence[str], values: Sequence[float] | np.ndarray) -> Frames:
    return Frames(tuple(channels), np.array([values], np.float32), 0)


def _no_looks() -> Frames:
    looks = tuple(dict.fromkeys(EYE_CHANNELS))
    return _one_row(looks, np.zeros(len(looks)))


def _show_on_face(mesh: bpy.types.Mesh, channels: _Channels) -> None:
    """Set a live face's channels; those that the stream lacks stay."""
    columns = columns_of(mesh)
    if _is_other_kind(channels.names, columns):
        channels = _blendshapes(channels)
    places = _places(channels.names, columns)
    given = channels.values[places.given]
    is_known = np.isfinite(given)
    with batch_edit(mesh) as properties:
        values = np.empty(len(columns), np.float32)
        properties.foreach_get("value", values)
        values[places.columns[is_known]] = given[is_known]
        properties.foreach_set("value", values)


def _show_on_keys(mesh: bpy.types.Mesh, channels: _Channels) -> None:
    """Set a character's shape keys by its links. Raises MappingError where it has none."""
    links = links_of(mesh)
    channels = _blendshapes(channels)
    made = retarget(links, channels.names, channels.values[np.newaxis])
    keys = mesh.shape_keys.key_blocks
    for target, value in zip(made.targets, made.values[0].tolist(), strict=True):
        key = keys.get(target)
        if key and np.isfinite(value):
            key.value = value


def _is_other_kind(played: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether all that a face would play is where it looks: action units on blendshapes."""
    shared = set(played) & set(columns)
    return shared <= {*EYE_CHANNELS, *_ANGLES}


def _blendshapes(channels: _Channels) -> _Channels:
    """Action units and emotions as blendshapes; anything else as it is."""
    played, values = as_blendshapes(channels.names, channels.values[np.newaxis])
    return _Channels(played, values[0])


class _Places(NamedTuple):
    """given: indices of the stream's channels that a face has; columns: where it has them."""

    given: np.ndarray
    columns: np.ndarray


# A stream has the same names for hours.
@lru_cache(maxsize=32)
def _places(played: tuple[str, ...], columns: tuple[str, ...]) -> _Places:
    column_of = {name: column for column, name in enumerate(columns)}
    given = [index for index, name in enumerate(played) if name in column_of]
    found = [column_of[played[index]] for index in given]
    return _Places(np.array(given, np.intp), np.array(found, np.intp))
