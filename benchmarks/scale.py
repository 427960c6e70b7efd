"""How time and memory grow with what is asked: faces, frames, shape keys, files.

Each row does the same with more and more. Seconds are the processor's, of all threads: whatever
else runs on the machine does not count. Growth is the exponent between the first size and the last:
1 where twice as much takes twice as long. "Blender alone" is the same by Blender's calls without
any of our code (bare_scale.py), and the ratio is ours to it. --only: rows whose names begin so.
"""

import gc
import math
import os
import tempfile
import wave
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from blendshape_face.data.rigs import ARKIT_NAMES, Link
from blendshape_face.data.takes import Take, read_takes
from blendshape_face.data.takes.writers import write_mediapipe

from benchmarks import bare_scale
from benchmarks.harness import finish, options, peak_megabytes, processor_seconds, start

LIMIT = 1.15
"""Of the growth; a tenth is noise."""
Work = Callable[[ModuleType, int], float]
"""Does something so many times as large; returns seconds."""


class Row(NamedTuple):
    """bare: the same by Blender's calls alone."""

    work: Work
    sizes: Sequence[int]
    bare: Work | None = None


def main() -> None:
    """Print seconds by size, and the growth."""
    parser = options("scale", __doc__)
    parser.add_argument("--only", default="")
    only = parser.parse_args().only
    bpy = start()
    for name, row in ROWS.items():
        if name.startswith(only):
            _measure(bpy, name, row)
    if "memory".startswith(only):
        _print_memory(bpy)
    print(f"most memory: {peak_megabytes():.0f} MB")
    finish()


def _measure(bpy: ModuleType, name: str, row: Row) -> None:
    """Print a row, and that of Blender alone; both take turns."""
    # The first time loads modules.
    _timed(bpy, row.work, row.sizes[0])
    ours = []
    bare = []
    for size in row.sizes:
        ours.append(_timed(bpy, row.work, size))
        if row.bare:
            bare.append(_timed(bpy, row.bare, size))
    growth = _print(name, row.sizes, ours)
    if not bare:
        print(f"; limit {LIMIT}" if growth > LIMIT else "", flush=True)
        return
    print()
    _print("  Blender alone", row.sizes, bare)
    ratios = [our / base for our, base in zip(ours, bare, strict=True)]
    print("; ratio " + ", ".join(f"{ratio:.1f}" for ratio in ratios), flush=True)


def _timed(bpy: ModuleType, work: Work, size: int) -> float:
    bpy.ops.wm.read_homefile(use_empty=True)
    gc.collect()
    return work(bpy, size)


