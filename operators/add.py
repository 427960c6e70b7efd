"""A new face."""

import bpy
from bpy_extras.object_utils import AddObjectHelper

from ..blender.extension import preferences
from ..data.bundled import ARKIT, bundled
from ..face.objects import new_face
from ..face.person_properties import set_person
from ._base import FaceOperator
from ._poll import needs_object_mode
from ._view import show_active


class AddFace(FaceOperator, AddObjectHelper, bpy.types.Operator):
    """Adds a face with the default model at the 3D cursor."""

    bl_idname = "blendshape_face.add"
    bl_label = "Blendshape Face"
    bl_description = "Add a face that moves by 52 blendshapes and head pose"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("add a face"),)

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        """Add the face and look at it; from Python the view stays where it is."""
        done = self.execute(context)
        # The panel that adjusts the operation calls `execute`: the view would jump at each change.
        if done == {"FINISHED"}:
            show_active(context)
        return done

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the file of the model or of the person is missing or damaged."""
        from ..data.person.files import read_person

        chosen = preferences()
        # Read before the face is made: a file that holds no person leaves none behind.
        path = bpy.path.abspath(chosen.person) if chosen else ""
        person = read_person(path) if path else None
        face = new_face(context, bundled(chosen.model if chosen else ARKIT), self)
        if person:
            set_person(face.data, person)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in Add > Mesh."""
    menu.layout.operator(AddFace.bl_idname, icon="USER")
