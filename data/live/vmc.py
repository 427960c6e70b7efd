"""Faces over OSC: the VMC protocol, and beside it what vrchat.py reads.

VMC sends each value as a message of its own, `/VMC/Ext/Blend/Val` with a name and a number, and
`/VMC/Ext/Blend/Apply` where a frame ends; a bundle or several datagrams hold a frame. Names are
ARKit's (perfect sync) or the presets of VRM. Head and neck turn by `/VMC/Ext/Bone/Pos`: a name,
a position and a quaternion x, y, z, w in Unity's axes. `/VMC/Ext/T` is the sender's clock.
"""

import math
from collections.abc import Sequence

import numpy as np

from ..channels import canonical_name
from ..eye_channels import EYE_CHANNELS
from ..takes.gaze import looks
from ..takes.head_rotations import head_from_quaternions
from .frame import Frame, keep_value, plain_values
from .named_links import VRM, links_for
from .naming import Channels, channels_of, linked
from .osc import Argument, Message, messages_of
from .vrchat import Parameters, is_parameter

_VALUE = "/VMC/Ext/Blend/Val"
_APPLY = "/VMC/Ext/Blend/Apply"
_BONE = "/VMC/Ext/Bone/Pos"
_TIME = "/VMC/Ext/T"
_NECK = "Neck"
_HEAD = "Head"
_EYES = {"LeftEye": "Left", "RightEye": "Right"}
_BONES = (_NECK, _HEAD, *_EYES)
_BONE_ARGUMENTS = 8
"""A name, three of a position, four of a quaternion."""
_PERFECT_SYNC = 8
"""ARKit's names by which a sender is known to send them all."""


class OscFrames:
    """Keeps what came last, as the messages of one frame may come in several packets."""

    def __init__(self) -> None:
        self._shapes: dict[str, float] = {}
        self._bones: dict[str, np.ndarray] = {}
        self._parameters = Parameters()
        self._time: float | None = None

    def frames(self, packet: bytes) -> list[Frame]:
        """The frames that end within a packet, often none. Raises LiveError."""
        frames: list[Frame] = []
        has_parameters = False
        for message in messages_of(packet):
            if message.address == _APPLY:
                if self._shapes or self._bones:
                    frames.append(self._vmc_frame())
            elif is_parameter(message):
                has_parameters |= self._parameters.keep(message)
            else:
                self._keep(message)
        if has_parameters:
            frames.append(self._parameters.frame())
        return frames

    def _keep(self, message: Message) -> None:
        """What VMC tells of a face; anything else is for other programs."""
        arguments = message.arguments
        if message.address == _VALUE and len(arguments) >= 2:
            name, value = arguments[:2]
            if isinstance(name, str) and isinstance(value, float):
                keep_value(self._shapes, name, value)
        elif message.address == _BONE and len(arguments) >= _BONE_ARGUMENTS:
            self._keep_bone(arguments)
        elif message.address == _TIME and arguments:
            time = arguments[0]
            if isinstance(time, float) and math.isfinite(time):
                self._time = time

    def _keep_bone(self, arguments: Sequence[Argument]) -> None:
        name = arguments[0]
        if name in _BONES:
            numbers = [part for part in arguments[4:8] if isinstance(part, float)]
            rotation = plain_values(numbers)
            if len(rotation) == 4 and np.isfinite(rotation).all() and rotation.any():
                self._bones[name] = _from_unity(rotation)

    def _vmc_frame(self) -> Frame:
        names = tuple(self._shapes)
        values = plain_values(self._shapes.values())
        channels = _shapes_of(names, values)
        return Frame(
            *_with_eyes(channels, self._bones),
            _head_of(self._bones),
            self._time,
        )


def _shapes_of(names: tuple[str, ...], values: np.ndarray) -> Channels:
    """Channels of a model with perfect sync as they are; else what VRM's presets show."""
    if sum(canonical_name(name) is not None for name in names) >= _PERFECT_SYNC:
        return channels_of(names, values)
    links = links_for(VRM, names)
    return linked(links, names, values) if links else channels_of(names, values)


def _from_unity(xyzw: np.ndarray) -> np.ndarray:
    """A quaternion w, x, y, z in the axes of head_rotations: Unity's x is to the other side."""
    x, y, z, w = xyzw.astype(np.float64)
    return np.array([w, x, -y, -z])


def _head_of(bones: dict[str, np.ndarray]) -> np.ndarray | None:
    """(3,) float32 Pitch, Yaw, Roll of the neck and the head on it; None without either."""
    rotation = bones.get(_HEAD)
    neck = bones.get(_NECK)
    if rotation is None:
        rotation = neck
    elif neck is not None:
        rotation = _product(neck, rotation)
    if rotation is None:
        return None
    return plain_values(head_from_quaternions(rotation[np.newaxis])[0])


def _product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Of quaternions w, x, y, z: what turns by the second, then by the first."""
    scalar = first[0] * second[0] - first[1:] @ second[1:]
    vector = first[0] * second[1:] + second[0] * first[1:] + np.cross(first[1:], second[1:])
    return np.array([scalar, *vector])


def _with_eyes(channels: Channels, bones: dict[str, np.ndarray]) -> Channels:
    """The eyes' bones as channels, where the sender has no channels of the eyes."""
    names = list(channels.names)
    values = list(channels.values)
    if set(EYE_CHANNELS).isdisjoint(names):
        for bone, side in _EYES.items():
            if bone in bones:
                angles = head_from_quaternions(bones[bone][np.newaxis])
                for name, value in looks(angles[:, :2], None).items():
                    if name.endswith(side):
                        names.append(name)
                        values.append(value[0])
    return Channels(tuple(names), np.array(values, np.float32))