def _print(name: str, sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Begin a line; returns the growth."""
    growth = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
    pairs = zip(sizes, seconds, strict=True)
    times = ", ".join(f"{size:,}: {took:.2f} s" for size, took in pairs)
    print(f"{name:24} {times}; growth {growth:.2f}", end="")
    return growth


def add_faces(bpy: ModuleType, count: int) -> float:
    """Dressed faces, one after another."""

    def work() -> None:
        for _ in range(count):
            bpy.ops.blendshape_face.add()

    return processor_seconds(work)


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
    return processor_seconds(lambda: [scene.frame_set(frame) for frame in frames]) / len(frames)


def take_of(frames: int, names: Sequence[str]) -> Take:
    """Random values, a frame of 60 a second each."""
    values = np.random.default_rng(0).uniform(0, 1, (frames, len(names))).astype(np.float32)
    times = np.arange(frames) / 60
    return Take(tuple(names), times, values, None, 60.0, Path("scale.csv"), "MediaPipe")


def key_frames(bpy: ModuleType, frames: int, names: Sequence[str]) -> float:
    """A take of so many frames on a face."""
    from blendshape_face.animation import keying

    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    bpy.context.scene.render.fps = 60
    take = take_of(frames, names)
    return processor_seconds(lambda: keying.key_face(face, take, bpy.context.scene))


def character_of(bpy: ModuleType, count: int) -> Any:
    """A mesh of so many shape keys, which Blender has evaluated once."""
    mesh = bpy.data.meshes.new("Many")
    mesh.from_pydata([(x, 0, 0) for x in range(50)], [], [])
    obj = bpy.data.objects.new("Many", mesh)
    bpy.context.scene.collection.objects.link(obj)
    obj.shape_key_add(name="Basis")
    for number in range(count):
        obj.shape_key_add(name=f"Key {number}")
    bpy.context.view_layer.update()
    return obj


def key_shape_keys(bpy: ModuleType, count: int) -> float:
    """A take on a character of so many shape keys, all of them linked."""
    from blendshape_face.animation import keying
    from blendshape_face.characters.links import set_links

    obj = character_of(bpy, count)
    sources = [ARKIT_NAMES[number % len(ARKIT_NAMES)] for number in range(count)]
    links = [Link(name, f"Key {number}") for number, name in enumerate(sources)]
    set_links(obj.data, "Many", links)
    take = take_of(bare_scale.CHARACTER_FRAMES, ARKIT_NAMES)
    scene = bpy.context.scene
    return processor_seconds(lambda: keying.key_characters([obj], take, scene))


def key_bare_shape_keys(bpy: ModuleType, count: int) -> float:
    """As many keys on the same shape keys, without links."""
    return bare_scale.key_shape_keys(bpy, character_of(bpy, count))


def read_folder(_bpy: ModuleType, count: int) -> float:
    """Finding and reading so many recordings of a second each in a folder."""
    from blendshape_face.animation.import_folder import recordings_in

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_mediapipe(folder / "take_0.csv", take_of(60, ARKIT_NAMES[:8]))
        content = (folder / "take_0.csv").read_bytes()
        for number in range(1, count):
            (folder / f"take_{number}.csv").write_bytes(content)
        return processor_seconds(lambda: [read_takes(path) for path in recordings_in(folder)])


def import_folder(bpy: ModuleType, count: int) -> float:
    """So many recordings of a folder on NLA strips of a face."""
    bpy.ops.blendshape_face.add()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(count):
            write_mediapipe(
                folder / f"take_{number}.csv", take_of(bare_scale.STRIP_FRAMES, _STRIP_CHANNELS)
            )
        return processor_seconds(lambda: bpy.ops.blendshape_face.import_folder(directory=name))


def add_sounds(bpy: ModuleType, count: int) -> float:
    """So many sounds in the sequencer, one after another."""
    from blendshape_face.blender.media import add_sound

    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / f"take_{number}.wav" for number in range(count)]
        for path in paths:
            _write_second_of_silence(path)

        def work() -> None:
            for number, path in enumerate(paths):
                add_sound(bpy.context.scene, path, number * bare_scale.STRIP_FRAMES)

        return processor_seconds(work)


def _write_second_of_silence(path: Path) -> None:
    rate = 8_000
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(rate)
        stream.writeframes(bytes(2 * rate))


_STRIP_CHANNELS = ARKIT_NAMES[: bare_scale.STRIP_CURVES]
# Memory has room for hours of a few channels.
_FEW = ARKIT_NAMES[:4]
_FACES = (25, 50, 100, 200)

ROWS = {
    "faces added": Row(add_faces, _FACES, bare_scale.copy_faces),
    "faces playing, a frame": Row(play_faces, _FACES),
    "frames, 52 channels": Row(
        partial(key_frames, names=ARKIT_NAMES),
        (20_000, 200_000),
        partial(bare_scale.key_channels, count=len(ARKIT_NAMES)),
    ),
    "frames, 4 channels": Row(
        partial(key_frames, names=_FEW),
        (20_000, 200_000, 2_000_000),
        partial(bare_scale.key_channels, count=len(_FEW)),
    ),
    "shape keys keyed": Row(key_shape_keys, (50, 500, 5_000), key_bare_shape_keys),
    "recordings read": Row(read_folder, (500, 5_000)),
    "recordings on strips": Row(import_folder, (50, 500), bare_scale.push_strips),
    "sounds added": Row(add_sounds, (50, 500)),
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
