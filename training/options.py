"""The options of `python -m training fit`, with the settings' own defaults."""

import argparse
from pathlib import Path

from blendshape_face.data.channels import FAMILIES

from .fit.settings import Settings

_NONE = "none"
"""Instead of a model for --canonical: the frame stays as the first video frame had it."""


def add_shards(parser: argparse.ArgumentParser) -> None:
    """Where frames come from, one or more."""
    parser.add_argument(
        "shards",
        nargs="+",
        type=Path,
        metavar="SHARDS",
        help="folders or files, see docs/training.md",
    )


def add_fit_options(parser: argparse.ArgumentParser) -> None:
    """All options of `fit`, in the order in which the help lists them."""
    defaults = Settings()
    add_shards(parser)
    parser.add_argument("--output", type=Path, required=True, metavar="MODEL.npz")
    _add_recipe(parser, defaults)
    _add_beyond_the_card(parser, defaults)
    # A score of the recipe, but at the price of a second pass.
    parser.add_argument("--mae", action="store_true", help="mean absolute error, by a second pass")
    _add_running(parser)


def _add_recipe(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    """What the model card's recipe leaves open or sets."""
    parser.add_argument("--family", choices=FAMILIES, default=defaults.family)
    parser.add_argument("--max-yaw", type=float, default=defaults.max_yaw, help="degrees")
    parser.add_argument("--max-pitch", type=float, default=defaults.max_pitch, help="degrees")
    parser.add_argument(
        "--drop",
        type=float,
        default=defaults.drop,
        help="share of frames with the worst anchors",
    )
    parser.add_argument("--folds", type=int, default=defaults.folds)
    parser.add_argument(
        "--canonical",
        type=_path_or_none,
        default=defaults.canonical,
        metavar="MODEL.npz",
        help="turn the frame as this model's anchors are turned, or 'none'; default: bundled arkit",
    )


def _add_beyond_the_card(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    """What changes the recipe."""
    parser.add_argument(
        "--center-groups",
        type=float,
        nargs="?",
        # Without a number.
        const=1.0,
        default=defaults.center_groups,
        metavar="SHARE",
        help="leave out this much of the variation between groups; without a number all of it",
    )
    parser.add_argument("--mirror", action="store_true", help="add the mirror image of each frame")
    parser.add_argument(
        "--ridge",
        type=float,
        default=defaults.ridge,
        help="pull to 0 or the prior, in frames",
    )
    parser.add_argument(
        "--prior",
        type=Path,
        metavar="MODEL.npz",
        help="what ridge pulls toward",
    )
    parser.add_argument(
        "--apart",
        action="store_true",
        help="keep lips and lids from crossing, channel by channel",
    )
    parser.add_argument(
        "--limits",
        action="store_true",
        help="write feature_p99 and unsupported_features",
    )


def _add_running(parser: argparse.ArgumentParser) -> None:
    """Where the work is done and kept."""
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask cluster, or 'local' for one on this machine",
    )
    parser.add_argument(
        "--work",
        type=Path,
        help="folder of the unfinished work; default: MODEL.work",
    )
    parser.add_argument("--no-report", dest="report", action="store_false")


def _path_or_none(text: str) -> Path | None:
    return None if text == _NONE else Path(text)
