"""What the commands of `python -m training` do. Importing this takes the training packages."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from blendshape_face.data.model import FaceModel

from .fit.deployed import to_model
from .fit.recipe import fit_shards
from .fit.running import Runner, here, threads
from .fit.settings import Settings
from .frames.mediapipe_frames import shards_from_mediapipe
from .frames.shards import find_shards
from .judge.evaluation import evaluate
from .judge.table import table


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
    for shard in shards_from_mediapipe(arguments.source, arguments.folder, arguments.frames):
        print(shard.path)


COMMANDS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "fit": _fit,
    "evaluate": _evaluate,
    "compare": _compare,
    "shards": _shards,
}
"""What to do for each word of the command line. Raises FaceError."""
