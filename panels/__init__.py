"""The tab "Face" in the sidebar of the 3D view."""

import bpy

from . import character, face, output, regions, take

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
    output.OutputPanel,
)


def register() -> None:
    for cls in _CLASSES:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
