"""The links between a take's channels and a character's shape keys: preset, file, by hand."""

from collections.abc import Callable

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy_extras.io_utils import ExportHelper, ImportHelper

from ..characters.links import AUTOMATIC, add_link, load_rig, map_keys, save_rig
from ..data.errors import FaceError
from ..data.rigs import presets
from ._poll import on_active_character

_PRESETS = [
    (AUTOMATIC, "Automatic", "The rig whose names fit best"),
    *((name, rig.title, rig.note) for name, rig in presets().items()),
]


class _RigOperator:
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_character(cls, context)

    def _try(self, work: Callable[[], str]) -> set[str]:
        try:
            self.report({"INFO"}, work())
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class MapKeys(_RigOperator, bpy.types.Operator):
    bl_idname = "blendshape_face.map_keys"
    bl_label = "Link Shape Keys"
    bl_description = "Link the channels of a recording to this mesh's shape keys by a common rig"

    preset: EnumProperty(name="Rig", items=_PRESETS)

    def execute(self, context: bpy.types.Context) -> set[str]:
        return self._try(lambda: map_keys(context.object.data, self.preset))


class LoadRig(_RigOperator, ImportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.load_rig"
    bl_label = "Load Rig"
    bl_description = "Link the channels of a recording to this mesh's shape keys by a rig file"

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        return self._try(lambda: load_rig(context.object.data, self.filepath))


class SaveRig(_RigOperator, ExportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.save_rig"
    bl_label = "Save Rig"
    bl_description = "Write this mesh's links to a rig file, to use on other characters"
    bl_options = {"REGISTER"}

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        return self._try(lambda: save_rig(context.object.data, self.filepath))


class AddLink(_RigOperator, bpy.types.Operator):
    bl_idname = "blendshape_face.add_link"
    bl_label = "Add Link"
    bl_description = "Link one more channel to a shape key"

    def execute(self, context: bpy.types.Context) -> set[str]:
        add_link(context.object.data)
        return {"FINISHED"}


class RemoveLink(_RigOperator, bpy.types.Operator):
    bl_idname = "blendshape_face.remove_link"
    bl_label = "Remove Link"
    bl_description = "Remove this link; without any, links are found by the keys' names"

    def execute(self, context: bpy.types.Context) -> set[str]:
        rig = context.object.data.blendshape_face.rig
        rig.links.remove(rig.active_link)
        rig.active_link = min(rig.active_link, max(len(rig.links) - 1, 0))
        return {"FINISHED"}


CLASSES = (MapKeys, LoadRig, SaveRig, AddLink, RemoveLink)
