"""Fit face models to frames, judge and compare them: `python -m training --help`."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blendshape_face.data.channels import FAMILIES
from blendshape_face.data.errors import FaceError
from blendshape_face.data.model import FaceModel

from .fit.deployed import to_model
from .fit.recipe import fit_shards
from .fit.running import Runner, here, threads
from .fit.settings import Settings
from .frames.shards import find_shards
from .judge.evaluation import evaluate
from .judge.table import table

_NONE = "none"


def main() -> None:
    arguments = _parser().parse_args()
    try:
        arguments.command(arguments)
    except FaceError as error:
        sys.exit(f"error: {error}")


def _fit(a: argparse.Namespace) -> None:
    settings = Settings(
        family=a.family,
        max_yaw=a.max_yaw,
        max_pitch=a.max_pitch,
        drop=a.drop,
        folds=a.folds,
        canonical=a.canonical,
        center_groups=a.center_groups,
        mirror=a.mirror,
        ridge=a.ridge,
        prior=a.prior,
        apart=a.apart,
        limits=a.limits,
        mae=a.mae,
    )
    work = a.work or a.output.with_suffix(".work")
    with threads() as each, _runner(a.scheduler, each) as run:
        fitted = fit_shards(find_shards(a.shards), settings, work, run, each)
    model = to_model(fitted, a.output.stem)
    model.save(a.output)
    print(model.model_card)
    print(a.output)
    if a.report:
        from .judge.report import write_report

        print(write_report(fitted, model, a.output))


@contextmanager
def _runner(scheduler: str | None, each) -> Iterator[Runner]:
    if scheduler is None:
        yield here(each)
    else:
        from .fit.cluster import on_cluster

        with on_cluster(scheduler) as run:
            yield run


def _evaluate(a: argparse.Namespace) -> None:
    print(table([evaluate(FaceModel.load(a.model), find_shards(a.shards))]))


def _compare(a: argparse.Namespace) -> None:
    shards = find_shards(a.shards)
    print(table(evaluate(FaceModel.load(path), shards) for path in (a.first, a.second)))


def _shards(a: argparse.Namespace) -> None:
    from .frames.mediapipe_frames import shards_from_mediapipe

    for shard in shards_from_mediapipe(a.source, a.folder, a.frames):
        print(shard.path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    defaults = Settings()

    def command(name: str, work, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=work)
        return sub

    fit = command("fit", _fit, "Fit a model to the frames of shards, and report on it")
    shards = {"type": Path, "metavar": "SHARDS", "help": "folders or files, see docs/training.md"}
    fit.add_argument("shards", nargs="+", **shards)
    fit.add_argument("--output", type=Path, required=True, metavar="MODEL.npz")
    fit.add_argument("--family", choices=FAMILIES, default=defaults.family)
    fit.add_argument("--max-yaw", type=float, default=defaults.max_yaw, help="degrees")
    fit.add_argument("--max-pitch", type=float, default=defaults.max_pitch, help="degrees")
    fit.add_argument(
        "--drop", type=float, default=defaults.drop, help="share of frames with the worst anchors"
    )
    fit.add_argument("--folds", type=int, default=defaults.folds)
    fit.add_argument(
        "--canonical",
        type=lambda text: None if text == _NONE else Path(text),
        default=defaults.canonical,
        metavar="MODEL.npz",
        help="turn the frame as this model's anchors are turned, or 'none'; default: bundled arkit",
    )
    fit.add_argument(
        "--center-groups",
        type=float,
        nargs="?",
        const=1.0,
        default=defaults.center_groups,
        metavar="SHARE",
        help="leave out this much of the variation between groups; without a number all of it",
    )
    fit.add_argument("--mirror", action="store_true", help="add the mirror image of each frame")
    fit.add_argument(
        "--ridge", type=float, default=defaults.ridge, help="pull to 0 or the prior, in frames"
    )
    fit.add_argument("--prior", type=Path, metavar="MODEL.npz", help="what ridge pulls toward")
    fit.add_argument(
        "--apart", action="store_true", help="keep lips and lids from crossing, channel by channel"
    )
    fit.add_argument(
        "--limits", action="store_true", help="write feature_p99 and unsupported_features"
    )
    fit.add_argument("--mae", action="store_true", help="mean absolute error, by a second pass")
    fit.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask cluster, or 'local' for one on this machine",
    )
    fit.add_argument("--work", type=Path, help="folder of the unfinished work; default: MODEL.work")
    fit.add_argument("--no-report", dest="report", action="store_false")

    judge = command("evaluate", _evaluate, "The share of motion that a model explains")
    judge.add_argument("model", type=Path, metavar="MODEL.npz")
    judge.add_argument("shards", nargs="+", **shards)

    pair = command("compare", _compare, "Two models on the same frames")
    pair.add_argument("first", type=Path, metavar="A.npz")
    pair.add_argument("second", type=Path, metavar="B.npz")
    pair.add_argument("shards", nargs="+", **shards)

    adapt = command("shards", _shards, "Make shards of MediaPipe's scores, landmarks and matrices")
    adapt.add_argument("source", type=Path, metavar="FILE.npz")
    adapt.add_argument("folder", type=Path, metavar="OUT")
    adapt.add_argument("--frames", type=int, default=4096, help="in each shard")
    return parser


if __name__ == "__main__":
    main()
