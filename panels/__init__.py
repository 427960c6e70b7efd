"""The tab "Face" in the sidebar of the 3D view."""

import bpy

from . import character, face, look, output, parts, regions, research, stimuli, studio, take

_CLASSES = (
    face.FacesMenu,
    face.ModelsMenu,
    face.MainPanel,
    character.LinksList,
    character.RigPanel,
    character.UnlinkedPanel,
    take.TakePanel,
    take.TakeRegionsPanel,
    take.TakeChannelsPanel,
    take.TakeReadingPanel,
    *regions.PANELS,
    character.JointsPanel,
    look.LookPanel,
    parts.PartsPanel,
    research.ResearchPanel,
    output.OutputPanel,
    studio.StudioPanel,
    stimuli.StimuliPanel,
)


def register() -> None:
    for cls in _CLASSES:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
