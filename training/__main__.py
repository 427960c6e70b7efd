"""Fit face models to frames, judge and compare them: `python -m training --help`."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from blendshape_face.data.errors import FaceError
from blendshape_face.data.model import FaceModel

from .fit.deployed import to_model
from .fit.recipe import fit_shards
from .fit.running import Runner, here, threads
from .fit.settings import Settings
from .frames.shards import find_shards
from .judge.evaluation import evaluate
from .judge.table import table
from .options import add_fit_options, add_shards


def main() -> None:
    """Do what the command line says; what is wrong with its frames or settings ends with 1."""
    arguments = _parser().parse_args()
    try:
        arguments.command(arguments)
    except FaceError as error:
        sys.exit(f"error: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(
        name: str, command: Callable[[argparse.Namespace], None], text: str
    ) -> argparse.ArgumentParser:
        subparser = commands.add_parser(name, help=text, description=text)
        subparser.set_defaults(command=command)
        return subparser

    fit = add("fit", _fit, "Fit a model to the frames of shards, and report on it")
    add_fit_options(fit)

    judge = add("evaluate", _evaluate, "The share of motion that a model explains")
    judge.add_argument("model", type=Path, metavar="MODEL.npz")
    add_shards(judge)

    pair = add("compare", _compare, "Two models on the same frames")
    pair.add_argument("first", type=Path, metavar="A.npz")
    pair.add_argument("second", type=Path, metavar="B.npz")
    add_shards(pair)

    adapt = add("shards", _shards, "Make shards of MediaPipe's scores, landmarks and matrices")
    adapt.add_argument("source", type=Path, metavar="FILE.npz")
    adapt.add_argument("folder", type=Path, metavar="OUT")
    adapt.add_argument(
        "--frames",
        type=int,
        default=4096,
        help="in each shard",
    )
    return parser


def _fit(arguments: argparse.Namespace) -> None:
    settings = Settings(
        family=arguments.family,
        max_yaw=arguments.max_yaw,
        max_pitch=arguments.max_pitch,
        drop=arguments.drop,
        folds=arguments.folds,
        canonical=arguments.canonical,
        center_groups=arguments.center_groups,
        mirror=arguments.mirror,
        ridge=arguments.ridge,
        prior=arguments.prior,
        apart=arguments.apart,
        limits=arguments.limits,
        mae=arguments.mae,
    )
    output = arguments.output
    # Beside the model, so that the same command goes on where it was interrupted.
    work = arguments.work or output.with_suffix(".work")
    with threads() as each, _runner(arguments.scheduler, each) as run:
        fitted = fit_shards(
            find_shards(arguments.shards),
            settings,
            work,
            run,
            each,
        )
    model = to_model(fitted, output.stem)
    model.save(output)
    print(model.model_card)
    print(output)
    if arguments.report:
        # Matplotlib takes a second to import.
        from .judge.report import write_report

        print(write_report(fitted, model, output))


@contextmanager
def _runner(
    scheduler: str | None,
    each: Callable,
) -> Iterator[Runner]:
    """In this process, or on a cluster as long as the context lasts."""
    if scheduler is None:
        yield here(each)
    else:
        # Only who asks for a cluster waits for Dask.
        from .fit.cluster import on_cluster

        with on_cluster(scheduler) as run:
            yield run


def _evaluate(arguments: argparse.Namespace) -> None:
    model = FaceModel.load(arguments.model)
    evaluation = evaluate(model, find_shards(arguments.shards))
    print(table([evaluation]))


def _compare(arguments: argparse.Namespace) -> None:
    shards = find_shards(arguments.shards)
    evaluations = []
    for path in (arguments.first, arguments.second):
        evaluations.append(evaluate(FaceModel.load(path), shards))
    print(table(evaluations))


def _shards(arguments: argparse.Namespace) -> None:
    # Its rotations are SciPy's, which the other commands can do without.
    from .frames.mediapipe_frames import shards_from_mediapipe

    for shard in shards_from_mediapipe(arguments.source, arguments.folder, arguments.frames):
        print(shard.path)


if __name__ == "__main__":
    main()
