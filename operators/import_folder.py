"""All recordings of a folder on the active face or character: an NLA strip each."""

from functools import partial
from pathlib import Path

import bpy
from bpy.props import BoolProperty, CollectionProperty, IntProperty, StringProperty

from ..data.errors import FaceError
from ..data.suffixes import RECORDINGS
from ..face.take_properties import ReadingProperties
from ._folders import folder
from ._poll import needs_object_mode, needs_target
from ._waiting import WaitingOperator


class ImportFolder(WaitingOperator, ReadingProperties, bpy.types.Operator):
    """Reads a folder's recordings, or those that are selected in it, and keys one after another."""

    bl_idname = "blendshape_face.import_folder"
    bl_label = "Import Folder of Recordings"
    bl_description = (
        "Key the active face or character with the recordings of a folder, or with those selected "
        "in it, one after another: an NLA strip each"
    )
    bl_options = {"REGISTER", "UNDO", "PRESET"}
    checks = (needs_target, needs_object_mode("import recordings"))

    # Not remembered: another project has other folders.
    directory: StringProperty(
        name="Folder",
        description="Where the recordings are",
        subtype="DIR_PATH",
        options={"SKIP_SAVE"},
    )
    files: CollectionProperty(
        type=bpy.types.OperatorFileListElement, options={"HIDDEN", "SKIP_SAVE"}
    )
    filter_glob: StringProperty(
        default=";".join(f"*{suffix}" for suffix in RECORDINGS), options={"HIDDEN"}
    )
    gap: IntProperty(name="Gap", description="Frames from one strip to the next", min=0)
    turn_object: BoolProperty(
        name="Turn Object",
        description="Key the head pose on the object's rotation too, on top of how it stands now",
    )
    media: BoolProperty(
        name="Sound and Video",
        description="Add sound files and videos of the same names that lie beside the recordings",
        default=True,
    )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        """Open a file browser, in which a folder or some of its files are chosen."""
        self.directory = self.directory or folder("recordings")
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def draw(self, _context: bpy.types.Context) -> None:
        """What the user may tell the readers, and where the strips go."""
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.label(text="All files, unless some are selected", icon="INFO")
        for name in ("fps", "face", "meshes", "through", "gap", "turn_object", "media"):
            layout.prop(self, name)

    def execute(self, context: bpy.types.Context) -> set[str]:
        """Read and key; many files are waited for while Blender shows how far it is."""
        from ..animation.import_folder import Recordings, read_recordings, recordings_in
        from ._background import Reading

        folder = Path(bpy.path.abspath(self.directory))
        paths = [folder / item.name for item in self.files if item.name]
        try:
            paths = paths or recordings_in(folder)
        except FaceError as error:
            return self.refuse(error)
        read = partial(read_recordings, paths)
        self._reading = Reading(folder.name, self.read_options(), read, Recordings([], []))
        return self.run_when_read(context, paths)

    def run(self, context: bpy.types.Context) -> str:
        """Key what was read. Raises FaceError before anything changes."""
        from ..animation.import_folder import import_strips
        from ..animation.options import BakeOptions

        recordings = self._reading.result()
        options = BakeOptions("STRIP", self.turn_object, self.media)
        return import_strips(context, recordings, self.read_options(), options, self.gap)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in File > Import."""
    menu.layout.operator(ImportFolder.bl_idname, text="Folder of Blendshape Recordings")
