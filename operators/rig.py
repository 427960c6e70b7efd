"""The links between a take's channels and a character's shape keys: preset, file, by hand."""

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy_extras.io_utils import ExportHelper, ImportHelper

from ..data.rigs import AUTOMATIC, headings
from ._base import FaceOperator
from ._poll import needs_character

_PRESETS = [
    (AUTOMATIC, "Automatic", "The rig whose names fit best"),
    *((name, *heading) for name, heading in headings().items()),
]


class MapKeys(FaceOperator, bpy.types.Operator):
    """Replaces the character's links by those of a preset."""

    bl_idname = "blendshape_face.map_keys"
    bl_label = "Link Shape Keys"
    bl_description = "Link the channels of a recording to this mesh's shape keys by a common rig"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_character,)

    preset: EnumProperty(name="Rig", description="Whose names the shape keys bear", items=_PRESETS)

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the preset fits none of the shape keys."""
        from ..characters.links import map_keys

        return map_keys(context.object.data, self.preset)


class LoadRig(FaceOperator, ImportHelper, bpy.types.Operator):
    """Replaces the character's links by those of a file."""

    bl_idname = "blendshape_face.load_rig"
    bl_label = "Load Rig"
    bl_description = "Link the channels of a recording to this mesh's shape keys by a rig file"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_character,)

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the file is no rig or fits none of the shape keys."""
        from ..characters.links import load_rig

        return load_rig(context.object.data, self.filepath)


class SaveRig(FaceOperator, ExportHelper, bpy.types.Operator):
    """Writes the character's links to a file."""

    bl_idname = "blendshape_face.save_rig"
    bl_label = "Save Rig"
    bl_description = "Write this mesh's links to a rig file, to use on other characters"
    # Nothing in the file changes: there is nothing to undo.
    bl_options = {"REGISTER"}
    checks = (needs_character,)

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where there are no links or the file cannot be written."""
        from ..characters.links import save_rig

        return save_rig(context.object.data, self.filepath)


class AddLink(FaceOperator, bpy.types.Operator):
    """Adds a link to the list, to be filled in there."""

    bl_idname = "blendshape_face.add_link"
    bl_label = "Add Link"
    bl_description = "Link one more channel to a shape key"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_character,)

    def run(self, context: bpy.types.Context) -> None:
        """The new link is the active one."""
        from ..characters.links import add_link

        add_link(context.object.data)


class RemoveLink(FaceOperator, bpy.types.Operator):
    """Takes the active link off the list."""

    bl_idname = "blendshape_face.remove_link"
    bl_label = "Remove Link"
    bl_description = "Remove this link; without any, links are found by the shape keys' names"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_character,)

    def run(self, context: bpy.types.Context) -> None:
        """The link that follows is the active one, after the last one the one before."""
        rig = context.object.data.blendshape_face.rig
        rig.links.remove(rig.active_link)
        last = max(len(rig.links) - 1, 0)
        rig.active_link = min(rig.active_link, last)


CLASSES = (MapKeys, LoadRig, SaveRig, AddLink, RemoveLink)
