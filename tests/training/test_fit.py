"""The recipe against itself written out in memory, scikit-learn and plain least squares."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_
from hypothesis import strategies as st

threadpoolctl = pytest.importorskip("threadpoolctl", reason="the training group is not installed")
pytest.importorskip("tqdm", reason="the training group is not installed")
sklearn = pytest.importorskip("sklearn", reason="the training group is not installed")

from blendshape_face.data.alignment.mirror import mirror_meshes  # noqa: E402
from blendshape_face.data.anatomy.topology import ANCHORS  # noqa: E402
from blendshape_face.data.channels import FAMILIES, names  # noqa: E402
from blendshape_face.data.model import FaceModel, axis_major  # noqa: E402
from sklearn.cross_decomposition import PLSRegression  # noqa: E402
from sklearn.linear_model import LinearRegression  # noqa: E402
from sklearn.metrics import mean_absolute_error, r2_score  # noqa: E402
from sklearn.model_selection import GroupKFold  # noqa: E402

from training.errors import TrainingError  # noqa: E402
from training.fit import blocks  # noqa: E402
from training.fit.deployed import quantiles, to_model  # noqa: E402
from training.fit.folds import deal_folds  # noqa: E402
from training.fit.prior import prior_rows  # noqa: E402
from training.fit.recipe import fit_shards  # noqa: E402
from training.fit.reference import make_symmetric, turn_to  # noqa: E402
from training.fit.running import here, threads  # noqa: E402
from training.fit.settings import Settings  # noqa: E402
from training.frames.shards import Shard, find_shards, write_shard  # noqa: E402
from training.frames.synthetic import make_shards  # noqa: E402

FEATURES = names(FAMILIES["blendshape"])


@pytest.fixture(autouse=True)
def _one_thread():
    """The references' small products, which threads on a busy machine only slow down."""
    with threadpoolctl.threadpool_limits(1):
        yield


def family_model(arkit_npz: Path, family: str) -> FaceModel:
    """Some model of a family; _neutral and whatever else the bundled one leaves still, is still."""
    arkit = FaceModel.load(arkit_npz)
    features = names(FAMILIES[family])
    rows = (
        arkit.coef[: len(features)]
        if family == "blendshape"
        else arkit.coef[23 : 23 + len(features)]
    )
    return FaceModel(
        coef=np.concatenate([rows, np.zeros((3, 1434), np.float32)]),
        intercept=arkit.intercept,
        feature_columns=features,
        feature_name=family,
    )


@pytest.fixture(scope="module")
def folder(arkit_npz, tmp_path_factory) -> Path:
    """660 frames of 40 people in 5 shards; 4 frames are no use. People span shards."""
    folder = tmp_path_factory.mktemp("frames")
    model = family_model(arkit_npz, "blendshape")
    shards = make_shards(folder, model, 660, 40, 140, proportions=0.02)
    columns = dict(np.load(shards[2].path))
    columns["features"][[3, 77], [1, 5]] = np.nan
    columns["pose"][12, 1] = np.nan
    np.savez(shards[2].path, **columns)
    meshes = np.load(shards[1].meshes_path)
    meshes[7] = 0  # a tracker that lost the face
    np.save(shards[1].meshes_path, meshes)
    shards[1].anchors_path.unlink()
    return folder


def run(shards, settings, work):
    with threads() as each:
        return fit_shards(shards, settings, work, here(each), each)


def align(meshes, reference):
    """Umeyama's similarity by the anchors, frame by frame."""
    aligned = []
    for mesh in meshes:
        points = mesh[list(ANCHORS)]
        p, q = points - points.mean(axis=0), reference - reference.mean(axis=0)
        u, _d, vt = np.linalg.svd(q.T @ p)
        turn = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt
        scale = np.trace(turn.T @ q.T @ p) / (p**2).sum()
        aligned.append(scale * (mesh - points.mean(axis=0)) @ turn.T + reference.mean(axis=0))
    return np.array(aligned)


