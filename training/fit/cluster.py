"""The work on shards, spread over the workers of a Dask cluster.

Every worker must be able to import `training` and to read the shards under the same paths.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import dask.config
from dask.distributed import (
    Client,
    Future,
    LocalCluster,
    as_completed,
)
from dask.typing import Key

from .running import Runner

LOCAL = "local"
"""Instead of an address: a cluster on this machine."""
_NO_DASHBOARD: Any = None
"""Instead of an address. Dask's annotation knows only addresses."""
_AHEAD = 2
"""Jobs a thread of the cluster that are under way or wait for it."""
_ALLOWED_FAILURES = 10
"""Workers that may die in turn over one shard of a local cluster."""


@contextmanager
def on_cluster(scheduler: str) -> Iterator[Runner]:
    """All steps: a runner on a cluster.

    scheduler: the address of one that runs, or "local" for a worker a core of this machine.
    What a worker that dies was doing is done again by another.
    """
    if scheduler == LOCAL:
        dask.config.set({"distributed.scheduler.allowed-failures": _ALLOWED_FAILURES})
        # One thread each: the workers are processes, which no lock of Python's holds up.
        with (
            LocalCluster(threads_per_worker=1, dashboard_address=_NO_DASHBOARD) as cluster,
            Client(cluster) as client,
        ):
            yield _runner(client)
    else:
        with Client(scheduler) as client:
            yield _runner(client)


def _runner(client: Client) -> Runner:
    def run(
        work: Callable,
        jobs: Callable[[int], Any],
        numbers: Iterable[int],
        shared: Any,
        divides: bool = True,
    ) -> Iterable[tuple[int, Any]]:
        # A task's result comes back when the workers that hold it die; what is scattered does not.
        shared = client.submit(_itself, shared, pure=False)
        number_of: dict[Key, int] = {}

        def submit(number: int) -> Future:
            future = client.submit(
                work,
                jobs(number),
                shared,
                pure=False,
            )
            number_of[future.key] = number
            return future

        # Jobs hold the transforms of all their frames: not all of them at once.
        waiting = iter(numbers)
        # Its annotation is of clients that are awaited.
        threads_of: Any = client.nthreads()
        threads = sum(threads_of.values())
        ahead = max(1, _AHEAD * threads)
        first = islice(waiting, ahead)
        running = as_completed(map(submit, first), with_results=True)
        for future, result in running:
            yield number_of.pop(future.key), result
            for number in islice(waiting, 1):
                running.add(submit(number))

    return run


def _itself(value: Any) -> Any:
    return value
