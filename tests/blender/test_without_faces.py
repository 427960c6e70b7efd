"""What the extension costs files without faces: nothing on their frames, whatever moves there."""

import bpy
import pytest
from blendshape_face.face import handlers, mesh

OBJECTS = 20


class Frame:
    """Stands where Blender gives its dependency graph, and counts what is asked of it."""

    def __init__(self, depsgraph: bpy.types.Depsgraph) -> None:
        self._depsgraph = depsgraph
        self.looked_at = 0
        self.mode = depsgraph.mode

    def id_type_updated(self, kind: str) -> bool:
        return self._depsgraph.id_type_updated(kind)

    @property
    def updates(self):
        for update in self._depsgraph.updates:
            self.looked_at += 1
            yield update


@pytest.fixture
def looked_at(monkeypatch):
    """How many data-blocks were looked at on each frame that the scene goes to."""
    counts = []

    def follow(scene, depsgraph):
        frame = Frame(depsgraph)
        handlers.follow_evaluation(scene, frame)
        counts.append(frame.looked_at)

    bpy.app.handlers.frame_change_post.append(follow)
    yield counts
    bpy.app.handlers.frame_change_post.remove(follow)


def add_moving(scene, with_meshes: bool):
    """Objects that move on each frame; their meshes, too, if they have any."""
    for number in range(OBJECTS):
        data = bpy.data.meshes.new("mesh") if with_meshes else None
        obj = bpy.data.objects.new("object", data)
        scene.collection.objects.link(obj)
        for frame in (1, 10):
            obj.location.x = frame * number
            obj.keyframe_insert("location", frame=frame)
            if data:
                data["size"] = float(frame)
                data.keyframe_insert('["size"]', frame=frame)


def play(scene):
    for frame in range(1, 6):
        scene.frame_set(frame)


@pytest.mark.parametrize("with_meshes", [False, True])
def test_nothing_is_looked_at_where_no_face_is(scene, looked_at, with_meshes):
    add_moving(scene, with_meshes)
    # As files have them that hold notes and scripts.
    bpy.data.texts.new("notes").from_string("mine\n" * 1000)
    bpy.data.texts.new("empty")
    play(scene)
    assert looked_at == [0] * 5


def test_nothing_is_looked_at_while_faces_are_still(face, scene, looked_at):
    add_moving(scene, with_meshes=False)
    scene.frame_set(10)
    looked_at.clear()
    play(scene)
    assert looked_at == [0] * 5


def test_a_face_that_moves_is_found_among_others(face, scene, looked_at, positions, expected):
    add_moving(scene, with_meshes=True)
    channel = face.data.blendshape_face.channels["jawOpen"]
    for frame in (1, 10):
        channel.value = frame / 10
        channel.keyframe_insert("value", frame=frame)
    play(scene)
    assert min(looked_at) > OBJECTS
    assert channel.value == pytest.approx(0.5, abs=0.1)
    assert abs(positions(face, evaluated=True) - expected(face)).max() < 1e-6


def test_a_face_from_another_file_moves_at_once(scene, files_with_a_face, tmp_path, positions):
    """Its model comes along as a text, by which the handlers know."""
    bpy.ops.wm.read_homefile(filepath=str(files_with_a_face["face"]))
    face = bpy.context.object
    channel = face.data.blendshape_face.channels["jawOpen"]
    for frame in (1, 10):
        channel.value = frame / 10
        channel.keyframe_insert("value", frame=frame)
    path = tmp_path / "face.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(str(path)) as (there, here):
        here.objects = [face_name for face_name in there.objects if face_name == "Face"]
    (appended,) = here.objects
    bpy.context.scene.collection.objects.link(appended)
    shapes = []
    for frame in (1, 10):
        bpy.context.scene.frame_set(frame)
        shapes.append(positions(appended, evaluated=True))
    assert abs(shapes[1] - shapes[0]).max() > 1e-3
    assert len(mesh._shown) == 1
