"""What the panels share: their place, rows of sliders, and settings with a title on the left."""

from functools import lru_cache

import blf
from bpy.types import Context, Mesh, ShapeKey, UILayout

from ..animation.key_icons import key_icon
from ..blender.language import CONTEXT, told
from ..data.channels import CHANNELS
from ..face.objects import active_face
from ..face.properties import is_converted
from ..face.sides import with_twin
from ..face.tabs import FACE, RESEARCH
from ..face.values import why_still
from ..studio.worker import Program

_LABEL_SHARE = 0.37
"""Of a row's width: what the longest label of a channel needs in a sidebar of usual width."""

_LONG = "Cheek Squint"
"""A label that fills its share of a sidebar of usual width."""
_HAIR_SPACE = "\N{HAIR SPACE}"
"""A quarter of a blank."""
_LARGE = 100
"""Points."""


class FacePanel:
    """Mixed in before Panel: a panel of the tab "Face"."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = FACE
    bl_translation_context = CONTEXT


class ResearchTab(FacePanel):
    """Mixed in likewise: a panel of the tab "Face Research"."""

    bl_category = RESEARCH


class ActiveFacePanel(FacePanel):
    """Mixed in likewise: a panel for the active face, live or converted."""

    @classmethod
    def poll(cls, context: Context) -> bool:
        """While no face is active there is nothing to show."""
        return active_face(context) is not None


def show_as_settings(layout: UILayout) -> None:
    """From here on titles stand at the left, and nothing has a dot to key it by."""
    layout.use_property_split = True
    layout.use_property_decorate = False


def draw_work(layout: UILayout, worker: Program) -> None:
    """How far another Blender is, and the button that stops it."""
    progress = worker.progress()
    row = layout.row(align=True)
    row.progress(text=told(progress.text or "Starting another Blender"), factor=progress.share)
    row.operator("blendshape_face.stop", text="", icon="CANCEL")


def draw_channels(layout: UILayout, mesh: Mesh, rows: list[tuple[str, ...]], frame: float) -> None:
    """A row for each tuple of names: its label, then a slider and a keyframe dot for each name.

    frame: the scene's, for the dots.
    """
    column = layout.column(align=True)
    # Asked once for all: the sidebar is drawn at every frame of a playback.
    converted = is_converted(mesh)
    is_movable = not why_still(mesh)
    # Channels without sides, such as those of the jaw, need no heading.
    if any(len(names) > 1 for names in rows):
        # Blender tells nobody which shape key moves: gray, the chain's tooltip says so.
        _draw_heading(column, mesh, can_link=is_movable and not converted)
    for names in rows:
        row = _row_with_button(column, names)
        # The main panel says why it is gray.
        row.enabled = is_movable
        # As the picture has them from the front: the subject's right side stands on the left.
        for name in reversed(names):
            if converted:
                _draw_shape_key(row, mesh.shape_keys.key_blocks[name])
            else:
                _draw_channel(row, mesh, name, frame)


def _draw_heading(column: UILayout, mesh: Mesh, can_link: bool) -> None:
    """Which side is where, and the chain that links them."""
    split = column.split(factor=_LABEL_SHARE)
    chain = split.row()
    chain.alignment = "RIGHT"
    chain.enabled = can_link
    chain.prop(mesh.blendshape_face, "link_sides", text="", icon="LINKED")
    sides = split.row(align=True)
    sides.label(text="Right")
    sides.label(text="Left")


def _draw_shape_key(row: UILayout, key: ShapeKey) -> None:
    # A shape key's range is wide: as a slider it would jump.
    row.prop(key, "value", text="", slider=False)
    row.prop_decorator(key, "value")


def _draw_channel(row: UILayout, mesh: Mesh, name: str, frame: float) -> None:
    channel = mesh.blendshape_face.channels[name]
    # Kept in radians and shown in degrees.
    is_angle = CHANNELS[name].region == "pose"
    row.prop(channel, "angle" if is_angle else "value", text="", slider=True)
    # Blender's dot is for what is shown, and keys that alone.
    if is_angle or len(with_twin(mesh, name)) > 1:
        icon = key_icon(mesh, name, frame)
        row.operator("blendshape_face.key_dot", text="", icon=icon, emboss=False).channel = name
        return
    row.prop_decorator(channel, "value")


def _row_with_button(column: UILayout, names: tuple[str, ...]) -> UILayout:
    """The label is a button without a frame: it can say what the channels do."""
    split = column.split(factor=_LABEL_SHARE)
    label = split.row()
    label.alignment = "LEFT"
    text = _with_blanks(told(CHANNELS[names[0]].label))
    button = label.operator("blendshape_face.show_channel", text=text, emboss=False)
    button.names = ",".join(names)
    return split.row(align=True)


def _with_blanks(text: str) -> str:
    """A text as wide as a long one: Blender centers it, and all are to begin at one place."""
    missing = max(_width(_LONG) - _width(text), 0.0)
    blanks, rest = divmod(missing, _width(" "))
    return text + " " * int(blanks) + _HAIR_SPACE * round(rest / _width(_HAIR_SPACE))


@lru_cache
def _width(text: str) -> float:
    """In any unit: only ratios matter, which are truest of large letters."""
    blf.size(0, _LARGE)
    return blf.dimensions(0, text)[0]
