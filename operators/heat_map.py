import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty

from ..data.color_maps import COLOR_MAPS
from ..data.errors import FaceError
from ..face.objects import active_face
from ..face.properties import is_face
from ..face.views.heat_map import HeatMap, add_heat_map, present, remove_view, store_reference
from ._poll import in_object_mode, on_active_face

_REFERENCES = (
    ("REST", "Neutral", "The model's neutral face"),
    ("STORED", "Stored Pose", "The pose that Store Reference Pose kept"),
    ("OTHER", "Other Face", "The other selected face as it is, of this or another model"),
)
_SPANS = (
    ("FIXED", "Fixed", "Up to the length given"),
    ("AUTO", "Automatic", "Up to the largest displacement of the moment"),
    ("TAKE", "Whole Take", "Up to the largest displacement of the scene's frames, looked up once"),
)
_MAPS = tuple(
    (name, COLOR_MAPS[name].title, "Equal steps look equal")
    for name in ("viridis", "magma", "cividis")
)


class ShowHeatMap(bpy.types.Operator):
    bl_idname = "blendshape_face.heat_map"
    bl_label = "Heat Map"
    bl_description = (
        "Color the face by its displacement in millimeters, live and in renders, with a color "
        "bar in the camera's picture"
    )
    bl_options = {"REGISTER", "UNDO"}

    reference: EnumProperty(
        name="Compare With",
        description="Where displacement is measured from",
        items=_REFERENCES,
        options={"SKIP_SAVE"},
    )
    other: StringProperty(
        name="Other Face",
        description="The face to compare with, the other selected one unless named",
        options={"SKIP_SAVE"},
    )
    span: EnumProperty(
        name="Range",
        description="Which displacement has the last color",
        items=_SPANS,
        options={"SKIP_SAVE"},
    )
    millimeters: FloatProperty(
        name="Millimeters",
        description="End of a fixed range",
        default=HeatMap.millimeters,
        min=0.01,
        soft_max=50,
        options={"SKIP_SAVE"},
    )
    color_map: EnumProperty(
        name="Colors",
        description="Colors of a length; blue to red shows the sign",
        items=_MAPS,
        options={"SKIP_SAVE"},
    )
    signed: BoolProperty(
        name="Signed",
        description="Show how far outwards (red) or inwards (blue) each place moved",
        options={"SKIP_SAVE"},
    )
    bar: BoolProperty(
        name="Color Bar",
        description="Add a bar with the range to the camera's picture, or beside the face",
        default=True,
        options={"SKIP_SAVE"},
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "show a heat map") and on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        face = active_face(context)
        self._keep(present(face), context)
        other = bpy.data.objects.get(self.other) if self.other else _other(context)
        wanted = HeatMap(
            self.reference,
            other,
            self.span,
            self.millimeters,
            self.color_map,
            self.signed,
            self.bar,
        )
        try:
            add_heat_map(context, face, wanted)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}

    def _keep(self, shown: HeatMap | None, context: bpy.types.Context) -> None:
        """What is not asked for stays as the face has it."""
        if shown is None:
            return
        for name in ("reference", "span", "millimeters", "color_map", "signed", "bar"):
            if not self.properties.is_property_set(name):
                setattr(self, name, getattr(shown, name))
        if shown.other and not self.other and _other(context) is None:
            self.other = shown.other.name


def _other(context: bpy.types.Context) -> bpy.types.Object | None:
    others = [obj for obj in context.selected_objects if is_face(obj) and obj != context.object]
    return others[0] if len(others) == 1 else None


class StoreReference(bpy.types.Operator):
    bl_idname = "blendshape_face.store_reference"
    bl_label = "Store Reference Pose"
    bl_description = "Keep the present pose; a heat map compares with it from now on"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "store a pose") and on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            store_reference(context, active_face(context))
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class RemoveView(bpy.types.Operator):
    bl_idname = "blendshape_face.remove_view"
    bl_label = "Remove View"
    bl_description = "Take heat map or muscles, and their color bar, off the face"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "remove the view") and on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            remove_view(active_face(context))
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


CLASSES = (ShowHeatMap, StoreReference, RemoveView)
