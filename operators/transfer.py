"""One face's animation for another face, or for characters."""

import bpy
from bpy.props import BoolProperty, EnumProperty

from ..characters.objects import chosen_meshes
from ..face.objects import active_face
from ..face.properties import is_face
from ..face.take_properties import MODE_ITEMS
from ._base import FaceOperator
from ._poll import needs_object_mode


def _source(context: bpy.types.Context) -> bpy.types.Object | None:
    """The selected face beside the active object; a live one goes before a converted one."""
    active = context.object
    if active is None:
        return None
    # Linked duplicates share channels and keys: nothing goes from one to the other.
    faces = [obj for obj in context.selected_objects if is_face(obj) and obj.data != active.data]
    return min(faces, key=lambda obj: obj.data.shape_keys is not None, default=None)


def _chosen_besides(context: bpy.types.Context, source: bpy.types.Object) -> list[bpy.types.Object]:
    """A converted face is a character as well: what is copied from is no target."""
    return [obj for obj in chosen_meshes(context) if obj.data != source.data]


def _needs_source_and_target(context: bpy.types.Context) -> str:
    source = _source(context)
    if source and (_chosen_besides(context, source) or active_face(context)):
        return ""
    return "Select a face, then the object that is to move as it does"


class TransferAnimation(FaceOperator, bpy.types.Operator):
    """Samples the selected face over the scene's frames and keys the active object with that."""

    bl_idname = "blendshape_face.transfer"
    bl_label = "Transfer Animation"
    bl_description = (
        "Copy the animation of the other selected face, keyed or driven, to the active face, or to "
        "the active character and the selected ones with it"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("transfer animation"), _needs_source_and_target)

    mode: EnumProperty(
        name="Keys",
        description="Where the keys go",
        items=MODE_ITEMS,
    )
    turn_object: BoolProperty(
        name="Turn Object",
        description="Key the head pose on the object's rotation too",
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the target cannot be keyed."""
        from ..animation.keying import BakeOptions, key_characters, key_face
        from ..animation.sampling import sample_face
        from ..characters.casting import cast

        scene = context.scene
        source = _source(context)
        characters, left_out = cast(_chosen_besides(context, source))
        take = sample_face(
            source,
            scene,
            context.evaluated_depsgraph_get(),
            scene.frame_start,
            scene.frame_end,
        )
        options = BakeOptions(self.mode, self.turn_object)
        start = scene.frame_start
        if characters:
            report = key_characters(characters, take, scene, options=options, start=start)
            return " | ".join([report, *(f"left out {reason}" for reason in left_out)])
        return key_face(active_face(context), take, scene, options=options, start=start)
