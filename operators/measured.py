"""The measured mesh of a recording beside the face that plays it, and how far both are apart."""

from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face, needs_object_mode

_MILLIMETERS = 1000


def _needs_recording(context: bpy.types.Context) -> str:
    take = active_face(context).data.blendshape_face.take
    return "" if take.filepath else "It has no recording yet: import one that holds meshes"


def _needs_measured(context: bpy.types.Context) -> str:
    from ..face.measured import measured_of

    return "" if measured_of(active_face(context)) else "It has no measured mesh yet: add it first"


class ShowMeasured(FaceOperator, bpy.types.Operator):
    """Reads the meshes of the active face's recording and plays them in a second object."""

    bl_idname = "blendshape_face.show_measured"
    bl_label = "Show Measured Mesh"
    bl_description = (
        "Show the meshes that the recording holds, in sync with the face, as an object of its own"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("show a measured mesh"), needs_face, _needs_recording)

    own_form: BoolProperty(
        name="Own Form",
        description="With the form of the measured person; else their motion on the face's own "
        "form, which is what can be compared",
    )
    over: BoolProperty(name="Over the Face", description="Where the face is, not beside it")

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the recording is gone or holds no meshes."""
        from ..animation.measured_take import show_measured

        return show_measured(context, active_face(context), self.own_form, self.over)


class RemoveMeasured(FaceOperator, bpy.types.Operator):
    """Removes the object with the measured meshes, and all of their frames."""

    bl_idname = "blendshape_face.remove_measured"
    bl_label = "Remove Measured Mesh"
    bl_description = "Remove the measured mesh of the active face"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("remove a measured mesh"), needs_face, _needs_measured)

    def run(self, context: bpy.types.Context) -> None:
        """The face stays as it is."""
        from ..face.measured import measured_of, remove_measured

        remove_measured(measured_of(active_face(context)))


class ExportDeviations(FaceOperator, ExportHelper, bpy.types.Operator):
    """Measures the face's animation against its measured mesh and writes a row a frame."""

    bl_idname = "blendshape_face.export_deviations"
    bl_label = "Export Deviations"
    bl_description = (
        "Write how far the face is from its measured mesh at each frame, and tell it of the take"
    )
    checks = (needs_face, _needs_measured)

    filename_ext = ".csv"
    filter_glob: StringProperty(default="*.csv", options={"HIDDEN"})

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the face cannot be measured or the file cannot be written."""
        from ..animation.measured_take import deviations_of
        from ..blender.scene import scene_fps
        from ..data.meshes.deviation_table import write_deviations

        first, found = deviations_of(context, active_face(context))
        path = Path(self.filepath)
        write_deviations(path, first, scene_fps(context.scene), found)
        frame = found.worst_frame
        return (
            f"{path.name}: {found.whole_rms * _MILLIMETERS:.2f} mm (root mean square), at worst "
            f"{found.worst[frame] * _MILLIMETERS:.1f} mm at frame {first + frame}, landmark "
            f"{found.landmark[frame]}; {found.explained:.1%} of the motion explained"
        )


class CompareModels(FaceOperator, bpy.types.Operator):
    """Solves the recording's meshes by each model of the file."""

    bl_idname = "blendshape_face.compare_models"
    bl_label = "Compare Models"
    bl_description = (
        "Tell which of the models of this file, and of the bundled ones, explains the recording's "
        "meshes best"
    )
    checks = (needs_face, _needs_recording)

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the recording is gone or holds no meshes."""
        from ..animation.measured_take import models_compared

        compared = models_compared(active_face(context))
        told = [f"{one.name} {one.solved.deviations.explained:.1%}" for one in compared]
        return f"Of the motion explained: {', '.join(told)}"


CLASSES = (ShowMeasured, RemoveMeasured, ExportDeviations, CompareModels)
