"""What holds for all files, in Blender's preferences."""

# Properties are annotations by a call, as Blender wants them.
# pyright: reportInvalidTypeForm=false

from bpy.props import BoolProperty, EnumProperty, FloatProperty, FloatVectorProperty, StringProperty
from bpy.types import AddonPreferences, Context, UILayout

from ..blender.extension import PACKAGE, website
from ..data.bundled import TITLES
from ..data.channels import REGIONS
from ..data.official.weights import DEFAULT_ADDRESS
from ..data.region_colors import REGION_COLORS


def _model_items() -> list[tuple[str, str, str]]:
    items = []
    for name, text in TITLES.items():
        title, _, tip = text.partition(": ")
        items.append((name, title, tip[:1].upper() + tip[1:]))
    return items


class Preferences(AddonPreferences):
    """New faces, imports, folders, colors; where official weights come from, what tracks videos."""

    bl_idname = PACKAGE

    model: EnumProperty(
        name="Model",
        description="What moves a new face; recordings choose the model that suits them",
        items=_model_items(),
    )
    person: StringProperty(
        name="Person",
        description="TOML file of the person whom new faces show, as Save Person writes it; the "
        "mean face without one",
        subtype="FILE_PATH",
    )
    at_frame_1: BoolProperty(
        name="Start at Frame 1",
        description="What the import dialog proposes; otherwise takes start on the current frame",
    )
    smoothing: FloatProperty(
        name="Smoothing",
        description="Width of the filter that the import dialog proposes, 0 for none",
        min=0,
        soft_max=0.2,
        max=2,
        precision=3,
        step=1,
        subtype="TIME_ABSOLUTE",
    )
    recordings_folder: StringProperty(
        name="Recordings",
        description="Folder in which dialogs for recordings and videos open",
        subtype="DIR_PATH",
    )
    models_folder: StringProperty(
        name="Models",
        description="Folder in which dialogs for models open",
        subtype="DIR_PATH",
    )
    exports_folder: StringProperty(
        name="Exports",
        description="Folder in which dialogs for exports and figures open",
        subtype="DIR_PATH",
    )
    model_address: StringProperty(
        name="Model Address",
        description=(
            "Web address below which official weights are, as py-feat/bs_to_mesh; another than "
            "Hugging Face's is that of a mirror, such as one of your institute"
        ),
        default=DEFAULT_ADDRESS,
    )
    tracker_python: StringProperty(
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
        row = layout.row()
        row.label(text="In the 3D viewport press N and choose the tab Face", icon="INFO")
        row.operator("wm.url_open", text="Documentation", icon="HELP").url = website()
        layout.use_property_split = True
        self._draw_part("New Faces", "model", "person")
        self._draw_part("Import", "at_frame_1", "smoothing")
        self._draw_part("Folders", "recordings_folder", "models_folder", "exports_folder")
        self._draw_colors()
        self._draw_part("Official Weights", "model_address")
        column = self._draw_part("Tracker of Videos", "tracker_python")
        row = column.row()
        row.label(text="To set it up, run two lines in a clone of the repository")
        row.operator("blendshape_face.copy_tracker_setup", icon="COPYDOWN")

    def _draw_part(self, title: str, *names: str) -> UILayout:
        """A title and settings below it."""
        column = self.layout.column()
        column.label(text=title)
        for name in names:
            column.prop(self, name)
        return column

    def _draw_colors(self) -> None:
        self.layout.label(text="Colors of Curves")
        grid = self.layout.grid_flow(columns=2, row_major=True, even_columns=True)
        for region in REGIONS:
            grid.prop(self, color_name(region))


def color_name(region: str) -> str:
    """The preference of a region's color."""
    return f"{region}_color"


def _colors() -> dict[str, object]:
    """A property for each region."""
    found: dict[str, object] = {}
    for region, title in REGIONS.items():
        found[color_name(region)] = FloatVectorProperty(
            name=title,
            description=f"Color of the curves of {title} in the Graph Editor and the Dope Sheet; "
            "the left side is lighter, the right one darker",
            subtype="COLOR_GAMMA",
            size=3,
            min=0,
            max=1,
            default=REGION_COLORS[region],
        )
    return found


# From the table of regions, as Blender takes properties from a class's annotations.
Preferences.__annotations__.update(_colors())
