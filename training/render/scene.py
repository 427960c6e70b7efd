"""The scene in Blender: one head whose vertices and colors are rewritten, camera, two lights."""

import tempfile
from pathlib import Path

import bpy
import cv2
import numpy as np
from blendshape_face.data.motion.head_rotation import head_rotation
from mathutils import Matrix, Vector

from ..errors import TrainingError
from .people import Light, View

# See docs/frame-factory.md for what these cost and lose.
SIZE = 192
"""Pixels a side."""
SAMPLES = 3
"""Rays of a pixel."""
BOUNCES = 1
"""How often a ray goes on from where it hits."""

# The bilateral filter takes the noise of so few rays off and leaves edges alone.
_FILTER_WIDTH = 5
"""Pixels across that are mixed into one."""
_FILTER_LIKENESS = 30
"""Standard deviation in levels of 0..255: pixels that differ more hardly mix."""
_FILTER_NEARNESS = 2
"""Standard deviation in pixels: those further away hardly mix."""

_SHINE = 0.25
"""Half of Blender's own choice: highlights are what few rays show worst."""

_TO_BLENDER = np.array(
    [
        (1, 0, 0),
        (0, 0, -1),
        (0, 1, 0),
    ],
    np.float32,
)
"""From x left, y up, z out of the face; a picture's up is Blender's Z."""

_METERS = 0.01
"""A centimeter, which is ICT-FaceKit's unit."""

_MIDDLE = np.array((0, 0, 7), np.float32)
"""cm: about the middle of the face in ICT-FaceKit's axes; heads turn about it."""

_NEAREST = 0.01
"""Meters from the camera below which nothing is seen."""


class Scene:
    """Blender's one scene, which is built once: each frame only changes numbers in it."""

    def __init__(
        self,
        polygons: np.ndarray,
        vertices: int,
        threads: int,
    ):
        """polygons: (m, 4) quads, triangles repeating their last index."""
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._scene = bpy.context.scene
        self._mesh = _mesh(polygons, vertices)
        self._head = self._link("Head", self._mesh)
        camera = bpy.data.cameras.new("Camera")
        camera.clip_start = _NEAREST
        self._camera = self._link("Camera", camera)
        self._camera.rotation_euler = (np.pi / 2, 0, 0)  # level, along Y
        self._scene.camera = self._camera
        self._lights = [self._add_light(), self._add_light()]
        self._background = _background(self._scene)
        # Deleted with the scene.
        self._folder = tempfile.TemporaryDirectory()
        self._picture = Path(self._folder.name) / "frame.bmp"
        _set_output(self._scene.render, self._picture)
        _set_cost(self._scene, threads)

    def _link(
        self,
        name: str,
        data: bpy.types.ID,
    ) -> bpy.types.Object:
        obj = bpy.data.objects.new(name, data)
        self._scene.collection.objects.link(obj)
        return obj

    def _add_light(self) -> bpy.types.Object:
        light = bpy.data.lights.new("Light", "AREA")
        return self._link("Light", light)

    def paint(self, colors: np.ndarray) -> None:
        """(n, 4) linear RGB and roughness of each vertex."""
        attribute = self._mesh.attributes["color"]
        attribute.data.foreach_set("color", colors.ravel())

    def render(
        self,
        positions: np.ndarray,
        view: View,
        seed: int,
    ) -> np.ndarray:
        """RGB bytes (SIZE, SIZE, 3), the first row on top, of a face (n, 3) in cm."""
        turned_about = positions - _MIDDLE
        places = turned_about * _METERS @ _TO_BLENDER.T
        # In the order of its axes: the product is stored the other way round.
        flat = np.ascontiguousarray(places).ravel()
        self._mesh.vertices.foreach_set("co", flat)
        self._mesh.update()
        self._set_view(view)
        self._scene.cycles.seed = seed
        bpy.ops.render.render(write_still=True)
        # Blender gives a render away only as a file; a BMP costs no packing and unpacking.
        noisy = cv2.imread(str(self._picture))
        if noisy is None:
            raise TrainingError(f"{self._picture}: was not rendered; is the disk full?")
        picture = cv2.bilateralFilter(noisy, _FILTER_WIDTH, _FILTER_LIKENESS, _FILTER_NEARNESS)
        # OpenCV's colors begin with blue.
        return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)

    def _set_view(self, view: View) -> None:
        angles = np.radians(view.head)
        turn = head_rotation(angles[None])[0]
        self._head.matrix_world = Matrix(turn.tolist()).to_4x4()
        aside, up = view.offset
        # After the matrix, which sets the location too.
        self._head.location = (aside, 0, up)
        self._camera.location = (0, -view.distance, 0)
        # Half of the picture's width is seen at half of the camera's angle.
        half_width = view.framing / 2
        half_angle = np.arctan(half_width / view.distance)
        self._camera.data.angle = 2 * half_angle
        for obj, light in zip(self._lights, view.lights, strict=True):
            _set_light(obj, light)
        self._background.default_value = (*view.world, 1)


