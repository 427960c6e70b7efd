"""Who a face is: at random, in a mirror, from a file and into one."""

from pathlib import Path

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ExportHelper, ImportHelper

from ..data.person.limits import LARGEST_SPREAD
from ..face.objects import active_face
from ..face.person import person_of
from ..face.person_properties import LARGEST_SEED, check_changeable, set_person
from ._base import FaceOperator
from ._poll import needs_face


class RandomPerson(FaceOperator, bpy.types.Operator):
    """Gives the active face a person of a seed."""

    bl_idname = "blendshape_face.random_person"
    bl_label = "Random Person"
    bl_description = (
        "Make the active face a person at random; the same seed gives the same person everywhere"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    seed: IntProperty(
        name="Seed",
        description="Number of the person",
        min=0,
        max=LARGEST_SEED,
    )
    spread: FloatProperty(
        name="Spread",
        description="How far people differ: 0 the mean face, 1 as people do, above it exaggerates",
        default=1.0,
        min=0.0,
        max=LARGEST_SPREAD,
    )

    tone: BoolProperty(
        name="Skin Tone",
        description="Give the face a skin tone at random, too, which does not depend on its shape",
    )

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face cannot be changed."""
        from ..data.person.chance import random_person, random_tone
        from ..face.parts import change_look

        face = active_face(context)
        mesh = face.data
        check_changeable(mesh)
        if self.tone:
            change_look(face, random_tone(self.seed))
        set_person(mesh, random_person(self.seed, self.spread))
        # The panel goes on from here.
        stored = mesh.blendshape_face.person
        stored.seed = self.seed
        stored.spread = self.spread


class MirrorPerson(FaceOperator, bpy.types.Operator):
    """Exchanges left and right of the active face's person."""

    bl_idname = "blendshape_face.mirror_person"
    bl_label = "Mirror Person"
    bl_description = "Exchange left and right of the active face's person"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face cannot be changed."""
        from ..data.person.person import mirrored

        mesh = active_face(context).data
        set_person(mesh, mirrored(person_of(mesh)))


class ResetPerson(FaceOperator, bpy.types.Operator):
    """Makes the active face the mean person again."""

    bl_idname = "blendshape_face.reset_person"
    bl_label = "Reset Person"
    bl_description = "Make the active face the mean of all people again; its expression stays"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face cannot be changed."""
        from ..data.person.person import Person

        set_person(active_face(context).data, Person())


class SavePerson(FaceOperator, ExportHelper, bpy.types.Operator):
    """Writes the active face's person into a file."""

    bl_idname = "blendshape_face.save_person"
    bl_label = "Save Person"
    bl_description = "Write the active face's person into a TOML file, to keep and to share"
    checks = (needs_face,)

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    def run(self, context: bpy.types.Context) -> str:
        """Raises PersonError where the file cannot be written."""
        from ..data.person.files import write_person

        path = Path(self.filepath)
        write_person(path, person_of(active_face(context).data))
        return f"{path.name} written"


class LoadPerson(FaceOperator, ImportHelper, bpy.types.Operator):
    """Gives the active face the person of a file."""

    bl_idname = "blendshape_face.load_person"
    bl_label = "Load Person"
    bl_description = "Make the active face the person of a TOML file"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the file holds no person, or the face cannot be changed."""
        from ..data.person.files import read_person

        person = read_person(self.filepath)
        set_person(active_face(context).data, person)
        return person.name


CLASSES = (RandomPerson, MirrorPerson, ResetPerson, SavePerson, LoadPerson)
