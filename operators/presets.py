"""Settings kept under a name, as Blender keeps its own. What a preset holds is a Python file in
Blender's folder of presets.

Presets of dialogs are Blender's altogether: see the option "PRESET" of these operators.
"""

from bl_operators.presets import AddPresetBase
from bpy.types import Context, Menu, Operator

from ..characters.objects import is_character
from ..face.properties import is_face
from ..face.take_properties import TakeProperties
from ..studio.stimulus_properties import StimulusProperties

_TAKES = "blendshape_face/takes"
_STIMULI = "blendshape_face/stimuli"
"""Folders below Blender's own of presets."""


def _kept(owner: type, path: str) -> list[str]:
    """The data paths of a property group's own properties, but those that no preset shall have."""
    properties = owner.bl_rna.properties
    return [
        f"{path}.{name}" for name in owner.__annotations__ if not properties[name].is_skip_preset
    ]


class TakePresetsMenu(Menu):
    """Names the preset that was chosen last, which is what Blender removes."""

    bl_idname = "BLENDSHAPE_FACE_MT_take_presets"
    bl_label = "Take Presets"
    preset_subdir = _TAKES
    preset_operator = "script.execute_preset"
    draw = Menu.draw_preset  # pyright: ignore[reportAssignmentType]


class AddTakePreset(AddPresetBase, Operator):
    """Of smoothing, gaps, gains, and how keys are reduced; the recording is no part of it."""

    bl_idname = "blendshape_face.take_preset"
    bl_label = "Take Preset"
    bl_description = "Keep how the take is made into keys under a name, or remove such a name"
    preset_menu = TakePresetsMenu.bl_idname
    preset_subdir = _TAKES
    preset_defines = ("take = bpy.context.object.data.blendshape_face.take",)

    @classmethod
    def poll(cls, context: Context) -> bool:
        """The preset finds the take by the active object."""
        return is_face(context.object) or is_character(context.object)

    @property
    def preset_values(self) -> list[str]:
        """Data paths of what is kept."""
        return _kept(TakeProperties, "take")


class StimulusPresetsMenu(Menu):
    """Names the preset that was chosen last, which is what Blender removes."""

    bl_idname = "BLENDSHAPE_FACE_MT_stimulus_presets"
    bl_label = "Design Presets"
    preset_subdir = _STIMULI
    preset_operator = "script.execute_preset"
    draw = Menu.draw_preset  # pyright: ignore[reportAssignmentType]


class AddStimulusPreset(AddPresetBase, Operator):
    """Of a design as the panel holds it; neither folder nor file are part of it."""

    bl_idname = "blendshape_face.stimulus_preset"
    bl_label = "Design Preset"
    bl_description = "Keep the design of the stimulus set under a name, or remove such a name"
    preset_menu = StimulusPresetsMenu.bl_idname
    preset_subdir = _STIMULI
    preset_defines = ("design = bpy.context.scene.blendshape_face_stimuli",)

    @property
    def preset_values(self) -> list[str]:
        """Data paths of what is kept."""
        return _kept(StimulusProperties, "design")


CLASSES = (
    TakePresetsMenu,
    AddTakePreset,
    StimulusPresetsMenu,
    AddStimulusPreset,
)
