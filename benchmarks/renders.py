"""Frames of a face in every kind of render, live against shape keys, which Blender moves itself.

Pictures are compared, and in an engine of our own, which reads vertices as engines do, those with
the model: none may be wrong. Prints how many frames were rendered and how many were wrong, by kind.
--frames: of each kind (default 21, which makes 504 in all). --eevee: that engine, too; slow without
a graphics card.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.harness import finish, options, start

NEAR = 5e-6
"""Meters from the model; Blender adds shape keys in single precision."""
ALIKE = 0.4
"""Of 255: how far two pictures may be apart on average. Those of neighboring frames are further."""
SIZE = 32
"""Pixels across and down."""
LANDMARKS = 478
ENGINE = "FACE_VERTICES"
KINDS: dict[str, Mapping[str, Any]] = {
    "animation": {},
    "motion blur": {"use_motion_blur": True},
    "persistent data": {"use_persistent_data": True},
    "simplify": {"use_simplify": True, "simplify_subdivision_render": 0},
    "view layers": {},
    "one by one": {},
}
"""Kind -> settings of the scene's render."""

_registered: list[type] = []
"""Our engine, if it is there."""


def main() -> None:
    """Print the counts; ends with 1 where a frame was wrong."""
    parser = options("renders", __doc__)
    parser.add_argument("--frames", type=int, default=21)
    parser.add_argument("--eevee", action="store_true")
    chosen = parser.parse_args()
    bpy = start()
    rendered = 0
    wrong = 0
    for kind, settings in KINDS.items():
        scene, face = new_scene(bpy, kind, settings, chosen.frames)
        engines = ["CYCLES"]
        if chosen.eevee:
            engines.append("BLENDER_EEVEE" if bpy.app.version >= (5,) else "BLENDER_EEVEE_NEXT")
        live = [Rendered(bpy, scene, face, kind, engine) for engine in (ENGINE, *engines)]
        assert bpy.ops.blendshape_face.to_shape_keys() == {"FINISHED"}
        baked = [Rendered(bpy, scene, face, kind, engine) for engine in (ENGINE, *engines)]
        found = live[0].wrong + baked[0].wrong
        for one, other in zip(live[1:], baked[1:], strict=True):
            found += one.unlike(other)
        count = sum(each.count for each in live + baked)
        print(
            f"{kind:16} {count} frames, {len(found)} wrong {sorted(set(found)) or ''}", flush=True
        )
        rendered += count
        wrong += len(found)
    print(f"{rendered} frames, {wrong} wrong")
    if wrong:
        sys.stdout.flush()
        os._exit(1)
    finish()


class Rendered:
    """The frames of a scene, once rendered by an engine.

    count: of frames. wrong: those whose vertices are not where the model has them.
    """

    def __init__(self, bpy: ModuleType, scene: Any, face: Any, kind: str, engine: str) -> None:
        self.wrong: list[float] = []
        watch(bpy, face, self.wrong)
        scene.render.engine = engine
        self.count = scene.frame_end
        self._pictures = np.zeros((self.count, SIZE, SIZE, 3))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            frames = range(1, self.count + 1)
            if kind == "one by one":
                for frame in reversed(frames):
                    scene.frame_set(frame)
                    scene.render.filepath = str(folder / f"{frame:04d}.png")
                    bpy.ops.render.render(write_still=True)
            else:
                scene.render.filepath = str(folder / "####")
                bpy.ops.render.render(animation=True)
            for frame in frames:
                self._pictures[frame - 1] = pixels(bpy, folder / f"{frame:04d}.png")

    def unlike(self, other: "Rendered") -> list[float]:
        """The frames that another rendering shows otherwise; raises AssertionError where the
        comparison could not tell a frame from the next.
        """
        apart = np.abs(self._pictures - other._pictures).mean(axis=(1, 2, 3))
        steps = np.abs(np.diff(other._pictures, axis=0)).mean(axis=(1, 2, 3))
        assert steps.min() > 2 * ALIKE, f"frames are {steps.min():.2f} apart"
        return [float(frame) for frame in np.flatnonzero(apart > ALIKE) + 1]