def _mesh(polygons: np.ndarray, vertices: int) -> bpy.types.Mesh:
    """polygons: (m, 4) quads, triangles repeating their last index."""
    mesh = bpy.data.meshes.new("Head")
    # Blender wants each corner once; dict.fromkeys keeps their order, as a set would not.
    corners = []
    for polygon in polygons.tolist():
        corners.append(tuple(dict.fromkeys(polygon)))
    # Where the vertices are, each frame says.
    origin = np.zeros((vertices, 3))
    mesh.from_pydata(origin, [], corners)
    mesh.shade_smooth()
    mesh.attributes.new("color", "FLOAT_COLOR", "POINT")
    mesh.materials.append(_material())
    return mesh


def _material() -> bpy.types.Material:
    """Color and roughness from the mesh's attribute, the latter in place of its alpha."""
    material = bpy.data.materials.new("Head")
    material.use_nodes = True
    nodes = material.node_tree.nodes
    links = material.node_tree.links
    attribute = nodes.new("ShaderNodeAttribute")
    attribute.attribute_name = "color"
    told = attribute.outputs
    wanted = nodes["Principled BSDF"].inputs
    wanted["Specular IOR Level"].default_value = _SHINE
    links.new(told["Color"], wanted["Base Color"])
    links.new(told["Alpha"], wanted["Roughness"])
    return material


def _background(scene: bpy.types.Scene) -> bpy.types.NodeSocket:
    """A new world's color."""
    world = bpy.data.worlds.new("World")
    world.use_nodes = True
    scene.world = world
    return world.node_tree.nodes["Background"].inputs["Color"]


def _set_light(obj: bpy.types.Object, light: Light) -> None:
    place = Vector((_TO_BLENDER @ light.place).tolist())
    obj.location = place
    # Lights shine along their -Z: toward the face, which is at the origin.
    turn = (-place).to_track_quat("-Z", "Y")
    obj.rotation_euler = turn.to_euler()
    lamp = obj.data
    lamp.energy = light.watts
    lamp.size = light.size
    lamp.color = light.color


def _set_output(render: bpy.types.RenderSettings, picture: Path) -> None:
    render.resolution_x = SIZE
    render.resolution_y = SIZE
    render.image_settings.file_format = "BMP"
    render.filepath = str(picture)
    render.use_file_extension = False
    render.use_compositing = False
    render.use_sequencer = False


def _set_cost(scene: bpy.types.Scene, threads: int) -> None:
    """Everything that costs time or is not needed to tell a face."""
    render = scene.render
    render.engine = "CYCLES"
    # The scene stays in Cycles from frame to frame.
    render.use_persistent_data = True
    render.threads_mode = "FIXED"
    render.threads = threads
    # Not AgX: trackers know pictures of cameras.
    scene.view_settings.view_transform = "Standard"
    cycles = scene.cycles
    cycles.samples = SAMPLES
    cycles.max_bounces = BOUNCES
    cycles.use_adaptive_sampling = False
    cycles.use_denoising = False
