"""Faces and characters as planning sees them: which channels they play, and what their keys are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import bpy
import numpy as np
from bpy_extras.object_utils import add_object_align_init

from ..blender.actions import Curve, check_writable
from ..blender.shape_keys import KEYS_PATH
from ..characters.links import links_of
from ..characters.objects import check_character
from ..characters.remarks import remarks_on_keys
from ..data.errors import FaceError
from ..data.eye_channels import EYE_CHANNELS
from ..data.gaze_shapes import played_columns, with_looks
from ..data.model import Basis, FaceModel
from ..data.motion.settings import Settings
from ..data.rigs import Link
from ..data.rigs.bundled import action_units
from ..data.rigs.retarget import as_blendshapes, has_more_than_gaze
from ..data.takes import Take
from ..face.mesh import problem
from ..face.paths import CHANNELS_PATH
from ..face.person import face_basis
from ..face.properties import columns_of
from .joints import Joint, find_joints, itself
from .key_curves import SliderRange, channel_curves, shape_key_curves, wider_sliders
from .options import BakeOptions
from .take_frames import TakeFrames

SHAPE_KEYS = "Shape Keys"
"""Title of the group of F-curves."""


def keyed_block(mesh: bpy.types.Mesh) -> tuple[bpy.types.ID, str]:
    """What bears the keys of a take, and what their data paths begin with."""
    # Shape keys are a data-block of their own, with an action of its own.
    if mesh.shape_keys:
        return mesh.shape_keys, KEYS_PATH
    return mesh, CHANNELS_PATH


@dataclass(frozen=True, eq=False)
class TargetKeys:
    """What a target's channels or shape keys get.

    groups: curves by the titles of their groups.
    sliders: of shape keys that have to reach further.
    detail: what a report says of it, if anything.
    """

    groups: Mapping[str, Sequence[Curve]]
    sliders: Sequence[SliderRange] = ()
    detail: str = ""


@dataclass(frozen=True, eq=False)
class FaceTarget:
    """A face that a take is to be keyed on.

    obj: None for one that is still to be made.
    title: of its model, as errors name it.
    sources: the channels that it plays, in the order of its properties.
    joints: what turns with a take.
    basis: of its model.
    """

    obj: bpy.types.Object | None
    title: str
    sources: tuple[str, ...]
    joints: Sequence[Joint]
    basis: Basis

    remedy = "load a model for the kind of channels that the recording has"
    """For a recording of which none of the channels are played."""

    def adapt(self, take: Take) -> Take:
        """The take in channels that such a target may play: action units and emotions as
        blendshapes where it has none of theirs.
        """
        if not _is_gaze_alone(take, self.sources):
            return take
        adapted = _as_blendshapes(take)
        # Eyes alone would move where a recording of blendshapes is keyed on action units.
        if _is_gaze_alone(adapted, self.sources) and has_more_than_gaze(adapted.names):
            return _without_gaze(adapted)
        return adapted

    def keys(
        self,
        frames: TakeFrames,
        bound: float,
        meters: np.ndarray,
    ) -> TargetKeys:
        """Curves of the channels. bound: millimeters, 0 to keep one key a frame. meters: (3, 3) of
        `world_meters`.
        """
        shapes = self.basis.shapes @ meters
        groups = channel_curves(
            frames.channels,
            self.sources,
            replace(self.basis, shapes=shapes),
            bound,
        )
        return TargetKeys(groups)

    def keeps_others(self, settings: Settings) -> bool:
        """Whether a new action takes over curves that the take has none for."""
        # Regions that were not chosen go on as they did.
        return bool(settings.regions)

    def remarks(self, take: Take, options: BakeOptions) -> list[str]:
        """What a report says in the end."""
        remarks = []
        if options.turn_object and take.head is None:
            remarks.append("no head pose in the file")
        animation = self.obj.data.animation_data if self.obj else None
        if animation and animation.action and options.mode == "NEW":
            remarks.append(f"the former action {animation.action.name!r} stays in the file")
        return remarks


@dataclass(frozen=True, eq=False)
class CharacterTarget:
    """A character that a take is to be keyed on. Fields and methods are those of FaceTarget.

    sources: the channels that its links name.
    """

    obj: bpy.types.Object
    title: str
    sources: tuple[str, ...]
    joints: Sequence[Joint]
    links: tuple[Link, ...]

    remedy = "link others in the panel Rig"

    def adapt(self, take: Take) -> Take:
        """Action units as blendshapes, so that they play on the same rigs."""
        return _as_blendshapes(take)

    def keys(
        self,
        frames: TakeFrames,
        bound: float,
        meters: np.ndarray,
    ) -> TargetKeys:
        """Curves of the shape keys. bound: millimeters, 0 to keep one key a frame. meters: (3, 3)
        of `world_meters`.
        """
        mesh = self.obj.data
        retargeted = frames.retargeted(self.links)
        curves, left_out = shape_key_curves(self.obj, retargeted, bound, meters)
        details = [f"{self.obj.name}: {len(curves)} shape keys"]
        if left_out:
            details.append(f"{len(left_out)} left to their drivers")
        details += remarks_on_keys(self.obj, self.links)
        sliders = wider_sliders(mesh, curves)
        return TargetKeys({SHAPE_KEYS: curves}, sliders, ", ".join(details))

    def keeps_others(self, _settings: Settings) -> bool:
        """Characters have shape keys that no take moves."""
        return True

    def remarks(self, _take: Take, _options: BakeOptions) -> list[str]:
        """Nothing more."""
        return []


Target = FaceTarget | CharacterTarget


def _as_blendshapes(take: Take) -> Take:
    channels, values = as_blendshapes(take.names, take.values)
    if channels == take.names:
        return take
    # Tables say in a sentence of their own what they cannot show.
    note = f"action units and emotions play as blendshapes by a table. {action_units().note}"
    return replace(
        take,
        names=channels,
        values=values,
        notes=(*take.notes, note.rstrip(".")),
    )


def _is_gaze_alone(take: Take, sources: Sequence[str]) -> bool:
    """Whether all that a face would play of a take is where it looks, or nothing."""
    played = set(take.names) & set(sources)
    return played <= set(EYE_CHANNELS)


def _without_gaze(take: Take) -> Take:
    kept = [name for name in take.names if name not in EYE_CHANNELS]
    columns = [take.names.index(name) for name in kept]
    return replace(take, names=tuple(kept), values=take.values[:, columns])


def face_target(obj: bpy.types.Object, options: BakeOptions) -> FaceTarget:
    """A face that is there. Raises FaceError where it cannot be keyed."""
    mesh = obj.data
    if trouble := problem(mesh):
        raise FaceError(f"{obj.name}: {trouble}")
    check_writable(mesh, options.mode)
    joints = joints_of(obj, options.turn_object)
    model = mesh.blendshape_face.model
    return FaceTarget(
        obj,
        model.name,
        columns_of(mesh),
        joints,
        face_basis(mesh),
    )


def new_face_target(
    context: bpy.types.Context,
    model: FaceModel,
    options: BakeOptions,
) -> FaceTarget:
    """A face that is to be made of a model, where new objects are placed, without any rig yet."""
    joints = []
    if options.turn_object:
        # What Blender will give the new object, by the user's preferences.
        placement = add_object_align_init(context, None)
        joints.append(
            Joint(
                None,
                None,
                "",
                "XYZ",
                placement.to_3x3(),
            )
        )
    return FaceTarget(
        None,
        model.name,
        played_columns(model),
        joints,
        with_looks(model.blender_basis(), model),
    )


def character_target(obj: bpy.types.Object, options: BakeOptions) -> CharacterTarget:
    """A character. Raises FaceError where it cannot be keyed, MappingError without any link."""
    check_character(obj)
    # By their names, where the user has set none: they are written down when the keys are.
    links = links_of(obj.data)
    check_writable(obj.data.shape_keys, options.mode)
    joints = joints_of(obj, options.turn_object)
    sources = tuple(dict.fromkeys(link.source for link in links))
    return CharacterTarget(
        obj,
        obj.name,
        sources,
        joints,
        links,
    )


def joints_of(obj: bpy.types.Object, turn_object: bool) -> list[Joint]:
    """What the user chose to turn, and the object as a whole where no other head is chosen."""
    joints = find_joints(obj)
    has_head = any(joint.role == "head" for joint in joints)
    if turn_object and not has_head:
        joints.append(itself(obj))
    return joints
