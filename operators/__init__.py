"""One verb a file. Operators translate: a FaceError becomes a report, nothing more."""

import bpy

from . import (
    add,
    bake_again,
    download_model,
    export_face,
    export_take,
    figure,
    film,
    heat_map,
    import_folder,
    import_take,
    likeness,
    live,
    load_model,
    look,
    mend,
    muscles,
    parts,
    person,
    photo_skin,
    pick,
    remove_model,
    reset,
    rig,
    stimuli,
    stop,
    studio,
    to_live,
    to_one_mesh,
    to_shape_keys,
    transfer,
    transfer_shapes,
)
from ._watching import stop_workers
from .download_model import forget_downloads
from .import_take import forget_recording

__all__ = ["CLASSES", "MENU_ENTRIES", "forget_downloads", "forget_recording", "stop_workers"]

# In the order of the work: a face, a recording on it, what can be made of both.
CLASSES = (
    add.AddFace,
    load_model.LoadModel,
    *download_model.CLASSES,
    remove_model.RemoveModel,
    import_take.ImportTake,
    import_take.TakeFileHandler,
    import_folder.ImportFolder,
    bake_again.BakeAgain,
    *live.CLASSES,
    export_face.ExportFace,
    export_take.ExportTake,
    figure.MakeFigure,
    reset.ResetChannels,
    mend.MendFace,
    look.SetLook,
    parts.BuildFace,
    parts.DressAnew,
    parts.TogglePart,
    photo_skin.PhotoSkin,
    *person.CLASSES,
    likeness.LikenessFromRecording,
    pick.PickFace,
    to_shape_keys.ToShapeKeys,
    to_one_mesh.ToOneMesh,
    to_live.ToLive,
    *rig.CLASSES,
    *heat_map.CLASSES,
    muscles.ShowMuscles,
    transfer.TransferAnimation,
    transfer_shapes.TransferShapes,
    studio.SetUpStudio,
    studio.RemoveStudio,
    film.RenderFilm,
    stimuli.MakeStimuli,
    stop.StopWorker,
)
MENU_ENTRIES = (
    (bpy.types.VIEW3D_MT_mesh_add, add.draw_menu),
    (bpy.types.TOPBAR_MT_file_import, import_take.draw_menu),
    (bpy.types.TOPBAR_MT_file_import, import_folder.draw_menu),
    (bpy.types.TOPBAR_MT_file_export, export_take.draw_menu),
    (bpy.types.TOPBAR_MT_file_export, export_face.draw_menu),
)
"""Blender's menu, and what draws our entry there."""
