"""py-feat's official weights, downloaded on request."""

import bpy
from bpy.props import StringProperty

from ..blender.extension import why_offline
from ..blender.language import told
from ..blender.windows import redraw_sidebars
from ..data.errors import DownloadError
from ..data.official.downloads import Download, Inquiry, at_work, stop_all
from ..data.official.weights import BY_FILENAME, TERMS, Weights
from ..data.wrapping import wrapped
from ..face.known_models import known_models, model_address
from ._base import FaceOperator
from ._redraw import DialogRedraw

_LOOK_EVERY = 0.2
"""Seconds from one look at the download to the next."""
_WIDTH = 420
"""Pixels of the dialog."""
_LETTERS = 56
"""What a line of it takes."""

_inquiries: list[Inquiry] = []
"""The one of the dialog that is open."""
_redraw = DialogRedraw(lambda: any(inquiry.is_alive() for inquiry in _inquiries))


def _needs_network(_context: bpy.types.Context) -> str:
    return why_offline()


def _needs_no_download(_context: bpy.types.Context) -> str:
    download = at_work()
    return f"{download.weights.filename} is being downloaded" if download else ""


class DownloadModel(FaceOperator, bpy.types.Operator):
    """Gets a file of weights into the registry, while Blender stays free."""

    bl_idname = "blendshape_face.download_model"
    bl_label = "Download Official Model"
    bl_description = (
        "Download a model that py-feat publishes; it is checked as any file, and can be chosen "
        "from the menu of models then"
    )
    checks = (_needs_network, _needs_no_download)

    file: StringProperty(
        name="File",
        description="Name of the file, such as bs_to_mesh_pls_v6.npz",
        default="bs_to_mesh_pls_v6.npz",
        options={"SKIP_SAVE"},
    )
    _download: Download
    _timer: bpy.types.Timer | None = None

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        """Show what will be downloaded, under which terms, before anything is."""
        try:
            weights = self._weights()
        except DownloadError as error:
            return self.refuse(error)
        _inquiries[:] = [Inquiry(weights, model_address())]
        return context.window_manager.invoke_props_dialog(
            self,
            width=_WIDTH,
            confirm_text="Download",
        )

    def draw(self, context: bpy.types.Context) -> None:
        """What, how large, from where, and whose."""
        weights = self._weights()
        layout = self.layout
        column = layout.column(align=True)
        column.label(text=weights.title)
        column.label(text=told(f"File: {weights.filename}"))
        for inquiry in _inquiries:
            for line in wrapped(told(inquiry.line()), _LETTERS):
                column.label(text=line, translate=False)
        column.label(text=told(f"From: {weights.page(model_address())}"))
        column = layout.column(align=True)
        for line in TERMS:
            column.label(text=told(line))
        button = layout.operator("wm.url_open", text="Open the Model's Page", icon="URL")
        button.url = weights.page(model_address())
        _redraw.keep_up(context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        """Start the download; without a window wait for it."""
        _redraw.stop()
        folder = known_models().folder("downloaded")
        try:
            weights = self._weights()
            told = [inquiry.size for inquiry in _inquiries if inquiry.is_of(weights)]
            _inquiries.clear()
            size = told[0] if told else None
            self._download = Download(weights, model_address(), folder, size)
        except DownloadError as error:
            return self.refuse(error)
        # Without a window nothing would call `modal`.
        if bpy.app.background:
            return super().execute(context)
        manager = context.window_manager
        self._timer = manager.event_timer_add(_LOOK_EVERY, window=context.window)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Blender goes on as usual meanwhile; the panel shows how far it is, and stops it."""
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        if self._download.cancelled:
            # Not waited for: a server that is silent would hold Blender up.
            self._leave(context)
            return self.finish(f"{self._download.weights.filename}: download stopped")
        redraw_sidebars(context)
        if self._download.is_alive():
            return {"PASS_THROUGH"}
        self._leave(context)
        return super().execute(context)

    def cancel(self, context: bpy.types.Context) -> None:
        """The user leaves the dialog, or Blender closes or loads another file."""
        forget_downloads()
        if self._timer:
            self._leave(context)

    def run(self, _context: bpy.types.Context) -> str:
        """What came of it. Raises FaceError: a former file of the name is as it was."""
        path = self._download.result()
        return f"{path.name} is downloaded: choose it in the menu of models"

    def _leave(self, context: bpy.types.Context) -> None:
        context.window_manager.event_timer_remove(self._timer)
        self._timer = None
        redraw_sidebars(context)

    def _weights(self) -> Weights:
        weights = BY_FILENAME.get(self.file)
        if weights is None:
            known = ", ".join(BY_FILENAME)
            raise DownloadError(f"{self.file!r} is no official file; they are {known}")
        return weights


class StopDownload(FaceOperator, bpy.types.Operator):
    """Stops the download; nothing of it is kept."""

    bl_idname = "blendshape_face.stop_download"
    bl_label = "Stop"
    bl_description = "Stop the download; a former file of the same name stays"

    def run(self, _context: bpy.types.Context) -> None:
        """It may have ended by itself in the meantime."""
        stop_all()


def forget_downloads() -> None:
    """Before Blender forgets the operators: nobody would wait for downloads any more."""
    _redraw.stop()
    _inquiries.clear()
    stop_all()


CLASSES = (DownloadModel, StopDownload)
