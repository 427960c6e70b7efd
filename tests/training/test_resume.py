"""A killed run goes on where it was, and a cluster gives the same model, workers dead or alive."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("threadpoolctl", reason="the training group is not installed")
pytest.importorskip("tqdm", reason="the training group is not installed")

from blendshape_face.data.channels import EMOTIONS, names
from blendshape_face.data.model import FaceModel

from training.fit.recipe import fit_shards
from training.fit.running import here, threads
from training.fit.settings import Settings
from training.frames.shards import find_shards
from training.frames.synthetic import make_shards

ROOT = Path(__file__).resolve().parents[2]
SHARDS = 60
SETTINGS = Settings(family="emotion", center_groups=1.0, mae=True)


@pytest.fixture(scope="module")
def folder(arkit_npz, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    arkit = FaceModel.load(arkit_npz)
    model = FaceModel(
        coef=np.concatenate([arkit.coef[23:30], arkit.coef[-3:]]),
        intercept=arkit.intercept,
        feature_columns=names(EMOTIONS),
        feature_name="emotion",
    )
    make_shards(folder, model, SHARDS * 60, 300, 60)
    return folder


@pytest.fixture(scope="module")
def uninterrupted(folder, tmp_path_factory):
    with threads() as each:
        work = tmp_path_factory.mktemp("work")
        return fit_shards(find_shards([folder]), SETTINGS, work, here(each), each)


def done(state: Path) -> int:
    if not state.exists():
        return 0
    with np.load(state) as archive:
        return int(archive["done"].sum())


def test_a_killed_run_goes_on(folder, tmp_path):
    command = [
        sys.executable, "-m", "training", "fit", str(folder), "--family", "emotion", "--mae",
        "--center-groups", "--no-report", "--output",
    ]  # fmt: skip
    subprocess.run(
        [*command, str(tmp_path / "whole.npz")], cwd=ROOT, check=True, capture_output=True
    )
    interrupted = tmp_path / "interrupted.npz"
    for state in ("sums", "errors"):  # killed twice, once in each pass
        file = tmp_path / "interrupted.work" / f"{state}.npz"
        process = subprocess.Popen([*command, str(interrupted)], cwd=ROOT)
        while process.poll() is None and done(file) < 2:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert 2 <= done(file) < SHARDS
    before = done(file)
    subprocess.run([*command, str(interrupted)], cwd=ROOT, check=True, capture_output=True)
    assert done(file) == SHARDS > before
    again, whole = (FaceModel.load(p) for p in (interrupted, tmp_path / "whole.npz"))
    np.testing.assert_array_equal(again.coef, whole.coef)
    np.testing.assert_array_equal(again.intercept, whole.intercept)
    assert again.training_metadata == whole.training_metadata


def test_what_is_done_is_not_done_again(folder, tmp_path, uninterrupted):
    """The sums go on after the shard that failed, and start anew for other frames or settings."""
    counted = []

    def fit_counting(shards, settings, fail_at=None):
        def run(work, jobs, numbers, shared, divides=True):
            for number, result in here(each)(work, jobs, numbers, shared, divides):
                if len(counted) == fail_at:
                    raise KeyboardInterrupt
                counted.append(work.__name__)
                yield number, result

        counted.clear()
        with threads() as each:
            return fit_shards(shards, settings, tmp_path, run, each)

    shards = find_shards([folder])
    with pytest.raises(KeyboardInterrupt):
        fit_counting(shards, SETTINGS, SHARDS + 7)
    fitted = fit_counting(shards, SETTINGS)
    assert counted == ["shard_sums"] * (SHARDS - 7) + ["shard_errors"] * SHARDS
    np.testing.assert_array_equal(fitted.whole.coef, uninterrupted.whole.coef)
    np.testing.assert_array_equal(fitted.scores.mae, uninterrupted.scores.mae)
    fit_counting(shards, Settings(family="emotion", center_groups=1.0, ridge=5.0))
    assert not counted  # a ridge needs no new sums
    folds = Settings(family="emotion", folds=4)
    fit_counting(shards, folds)
    assert counted == ["shard_sums"] * SHARDS
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    fit_counting(find_shards([other])[1:], folds)
    assert counted == ["index_shard"] * (SHARDS - 1) + ["shard_sums"] * (SHARDS - 1)


def same(fitted, expected):
    for name in ("coef", "intercept"):
        one, other = getattr(fitted.whole, name), getattr(expected.whole, name)
        assert np.abs(one - other).max() <= 1e-10 * np.abs(other).max()
    np.testing.assert_allclose(fitted.scores.r2, expected.scores.r2, rtol=1e-10)
    np.testing.assert_allclose(fitted.scores.mae, expected.scores.mae, rtol=1e-10)


def test_a_cluster_gives_the_same_though_all_workers_die(folder, tmp_path, uninterrupted):
    distributed = pytest.importorskip("dask.distributed", reason="Dask is not installed")
    from training.fit.cluster import on_cluster

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        killed = []

        def kill() -> None:
            """All workers at once, as soon as a few shards are in; their nannies start new ones."""
            while done(tmp_path / "sums.npz") < 5:
                time.sleep(0.002)
            with distributed.Client(cluster) as client:
                killed.extend(client.run(os.getpid).values())
            for process in killed:
                os.kill(process, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        with on_cluster(cluster.scheduler_address) as run:
            fitted = fit_shards(find_shards([folder]), SETTINGS, tmp_path, run, map)
        killer.join()
    assert len(killed) == 2
    same(fitted, uninterrupted)
