"""The scene in Blender: one head whose vertices and colors are rewritten, camera, two lights."""

import tempfile
from pathlib import Path

import bpy
import cv2
import numpy as np
from blendshape_face.data.motion.head_rotation import head_rotation
from mathutils import Matrix, Vector

from .people import Light, View

SIZE, SAMPLES, BOUNCES = 192, 3, 1
"""Pixels, and rays of a pixel. See docs/frame-factory.md for what they cost and lose."""

_SMOOTHING = {"d": 5, "sigmaColor": 30, "sigmaSpace": 2}
"""Of the bilateral filter that takes the noise of so few rays off."""

_SHINE = 0.25
"""Half of Blender's own choice: highlights are what few rays show worst."""

_TO_BLENDER = np.array(((1, 0, 0), (0, 0, -1), (0, 1, 0)), np.float32)
"""From x left, y up, z out of the face; a picture's up is Blender's Z."""
_METERS = 0.01
_MIDDLE = np.array((0, 0, 7), np.float32)
"""cm: about the middle of the face in ICT-FaceKit's axes; heads turn about it."""


class Scene:
    def __init__(self, polygons: np.ndarray, vertices: int, threads: int):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._scene = bpy.context.scene
        self._mesh = _mesh(polygons, vertices)
        self._head = self._link("Head", self._mesh)
        self._camera = self._link("Camera", bpy.data.cameras.new("Camera"))
        self._camera.data.clip_start = 0.01
        self._camera.rotation_euler = (np.pi / 2, 0, 0)
        self._scene.camera = self._camera
        self._lights = [self._link("Light", bpy.data.lights.new("Light", "AREA")) for _ in range(2)]
        world = self._scene.world = bpy.data.worlds.new("World")
        world.use_nodes = True
        self._background = world.node_tree.nodes["Background"].inputs["Color"]
        self._folder = tempfile.TemporaryDirectory()
        self._picture = Path(self._folder.name) / "frame.bmp"
        _settings(self._scene, self._picture, threads)

    def _link(self, name: str, data: bpy.types.ID) -> bpy.types.Object:
        obj = bpy.data.objects.new(name, data)
        self._scene.collection.objects.link(obj)
        return obj

    def paint(self, colors: np.ndarray) -> None:
        """(n, 4) linear RGB and roughness of each vertex."""
        self._mesh.attributes["color"].data.foreach_set("color", colors.ravel())

    def render(self, positions: np.ndarray, view: View, seed: int) -> np.ndarray:
        """RGB bytes (SIZE, SIZE, 3), the first row on top, of a face (n, 3) in cm."""
        places = (positions - _MIDDLE) * _METERS @ _TO_BLENDER.T
        self._mesh.vertices.foreach_set("co", np.ascontiguousarray(places).ravel())
        self._mesh.update()
        turn = head_rotation(np.radians(view.head)[None])[0]
        self._head.matrix_world = Matrix(turn.tolist()).to_4x4()
        self._head.location = (view.offset[0], 0, view.offset[1])
        self._camera.location = (0, -view.distance, 0)
        self._camera.data.angle = 2 * np.arctan(view.framing / 2 / view.distance)
        for obj, light in zip(self._lights, view.lights, strict=True):
            _set_light(obj, light)
        self._background.default_value = (*view.world, 1)
        self._scene.cycles.seed = seed
        bpy.ops.render.render(write_still=True)
        picture = cv2.bilateralFilter(cv2.imread(str(self._picture)), **_SMOOTHING)
        return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def _mesh(polygons: np.ndarray, vertices: int) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new("Head")
    faces = [tuple(dict.fromkeys(face)) for face in polygons.tolist()]
    mesh.from_pydata(np.zeros((vertices, 3)), [], faces)
    mesh.shade_smooth()
    mesh.attributes.new("color", "FLOAT_COLOR", "POINT")
    material = bpy.data.materials.new("Head")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    attribute = nodes.new("ShaderNodeAttribute")
    attribute.attribute_name = "color"
    shader = nodes["Principled BSDF"]
    shader.inputs["Specular IOR Level"].default_value = _SHINE
    links.new(attribute.outputs["Color"], shader.inputs["Base Color"])
    links.new(attribute.outputs["Alpha"], shader.inputs["Roughness"])
    mesh.materials.append(material)
    return mesh


def _set_light(obj: bpy.types.Object, light: Light) -> None:
    place = Vector((_TO_BLENDER @ light.place).tolist())
    obj.location = place
    obj.rotation_euler = (-place).to_track_quat("-Z", "Y").to_euler()
    obj.data.energy, obj.data.size, obj.data.color = light.watts, light.size, light.color


def _settings(scene: bpy.types.Scene, picture: Path, threads: int) -> None:
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    render.resolution_x = render.resolution_y = SIZE
    render.use_persistent_data = True
    render.use_compositing = render.use_sequencer = False
    render.threads_mode, render.threads = "FIXED", threads
    render.image_settings.file_format = "BMP"
    render.filepath, render.use_file_extension = str(picture), False
    scene.view_settings.view_transform = "Standard"
    cycles.samples, cycles.max_bounces = SAMPLES, BOUNCES
    cycles.use_adaptive_sampling = cycles.use_denoising = False