def in_memory(folder: Path, settings: Settings) -> SimpleNamespace:
    """All steps of the recipe on all frames at once, nothing shared with the package's own."""
    parts = [dict(np.load(p)) for p in sorted(folder.glob("*.npz"))]
    features, pose, group = (
        np.concatenate([p[k] for p in parts]).astype(np.float64)
        for k in ("features", "pose", "group")
    )
    meshes = np.concatenate(
        [np.load(p) for p in sorted(folder.glob("*.npy")) if "anchors" not in p.name]
    ).astype(np.float64)
    good = np.isfinite(features).all(axis=1) & np.isfinite(pose).all(axis=1)
    good &= np.ptp(meshes[:, 33], axis=0).sum() > 0
    good &= np.abs(meshes).sum(axis=(1, 2)) > 0
    good &= (np.abs(pose[:, 1]) <= np.deg2rad(40)) & (np.abs(pose[:, 0]) <= np.deg2rad(30))
    features, pose, group, meshes = features[good], pose[good], group[good], meshes[good]

    anchors = list(ANCHORS)
    reference = meshes[0, anchors]
    for iteration in range(5):
        mean = align(meshes, reference)[:, anchors].mean(axis=0)
        change = np.linalg.norm(mean - reference) / np.linalg.norm(reference)
        reference = mean
        if iteration and change < 1e-3:
            break
    assert settings.canonical
    canonical = FaceModel.load(settings.canonical).reference_anchors
    assert canonical is not None
    reference = turn_to(reference, canonical.astype(np.float64))
    if settings.mirror:
        reference = make_symmetric(reference)
    aligned = align(meshes, reference)
    worst = np.linalg.norm(aligned[:, anchors] - reference, axis=2).max(axis=1)
    kept = worst <= np.percentile(worst, 99)
    features, pose, group, aligned = features[kept], pose[kept], group[kept], aligned[kept]
    folds = np.empty(len(group), int)
    for number, (_train, test) in enumerate(GroupKFold(3).split(features, groups=group)):
        folds[test] = number
    if settings.mirror:
        features = np.concatenate([features, features[:, swapped(FEATURES)]])
        pose = np.concatenate([pose, pose * [1, -1, -1]])
        aligned = np.concatenate([aligned, mirror_meshes(aligned)])
        folds, group = np.concatenate([folds, folds]), np.concatenate([group, group + 1000])
    x = np.concatenate([features, pose, *(features * pose[:, i : i + 1] for i in range(3))], axis=1)
    y = np.concatenate([aligned[:, :, axis] for axis in range(3)], axis=1)
    return SimpleNamespace(x=x, y=y, group=group, folds=folds, reference=reference)


def swapped(columns):
    other = {"Left": "Right", "Right": "Left"}
    images = [
        next((n.removesuffix(s) + o for s, o in other.items() if n.endswith(s)), n) for n in columns
    ]
    return [columns.index(image) for image in images]


def without_group_means(values, group, share):
    """With so much less variation between groups; all of it is the square of what means keep."""
    means = np.array([values[group == g].mean(axis=0) for g in group])
    rest = values - (1 - np.sqrt(1 - share)) * means
    return rest - rest.mean(axis=0)


def least_squares(x, y, group, settings, prior):
    """Coefficients and intercept, by a QR-like solver on the frames themselves."""
    if settings.center_groups:
        centered_x, centered_y = (
            without_group_means(v, group, settings.center_groups) for v in (x, y)
        )
    else:
        centered_x, centered_y = x - x.mean(axis=0), y - y.mean(axis=0)
    coef = np.zeros((x.shape[1], y.shape[1])) if prior is None else prior.copy()
    live = np.ptp(centered_x, axis=0) > 0
    pull = np.sqrt(settings.ridge) * np.eye(x.shape[1])
    rows = np.concatenate([centered_x, pull])[:, live]
    wanted = np.concatenate([centered_y, pull @ coef])
    coef[live] = np.linalg.lstsq(rows, wanted, rcond=None)[0]
    return coef, y.mean(axis=0) - x.mean(axis=0) @ coef


SETTINGS = [
    Settings(mae=True, limits=True),
    Settings(center_groups=1.0),
    Settings(center_groups=0.6),
    Settings(mirror=True, mae=True),
    Settings(ridge=3.0),
    Settings(center_groups=1.0, mirror=True, ridge=3.0, prior=Settings().canonical),
]


