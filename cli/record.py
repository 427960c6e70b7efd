"""`record`: what comes live becomes a recording, without a face or a window."""

import argparse
import time
from pathlib import Path

from ..blender.extension import why_offline
from ..data.errors import FaceError
from ..data.live import AUTOMATIC, PROTOCOLS, Receiver, take_of, writer_for
from .arguments import number, whole

_LONGEST = 14_400
"""Seconds."""
_LOOK_EVERY = 0.05
"""Seconds from one look at the clock to the next."""


def add_command(commands: "argparse._SubParsersAction") -> None:
    """Without a port the protocol's own."""
    parser = commands.add_parser(
        "record",
        help="record what a phone, a webcam's tracker or another program sends",
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "--protocol",
        choices=[name.lower() for name in PROTOCOLS],
        default=AUTOMATIC.lower(),
        help="what the sender speaks (%(default)s: whichever it is)",
    )
    parser.add_argument(
        "--port",
        type=whole(1, 65_535),
        help="UDP port that the sender sends to (default: the protocol's own)",
    )
    parser.add_argument(
        "--open",
        action="store_true",
        help="receive from other machines too, such as a phone",
    )
    parser.add_argument(
        "--face",
        type=whole(0, 63),
        default=0,
        help="which of several faces in the stream, from 0 (%(default)s)",
    )
    parser.add_argument(
        "--seconds",
        type=number(0.1, _LONGEST),
        required=True,
        help="from the first face on",
    )
    parser.add_argument(
        "--wait",
        type=number(0, _LONGEST),
        default=60.0,
        help="seconds to wait for the first face (%(default)g)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE.csv",
        help="written over if it is there",
    )


def _run(options: argparse.Namespace) -> None:
    reason = why_offline() if options.open else ""
    if reason:
        raise FaceError(reason)
    protocol = options.protocol.upper()
    title = PROTOCOLS[protocol].title
    port = options.port or PROTOCOLS[protocol].port
    receiver = Receiver(
        protocol,
        port,
        options.open,
        options.face,
    )
    try:
        print(f"Listening at port {receiver.port}, {title}", flush=True)
        receiver.start_recording()
        _wait(receiver, options)
        status = receiver.status()
        received = receiver.stop_recording()
    finally:
        receiver.stop()
    take = take_of(received, options.output, title)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    writer_for(take).write(options.output, take)
    lost = "unknown" if status.flow.lost is None else status.flow.lost
    print(f"{options.output}: {take.summary(take.names)}; clock {take.clock}; lost: {lost}")


def _wait(receiver: Receiver, options: argparse.Namespace) -> None:
    """Until the seconds are over that begin with the first face. Raises FaceError without one."""
    end = time.monotonic() + options.wait
    while receiver.newest is None:
        if time.monotonic() > end:
            reason = receiver.status().reason
            raise FaceError(reason or f"No face came within {options.wait:g} seconds")
        time.sleep(_LOOK_EVERY)
    time.sleep(options.seconds)
