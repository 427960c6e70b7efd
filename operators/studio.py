"""Camera, lights and backdrop for the active face."""

import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    IntVectorProperty,
)

from .. import studio
from ..blender.language import told
from ..characters.objects import active_target
from ..data.errors import FaceError
from ._base import FaceOperator
from ._poll import needs_object_mode, needs_target
from ._view import look_through_camera


class SetUpStudio(FaceOperator, bpy.types.Operator):
    """Makes the studio, or changes the one that the scene has, and the scene's render settings."""

    bl_idname = "blendshape_face.studio"
    bl_label = "Set Up Studio"
    bl_description = (
        "Frame the active face with all that it does over the scene's frames: camera, three lights "
        "and a backdrop in the collection Face Studio, and settings for an MP4 film. They become "
        "the scene's camera and world; the former ones stay in the file"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_target, needs_object_mode("set up a studio"))

    quality: EnumProperty(
        name="Quality",
        description="Which renderer, and how long it takes",
        items=(
            ("PREVIEW", "Preview", "EEVEE: fast on a graphics card"),
            ("FINAL", "Final", "Cycles, denoised: slow, with soft shadows and true skin"),
        ),
    )
    turntable: BoolProperty(
        name="Turntable",
        description="Turn the studio once around the face over the scene's frames, to loop",
    )
    backdrop: FloatVectorProperty(
        name="Backdrop",
        description="Color behind the face",
        subtype="COLOR",
        min=0,
        max=1,
        default=studio.PLAIN.backdrop,
    )
    margin: FloatProperty(
        name="Margin",
        description="Room around head and neck",
        subtype="FACTOR",
        min=0,
        soft_max=1,
        default=studio.PLAIN.margin,
    )
    resolution: IntVectorProperty(
        name="Resolution",
        description="Pixels of the film across and down; the scene's own unless set",
        size=2,
        min=16,
        soft_max=4096,
        step=2,
        options={"SKIP_SAVE"},
    )

    @classmethod
    def description(
        cls,
        _context: bpy.types.Context,
        properties: bpy.types.OperatorProperties,
    ) -> str:
        """What this quality is; Blender adds no more to it."""
        quality = properties.bl_rna.properties["quality"].enum_items[properties.quality]
        turn = "\nThe studio turns once around the face" if properties.turntable else ""
        return f"{told(cls.bl_description)}.\n{told(quality.description)}{told(turn)}"

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError, and leaves the resolution as it was, where nothing can be framed."""
        from ..face.views.bar import place_bars
        from ..studio.render_settings import QUALITIES, name_film, use_engine, write_film

        scene = context.scene
        render = scene.render
        former = (render.resolution_x, render.resolution_y)
        wanted = tuple(self.resolution) if self.properties.is_property_set("resolution") else former
        # H.264 codes pairs of pixels. The properties keep what is used, for the next time.
        self.resolution = [side + side % 2 for side in wanted]
        # Before the camera is placed: it fits the picture's aspect.
        render.resolution_x, render.resolution_y = self.resolution
        options = studio.StudioOptions(tuple(self.backdrop), self.margin, self.turntable)
        try:
            studio.set_up(scene, active_target(context), options)
        except FaceError:
            render.resolution_x, render.resolution_y = former
            raise
        # Only once there is a studio: an error leaves the render settings alone.
        use_engine(scene, *QUALITIES[self.quality])
        write_film(scene)
        name_film(scene)
        # Color bars stand before the scene's camera, which is another one now.
        place_bars(scene)
        look_through_camera(context)
        self._warn(scene, wanted)

    def _warn(self, scene: bpy.types.Scene, wanted: tuple[int, ...]) -> None:
        """Say what stands between the user's numbers and a film; the studio is there all the same.

        wanted: pixels across and down.
        """
        from ..studio.film import picture_size
        from ..studio.render_settings import CYCLES, QUALITIES, grain_of

        if tuple(self.resolution) != wanted:
            width, height = self.resolution
            self.report({"WARNING"}, f"Made {width}x{height} pixels: H.264 takes even numbers")
        try:
            # The scene may make a percentage of the resolution, which is odd again.
            picture_size(scene)
        except FaceError as error:
            self.report({"WARNING"}, str(error))
        quality = QUALITIES[self.quality]
        if quality.engine == CYCLES and (grain := grain_of(scene, quality.samples)):
            self.report({"WARNING"}, told(grain))


def _needs_studio(context: bpy.types.Context) -> str:
    return "The scene has no studio" if studio.find(context.scene) is None else ""


class RemoveStudio(FaceOperator, bpy.types.Operator):
    """Takes the studio out of the scene, but for what the user has put into its collection."""

    bl_idname = "blendshape_face.remove_studio"
    bl_label = "Remove Studio"
    bl_description = (
        "Remove the studio's camera, lights and backdrop and bring back the scene's former camera "
        "and world; render settings stay"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (_needs_studio, needs_object_mode("remove the studio"))

    def run(self, context: bpy.types.Context) -> None:
        """Color bars that stood before its camera go to their places without it."""
        from ..face.views.bar import place_bars

        studio.remove(context.scene)
        place_bars(context.scene)
