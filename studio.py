"""Camera, lights and render settings that show a face."""

from pathlib import Path

import bpy
from mathutils import Vector

_LOOK_AT = Vector((0, -0.05, -0.012))
"""The middle of a face, in its own axes."""
_CAMERA = Vector((0.04, -0.62, 0.0))
_LENS = 85

# Name, place seen from the face, watts, size in metres, colour.
_LIGHTS = (
    ("Face Key", (0.45, -0.75, 0.50), 12, 0.35, (1.0, 0.95, 0.88)),
    ("Face Fill", (-0.75, -0.65, 0.05), 4, 0.60, (0.85, 0.92, 1.0)),
    ("Face Rim", (-0.35, 0.55, 0.45), 14, 0.30, (1.0, 1.0, 1.0)),
)
_BACKDROP = (0.045, 0.050, 0.060, 1)
_VIEW_TRANSFORM = "Standard"
"""Keeps skin tones as the materials name them; Blender's own choice greys them."""


def set_up(scene: bpy.types.Scene, face: bpy.types.Object) -> None:
    """Frame a face with a camera and three lights before a dark backdrop."""
    for name, place, watts, size, colour in _LIGHTS:
        light = bpy.data.lights.new(name, "AREA")
        light.energy, light.size, light.color = watts, size, colour
        _place(scene, bpy.data.objects.new(name, light), face, Vector(place))
    camera = bpy.data.cameras.new("Face Camera")
    camera.lens = _LENS
    camera.clip_start = 0.01
    scene.camera = bpy.data.objects.new("Face Camera", camera)
    _place(scene, scene.camera, face, _CAMERA)
    world = bpy.data.worlds.new("Face Backdrop")
    if world.node_tree is None:  # Blender 4: nodes are a choice
        world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = _BACKDROP
    scene.world = world
    scene.view_settings.view_transform = _VIEW_TRANSFORM


def _place(
    scene: bpy.types.Scene, obj: bpy.types.Object, face: bpy.types.Object, place: Vector
) -> None:
    scene.collection.objects.link(obj)
    obj.location = face.location + place
    obj.rotation_euler = (_LOOK_AT - place).to_track_quat("-Z", "Y").to_euler()


def film_settings(scene: bpy.types.Scene, path: Path, size: int, samples: int) -> None:
    """An H.264 film of square frames, rendered by Cycles so that it needs no graphics card."""
    render, image = scene.render, scene.render.image_settings
    render.engine = "CYCLES"
    render.resolution_x = render.resolution_y = size
    render.resolution_percentage = 100
    render.use_persistent_data = True
    scene.cycles.samples = samples
    # Its fastest settings take a fifth of a second a frame and save most of the samples.
    scene.cycles.use_denoising = True
    scene.cycles.denoiser = "OPENIMAGEDENOISE"
    scene.cycles.denoising_quality = "FAST"
    scene.cycles.denoising_prefilter = "NONE"
    scene.cycles.denoising_input_passes = "RGB"
    scene.cycles.use_adaptive_sampling = False
    # Most light comes straight from the lamps; more bounces cost time and add noise.
    scene.cycles.max_bounces = 1
    scene.cycles.sample_clamp_indirect = 1
    if hasattr(image, "media_type"):  # Blender 5
        image.media_type = "VIDEO"
    image.file_format = "FFMPEG"
    render.ffmpeg.format = "MPEG4"
    render.ffmpeg.codec = "H264"
    render.ffmpeg.constant_rate_factor = "HIGH"
    render.filepath = str(path)
    render.use_file_extension = False
