"""The main panel: which face, importing a recording, searching channels."""

from bpy.types import Context, Menu, Mesh, Object, Panel, UILayout

from ..blender.language import told
from ..blender.wrapping import wrapped_in_sidebar
from ..characters.objects import active_target
from ..data.bundled import path_of
from ..data.channels import rows_matching
from ..face.model_fit import better_model
from ..face.objects import active_face, faces_in, objects_of
from ..face.properties import columns_of
from ..face.values import why_still
from .base import FacePanel, draw_channels
from .model import draw_choice, draw_download


class FacesMenu(Menu):
    """The faces of the view layer, to go to one of them."""

    bl_idname = "BLENDSHAPE_FACE_MT_faces"
    bl_label = "Faces"

    def draw(self, context: Context) -> None:
        """Each face by its object's name, then a new one."""
        layout = self.layout
        for obj in faces_in(context.view_layer):
            button = layout.operator(
                "blendshape_face.pick", text=obj.name, icon="USER", translate=False
            )
            button.name = obj.name
        layout.separator()
        layout.operator("blendshape_face.add", text="Add Face", icon="ADD")
        layout.operator("blendshape_face.workspace", icon="WORKSPACE")


class MainPanel(FacePanel, Panel):
    """Always there: without a face it offers the ways to get one."""

    bl_idname = "BLENDSHAPE_FACE_PT_main"
    bl_label = "Face"

    def draw(self, context: Context) -> None:
        """Which face, then what can be done with it, or how to come by one."""
        from ..face.former_parts import is_dressed_formerly

        face = active_face(context)
        _draw_choice(self.layout, active_target(context))
        _draw_mode(self.layout, context.mode)
        draw_download(self.layout)
        if face is None:
            _draw_beginnings(self.layout, context)
        else:
            if is_dressed_formerly(face):
                _draw_former(self.layout)
            _draw_face(self.layout, context, face.data)
            _draw_search(self.layout, context, face.data)


def _draw_choice(layout: UILayout, target: Object | None) -> None:
    row = layout.row(align=True)
    # A name is none of Blender's words: its "Face" is a polygon.
    text = target.name if target else told("Pick a Face")
    row.menu(FacesMenu.bl_idname, text=text, icon="USER", translate=False)
    row.operator("blendshape_face.add", text="", icon="ADD")


def _draw_beginnings(layout: UILayout, context: Context) -> None:
    """What can be done with a character, with another mesh, or with nothing selected."""
    _draw_import(layout)
    # A face in the selection moves the active character.
    if active_target(context):
        layout.operator("blendshape_face.transfer", icon="PASTEDOWN")
    # The face that lies over a mesh gives it shape keys.
    if context.object and context.object.type == "MESH":
        layout.operator("blendshape_face.transfer_shapes", icon="SHAPEKEY_DATA")
    else:
        layout.operator("blendshape_face.load_model", text="Load Model", icon="FILE_FOLDER")


def _draw_import(layout: UILayout) -> None:
    layout.operator("blendshape_face.import_take", text="Import Recording", icon="IMPORT")


def _draw_mode(layout: UILayout, mode: str) -> None:
    """Why buttons are gray while sculpting or painting; on editing a face has its own word."""
    if mode not in ("OBJECT", "EDIT_MESH"):
        layout.label(text="Switch to Object Mode to import", icon="INFO")


def _draw_face(layout: UILayout, context: Context, mesh: Mesh) -> None:
    draw_choice(layout, mesh)
    if trouble := why_still(mesh):
        _draw_trouble(layout, context, trouble)
    # Most meshes have one user, and the sidebar is drawn at every frame of a playback.
    objects = len(objects_of(mesh)) if mesh.users > 1 else 1
    if objects > 1:
        layout.label(text=told(f"{objects} objects share this face"), icon="LINKED")
    better = better_model(mesh)
    if better:
        _draw_better_model(layout, better)
    _draw_import(layout)


def _draw_better_model(layout: UILayout, name: str) -> None:
    """The recording's strengths are of another scale: eyes and mouth would close too little."""
    box = layout.box()
    box.label(text=told(f"Recorded for {name}"), icon="INFO")
    # The file is known: no dialog opens.
    box.operator_context = "EXEC_DEFAULT"
    button = box.operator(
        "blendshape_face.load_model", text=told(f"Switch to {name}"), icon="MESH_DATA"
    )
    button.filepath = str(path_of(name))


def _draw_former(layout: UILayout) -> None:
    box = layout.box()
    box.label(text="Dressed by an older version", icon="INFO")
    box.operator("blendshape_face.dress_anew", icon="FILE_REFRESH")


def _draw_trouble(layout: UILayout, context: Context, trouble: str) -> None:
    """trouble: what is wrong, a colon, and the remedy, of which each begins a line."""
    what, _, remedy = trouble.partition(": ")
    box = layout.box()
    column = box.column(align=True)
    column.alert = True
    lines = wrapped_in_sidebar(told(what), context)
    if remedy:
        lines += wrapped_in_sidebar(told(remedy[:1].upper() + remedy[1:]), context)
    icon = "ERROR"
    for line in lines:
        column.label(text=line, icon=icon, translate=False)
        icon = "BLANK1"
    box.operator("blendshape_face.mend", icon="TOOL_SETTINGS")


def _draw_search(layout: UILayout, context: Context, mesh: Mesh) -> None:
    search = context.window_manager.blendshape_face_search
    row = layout.row(align=True)
    # While there is a text, the panels of the regions are hidden.
    row.prop(search, "text", text="", icon="VIEWZOOM")
    row.prop(search, "handles", text="", icon="GIZMO")
    row.operator("blendshape_face.key_channels", text="", icon="KEY_HLT")
    row.operator("blendshape_face.reset", text="", icon="LOOP_BACK")
    if search.text:
        rows = rows_matching(search.text, columns_of(mesh))
        draw_channels(layout, mesh, rows, context.scene.frame_current)
