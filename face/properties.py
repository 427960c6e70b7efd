"""The channels of a face, kept on its mesh as shape keys are: linked duplicates share them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    FloatProperty,
    FloatVectorProperty,
    PointerProperty,
    StringProperty,
)

from ..blender.actions import fcurves
from ..blender.curve_locks import is_locked
from ..data.channels import HARD_RANGE, SOFT_ANGLE, SOFT_RANGE
from .mesh import keep_rest, refresh
from .paths import channel_of
from .person_properties import CLASSES as PERSON_CLASSES
from .person_properties import PersonProperties
from .rig_properties import CLASSES as RIG_CLASSES
from .rig_properties import RigProperties
from .sides import move_twin
from .stored_model import basis_of, discard, pack, unpack
from .take_properties import TakeProperties

if TYPE_CHECKING:
    from ..data.model import FaceModel


_open_batches: Counter[int] = Counter()
"""Mesh, by its session_uid -> how many batches are open on it, one within another."""


@contextmanager
def batch_edit(mesh: bpy.types.Mesh) -> Iterator[bpy.types.bpy_prop_collection]:
    """Change many channels, one refresh at the end:
    `with batch_edit(mesh) as channels: channels.foreach_set("value", weights)`.

    Within another batch on the same mesh the refresh waits for that one's end.
    """
    key = mesh.session_uid
    _open_batches[key] += 1
    try:
        yield mesh.blendshape_face.channels
    finally:
        _open_batches[key] -= 1
        if not _open_batches[key]:
            del _open_batches[key]
            refresh(mesh)


def _on_value(channel: "FaceChannel", context: bpy.types.Context) -> None:
    mesh = channel.id_data
    # The first question alone is the answer at nearly each move of a slider.
    if _open_batches and mesh.session_uid in _open_batches:
        return
    if mesh.blendshape_face.link_sides:
        # The batch keeps the twin from moving this one in turn.
        with batch_edit(mesh):
            move_twin(channel, context.scene)
    else:
        refresh(mesh)


def _on_clip(face: "FaceProperties", _context: bpy.types.Context) -> None:
    refresh(face.id_data)


def _set_angle(channel: "FaceChannel", angle: float) -> None:
    channel.value = angle
    # Blender's Auto Keying knows nothing of this view of the value. It keys what has keys already.
    if bpy.context.scene.tool_settings.use_keyframe_insert_auto and _is_open_curve(channel):
        channel.keyframe_insert("value")


def _is_open_curve(channel: "FaceChannel") -> bool:
    """Whether a channel has a curve that may be written."""
    mesh = channel.id_data
    return any(
        channel_of(mesh, curve.data_path) == channel.name and not is_locked(curve)
        for curve in fcurves(mesh)
    )


class FaceChannel(bpy.types.PropertyGroup):
    """One input of the model; `name` is its column."""

    # Without a name of its own, editors of animation show the channel's: "Value (eyeLookDownLeft)"
    # is too long for them, and what is cut off is the side.
    value: FloatProperty(
        name="",
        description="Strength of a blendshape, action unit or emotion; radians for head pose",
        min=HARD_RANGE[0],
        max=HARD_RANGE[1],
        soft_min=SOFT_RANGE[0],
        soft_max=SOFT_RANGE[1],
        step=1,
        precision=2,
        options={"ANIMATABLE", "LIBRARY_EDITABLE"},
        override={"LIBRARY_OVERRIDABLE"},
        update=_on_value,
    )
    gain: FloatProperty(
        name="Gain",
        description="Factor of this channel when a take is baked; 1 leaves it to its region",
        default=1.0,
        soft_min=0,
        soft_max=2,
        min=HARD_RANGE[0],
        max=HARD_RANGE[1],
    )
    limits: FloatVectorProperty(
        name="Limits",
        description="Lowest and highest value of this channel when a take is baked",
        size=2,
        default=HARD_RANGE,
        min=HARD_RANGE[0],
        max=HARD_RANGE[1],
        precision=2,
    )
    # The panel's view of a head pose value; keyframes and drivers belong to `value`.
    angle: FloatProperty(
        name="Angle",
        description="Head pose in degrees",
        subtype="ANGLE",
        min=HARD_RANGE[0],
        max=HARD_RANGE[1],
        soft_min=-SOFT_ANGLE,
        soft_max=SOFT_ANGLE,
        get=lambda channel: channel.value,
        set=_set_angle,
        options=set(),
    )


class FaceProperties(bpy.types.PropertyGroup):
    """What makes a mesh a face: its model, a channel for each of the model's columns, its person,
    its take.

    Characters have a take too, and a rig.
    """

    take: PointerProperty(type=TakeProperties)
    rig: PointerProperty(type=RigProperties)
    person: PointerProperty(type=PersonProperties, override={"LIBRARY_OVERRIDABLE"})

    channels: CollectionProperty(type=FaceChannel, override={"LIBRARY_OVERRIDABLE"})
    model: PointerProperty(
        type=bpy.types.Text,
        name="Model",
        description="The text that holds the model's NPZ inside this file",
    )
    link_sides: BoolProperty(
        name="Link Left and Right",
        description=(
            "Moving a slider of one side moves that of the other side too, and keys it "
            "with Auto Keying. Not with shape keys: Blender tells no extension which one moves"
        ),
        default=False,
        options={"LIBRARY_EDITABLE"},
        override={"LIBRARY_OVERRIDABLE"},
    )
    clip: BoolProperty(
        name="Hold in Training Range",
        description=(
            "Let no slider move the face further than all but the strongest hundredth of what the "
            "model was fitted to; beyond, a linear model only guesses"
        ),
        default=True,
        update=_on_clip,
        options={"LIBRARY_EDITABLE"},
        override={"LIBRARY_OVERRIDABLE"},
    )


def _on_handles(_search: "FaceSearch", context: bpy.types.Context) -> None:
    # Blender draws the panel alone anew.
    for area in context.screen.areas if context.screen else ():
        if area.type == "VIEW_3D":
            area.tag_redraw()


class FaceSearch(bpy.types.PropertyGroup):
    """What the sidebar shows, not saved with the file."""

    text: StringProperty(
        name="Search",
        description="Show the channels whose name holds this",
        options={"TEXTEDIT_UPDATE"},
    )
    handles: BoolProperty(
        name="Handles",
        description="Show circles in the viewport to drag: gaze, jaw and the corners of the mouth",
        default=False,
        update=_on_handles,
    )
    take_text: StringProperty(
        name="Search",
        description="Show gain and limits of the channels whose name holds this",
        options={"TEXTEDIT_UPDATE"},
    )


def is_face(obj: bpy.types.Object | None) -> bool:
    """Whether an object is a face, live or converted."""
    if obj is None or obj.type != "MESH":
        return False
    return len(obj.data.blendshape_face.channels) > 0


def is_converted(mesh: bpy.types.Mesh) -> bool:
    """Whether shape keys stand for a face's channels."""
    channels = mesh.blendshape_face.channels
    keys = mesh.shape_keys
    if not channels or not keys:
        return False
    return all(channel.name in keys.key_blocks for channel in channels)


