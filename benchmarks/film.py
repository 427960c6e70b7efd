"""A frame of the film of the bundled take as `render` makes it, by step.

Baseline: 4 samples with light below the skin, and a denoiser that knows colors only: how films were
made before. Limit of the ratio: 0.7 by processor time, which other work on the machine hardly
changes. Steps are told apart by leaving them out.
"""

import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks.harness import finish, options, start
from tools.paths import ROOT

TAKE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
FIRST = 150
"""Where the recorded woman begins to look around."""
FRAMES = 6
ROUNDS = 3
SIDE = 480
SMALL_SIDE = 240
TINY_SIDE = 16
"""Pixels, of which rendering takes no time."""
SAMPLES = 3
FORMER_SAMPLES = 4
LIMIT = 0.7


class Seconds(NamedTuple):
    """Of a frame: by the clock, and of all processors together."""

    clock: float
    processor: float


def main() -> None:
    """Print seconds a frame of each way, and its ratio to the baseline."""
    options("film", __doc__).parse_args()
    bpy = start()
    scene = make_scene(bpy)
    with TemporaryDirectory() as folder:
        ways = ways_to_render(bpy, scene, Path(folder))
        times: dict[str, list[Seconds]] = {title: [] for title in ways}
        # Rounds alternate the ways, so that all meet the same load.
        for _ in range(ROUNDS):
            for title, render in ways.items():
                times[title].append(time_a_frame(render))
    print(f"{SIDE} pixels a side, seconds a frame: by the clock, of all processors, ratio of these")
    baseline = median(seconds.processor for seconds in next(iter(times.values())))
    ratios = []
    for title, measured in times.items():
        clock = median(seconds.clock for seconds in measured)
        processor = median(seconds.processor for seconds in measured)
        ratios.append(processor / baseline)
        print(f"{title:45} {clock:6.3f} {processor:6.3f} {ratios[-1]:6.2f}")
    print(f"ratio {ratios[1]:.2f} (limit {LIMIT})")
    finish()


def make_scene(bpy: ModuleType) -> Any:
    """A scene with a face in the studio, keyed by the take."""
    # These import bpy.
    from blendshape_face import studio
    from blendshape_face.animation.import_take import key_new_face
    from blendshape_face.animation.options import BakeOptions
    from blendshape_face.data.takes import ReadOptions, read_takes
    from blendshape_face.studio.render_settings import write_pictures

    reading = ReadOptions()
    takes = read_takes(TAKE, reading)
    face, _report = key_new_face(
        bpy.context,
        takes,
        reading,
        BakeOptions(turn_object=True),
        None,
    )
    scene = bpy.context.scene
    scene.render.resolution_x = SIDE
    scene.render.resolution_y = SIDE
    studio.set_up(scene, face)
    write_pictures(scene, Path())
    scene.render.use_overwrite = True
    scene.frame_start = FIRST
    scene.frame_end = FIRST + FRAMES - 1
    return scene


def ways_to_render(
    bpy: ModuleType,
    scene: Any,
    folder: Path,
) -> dict[str, Callable[[], None]]:
    """What renders all frames, by what it is to show; the baseline comes first, then `render`."""
    from blendshape_face.studio.render_settings import CYCLES, use_engine
    from blendshape_face.studio.skin_light import plain_for_few_samples

    render = scene.render
    cycles = scene.cycles
    render.filepath = str(folder / "####")

    def render_frames(samples: int, side: int, has_light: bool = False, **settings: object) -> None:
        use_engine(scene, CYCLES, samples)
        render.resolution_x = side
        render.resolution_y = side
        for name, value in settings.items():
            setattr(cycles, name, value)
        light = nullcontext() if has_light else plain_for_few_samples(scene)
        with light:
            bpy.ops.render.render(animation=True)

    def former() -> None:
        render_frames(
            FORMER_SAMPLES,
            SIDE,
            has_light=True,
            denoising_quality="BALANCED",
            denoising_prefilter="NONE",
            denoising_input_passes="RGB_ALBEDO",
        )

    return {
        "baseline": former,
        "as render makes it": lambda: render_frames(SAMPLES, SIDE),
        "with light below the skin": lambda: render_frames(SAMPLES, SIDE, has_light=True),
        "not denoised": lambda: render_frames(SAMPLES, SIDE, use_denoising=False),
        "one sample, not denoised": lambda: render_frames(1, SIDE, use_denoising=False),
        "no picture: evaluated and handed over": lambda: render_frames(
            1, TINY_SIDE, use_denoising=False
        ),
        "small, one sample, as a preview": lambda: render_frames(1, SMALL_SIDE),
    }


def time_a_frame(render: Callable[[], None]) -> Seconds:
    """Seconds a frame of one run over all frames."""
    began = time.perf_counter()
    processor_began = time.process_time()
    render()
    return Seconds(
        (time.perf_counter() - began) / FRAMES,
        (time.process_time() - processor_began) / FRAMES,
    )


if __name__ == "__main__":
    main()
