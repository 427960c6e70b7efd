"""The command line of `python -m tracking`."""

import argparse
import math
from pathlib import Path

from .addresses import address

MOST_FACES = 10


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Ends the program for what makes no sense together."""
    parser = argparse.ArgumentParser(
        prog="python -m tracking",
        description="Tracks the faces of a video or webcam with MediaPipe, as a CSV to import.",
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("clip", type=Path, nargs="?", metavar="VIDEO")
    source.add_argument("--folder", type=Path, help="track all videos of a folder")
    source.add_argument(
        "--camera", type=_camera, metavar="N", help="a webcam, 0 for the first, or a URL"
    )
    _add_tracking(parser)
    _add_writing(parser)
    options = parser.parse_args(arguments)
    _check(parser, options)
    return options


def _add_tracking(parser: argparse.ArgumentParser) -> None:
    """What of the pictures is tracked."""
    parser.add_argument(
        "--faces",
        type=_faces,
        default=1,
        metavar="N",
        help="people in the video at most (%(default)s)",
    )
    parser.add_argument(
        "--mirror",
        action="store_true",
        help="the video shows people as a mirror does, as selfies may",
    )
    parser.add_argument("--start", type=_seconds, default=0.0, metavar="S", help="from this second")
    parser.add_argument("--end", type=_seconds, default=math.inf, metavar="S", help="until then")


def _add_writing(parser: argparse.ArgumentParser) -> None:
    """Where it goes."""
    parser.add_argument(
        "--output",
        type=_table,
        metavar="FILE.csv",
        help="default: beside the video, by its name",
    )
    parser.add_argument(
        "--landmarks",
        action="store_true",
        help="also write the 478 landmarks as NAME.landmarks.npz",
    )
    parser.add_argument(
        "--send",
        type=address,
        metavar="HOST:PORT",
        help="send what is tracked as it comes, as lines of JSON on UDP; a video at its own pace",
    )
    parser.add_argument(
        "--record",
        type=_table,
        metavar="FILE.csv",
        help="of a webcam, or with --send: write a CSV as well",
    )


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Ends the program where options do not go together."""
    is_camera = options.camera is not None
    is_live = is_camera or options.send is not None
    if is_camera and not (options.send or options.record):
        parser.error("--camera: add --send HOST:PORT, --record FILE.csv or both")
    if is_camera and (options.start or math.isfinite(options.end)):
        parser.error("--start and --end are for videos; Ctrl-C ends a webcam")
    if options.folder and (options.send or options.output):
        parser.error("--folder: writes beside each video, and sends nothing")
    if is_live and (options.output or options.landmarks):
        parser.error("--output and --landmarks are for videos; live, use --record")
    if options.record and not is_live:
        parser.error("--record is for webcams and with --send; use --output")
    if options.end <= options.start:
        parser.error("--end: has to come after --start")


def _table(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".csv":
        raise argparse.ArgumentTypeError(f"{path.name}: its name must end in .csv")
    return path


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return value


def _camera(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _faces(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_FACES:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_FACES}")
    return int(text)
