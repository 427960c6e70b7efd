"""The view of how far each place of the face has moved."""

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty

from ..data.color_maps import COLOR_MAPS
from ..face.objects import active_face
from ..face.properties import is_face
from ..face.views.heat_map_options import HeatMap
from ._base import FaceOperator
from ._poll import needs_face, needs_object_mode
from ._view import show_colors

_REFERENCES = (
    ("REST", "Neutral", "The model's neutral face"),
    ("STORED", "Stored Pose", "The pose that Store Reference Pose kept"),
    ("OTHER", "Other Face", "The other selected face as it is, of this or another model"),
)
_SPANS = (
    ("FIXED", "Fixed", "Up to the length given"),
    ("AUTO", "Automatic", "Up to the largest displacement of the moment"),
    ("TAKE", "All Frames", "Up to the largest displacement of the scene's frames, looked up once"),
)
# For lengths. Displacement with a sign has a map of its own, from blue to red.
_MAPS = tuple(
    (name, COLOR_MAPS[name].title, "Equal steps of displacement look equal")
    for name in ("viridis", "magma", "cividis")
)
_KEPT = ("reference", "span", "millimeters", "color_map", "signed", "bar")
"""Settings that bear the same name in the operator and in the heat map that a face has."""


class ShowHeatMap(FaceOperator, bpy.types.Operator):
    """Puts the view on the active face, or changes some of the settings of one that is there."""

    bl_idname = "blendshape_face.heat_map"
    bl_label = "Heat Map"
    bl_description = (
        "Color the face by its displacement in millimeters, live and in renders, with a color "
        "bar in the camera's picture"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("show a heat map"), needs_face)

    # None is remembered: what is not told is taken from the face, as `_keep` does.
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
        default=HeatMap().millimeters,
        min=0.01,
        soft_max=50,
        options={"SKIP_SAVE"},
    )
    color_map: EnumProperty(
        name="Colors",
        description="Colors of the displacement; with a sign they go from blue to red",
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

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where there is nothing to compare with, or the face is linked."""
        from ..face.views.heat_map import add_heat_map, present

        face = active_face(context)
        self._keep(present(face), context)
        wanted = HeatMap(
            reference=self.reference,
            other=self._other(context),
            span=self.span,
            millimeters=self.millimeters,
            color_map=self.color_map,
            signed=self.signed,
            bar=self.bar,
        )
        add_heat_map(context, face, wanted)
        show_colors(context)

    def _keep(self, shown: HeatMap | None, context: bpy.types.Context) -> None:
        """What is not asked for stays as the face has it."""
        if shown is None:
            return
        # The panel's buttons tell one setting each.
        for name in _KEPT:
            if not self.properties.is_property_set(name):
                setattr(self, name, getattr(shown, name))
        is_told_other = self.other or _other_face(context)
        if shown.other and not is_told_other:
            self.other = shown.other.name

    def _other(self, context: bpy.types.Context) -> bpy.types.Object | None:
        """The face to compare with: by name, or the other selected one."""
        if self.other:
            return bpy.data.objects.get(self.other)
        return _other_face(context)


def _other_face(context: bpy.types.Context) -> bpy.types.Object | None:
    # With two others it would be a guess.
    selected = [obj for obj in context.selected_objects if obj != context.object]
    others = [obj for obj in selected if _has_landmarks(obj)]
    return others[0] if len(others) == 1 else None


def _has_landmarks(obj: bpy.types.Object) -> bool:
    from ..face.measured import is_measured

    return is_face(obj) or is_measured(obj)


class StoreReference(FaceOperator, bpy.types.Operator):
    """Keeps the positions of the active face's vertices on its mesh."""

    bl_idname = "blendshape_face.store_reference"
    bl_label = "Store Reference Pose"
    bl_description = "Keep the present pose; a heat map compares with it from now on"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("store a pose"), needs_face)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face is linked or its mesh is not whole."""
        from ..face.views.heat_map import store_reference

        store_reference(context, active_face(context))


class RemoveView(FaceOperator, bpy.types.Operator):
    """Takes off what the two views add: modifiers, materials and bars."""

    bl_idname = "blendshape_face.remove_view"
    bl_label = "Remove View"
    bl_description = "Remove the heat map or the muscles, and their color bar, from the face"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("remove the view"), needs_face)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face is linked."""
        from ..face.views.heat_map import remove_view

        remove_view(active_face(context))


CLASSES = (ShowHeatMap, StoreReference, RemoveView)
