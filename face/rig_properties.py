"""How a take drives a character: which channels move which shape keys, and what turns.

Kept on the mesh, so that it is saved with the file and travels with the character.
"""

import bpy
from bpy.props import (
    CollectionProperty,
    FloatProperty,
    FloatVectorProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ..data.channels import ACTION_UNITS, names
from ..data.rigs.files import ARKIT_NAMES, LARGEST_GAIN


def _channel_names(_link: "RigLink", _context: bpy.types.Context, text: str) -> list[str]:
    """What Blender offers while a user types the name of a channel."""
    known = (*ARKIT_NAMES, *names(ACTION_UNITS))
    return [name for name in known if text.lower() in name.lower()]


class RigLink(bpy.types.PropertyGroup):
    """A channel of a take adds gain * value + offset to a shape key."""

    source: StringProperty(
        name="Channel", description="Channel of the recording", search=_channel_names
    )
    target: StringProperty(
        name="Shape Key", description="Shape key of the character that it drives"
    )
    gain: FloatProperty(
        name="Gain",
        description="Factor from the channel to the shape key",
        default=1,
        min=-LARGEST_GAIN,
        max=LARGEST_GAIN,
        soft_min=-2,
        soft_max=2,
    )
    offset: FloatProperty(
        name="Offset",
        description="What is added to the shape key, also where the channel is 0",
        min=-LARGEST_GAIN,
        max=LARGEST_GAIN,
        soft_min=-1,
        soft_max=1,
    )


class RigJoint(bpy.types.PropertyGroup):
    """What turns with the head or an eye: an object, or a bone of an armature."""

    obj: PointerProperty(
        name="Object",
        type=bpy.types.Object,
        description="Object or armature to turn",
    )
    bone: StringProperty(name="Bone", description="Pose bone of the armature to turn")
    # How the object stood before it was first keyed.
    rest: FloatVectorProperty(
        options={"HIDDEN"},
        size=4,
        subtype="QUATERNION",
        default=(1, 0, 0, 0),
    )


class RigProperties(bpy.types.PropertyGroup):
    """All links and joints of a character."""

    title: StringProperty(name="Rig", description="Where the links come from")
    links: CollectionProperty(type=RigLink)
    active_link: IntProperty(options={"HIDDEN"})
    head: PointerProperty(type=RigJoint)
    eye_left: PointerProperty(type=RigJoint)
    eye_right: PointerProperty(type=RigJoint)


CLASSES = (RigLink, RigJoint, RigProperties)
"""For properties.py to register, in the order in which they refer to one another."""
