"""What holds for all files, in Blender's preferences."""

from bpy.props import StringProperty
from bpy.types import AddonPreferences, Context

from ..blender.extension import PACKAGE
from ..data.official.weights import DEFAULT_ADDRESS


class Preferences(AddonPreferences):
    """Where official weights come from, and what tracks videos."""

    bl_idname = PACKAGE

    model_address: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Model Address",
        description=(
            "Web address below which official weights are, as py-feat/bs_to_mesh; another than "
            "Hugging Face's is that of a mirror, such as one of your institute"
        ),
        default=DEFAULT_ADDRESS,
    )
    tracker_python: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Tracker's Python",
        description=(
            "A Python that has the tracker, for File > Import > Track Video: in a clone of the "
            "repository .venv/bin/python, on Windows .venv\\Scripts\\python.exe"
        ),
        subtype="FILE_PATH",
    )

    def draw(self, _context: Context) -> None:
        """Where everything else is, the settings, and how to come by the tracker."""
        layout = self.layout
        layout.label(text="In the 3D viewport press N and choose the tab Face", icon="INFO")
        layout.use_property_split = True
        layout.prop(self, "model_address")
        layout.prop(self, "tracker_python")
        row = layout.row()
        row.label(text="To set it up, run two lines in a clone of the repository")
        row.operator("blendshape_face.copy_tracker_setup", icon="COPYDOWN")
