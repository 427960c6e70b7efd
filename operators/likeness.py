"""The likeness of whom a tracker has measured."""

from pathlib import Path

import bpy
from bpy.props import StringProperty
from bpy_extras.io_utils import ImportHelper

from ..data.bundled import MEDIAPIPE, bundled
from ..face.objects import active_face
from ..face.person_properties import check_changeable, set_person
from ._base import FaceOperator
from ._poll import needs_face

_MILLIMETERS = 1000


class LikenessFromRecording(FaceOperator, ImportHelper, bpy.types.Operator):
    """Gives the active face the likeliest person of a recording's landmarks."""

    bl_idname = "blendshape_face.likeness"
    bl_label = "Likeness from Recording"
    bl_description = (
        "Make the active face the person whom py-feat's Detectorv2 or the tracker of videos has "
        "measured, by the landmarks of its CSV or NPZ. Several frames with a turned head show more "
        "than one picture can"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    filename_ext = ".csv"
    filter_glob: StringProperty(default="*.csv;*.npz", options={"HIDDEN"})

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the file has no whole face, or this one cannot be changed."""
        from ..data.person.likeness import likeness
        from ..data.person.measured import read_measured

        mesh = active_face(context).data
        check_changeable(mesh)
        path = Path(self.filepath)
        measured = read_measured(path)
        # MediaPipe's landmarks fit best with its own model, whichever moves this face.
        model = bundled(MEDIAPIPE)
        found = likeness(
            measured.landmarks,
            model.blender_basis(),
            measured.values_for(model.columns),
            name=path.stem,
        )
        set_person(mesh, found.person)
        frames = len(measured.landmarks)
        seen = "1 frame: one picture cannot tell depth" if frames == 1 else f"{frames} frames"
        return (
            f"{path.name}, {seen}. Left over: {found.rms * _MILLIMETERS:.1f} mm "
            f"(root mean square), at worst {found.worst * _MILLIMETERS:.1f} mm at landmark "
            f"{found.worst_landmark}"
        )
