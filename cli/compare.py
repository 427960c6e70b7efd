"""`compare`: which model explains the measured meshes of a recording best."""

import argparse
from pathlib import Path

from ..data.bundled import TITLES, bundled
from ..data.meshes.comparison import compare_models, table_of
from ..data.meshes.deviation_table import write_deviations
from ..data.model import FaceModel
from ..data.takes.reading import read_solved
from .arguments import file_path
from .reading import add_reading_options, reading_of


def add_command(commands: "argparse._SubParsersAction") -> None:
    """It needs no face and changes no scene."""
    parser = commands.add_parser(
        "compare",
        help="tell which model explains the measured meshes of a recording best",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    parser.add_argument(
        "--model",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.npz",
        help="a model beside the bundled ones; may be given several times",
    )
    parser.add_argument(
        "--output",
        type=file_path(".csv"),
        metavar="FILE.csv",
        help="write the best one's distance at each sample",
    )


def _run(options: argparse.Namespace) -> None:
    models = [bundled(name) for name in TITLES]
    models += [FaceModel.load(path) for path in options.model]
    take, solved = read_solved(options.take, reading_of(options))
    compared = compare_models(solved.meshes, models, options.take.name)
    print("\n".join(table_of(compared)))
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        write_deviations(options.output, 0, take.fps, compared[0].solved.deviations)
        print(f"{options.output}: {compared[0].name}, {len(take.times)} samples")
