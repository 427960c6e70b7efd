"""Work on shard after shard, here or on a cluster, with the sums so far on disk."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm  # pyright: ignore[reportMissingModuleSource]


class Runner(Protocol):
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

    def add(self, other: Any) -> None: ...
    def arrays(self) -> dict[str, np.ndarray]: ...
    def restore(self, arrays: dict[str, np.ndarray]) -> None: ...


@contextmanager
def threads() -> Iterator[Callable]:
    """A map over the processor's cores; each has its own block, so BLAS is to use one thread."""
    with ThreadPoolExecutor(os.cpu_count()) as pool, threadpool_limits(1, "blas"):
        yield pool.map


def here(each: Callable) -> Runner:
    """In this process: divided work shard by shard, so that little is lost, other side by side."""

    def run(work, jobs, numbers, shared, divides=True):
        if divides:
            return ((number, work(jobs(number), shared, each)) for number in numbers)
        return each(lambda number: (number, work(jobs(number), shared)), numbers)

    return run


def accumulate(
    run: Runner,
    work: Callable,
    jobs: Callable[[int], Any],
    count: int,
    shared: Any,
    total: Total,
    state: Path,
    key: str,
    label: str,
) -> None:
    """Add the results of all jobs to `total`, which is saved after each of them.

    state: the file; what it holds of an earlier run with the same key is not done again.
    """
    done = np.zeros(count, bool)
    if state.exists():
        with np.load(state, allow_pickle=False) as archive:
            if archive["key"] == key:
                arrays = dict(archive)
                done = arrays["done"]
                total.restore(arrays)
    left = np.flatnonzero(~done).tolist()
    with tqdm(
        total=count, initial=count - len(left), desc=label, unit="shard", disable=None
    ) as bar:
        for number, result in run(work, jobs, left, shared):
            total.add(result)
            done[number] = True
            save_arrays(state, {"key": np.array(key), "done": done} | total.arrays())
            bar.update()


def save_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """An NPZ that is either whole or not there, whenever the process ends."""
    partial_file = path.with_suffix(".partial")
    with partial_file.open("wb") as file:
        np.savez(file, **arrays)  # pyright: ignore[reportArgumentType]
    partial_file.replace(path)
