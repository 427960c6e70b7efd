"""The model of a face: choosing another one, and what it is."""

from typing import TYPE_CHECKING

from bpy.types import Context, Menu, Mesh, Panel, UILayout

from ..blender.language import told
from ..data.errors import ModelError
from ..data.official.downloads import at_work
from ..data.official.weights import WEIGHTS
from ..data.wrapping import wrapped
from ..face.known_models import known_models
from ..face.objects import active_face
from ..face.properties import is_converted, model_of
from .base import ActiveFacePanel

if TYPE_CHECKING:
    from ..data.model import FaceModel
    from ..data.registry import Entry


_WIDTH = 30
"""Letters that a line of a sidebar of usual width takes."""
_SHORT_TITLE = 10
"""Letters of a title that may stand beside its text."""
_TITLE_SHARE = 0.35
"""Of a row's width: what such a title needs."""


class ModelsMenu(Menu):
    """The models of the registry, and the ways to others."""

    bl_idname = "BLENDSHAPE_FACE_MT_models"
    bl_label = "Models"

    def draw(self, _context: Context) -> None:
        """Models by where they are from; official ones; any other from a file."""
        from ..data.registry import ORIGINS

        layout = self.layout
        # The file is known: no dialog opens.
        layout.operator_context = "EXEC_DEFAULT"
        former = "bundled"
        for entry in known_models().entries():
            if entry.origin != former:
                layout.separator()
                layout.label(text=told(ORIGINS[entry.origin]))
            former = entry.origin
            _draw_entry(layout, entry)
        layout.separator()
        layout.operator_context = "INVOKE_DEFAULT"
        layout.menu(OfficialMenu.bl_idname, icon="INTERNET")
        layout.operator("blendshape_face.load_model", text="Open File", icon="FILE_FOLDER")


def _draw_entry(layout: UILayout, entry: "Entry") -> None:
    row = layout.row()
    row.enabled = entry.model is not None
    button = row.operator("blendshape_face.load_model", text=entry.title)
    button.filepath = str(entry.path)


class OfficialMenu(Menu):
    """py-feat's own files, to be downloaded."""

    bl_idname = "BLENDSHAPE_FACE_MT_official_models"
    bl_label = "Download from py-feat"

    def draw(self, _context: Context) -> None:
        """Each file; what was downloaded already may have changed since."""
        folder = known_models().folder("downloaded")
        for weights in WEIGHTS:
            is_there = (folder / weights.filename).exists()
            icon = "FILE_REFRESH" if is_there else "IMPORT"
            button = self.layout.operator(
                "blendshape_face.download_model", text=weights.title, icon=icon
            )
            button.file = weights.filename


def draw_choice(layout: UILayout, mesh: Mesh) -> None:
    """The menu under the model's name, and what it has no training data for."""
    # The text of the model may have been deleted.
    text = mesh.blendshape_face.model
    name = text.name.removesuffix(".npz") if text else "none"
    layout.menu(ModelsMenu.bl_idname, text=told(f"Model: {name}"), icon="MESH_DATA")
    model = _model(mesh)
    if model and model.unsupported_features:
        _draw_unsupported(layout, mesh, model)


def draw_download(layout: UILayout) -> None:
    """How far a download is, and the button that stops it; nothing while there is none."""
    download = at_work()
    if download:
        row = layout.row(align=True)
        row.progress(text=told(download.line()), factor=download.share)
        row.operator("blendshape_face.stop_download", text="", icon="CANCEL")


def _draw_unsupported(layout: UILayout, mesh: Mesh, model: "FaceModel") -> None:
    """Named once, and as a warning while one of them is in use."""
    from ..data.model import UNSUPPORTED_LIMIT

    channels = mesh.blendshape_face.channels
    names = model.unsupported_features
    values = [channels[name].value for name in names if name in channels]
    is_used = any(value > UNSUPPORTED_LIMIT for value in values)
    column = layout.column(align=True)
    column.alert = is_used
    text = f"No training data for {', '.join(names)}"
    icon = "ERROR" if is_used else "INFO"
    for line in wrapped(told(text), _WIDTH):
        column.label(text=line, icon=icon, translate=False)
        icon = "BLANK1"


def _model(mesh: Mesh) -> "FaceModel | None":
    """None where the main panel says what is wrong with it."""
    try:
        return model_of(mesh)
    except ModelError:
        return None


class ModelPanel(ActiveFacePanel, Panel):
    """What the model of the active face is, what it was fitted to, and how it is used."""

    bl_idname = "BLENDSHAPE_FACE_PT_model"
    bl_label = "Model"
    bl_parent_id = "BLENDSHAPE_FACE_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """The switch for clipping where the model can, then facts as a text."""
        from ..data.model_text import facts

        layout = self.layout
        mesh = active_face(context).data
        model = _model(mesh)
        if model is None:
            layout.label(text="The face has no model", icon="ERROR")
            return
        if model.feature_p99 is not None:
            row = layout.row()
            # Shape keys have ends of their own.
            row.enabled = not is_converted(mesh)
            row.prop(mesh.blendshape_face, "clip")
        _draw_origin(layout, model)
        for title, text in facts(model):
            _draw_fact(layout, title, text)


def _draw_origin(layout: UILayout, model: "FaceModel") -> None:
    from ..data.registry import ORIGINS

    entry = known_models().entry_of(model)
    row = layout.row(align=True)
    row.label(text=told(ORIGINS[entry.origin]) if entry else "In this file alone")
    if entry and entry.origin != "bundled":
        button = row.operator("blendshape_face.remove_model", text="", icon="TRASH")
        button.filepath = str(entry.path)


def _draw_fact(layout: UILayout, title: str, text: str) -> None:
    """The title on the left; a long text below it."""
    column = layout.column(align=True)
    column.scale_y = 0.8
    if len(title) <= _SHORT_TITLE and len(text) <= _WIDTH - _SHORT_TITLE:
        split = column.split(factor=_TITLE_SHARE)
        split.label(text=told(title), translate=False)
        split.label(text=told(text), translate=False)
        return
    column.label(text=f"{told(title)}:", translate=False)
    for line in wrapped(told(text), _WIDTH):
        column.label(text=line, icon="BLANK1", translate=False)
