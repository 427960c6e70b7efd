"""The lists of presets that open at the right of a panel's title."""

from bl_ui.utils import PresetPanel
from bpy.types import Panel, UILayout

_FOLDER = "blendshape_face"
"""Below Blender's own of presets."""


class TakePresetsPanel(PresetPanel, Panel):
    """How takes are made into keys."""

    bl_idname = "BLENDSHAPE_FACE_PT_take_presets"
    bl_label = "Take Presets"
    preset_subdir = f"{_FOLDER}/takes"
    preset_operator = "script.execute_preset"
    preset_add_operator = "blendshape_face.take_preset"


class StimulusPresetsPanel(PresetPanel, Panel):
    """Designs of stimulus sets."""

    bl_idname = "BLENDSHAPE_FACE_PT_stimulus_presets"
    bl_label = "Design Presets"
    preset_subdir = f"{_FOLDER}/stimuli"
    preset_operator = "script.execute_preset"
    preset_add_operator = "blendshape_face.stimulus_preset"


def draw_presets(layout: UILayout, panel: type[Panel]) -> None:
    """The button in a title. Blender's own helper names a panel by its class."""
    layout.emboss = "NONE"
    layout.popover(panel=panel.bl_idname, icon="PRESET", text="")


CLASSES = (TakePresetsPanel, StimulusPresetsPanel)