@pytest.mark.parametrize(
    "settings", SETTINGS, ids=lambda s: ",".join(map(str, s.to_record().values()))
)
def test_the_recipe_is_what_it_is_in_memory(folder, tmp_path, settings, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 24)  # several for each fold of a shard
    monkeypatch.setattr(blocks, "_CHUNK", 7)
    fitted = run(find_shards([folder]), settings, tmp_path)
    expected = in_memory(folder, settings)
    np.testing.assert_allclose(fitted.plan.reference, expected.reference, atol=1e-4)
    assert fitted.plan.counts["incomplete"] == 4
    assert fitted.plan.counts["used"] * (2 if settings.mirror else 1) == len(expected.x)
    prior = prior_rows(settings, fitted.shared)
    group, x, y = expected.group, expected.x, expected.y
    coef, intercept = least_squares(x, y, group, settings, prior)
    size = np.ptp(y)
    np.testing.assert_allclose(
        x @ fitted.whole.coef + fitted.whole.intercept, x @ coef + intercept, atol=1e-6 * size
    )
    if prior is not None:
        dead = np.flatnonzero(fitted.whole.dead)
        assert len(dead) == 4
        np.testing.assert_array_equal(fitted.whole.coef[dead], prior[dead])

    moved, errors, scatter = [], np.zeros(1434), np.zeros(1434)
    for fold in range(3):
        train, test = expected.folds != fold, expected.folds == fold
        coef, intercept = least_squares(x[train], y[train], group[train], settings, prior)
        deployed = coef.copy()
        deployed[55:] = 0
        for rows, scores in ((coef, fitted.scores.r2), (deployed, fitted.scores.r2_deployed)):
            truth, guess = y[test], x[test] @ rows + intercept
            if settings.center_groups:
                truth, guess = (
                    without_group_means(v, group[test], settings.center_groups)
                    for v in (truth, guess)
                )
            r2 = r2_score(truth, guess, multioutput="variance_weighted")
            assert scores[fold] == pytest.approx(r2, abs=1e-6)
        if settings.mae:
            mae = mean_absolute_error(y[test], x[test] @ coef + intercept)
            assert fitted.scores.mae is not None
            assert fitted.scores.mae[fold] == pytest.approx(mae, rel=1e-5)
        inputs, targets = x[test], y[test]
        if settings.center_groups:
            inputs, targets = (
                without_group_means(v, group[test], settings.center_groups)
                for v in (inputs, targets)
            )
            intercept = 0
        still = inputs.copy()
        jaw = [25, *(55 + 52 * angle + 25 for angle in range(3))]
        still[:, jaw] = still[:, jaw].mean(axis=0)
        moved.append(((targets - still @ coef - intercept) ** 2).sum())
        errors += ((targets - inputs @ coef - intercept) ** 2).sum(axis=0)
        scatter += ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    np.testing.assert_allclose(fitted.scores.errors, errors, rtol=1e-4)
    np.testing.assert_allclose(fitted.scores.scatter, scatter, rtol=1e-4)
    loss = (sum(moved) - errors.sum()) / scatter.sum()
    assert fitted.scores.channels[25] == pytest.approx(loss, abs=1e-6)

    model = to_model(fitted, "made")
    assert model.mean_aligned_mesh is not None
    assert model.mean_neutral_mesh is not None
    mean = expected.y.mean(axis=0).reshape(3, 478).T
    np.testing.assert_allclose(model.mean_aligned_mesh, mean, atol=1e-3)
    neutral = x[:, :52].sum(axis=1).argsort()[: len(x) // 20]
    mean = y[neutral].mean(axis=0).reshape(3, 478).T
    np.testing.assert_allclose(model.mean_neutral_mesh, mean, atol=0.02 * size)
    p99 = np.quantile(x[:, :55], 0.99, axis=0, method="higher")
    off = np.abs(quantiles(fitted, 0.99) - p99)
    assert (off <= 1.01 * np.ptp(x[:, :55], axis=0) / 1000 + 1e-6).all()


def test_predictions_equal_full_rank_pls(arkit_npz, tmp_path, capsys):
    model = family_model(arkit_npz, "emotion")
    shards = make_shards(tmp_path, model, 300, 30, 100)
    settings = Settings(family="emotion", drop=0.0, max_yaw=180, max_pitch=180)
    fitted = run(shards, settings, tmp_path / "work")
    assert fitted.whole.rank == 31
    parts = [s.columns(model.feature_columns) for s in shards]
    features, pose = (
        np.concatenate([getattr(p, k) for p in parts]).astype(np.float64)
        for k in ("features", "pose")
    )
    x = np.concatenate([features, pose, *(features * pose[:, i : i + 1] for i in range(3))], axis=1)
    meshes = np.concatenate([s.meshes(100) for s in shards]).astype(np.float64)
    y = axis_major(align(meshes, fitted.plan.reference))
    found = x @ fitted.whole.coef + fitted.whole.intercept
    pls = PLSRegression(n_components=31, scale=True, tol=1e-12, max_iter=500).fit(x, y)
    plain = LinearRegression().fit(x, y)
    worst = np.abs(found - pls.predict(x)).max(), np.abs(found - plain.predict(x)).max()
    with capsys.disabled():
        print(
            f"\nworst difference to PLSRegression {worst[0]:.1e}, to least squares {worst[1]:.1e}"
        )
    assert max(worst) < 1e-9 * np.ptp(y)
    # At pose 0 the deployed rows predict as the whole does.
    deployed = to_model(fitted, "emotions").predict(features)
    x[:, 7:] = 0
    np.testing.assert_allclose(axis_major(deployed), pls.predict(x), atol=1e-5 * np.ptp(y))


def test_dependent_inputs_take_the_smallest_coefficients(arkit_npz, tmp_path):
    """Emotions that sum to 1 leave the fit undetermined; PLS and we take the minimal norm."""
    model = family_model(arkit_npz, "emotion")
    (shard,) = make_shards(tmp_path, model, 240, 12, 240)
    columns = dict(np.load(shard.path))
    features = columns["features"].astype(np.float64)
    columns["features"] = features / features.sum(axis=1, keepdims=True)
    np.savez(shard.path, **columns)
    fitted = run([shard], Settings(family="emotion"), tmp_path / "work")
    assert fitted.whole.rank == 31 - 4  # their sum, and their products' sums with three angles
    again = shard.columns(model.feature_columns)
    kept = fitted.plan.job(0).rows
    features, pose = again.features[kept], again.pose[kept]
    x = np.concatenate([features, pose, *(features * pose[:, i : i + 1] for i in range(3))], axis=1)
    y = axis_major(align(shard.meshes(240)[kept].astype(np.float64), fitted.plan.reference))
    pls = PLSRegression(n_components=27, scale=True, tol=1e-12, max_iter=500).fit(x, y)
    scaled = (fitted.whole.coef.T * x.std(axis=0, ddof=1)).T
    np.testing.assert_allclose(scaled, (pls.coef_ * x.std(axis=0, ddof=1)).T, atol=1e-6 * np.ptp(y))


@settings_(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.integers(1, 9) | st.integers(1, 200), min_size=5, max_size=60),
    folds=st.integers(2, 5),
)
def test_folds_are_scikit_learns(counts, folds):
    groups = np.repeat(np.arange(len(counts)), counts)
    expected = np.empty(len(counts), int)
    for fold, (_train, test) in enumerate(GroupKFold(folds).split(groups, groups=groups)):
        expected[groups[test]] = fold
    np.testing.assert_array_equal(deal_folds(np.array(counts), folds), expected)


