"""Work on shard after shard, here or on a cluster, with the sums so far on disk."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm  # pyright: ignore[reportMissingModuleSource]


class Runner(Protocol):
    """What does the same work on many shards."""

    def __call__(
        self,
        work: Callable,
        jobs: Callable[[int], Any],
        numbers: Iterable[int],
        shared: Any,
        divides: bool = True,
    ) -> Iterable[tuple[int, Any]]:
        """Each number with work(jobs(number), shared), in any order.

        divides: the work on a shard takes a map as its third argument, and can divide itself
            among the threads of that.
        """
        ...


class Total(Protocol):
    """Something that sums up, and can be put into a file and back."""

    def add(self, other: Any) -> None:
        """Take in the result of another shard."""
        ...

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it, in arrays of any shape by names that are keys of an NPZ."""
        ...

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Become what `arrays` were made of."""
        ...


@dataclass(frozen=True)
class Pass:
    """One reading of all shards: work(jobs(number), shared) for each number below `count`.

    name: of the state file, and what the progress bar says.
    key: changes with all that the results depend on.
    """

    name: str
    work: Callable
    jobs: Callable[[int], Any]
    count: int
    shared: Any
    key: str


@contextmanager
def threads() -> Iterator[Callable]:
    """All steps: a map over the processor's cores; its results are in order."""
    # Each thread has a block of its own, so that BLAS would only get in its own way with more.
    with ThreadPoolExecutor(os.cpu_count()) as pool, threadpool_limits(1, "blas"):
        yield pool.map


def here(each: Callable) -> Runner:
    """All steps, in this process; `each` is a map that may use several threads.

    Divided work goes shard by shard, so that little is lost by an interruption, other work side
    by side.
    """

    def run(
        work: Callable,
        jobs: Callable[[int], Any],
        numbers: Iterable[int],
        shared: Any,
        divides: bool = True,
    ) -> Iterable[tuple[int, Any]]:
        if divides:
            # A generator: no shard is begun before the one before it is added up and saved.
            return ((number, work(jobs(number), shared, each)) for number in numbers)
        return each(lambda number: (number, work(jobs(number), shared)), numbers)

    return run


def accumulate(
    run: Runner,
    the_pass: Pass,
    total: Total,
    folder: Path,
) -> None:
    """Steps 5 and 6: add the results of all jobs of a pass to `total`, saved after each of them.

    folder: where the state file is; what it holds of an earlier run with the same key is not done
    again.
    """
    state = folder / f"{the_pass.name}.npz"
    done = _restore(state, the_pass, total)
    left = np.flatnonzero(~done).tolist()
    bar = tqdm(
        total=the_pass.count,
        initial=the_pass.count - len(left),
        desc=the_pass.name,
        unit="shard",
        disable=None,
    )
    with bar:
        for number, result in run(
            the_pass.work,
            the_pass.jobs,
            left,
            the_pass.shared,
        ):
            total.add(result)
            done[number] = True
            # All in one file, so that what is done and what came of it are never of two moments.
            facts = {"key": np.array(the_pass.key), "done": done}
            save_arrays(state, facts | total.arrays())
            bar.update()


def _restore(
    state: Path,
    the_pass: Pass,
    total: Total,
) -> np.ndarray:
    """Bring back what the state file holds of this pass; returns which jobs (count,) are done."""
    nothing = np.zeros(the_pass.count, bool)
    if not state.exists():
        return nothing
    with np.load(state, allow_pickle=False) as archive:
        # Other frames or settings: all starts anew, and replaces the file.
        if archive["key"] != the_pass.key:
            return nothing
        arrays = dict(archive)
    total.restore(arrays)
    return arrays["done"]


def save_arrays(
    path: Path,
    arrays: dict[str, np.ndarray],
) -> None:
    """All steps: an NPZ that is either whole or not there, whenever the process ends.

    arrays: of any shape, by their keys.
    """
    # Beside the file itself: to replace is one step only within one file system.
    partial_file = path.with_suffix(".partial")
    with partial_file.open("wb") as file:
        np.savez(file, **arrays)  # pyright: ignore[reportArgumentType]
    partial_file.replace(path)
