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
from typing import TYPE_CHECKING

from ..errors import TrainingError
from .writing import Frame, holds_shards, is_made, write_frames

if TYPE_CHECKING:
    from .studio import Studio

PEOPLE = 100
"""In a shard."""

_SETTINGS = "settings.json"
"""Beside the shards: what a folder was begun with."""

_A_SEED = 1_000_000
"""More people than one seed will ever make."""

_STDOUT = 1
"""The descriptor that Blender's own code writes to, whatever sys.stdout is."""


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
        self.folder.mkdir(parents=True, exist_ok=True)
        kind = {"seed": self.seed, "frames": self.frames, "archetypes": self.archetypes}
        note = self.folder / _SETTINGS
        if holds_shards(self.folder):
            _check_kind(self.folder, json.loads(note.read_text()), kind)
        else:
            # Also over an older note: a run that was stopped before its first shard binds nobody.
            note.write_text(json.dumps(kind))
        return [number for number in range(self.shards) if not is_made(self.folder, number)]


def _check_kind(
    folder: Path,
    was: dict,
    kind: dict,
) -> None:
    """Raises TrainingError unless a folder was begun with the same as is asked for now."""
    if was != kind:
        raise TrainingError(
            f"{folder}: was begun with {_spell(was)}, not with {_spell(kind)}; "
            "give the same again or another folder"
        )


def _spell(kind: dict) -> str:
    words = [f"{name} {value}" for name, value in kind.items()]
    return ", ".join(words)


def run(order: Order) -> Iterator[tuple[Path, int]]:
    """Make the shards that are missing: each path and its number of frames, as they are done."""
    missing = order.begin()
    # Blender cannot be forked.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(order.processes, context, _silence) as pool:
        try:
            shards = [pool.submit(_make, order, number) for number in missing]
            for shard in as_completed(shards):
                yield shard.result()
        except BrokenProcessPool as error:
            raise TrainingError(
                "a process ended before its shard was done (out of memory?); start again to go on"
            ) from error
        finally:
            # Without it, leaving the pool would wait until all shards are made.
            pool.shutdown(cancel_futures=True)


def _silence() -> None:
    """Blender prints two lines for each picture."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDOUT)


def _make(order: Order, number: int) -> tuple[Path, int]:
    """A shard by its number, in a process of its own: its path and its number of frames."""
    studio = _studio(order)
    frames: list[Frame] = []
    for person in range(number * PEOPLE, (number + 1) * PEOPLE):
        for frame in studio.frames(person, order.frames):
            # People of two seeds, fitted together, must not share a group.
            group = order.seed * _A_SEED + person
            frames.append(replace(frame, person=group))
    if not frames:
        raise TrainingError(f"{order.landmarker.name}: found no face in shard {number}")
    path = write_frames(order.folder, number, frames)
    return path, len(frames)


@cache
def _studio(order: Order) -> "Studio":
    """This process's own, made once."""
    # Here, so that the process that only hands out shards does not start a Blender.
    from .studio import Studio

    processors = os.cpu_count() or 1
    threads = max(1, processors // order.processes)
    return Studio(
        ict=order.ict,
        landmarker=order.landmarker,
        seed=order.seed,
        archetypes=order.archetypes,
        threads=threads,
    )