def test_parquet_gives_what_npz_gives(arkit_npz, tmp_path):
    """Named columns in any order and spelling, names of videos instead of numbers."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    model = family_model(arkit_npz, "au")
    (tmp_path / "npz").mkdir()
    (tmp_path / "parquet").mkdir()
    for shard in make_shards(tmp_path / "npz", model, 400, 20, 150):
        columns = shard.columns(model.feature_columns)
        names_ = [f"video {g:03}" for g in columns.groups]
        table = {
            name.lower(): v for name, v in zip(model.columns, columns.features.T, strict=False)
        }
        table |= {"roll": columns.pose[:, 2], "group": names_, "frame": np.arange(len(names_))}
        table |= {"pitch": columns.pose[:, 0], "yaw": columns.pose[:, 1]}
        path = tmp_path / "parquet" / f"{shard.path.stem}.parquet"
        parquet.write_table(pyarrow.table(table), path)
        np.save(path.with_suffix(".npy"), shard.meshes(len(names_)))
    settings = Settings(family="au", center_groups=1.0)
    one, other = (
        run(find_shards([tmp_path / kind]), settings, tmp_path / f"{kind}.work")
        for kind in ("npz", "parquet")
    )
    np.testing.assert_array_equal(one.whole.coef, other.whole.coef)
    np.testing.assert_array_equal(one.scores.r2, other.scores.r2)
    assert to_model(one, "au").mean_neutral_mesh is None


def shard_with(folder, **changes) -> Shard:
    rng = np.random.default_rng(0)
    features = names(FAMILIES["emotion"])
    meshes = rng.normal(size=(20, 478, 3)).astype(np.float32)
    path = folder / "bad.npz"
    shard = write_shard(
        path, rng.uniform(size=(20, 7)), features, np.zeros((20, 3)), np.arange(20) % 5, meshes
    )
    columns = dict(np.load(path)) | changes
    np.savez(path, **{k: v for k, v in columns.items() if v is not None})
    return shard


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pose": None}, r"bad\.npz: lacks the key pose"),
        ({"pose": np.zeros((20, 2))}, r"bad\.npz: pose has shape \(20, 2\)"),
        ({"pose": np.full((20, 3), 20.0)}, r"bad\.npz: pose: is beyond 2 pi; radians"),
        ({"pose": np.full((20, 3), 1.5)}, "of 20 frames none"),
        ({"group": np.arange(19)}, r"bad\.npz: features \(20, 7\), pose"),
        ({"group": np.zeros(20)}, "1 groups are too few for 3 folds"),
        ({"feature_columns": np.array(["anger"] * 7)}, r"bad\.npz: has no column disgust, fear"),
        ({"features": np.zeros((20, 6))}, r"bad\.npz: (features|cannot be read)"),
    ],
)
def test_bad_shards_are_named(tmp_path, changes, message):
    settings = Settings(family="emotion", canonical=None)
    with pytest.raises(TrainingError, match=message):
        run([shard_with(tmp_path, **changes)], settings, tmp_path / "work")


def test_bad_meshes_are_named(tmp_path, arkit_npz):
    settings = Settings(family="emotion")
    model = family_model(arkit_npz, "emotion")
    (shard,) = make_shards(tmp_path, model, 60, 6, 60)
    meshes = np.load(shard.meshes_path)
    for spoiled, message in (
        (meshes[:50], r"frames_0000000\.npy: has shape \(50, 478, 3\)"),
        (meshes.astype(int), r"frames_0000000\.npy: has shape .* of int64"),
        (meshes[::-1], r"frames_0000000\.anchors\.npy: holds other anchors than the meshes"),
        (np.where(np.arange(478)[:, None] == 200, np.nan, meshes), r"\.npy: frame \d+ holds NaN"),
    ):
        np.save(shard.meshes_path, spoiled)
        with pytest.raises(TrainingError, match=message):
            run([shard], settings, tmp_path / "work")
    np.save(shard.meshes_path, meshes * [1, -1, 1])
    shard.anchors_path.unlink()
    with pytest.raises(TrainingError, match="mirror images"):
        run([shard], settings, tmp_path / "work")
    with pytest.raises(TrainingError, match="nowhere: does not exist"):
        find_shards([tmp_path / "nowhere"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match="holds no"):
        find_shards([tmp_path / "empty"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"family": "landmark"},
        {"drop": 1.0},
        {"folds": 1},
        {"ridge": -1.0},
        {"prior": Path("a.npz")},
        {"mirror": True, "canonical": None},
    ],
)
def test_settings_that_make_no_sense(wrong):
    with pytest.raises(TrainingError, match=next(iter(wrong))):
        Settings(**wrong)