def columns_of(mesh: bpy.types.Mesh) -> tuple[str, ...]:
    """Names of a face's channels, in the order of its model's columns."""
    return tuple(channel.name for channel in mesh.blendshape_face.channels)


def set_model(mesh: bpy.types.Mesh, model: "FaceModel") -> None:
    """Give a mesh a model; channels of the same name keep their values."""
    from ..data.gaze_shapes import has_channels_of, played_columns

    face = mesh.blendshape_face
    former = face.model
    face.model = pack(model)
    # The file shall not grow with each model that was tried.
    if former and former != face.model:
        discard(former)
    keep_rest(mesh)
    if has_channels_of(columns_of(mesh), model):
        refresh(mesh)
        return
    # By their names: indices are those of another model.
    former_settings = {channel.name: _settings_of(channel) for channel in face.channels}
    with batch_edit(mesh) as channels:
        channels.clear()
        for name in played_columns(model):
            channel = channels.add()
            channel.name = name
            for key, value in former_settings.get(name, {}).items():
                setattr(channel, key, value)


def _settings_of(channel: FaceChannel) -> dict[str, object]:
    """What a user sets of a channel."""
    return {
        "value": channel.value,
        "gain": channel.gain,
        "limits": tuple(channel.limits),
    }


def differs_in_takes(channel: FaceChannel) -> bool:
    """Whether a channel has a gain or limits of its own when a take is baked."""
    return channel.gain != 1 or tuple(channel.limits) != HARD_RANGE


def model_of(mesh: bpy.types.Mesh) -> "FaceModel":
    """The model that drives a face. Raises ModelError."""
    return unpack(mesh.blendshape_face.model)


def head_pose_moves(mesh: bpy.types.Mesh) -> bool:
    """Whether the model's mesh answers to Pitch, Yaw and Roll at all. Raises ModelError."""
    from ..data.model import POSE_COLUMNS

    shapes = basis_of(mesh.blendshape_face.model).shapes
    pose_shapes = shapes[-len(POSE_COLUMNS) :]
    return bool(pose_shapes.any())


CLASSES = (*RIG_CLASSES, *PERSON_CLASSES, FaceChannel, TakeProperties, FaceProperties, FaceSearch)
PROPERTIES = (
    (
        bpy.types.Mesh,
        "blendshape_face",
        PointerProperty(type=FaceProperties, override={"LIBRARY_OVERRIDABLE"}),
    ),
    (
        bpy.types.WindowManager,
        "blendshape_face_search",
        PointerProperty(type=FaceSearch),
    ),
)
"""Owner, name and definition of what is added to Blender's own types."""
