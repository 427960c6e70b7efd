"""What holds for all files, in Blender's preferences."""

from bpy.props import StringProperty
from bpy.types import AddonPreferences, Context

from ..blender.extension import PACKAGE
from ..data.official.weights import DEFAULT_ADDRESS


class Preferences(AddonPreferences):
    """Where official weights come from."""

    bl_idname = PACKAGE

    model_address: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Model Address",
        description=(
            "Web address below which official weights are, as py-feat/bs_to_mesh; another than "
            "Hugging Face's is that of a mirror, such as one of your institute"
        ),
        default=DEFAULT_ADDRESS,
    )

    def draw(self, _context: Context) -> None:
        """The one setting."""
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "model_address")
