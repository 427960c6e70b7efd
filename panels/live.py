"""The stream: where it comes from, how it flows, what follows it, and recording it."""

from bpy.types import Context, Panel, Scene, UILayout

from ..blender.language import told
from ..blender.wrapping import wrapped_in_sidebar
from ..live.properties import LiveProperties
from ..live.session import Session, current
from ..live.targets import trouble
from .base import FacePanel, show_as_settings
from .groups import MotionPanel


class LivePanel(FacePanel, Panel):
    """Whatever is selected: the stream goes on meanwhile."""

    bl_idname = "BLENDSHAPE_FACE_PT_live"
    bl_label = "Live"
    bl_parent_id = MotionPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """Settings before the start, figures after it."""
        layout = self.layout
        live = context.scene.blendshape_face_live
        session = current()
        if session is None:
            _draw_start(layout, live)
        else:
            _draw_stream(layout, session)
            _draw_recording(layout, live, session)
        _draw_targets(layout, context.scene)
        _draw_adjustment(layout, live)
        if session:
            _draw_warnings(layout, context, session)


def _draw_start(layout: UILayout, live: LiveProperties) -> None:
    column = layout.column()
    show_as_settings(column)
    column.prop(live, "protocol")
    column.prop(live, "port")
    column.prop(live, "open_to_others")
    if live.open_to_others:
        hint = column.column(align=True)
        hint.label(text="Anyone in your network can move", icon="INFO")
        hint.label(text="these faces, and nothing else", icon="BLANK1")
    if live.protocol == "IFACIALMOCAP":
        column.prop(live, "phone")
    column.prop(live, "face")
    layout.operator("blendshape_face.start_live", icon="PLAY")


def _draw_stream(layout: UILayout, session: Session) -> None:
    from ..live.status import lines_of

    layout.operator("blendshape_face.stop_live", icon="SNAP_FACE", depress=True)
    box = layout.box().column(align=True)
    for line in lines_of(session):
        row = box.row()
        row.alert = line.is_bad
        row.label(text=told(line.text))


def _draw_warnings(layout: UILayout, context: Context, session: Session) -> None:
    """Below all buttons: as they come and go they would push them from under the mouse."""
    from ..live.status import warnings_of

    lines = warnings_of(session)
    if not lines:
        return
    box = layout.box().column(align=True)
    for line in lines:
        column = box.column(align=True)
        column.alert = line.is_bad
        for text in wrapped_in_sidebar(told(line.text), context):
            column.label(text=text, translate=False)


def _draw_recording(layout: UILayout, live: LiveProperties, session: Session) -> None:
    from ..live.status import recording_line

    text = recording_line(session)
    if text:
        row = layout.row(align=True)
        row.alert = True
        row.operator("blendshape_face.end_live_recording", text=text, icon="REC")
        return
    column = layout.column(align=True)
    row = column.row(align=True)
    row.operator("blendshape_face.record_live", icon="REC")
    row.prop(live, "countdown", text="after s")
    column.prop(live, "play_scene")


def _draw_targets(layout: UILayout, scene: Scene) -> None:
    column = layout.column(align=True)
    for index, target in enumerate(scene.blendshape_face_live.targets):
        if target.obj:
            reason = trouble(target.obj)
            row = column.row(align=True)
            row.label(text=target.obj.name, icon="ERROR" if reason else "USER", translate=False)
            row.operator("blendshape_face.leave_live", text="", icon="X").index = index
            if reason:
                column.label(text=told(reason), icon="BLANK1")
    column.operator("blendshape_face.follow_live", icon="RESTRICT_SELECT_OFF")


def _draw_adjustment(layout: UILayout, live: LiveProperties) -> None:
    column = layout.column()
    row = column.row(align=True)
    row.prop(live, "head", toggle=True)
    row.prop(live, "eyes", toggle=True)
    row.prop(live, "mirror", toggle=True)
    column.prop(live, "turn_object")
    column.prop(live, "gain", slider=True)
    row = column.row(align=True)
    row.operator("blendshape_face.calibrate_live", icon="CON_ROTLIKE")
    if live.neutral:
        row.operator("blendshape_face.forget_live_neutral", text="", icon="X")
