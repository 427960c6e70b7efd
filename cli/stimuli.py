"""A stimulus set from its design."""

import argparse
import time
from pathlib import Path

import bpy

from ..data.stimuli import SAMPLES, SIZES, plan_stimuli, read_design
from ..studio.stimuli import begin_set, make
from .arguments import whole
from .progress import progress


def add_command(commands: "argparse._SubParsersAction") -> None:
    """`stimuli`: the design, where the set goes, and what overrules the design."""
    parser = commands.add_parser(
        "stimuli",
        help="render a stimulus set: expressions x intensities x head poses x models",
        description="Pictures, or films, named by what they show, and a manifest of them all. A "
        "set that was stopped goes on where it was.",
    )
    parser.set_defaults(run=_run)
    parser.add_argument("design", type=Path, help="TOML, or CSV with a row for each expression")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--size", type=whole(*SIZES), help="pixels a side (the design's)")
    parser.add_argument(
        "--samples", type=whole(*SAMPLES), help="Cycles samples a pixel (the design's)"
    )
    parser.add_argument(
        "--replace", action="store_true", help="remove another set that the folder holds"
    )


def _run(options: argparse.Namespace) -> None:
    overruled = {"size": options.size, "samples": options.samples}
    told = {key: value for key, value in overruled.items() if value is not None}
    plan = plan_stimuli(read_design(options.design, **told))
    # The start-up file's own objects would be in memory beside each stimulus.
    bpy.ops.wm.read_homefile(use_empty=True)
    missing = begin_set(plan, options.output, options.replace)
    total = len(plan.stimuli)
    began = time.monotonic()
    if missing:
        with progress(total, total - len(missing), "Stimulus") as count:
            make(plan.design, missing, options.output, count)
    seconds = time.monotonic() - began
    each = f", {seconds / len(missing):.1f} s each" if missing else ""
    print(f"{options.output}: {total} stimuli, {len(missing)} of them made now{each}")
