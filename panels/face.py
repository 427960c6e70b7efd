import bpy

from ..characters.objects import active_target
from ..data.bundled import TITLES, path_of
from ..data.channels import rows_matching
from ..face.mesh import problem
from ..face.objects import active_face, faces_in
from ..face.properties import columns_of, is_converted
from .base import FacePanel, draw_channels


class FacesMenu(bpy.types.Menu):
    bl_idname = "BLENDSHAPE_FACE_MT_faces"
    bl_label = "Faces"

    def draw(self, context: bpy.types.Context) -> None:
        for obj in faces_in(context.view_layer):
            self.layout.operator("blendshape_face.pick", text=obj.name, icon="USER").name = obj.name
        self.layout.separator()
        self.layout.operator("blendshape_face.add", text="Add Face", icon="ADD")


class ModelsMenu(bpy.types.Menu):
    bl_idname = "BLENDSHAPE_FACE_MT_models"
    bl_label = "Models"

    def draw(self, _context: bpy.types.Context) -> None:
        layout = self.layout
        for name, title in TITLES.items():
            layout.operator_context = "EXEC_DEFAULT"
            path = str(path_of(name))
            layout.operator("blendshape_face.load_model", text=title).filepath = path
        layout.separator()
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("blendshape_face.load_model", text="Open File", icon="FILE_FOLDER")


class MainPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_main"
    bl_label = "Face"

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        face, target = active_face(context), active_target(context)
        row = layout.row(align=True)
        row.menu(FacesMenu.bl_idname, text=target.name if target else "Pick a Face", icon="USER")
        row.operator("blendshape_face.add", text="", icon="ADD")
        if face is None:
            layout.operator("blendshape_face.import_take", text="Import Recording", icon="IMPORT")
            if target:
                layout.operator("blendshape_face.transfer", icon="PASTEDOWN")
            if context.object and context.object.type == "MESH":
                layout.operator("blendshape_face.transfer_shapes", icon="SHAPEKEY_DATA")
            else:
                layout.operator("blendshape_face.load_model", text="Load Model", icon="FILE_FOLDER")
            return
        mesh = face.data
        model = mesh.blendshape_face.model
        name = model.name.removesuffix(".npz") if model else "none"
        layout.menu(ModelsMenu.bl_idname, text=f"Model: {name}", icon="MESH_DATA")
        if not is_converted(mesh) and (trouble := problem(mesh)):
            _draw_trouble(layout, trouble)
        layout.operator("blendshape_face.import_take", text="Import Recording", icon="IMPORT")
        search = context.window_manager.blendshape_face_search
        row = layout.row(align=True)
        row.prop(search, "text", text="", icon="VIEWZOOM")
        row.operator("blendshape_face.reset", text="", icon="LOOP_BACK")
        if search.text:
            draw_channels(layout, mesh, rows_matching(search.text, columns_of(mesh)))


def _draw_trouble(layout: bpy.types.UILayout, trouble: str) -> None:
    box = layout.box()
    what, _, remedy = trouble.partition(": ")
    column = box.column(align=True)
    column.alert = True
    column.label(text=what, icon="ERROR")
    if remedy:
        column.label(text=remedy[:1].upper() + remedy[1:], icon="BLANK1")
    box.operator("blendshape_face.mend", icon="TOOL_SETTINGS")
