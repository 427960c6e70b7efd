import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    IntVectorProperty,
)

from .. import studio
from ..characters.objects import active_target
from ..data.errors import FaceError
from ..face.views.bar import place_bars
from ..studio.film import picture_size
from ..studio.render_settings import QUALITIES, use_engine, write_film
from ._poll import in_object_mode, on_active_target


class SetUpStudio(bpy.types.Operator):
    bl_idname = "blendshape_face.studio"
    bl_label = "Set Up Studio"
    bl_description = (
        "Frame the active face with all that it does over the scene's frames: camera, three lights "
        "and a backdrop in the collection Face Studio, and settings for an MP4 film. They become "
        "the scene's camera and world; the former ones stay in the file"
    )
    bl_options = {"REGISTER", "UNDO"}

    quality: EnumProperty(
        name="Quality",
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
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_target(cls, context) and in_object_mode(cls, context, "set up a studio")

    def execute(self, context: bpy.types.Context) -> set[str]:
        scene = context.scene
        render = scene.render
        former = render.resolution_x, render.resolution_y
        given = self.properties.is_property_set("resolution")
        wanted = tuple(self.resolution) if given else former
        self.resolution = [side + side % 2 for side in wanted]
        render.resolution_x, render.resolution_y = self.resolution
        look = studio.StudioOptions(tuple(self.backdrop), self.margin, self.turntable)
        try:
            studio.set_up(scene, active_target(context), look)
        except FaceError as error:
            render.resolution_x, render.resolution_y = former
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        use_engine(scene, *QUALITIES[self.quality])
        write_film(scene)
        place_bars(scene)
        if tuple(self.resolution) != wanted:
            width, height = self.resolution
            self.report({"WARNING"}, f"Made {width}x{height} pixels: H.264 takes even numbers")
        try:
            picture_size(scene)
        except FaceError as error:  # by the scene's percentage
            self.report({"WARNING"}, str(error))
        return {"FINISHED"}


class RemoveStudio(bpy.types.Operator):
    bl_idname = "blendshape_face.remove_studio"
    bl_label = "Remove Studio"
    bl_description = (
        "Remove the studio's camera, lights and backdrop and bring back the scene's former camera "
        "and world; render settings stay"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if studio.find(context.scene) is None:
            cls.poll_message_set("The scene has no studio")
            return False
        return in_object_mode(cls, context, "remove the studio")

    def execute(self, context: bpy.types.Context) -> set[str]:
        studio.remove(context.scene)
        place_bars(context.scene)
        return {"FINISHED"}