def pixels(bpy: ModuleType, path: Path) -> np.ndarray:
    """(h, w, 3) of a picture, 0 to 255."""
    image = bpy.data.images.load(str(path))
    flat = np.empty(4 * SIZE * SIZE, np.float32)
    image.pixels.foreach_get(flat)
    bpy.data.images.remove(image)
    return 255 * flat.reshape(SIZE, SIZE, 4)[..., :3]


def value_at(frame: float) -> float:
    """Of jawOpen, keyed on each frame: far from its neighbors' on each."""
    before = np.floor(frame)
    first, second = ((step * 0.37) % 1 for step in (before, before + 1))
    return float(first + (second - first) * (frame - before))


def watch(bpy: ModuleType, face: Any, wrong: list[float]) -> None:
    """Register an engine that reads a face as Cycles does, and notes the frames that are wrong."""
    from blendshape_face.face.properties import model_of

    model = model_of(face.data)
    basis = model.blender_basis()
    jaw = basis.shapes[model.columns.index("jawOpen")]

    class Vertices(bpy.types.RenderEngine):
        bl_idname = ENGINE
        bl_label = "Vertices"

        def render(self, depsgraph: Any) -> None:
            """The frame, and where motion is blurred also the moments beside it."""
            scene = depsgraph.scene
            self.look(depsgraph)
            if scene.render.use_motion_blur:
                frame = scene.frame_current
                for moment in (frame - 0.25, frame + 0.25):
                    self.frame_set(int(moment // 1), moment % 1)
                    self.look(depsgraph)
                self.frame_set(frame, 0)

        def look(self, depsgraph: Any) -> None:
            """Compare all vertices."""
            frame = depsgraph.scene.frame_current_final
            mesh = face.evaluated_get(depsgraph).data
            flat = np.full(3 * LANDMARKS, np.nan, np.float32)
            if len(mesh.vertices) == LANDMARKS:
                mesh.vertices.foreach_get("co", flat)
            wanted = basis.rest + jaw * value_at(frame)
            if not (np.abs(flat.reshape(-1, 3) - wanted) < NEAR).all():
                wrong.append(frame)

    while _registered:
        bpy.utils.unregister_class(_registered.pop())
    bpy.utils.register_class(Vertices)
    _registered.append(Vertices)


def new_scene(
    bpy: ModuleType, kind: str, settings: Mapping[str, Any], frames: int
) -> tuple[Any, Any]:
    """A lit face of landmarks alone with another value on each frame, for one kind of render."""
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    for part in ("HEAD", "MOUTH", "EYES", "HAIR", "SMOOTH"):
        bpy.ops.blendshape_face.part(part=part)
    key_frames(face.data, frames)
    scene = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location.y = -0.5
    camera.rotation_euler.x = np.pi / 2
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.rotation_euler = (1, 0.5, 0)
    lamp.data.energy = 5
    for obj in (camera, lamp):
        scene.collection.objects.link(obj)
    scene.camera = camera
    scene.cycles.samples = 1
    scene.frame_end = frames
    scene.render.resolution_x = SIZE
    scene.render.resolution_y = SIZE
    if kind == "view layers":
        scene.view_layers.new("Second")
    for name, value in settings.items():
        setattr(scene.render, name, value)
    return scene, face


def key_frames(mesh: Any, frames: int) -> None:
    """Keys on each frame, linear as those of takes."""
    from blendshape_face.blender.actions import Curve, write_action
    from blendshape_face.face.paths import channel_path

    column = [channel.name for channel in mesh.blendshape_face.channels].index("jawOpen")
    # A shutter reaches beyond the first and the last.
    values = np.array([value_at(frame) for frame in range(-1, frames + 3)])
    write_action(mesh, "Take", {"Take": [Curve(channel_path(column), values)]}, -1)


if __name__ == "__main__":
    main()
