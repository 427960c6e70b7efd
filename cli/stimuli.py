"""`stimuli`: a design becomes a folder of pictures and films."""

import argparse
import time
from pathlib import Path

import bpy

from ..data.stimuli import plan_stimuli, read_design
from ..data.stimulus_limits import SAMPLES, SIZES
from ..studio.render_settings import grain_of
from ..studio.stimuli import begin_set, make
from .arguments import whole
from .progress import progress


def add_command(commands: "argparse._SubParsersAction") -> None:
    """Size and samples given here stand above those of the design, for a quick look at a set."""
    parser = commands.add_parser(
        "stimuli",
        help="render a stimulus set: expressions x intensities x head poses x people x models",
        description="Pictures, or films, named by what they show, and a manifest of them all. A "
        "set that was stopped goes on where it was.",
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "design",
        type=Path,
        help="TOML, or CSV with a row for each expression",
    )
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
    )
    parser.add_argument(
        "--size",
        type=whole(*SIZES),
        help="pixels a side (the design's)",
    )
    parser.add_argument(
        "--samples",
        type=whole(*SAMPLES),
        help="Cycles samples a pixel (the design's)",
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="remove another set that the folder holds",
    )


def _run(options: argparse.Namespace) -> None:
    given = {}
    # What is not given stays as the design has it.
    if options.size is not None:
        given["size"] = options.size
    if options.samples is not None:
        given["samples"] = options.samples
    plan = plan_stimuli(read_design(options.design, **given))
    # Nothing of the open file may get into a picture.
    bpy.ops.wm.read_homefile(use_empty=True)
    missing = begin_set(plan, options.output, options.replace)
    if missing and (grain := grain_of(bpy.context.scene, plan.design.samples)):
        print(grain)
    total = len(plan.stimuli)
    began = time.monotonic()
    if missing:
        there = total - len(missing)
        with progress(total, there, "Stimulus") as count:
            make(plan.design, missing, options.output, count)
    # The time of this run alone, by which the rest of a set can be foretold.
    seconds = time.monotonic() - began
    each = f", {seconds / len(missing):.1f} s each" if missing else ""
    print(f"{options.output}: {total} stimuli, {len(missing)} of them made now{each}")
