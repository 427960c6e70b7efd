"""A character's rig: which channels drive which of its shape keys, and what turns."""

import bpy

from ..characters.links import link_title, unmatched
from ..characters.objects import is_character
from ..face.objects import active_face
from .base import FacePanel
from .face import MainPanel

_MOST_NAMES = 12


class LinksList(bpy.types.UIList):
    bl_idname = "BLENDSHAPE_FACE_UL_links"

    def draw_item(self, _context, layout, rig, link, _icon, _owner, _property) -> None:
        found = link.target in rig.id_data.shape_keys.key_blocks
        layout.label(text=link_title(link), icon="SHAPEKEY_DATA" if found else "ERROR")


class RigPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_rig"
    bl_label = "Rig"
    bl_parent_id = MainPanel.bl_idname

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return is_character(context.object) and not active_face(context)

    def draw(self, context: bpy.types.Context) -> None:
        layout, mesh = self.layout, context.object.data
        rig = mesh.blendshape_face.rig
        row = layout.row(align=True)
        row.operator_menu_enum(
            "blendshape_face.map_keys", "preset", text=rig.title or "By Names", icon="LINKED"
        )
        row.operator("blendshape_face.load_rig", text="", icon="FILE_FOLDER")
        row.operator("blendshape_face.save_rig", text="", icon="FILE_TICK")
        row = layout.row()
        row.template_list(LinksList.bl_idname, "", rig, "links", rig, "active_link", rows=5)
        column = row.column(align=True)
        column.operator("blendshape_face.add_link", text="", icon="ADD")
        column.operator("blendshape_face.remove_link", text="", icon="REMOVE")
        if rig.active_link < len(rig.links):
            link = rig.links[rig.active_link]
            column = layout.column()
            column.use_property_split = True
            column.use_property_decorate = False
            column.prop(link, "source")
            column.prop_search(link, "target", mesh.shape_keys, "key_blocks")
            column.prop(link, "gain")
            column.prop(link, "offset")


class UnlinkedPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_unlinked"
    bl_label = "Not Linked"
    bl_parent_id = RigPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(context.object.data.blendshape_face.rig.links)

    def draw(self, context: bpy.types.Context) -> None:
        titles = "Channels without a key", "Keys without a channel"
        for title, lines in zip(titles, unmatched(context.object.data), strict=True):
            column = self.layout.column(align=True)
            column.label(text=f"{title}: {len(lines)}")
            for line in lines[:_MOST_NAMES]:
                column.label(text=line, icon="BLANK1")
            if len(lines) > _MOST_NAMES:
                column.label(text=f".. and {len(lines) - _MOST_NAMES} more", icon="BLANK1")


class JointsPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_joints"
    bl_label = "Head and Eyes"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(active_face(context)) or is_character(context.object)

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        rig = context.object.data.blendshape_face.rig
        for name, title in (("head", "Head"), ("eye_left", "Left Eye"), ("eye_right", "Right Eye")):
            joint = getattr(rig, name)
            column = layout.column(align=True)
            column.prop(joint, "obj", text=title)
            if joint.obj and joint.obj.type == "ARMATURE":
                column.prop_search(joint, "bone", joint.obj.data, "bones", text="Bone")
