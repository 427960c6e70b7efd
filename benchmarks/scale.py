"""How time and memory grow with what is asked: faces, frames, shape keys, files.

Each row does the same with more and more. Growth is the exponent between the first and the last:
1 where twice as much takes twice as long. --only: rows whose names begin so.
"""

import gc
import math
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
from blendshape_face.data.rigs import ARKIT_NAMES
from blendshape_face.data.takes import Take, read_takes
from blendshape_face.data.takes.writers import write_mediapipe

from benchmarks.harness import finish, options, peak_megabytes, start

LIMIT = 1.15
"""Of the growth; a tenth is noise."""
Row = Callable[[ModuleType, int], float]
"""Does something so many times as large; returns seconds."""


def main() -> None:
    """Print seconds by size, and the growth."""
    parser = options("scale", __doc__)
    parser.add_argument("--only", default="")
    only = parser.parse_args().only
    bpy = start()
    for name, (row, sizes) in ROWS.items():
        if not name.startswith(only):
            continue
        seconds = []
        for size in sizes:
            bpy.ops.wm.read_homefile(use_empty=True)
            gc.collect()
            seconds.append(row(bpy, size))
        _print(name, sizes, seconds)
    if "memory".startswith(only):
        _print_memory(bpy)
    print(f"most memory: {peak_megabytes():.0f} MB")
    finish()


def _print(name: str, sizes: Sequence[int], seconds: Sequence[float]) -> None:
    growth = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
    pairs = zip(sizes, seconds, strict=True)
    times = ", ".join(f"{size:,}: {took:.2f} s" for size, took in pairs)
    verdict = "" if growth <= LIMIT else f" (limit {LIMIT})"
    print(f"{name:24} {times}; growth {growth:.2f}{verdict}", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def add_faces(bpy: ModuleType, count: int) -> float:
    """Dressed faces, one after another."""

    def work() -> None:
        for _ in range(count):
            bpy.ops.blendshape_face.add()

    return _seconds(work)


def play_faces(bpy: ModuleType, count: int) -> float:
    """A frame in which every one of so many dressed faces moves."""
    for _ in range(count):
        bpy.ops.blendshape_face.add()
        channel = bpy.context.object.data.blendshape_face.channels["jawOpen"]
        for frame in (1, 100):
            channel.value = frame / 100
            channel.keyframe_insert("value", frame=frame)
    scene = bpy.context.scene
    scene.frame_set(1)
    frames = range(2, 5)
    return _seconds(lambda: [scene.frame_set(frame) for frame in frames]) / len(frames)


def take_of(frames: int, names: Sequence[str]) -> Take:
    """Random values, a frame of 60 a second each."""
    values = np.random.default_rng(0).uniform(0, 1, (frames, len(names))).astype(np.float32)
    times = np.arange(frames) / 60
    return Take(tuple(names), times, values, None, 60.0, Path("scale.csv"), "MediaPipe")


def key_frames(bpy: ModuleType, frames: int, names: Sequence[str] = ARKIT_NAMES) -> float:
    """A take of so many frames on a face."""
    from blendshape_face.animation import keying

    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    bpy.context.scene.render.fps = 60
    take = take_of(frames, names)
    return _seconds(lambda: keying.key_face(face, take, bpy.context.scene))


def key_few_channels(bpy: ModuleType, frames: int) -> float:
    """Four channels, which memory has room for in hours of recordings."""
    return key_frames(bpy, frames, ARKIT_NAMES[:4])


def key_shape_keys(bpy: ModuleType, count: int) -> float:
    """A take of 500 frames on a character of so many shape keys, all of them linked."""
    from blendshape_face.animation import keying
    from blendshape_face.characters.links import set_links
    from blendshape_face.data.rigs import Link

    mesh = bpy.data.meshes.new("Many")
    mesh.from_pydata([(x, 0, 0) for x in range(50)], [], [])
    obj = bpy.data.objects.new("Many", mesh)
    bpy.context.scene.collection.objects.link(obj)
    obj.shape_key_add(name="Basis")
    for number in range(count):
        obj.shape_key_add(name=f"Key {number}")
    sources = [ARKIT_NAMES[number % len(ARKIT_NAMES)] for number in range(count)]
    links = [Link(name, f"Key {number}") for number, name in enumerate(sources)]
    set_links(mesh, "Many", links)
    take = take_of(500, ARKIT_NAMES)
    scene = bpy.context.scene
    return _seconds(lambda: keying.key_characters([obj], take, scene))


def read_folder(_bpy: ModuleType, count: int) -> float:
    """Finding and reading so many recordings of a second each in a folder."""
    from blendshape_face.animation.import_folder import recordings_in

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_mediapipe(folder / "take_0.csv", take_of(60, ARKIT_NAMES[:8]))
        content = (folder / "take_0.csv").read_bytes()
        for number in range(1, count):
            (folder / f"take_{number}.csv").write_bytes(content)
        return _seconds(lambda: [read_takes(path) for path in recordings_in(folder)])


def import_folder(bpy: ModuleType, count: int) -> float:
    """So many recordings of a folder on NLA strips of a face."""
    bpy.ops.blendshape_face.add()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(count):
            write_mediapipe(folder / f"take_{number}.csv", take_of(30, ARKIT_NAMES[:8]))
        return _seconds(lambda: bpy.ops.blendshape_face.import_folder(directory=name))


ROWS: dict[str, tuple[Row, Sequence[int]]] = {
    "faces added": (add_faces, (25, 50, 100, 200)),
    "faces playing, a frame": (play_faces, (25, 50, 100, 200)),
    "frames, 52 channels": (key_frames, (20_000, 200_000)),
    "frames, 4 channels": (key_few_channels, (20_000, 200_000, 2_000_000)),
    "shape keys keyed": (key_shape_keys, (50, 500)),
    "recordings read": (read_folder, (500, 5_000)),
    "recordings on strips": (import_folder, (50, 500)),
}


def _print_memory(bpy: ModuleType) -> None:
    """Megabytes that stay after doing the same over and over, the first times left out."""
    for name, work, warm, count in (
        ("faces made and deleted", _make_and_delete, 20, 200),
        ("imports", _import, 5, 50),
        ("frames", _frame, 500, 5_000),
    ):
        bpy.ops.wm.read_homefile(use_empty=True)
        bpy.ops.blendshape_face.add()
        for number in range(warm):
            work(bpy, number)
        before = _resident()
        for number in range(count):
            work(bpy, number)
        print(f"memory, {count} {name}: {_resident() - before:+.1f} MB", flush=True)


def _make_and_delete(bpy: ModuleType, _number: int) -> None:
    bpy.ops.blendshape_face.add()
    mesh = bpy.context.object.data
    bpy.data.objects.remove(bpy.context.object)
    bpy.data.meshes.remove(mesh)


def _import(bpy: ModuleType, _number: int) -> None:
    from blendshape_face.animation import keying

    face = next(obj for obj in bpy.context.scene.objects if obj.data)
    keying.key_face(face, take_of(500, ARKIT_NAMES), bpy.context.scene)
    for action in list(bpy.data.actions):
        bpy.data.actions.remove(action)


def _frame(bpy: ModuleType, number: int) -> None:
    face = next(obj for obj in bpy.context.scene.objects if obj.data)
    if not face.data.animation_data:
        channel = face.data.blendshape_face.channels["jawOpen"]
        for frame in (0, 100):
            channel.value = frame / 100
            channel.keyframe_insert("value", frame=frame)
    bpy.context.scene.frame_set(number % 100)


def _resident() -> float:
    """Megabytes that the process has now, on Linux."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
