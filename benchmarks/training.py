"""The training recipe at the model card's size: 633,207 frames of 34,854 videos, 3 folds.

    uv run --group training python -m benchmarks.training [--frames 60000]

The frames are made from the bundled model: a face of its own for each video, expressions, head
pose, noise. Limit: 2.5 times reading the bytes once and the bare matrix products. For comparison
PLSRegression at sizes that it can do, and products in single precision. Needs 4 GB of disk.
"""

import os
import sys
import tempfile
from pathlib import Path

from blendshape_face.data.anatomy.topology import LANDMARKS

from benchmarks.harness import options
from tools.packages import require

COMMAND = "uv run --group training python -m benchmarks.training"
PACKAGES = ("scipy", "sklearn", "threadpoolctl", "tqdm")
"""What the recipe and its baselines import; plots and clusters are not measured."""
FRAMES = 633_207
BYTES_A_FRAME = LANDMARKS * 3 * 4 + 700
"""Of a shard: a mesh in single precision, and columns and anchors."""


def main() -> None:
    """Print seconds of everything, their ratio, and what precision costs."""
    parser = options("training", __doc__)
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--folder", type=Path, help="where to make the frames, deleted afterwards")
    parser.add_argument("--no-pls", dest="pls", action="store_false")
    arguments = parser.parse_args()
    require(*PACKAGES, command=COMMAND)
    # Only now, as it imports the packages.
    from benchmarks import recipe

    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        check_space(folder, arguments.frames)
        seconds = recipe.compare_recipe(folder, arguments.frames)
        recipe.print_precision(folder)
    if arguments.pls:
        whole = recipe.seconds_of_pls(arguments.frames)
        print(f"PLSRegression, extrapolated {whole:.0f} s, {whole / seconds:.0f} times as long")


def check_space(
    folder: Path,
    frames: int,
) -> None:
    """End where the frames would fill the disk."""
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    needed = frames * BYTES_A_FRAME
    if free < needed:
        sys.exit(f"{needed >> 20} MB are needed in {folder}; give fewer --frames")


if __name__ == "__main__":
    main()
