"""A stream from another process: decoding, from packet sent to mesh moved, processor and memory.

Decoding is compared with what the clients' own libraries take for the same packet. The way of a
frame is that from the sender's clock to the evaluated mesh, as a loop that looks every 5 ms has it,
as Blender's own does; drawing comes on top. Baseline of the processor's share: the same frames put
on the faces without any network.

`--minutes 30` runs one face for as long and prints the memory at each minute.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np

from benchmarks.harness import compare, finish, options, start

HERE = "127.0.0.1"
LOOK_EVERY = 0.005
"""Seconds that Blender's loop sleeps where nothing happens."""
SECONDS = 15.0
"""Of each measurement."""
CALLS = 200
ROUNDS = 5
STREAMS = ((1, 60), (10, 60), (1, 1000))
"""Faces, and packets a second."""
PAGE = 4096


class Way(NamedTuple):
    """What one stream took. delays: seconds of each frame that was played. busy: seconds of the
    processor a second. thinned: packets left out.
    """

    delays: np.ndarray
    busy: float
    thinned: int


def main() -> None:
    """Print what the docstring says."""
    parser = options("live", __doc__)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--send", nargs=3, metavar=("PORT", "RATE", "SECONDS"), help="as a sender")
    arguments = parser.parse_args()
    if arguments.send:
        port, rate, seconds = arguments.send
        send(int(port), float(rate), float(seconds))
        return
    bpy = start()
    if arguments.minutes:
        watch_memory(bpy, arguments.minutes)
    else:
        decode_all()
        for faces, rate in STREAMS:
            measure(bpy, faces, rate)
    finish()


def send(port: int, rate: float, seconds: float) -> None:
    """Frames of 52 channels whose time is the clock that all processes share."""
    from tools.live_packets import ARKIT, json_line

    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    began = time.perf_counter()
    for index in range(int(rate * seconds)):
        time.sleep(max(0.0, began + index / rate - time.perf_counter()))
        phase = index / rate
        scores = {name: 0.5 + 0.5 * float(np.sin(phase + len(name))) for name in ARKIT}
        now = time.perf_counter()
        packet = json_line(scores, source="benchmark", time=now, frame=index)
        sender.sendto(packet, (HERE, port))


def decode_all() -> None:
    """Microseconds a packet, beside those of the clients' own decoders."""
    from blendshape_face.data.live import PROTOCOLS
    from pylivelinkface import PyLiveLinkFace
    from pythonosc.osc_bundle import OscBundle

    from tools.live_packets import ARKIT, ifacialmocap, json_line, livelink, vmc

    scores = dict.fromkeys(ARKIT, 0.25)
    cases: tuple[tuple[str, bytes, Callable[[bytes], object] | None], ...] = (
        ("LIVELINK", livelink({"JawOpen": 0.5}), PyLiveLinkFace.decode),
        ("IFACIALMOCAP", ifacialmocap(scores), None),
        ("VMC", vmc(scores), OscBundle),
        ("JSON", json_line(scores, time=1.0, frame=1), json.loads),
    )
    for name, packet, baseline in cases:
        decode = PROTOCOLS[name].make()
        found = compare(
            lambda decode=decode, packet=packet: decode(packet),
            lambda baseline=baseline, packet=packet: baseline(packet) if baseline else None,
            CALLS,
            ROUNDS,
        )
        line = f"decode {name:12} {found.ours * 1e6:6.0f} us"
        if baseline:
            line += f", {baseline.__qualname__} {found.baseline * 1e6:.0f} us"
            line += f", ratio {found.ratio:.2f}"
        print(line)


@contextmanager
def stream(bpy: ModuleType, faces: int, rate: float, seconds: float) -> Iterator[subprocess.Popen]:
    """Faces that follow a sender of another process."""
    from blendshape_face.data.bundled import ARKIT, bundled
    from blendshape_face.face.objects import new_face
    from blendshape_face.live import session
    from blendshape_face.live.targets import set_targets

    bpy.ops.wm.read_homefile(use_empty=True)
    scene = bpy.context.scene
    made = [new_face(bpy.context, bundled(ARKIT)) for _ in range(faces)]
    set_targets(scene, made)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        port = probe.getsockname()[1]
    scene.blendshape_face_live.port = port
    session.start(scene)
    numbers = [str(port), str(rate), str(seconds)]
    command = [sys.executable, "-m", "benchmarks.live", "--send", *numbers]
    sender = subprocess.Popen(command)
    try:
        yield sender
    finally:
        sender.wait()
        session.stop()


def follow(bpy: ModuleType, sender: subprocess.Popen) -> Way:
    """Look as Blender does until the sender ends."""
    from blendshape_face.live import session

    running = session.current()
    assert running
    scene = bpy.context.scene
    layer = bpy.context.view_layer
    while running.receiver.newest is None:
        time.sleep(LOOK_EVERY)
    delays = []
    wall = time.perf_counter()
    busy = time.process_time()
    while sender.poll() is None:
        shown = running.shown
        running.look(scene)
        if running.last and running.shown > shown:
            layer.update()
            # The sender's clock is ours.
            delays.append(time.perf_counter() - (running.last.frame.time or 0))
        time.sleep(LOOK_EVERY)
    share = (time.process_time() - busy) / (time.perf_counter() - wall)
    return Way(np.array(delays), share, running.receiver.status().thinned)


def measure(bpy: ModuleType, faces: int, rate: float) -> None:
    """One stream, and what moving the faces takes without it."""
    with stream(bpy, faces, rate, SECONDS) as sender:
        way = follow(bpy, sender)
        alone = move_alone(bpy)
    median, worst = 1000 * np.quantile(way.delays, (0.5, 0.99))
    played = len(way.delays) / SECONDS
    print(
        f"{faces} faces, {rate} packets/s: {played:.0f} frames/s played, sent to moved "
        f"{median:.1f} ms (median), {worst:.1f} ms (99 %), processor {way.busy:.0%}, "
        f"moving alone {alone * played:.0%}, ratio {way.busy / (alone * played):.2f}, "
        f"thinned {way.thinned}"
    )


def move_alone(bpy: ModuleType) -> float:
    """Seconds of the processor to play a frame again, without network or decoding."""
    from blendshape_face.live import session

    running = session.current()
    assert running
    began = time.process_time()
    for _ in range(CALLS):
        running.show_again(bpy.context.scene)
        bpy.context.view_layer.update()
    return (time.process_time() - began) / CALLS


def watch_memory(bpy: ModuleType, minutes: float) -> None:
    """Megabytes at each minute; only Linux tells them."""
    from blendshape_face.live import session

    with stream(bpy, 1, 60, 60 * minutes) as sender:
        running = session.current()
        assert running
        began = time.monotonic()
        minute = 0
        while sender.poll() is None:
            running.look(bpy.context.scene)
            bpy.context.view_layer.update()
            time.sleep(LOOK_EVERY)
            if time.monotonic() - began >= 60 * minute:
                print(f"minute {minute}: {memory():.1f} MB", flush=True)
                minute += 1
        print(f"end: {memory():.1f} MB, {running.shown} frames played", flush=True)


def memory() -> float:
    """Megabytes in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * PAGE / 1e6


if __name__ == "__main__":
    main()
