"""One verb a file. Operators translate: a FaceError becomes a report, nothing more."""

import bpy

from ..studio.stimuli.properties import StimulusProperties
from . import (
    add,
    bake_again,
    export_face,
    export_take,
    figure,
    heat_map,
    import_take,
    load_model,
    look,
    mend,
    muscles,
    parts,
    photo_skin,
    pick,
    reset,
    rig,
    stimuli,
    studio,
    to_live,
    to_shape_keys,
    transfer,
    transfer_shapes,
)

_CLASSES = (
    add.AddFace,
    load_model.LoadModel,
    import_take.ImportTake,
    import_take.TakeFileHandler,
    bake_again.BakeAgain,
    export_face.ExportFace,
    export_take.ExportTake,
    figure.MakeFigure,
    reset.ResetChannels,
    mend.MendFace,
    look.SetLook,
    parts.BuildFace,
    parts.TogglePart,
    photo_skin.PhotoSkin,
    pick.PickFace,
    to_shape_keys.ToShapeKeys,
    to_live.ToLive,
    *rig.CLASSES,
    *heat_map.CLASSES,
    muscles.ShowMuscles,
    transfer.TransferAnimation,
    transfer_shapes.TransferShapes,
    studio.SetUpStudio,
    studio.RemoveStudio,
    StimulusProperties,
    stimuli.MakeStimuli,
)


def register() -> None:
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.VIEW3D_MT_mesh_add.append(add.draw_menu)
    bpy.types.TOPBAR_MT_file_import.append(import_take.draw_menu)
    bpy.types.TOPBAR_MT_file_export.append(export_take.draw_menu)
    bpy.types.TOPBAR_MT_file_export.append(export_face.draw_menu)


def unregister() -> None:
    bpy.types.TOPBAR_MT_file_export.remove(export_face.draw_menu)
    bpy.types.TOPBAR_MT_file_export.remove(export_take.draw_menu)
    bpy.types.TOPBAR_MT_file_import.remove(import_take.draw_menu)
    bpy.types.VIEW3D_MT_mesh_add.remove(add.draw_menu)
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
