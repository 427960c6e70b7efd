"""What a face can do: an expression by chance, and all channels one after the other."""

import bpy
from bpy.props import FloatProperty, IntProperty

from ..face.objects import active_face
from ..face.properties import columns_of, is_converted
from ..face.values import values_of
from ._base import FaceOperator
from ._poll import needs_face, needs_movable

_LARGEST_SEED = 2**31 - 1


class RandomExpression(FaceOperator, bpy.types.Operator):
    """Gives the active face an expression of a seed."""

    bl_idname = "blendshape_face.random_expression"
    bl_label = "Random Expression"
    bl_description = "An expression by chance; the same seed gives the same one everywhere"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_movable)

    seed: IntProperty(
        name="Seed",
        description="Number of the expression",
        min=0,
        max=_LARGEST_SEED,
    )
    strength: FloatProperty(
        name="Strength",
        description="How far a channel moves at most",
        default=0.8,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        """Another one at each press."""
        self.seed = (self.seed + 1) % _LARGEST_SEED
        return self.execute(context)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where keys could not be kept."""
        from ..animation.key_values import show_values
        from ..data.expressions import Expression, blended, random_values

        face = active_face(context)
        drawn = random_values(columns_of(face.data), self.seed, self.strength)
        whole = blended(values_of(face.data), Expression("random", drawn), 1.0)
        show_values(context, face.data, whole)


class KeyExercise(FaceOperator, bpy.types.Operator):
    """Keys all channels of the active face one after the other."""

    bl_idname = "blendshape_face.exercise"
    bl_label = "Exercise"
    bl_description = (
        "Key an animation in which every channel goes up and down, one after the other, from the "
        "current frame on; a former action stays in the file"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_movable)

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the face cannot be keyed."""
        from ..animation.keying import key_characters, key_face
        from ..data.expressions import exercise

        face = active_face(context)
        take = exercise(columns_of(face.data))
        if is_converted(face.data):
            return key_characters([face], take, context.scene)
        return key_face(face, take, context.scene)


CLASSES = (RandomExpression, KeyExercise)
