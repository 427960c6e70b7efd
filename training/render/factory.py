"""Which shards to make, by how many processes."""

import json
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ..errors import TrainingError
from .writing import holds_shards, is_made, write_frames

PEOPLE = 100
"""In a shard."""
_SETTINGS = "settings.json"

_A_SEED = 1_000_000
"""More people than one seed will ever make."""


@dataclass(frozen=True)
class Order:
    """ict, landmarker: the two files. frames: of each person. archetypes: share of expressions."""

    folder: Path
    ict: Path
    landmarker: Path
    shards: int
    frames: int
    archetypes: float
    seed: int
    processes: int

    def begin(self) -> list[int]:
        """The numbers of the shards still to be made. Raises TrainingError.

        A folder holds frames of one kind: the next run must ask for the same.
        """
        kind = {"seed": self.seed, "frames": self.frames, "archetypes": self.archetypes}
        self.folder.mkdir(parents=True, exist_ok=True)
        note = self.folder / _SETTINGS
        if not holds_shards(self.folder):
            note.write_text(json.dumps(kind))
        elif (was := json.loads(note.read_text())) != kind:
            raise TrainingError(
                f"{self.folder}: was begun with {_spelled(was)}, not with {_spelled(kind)}; "
                "give the same again or another folder"
            )
        return [number for number in range(self.shards) if not is_made(self.folder, number)]


def run(order: Order) -> Iterator[tuple[Path, int]]:
    """Make the shards that are missing: each path and its number of frames, as they are done."""
    missing = order.begin()
    # Blender cannot be forked.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(order.processes, context, _quieten) as pool:
        try:
            for done in as_completed([pool.submit(_make, order, number) for number in missing]):
                yield done.result()
        except BrokenProcessPool as error:
            raise TrainingError(
                "a process ended before its shard was done (out of memory?); start again to go on"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _quieten() -> None:
    """Blender prints two lines for each picture."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _make(order: Order, number: int) -> tuple[Path, int]:
    people = range(number * PEOPLE, (number + 1) * PEOPLE)
    studio = _studio(order)
    frames = [frame for person in people for frame in studio.frames(person, order.frames)]
    if not frames:
        raise TrainingError(f"{order.landmarker.name}: found no face in shard {number}")
    # People of two seeds, fitted together, must not share a group.
    frames = [replace(frame, person=order.seed * _A_SEED + frame.person) for frame in frames]
    return write_frames(order.folder, number, frames), len(frames)


@cache
def _studio(order: Order):
    """This process's own, made once."""
    from .studio import Studio

    threads = max(1, (os.cpu_count() or 1) // order.processes)
    return Studio(order.ict, order.landmarker, order.seed, order.archetypes, threads)


def _spelled(kind: dict) -> str:
    return ", ".join(f"{name} {value}" for name, value in kind.items())
