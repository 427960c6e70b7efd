"""Frames on disk: shards of some thousand frames each. The layout is told in docs/training.md.

<stem>.npz or <stem>.parquet   features, pose and group of each frame
<stem>.npy                     the meshes, (n, 478, 3): x to the subject's left, y up, z out
<stem>.anchors.npy             optional: the meshes' 12 anchors, (n, 12, 3)
"""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS, LANDMARKS
from blendshape_face.data.channels import POSE, canonical_name, names

from ..errors import TrainingError

POSE_NAMES = names(POSE)
_SUFFIXES = (".npz", ".parquet")


@dataclass(frozen=True)
class Columns:
    """features: (n, F) in the order asked for. pose: (n, 3) radians. groups: (n,) int or str."""

    features: np.ndarray
    pose: np.ndarray
    groups: np.ndarray


@dataclass(frozen=True, order=True)
class Shard:
    path: Path

    @property
    def meshes_path(self) -> Path:
        return self.path.with_suffix(".npy")

    @property
    def anchors_path(self) -> Path:
        return self.path.with_suffix(".anchors.npy")

    def columns(self, features: Sequence[str]) -> Columns:
        """Read features by name (any spelling that the channel table knows), pose and group."""
        read = _from_npz if self.path.suffix == ".npz" else _from_parquet
        try:
            columns = read(self.path, features)
        except (OSError, zipfile.BadZipFile, ValueError) as error:
            raise TrainingError(f"{self.path.name}: cannot be read ({error})") from error
        count = len(columns.pose)
        if columns.features.shape != (count, len(features)) or columns.groups.shape != (count,):
            raise TrainingError(
                f"{self.path.name}: features {columns.features.shape}, pose {columns.pose.shape} "
                f"and group {columns.groups.shape} do not fit together"
            )
        return columns

    def meshes(self, count: int) -> np.ndarray:
        """The meshes (n, 478, 3), mapped into memory, not read."""
        return _mapped(self.meshes_path, (count, LANDMARKS, 3))

    def anchors(self, count: int) -> np.ndarray:
        """The anchors (n, 12, 3), at least float32; without their own file, from the meshes."""
        if self.anchors_path.exists():
            anchors = np.array(_mapped(self.anchors_path, (count, len(ANCHORS), 3)))
        else:
            anchors = self.meshes(count)[:, ANCHORS]
        return anchors.astype(np.result_type(anchors.dtype, np.float32), copy=False)

    def stamp(self) -> str:
        """Changes when a file of the shard does, without reading any."""
        files = (self.path, self.meshes_path, self.anchors_path)
        facts = [(f.stat().st_size, f.stat().st_mtime_ns) for f in files if f.exists()]
        return repr(facts)


def find_shards(sources: Iterable[str | Path]) -> list[Shard]:
    """The shards of files and folders, in the order of their names within each folder."""
    shards = []
    for source in map(Path, sources):
        if not source.exists():
            raise TrainingError(f"{source}: does not exist")
        inside = sorted(source.iterdir()) if source.is_dir() else [source]
        found = [
            Shard(p) for p in inside if p.suffix in _SUFFIXES and Shard(p).meshes_path.exists()
        ]
        if not found:
            raise TrainingError(f"{source}: holds no .npz or .parquet with a .npy of the same name")
        shards += found
    return shards


def write_shard(
    path: Path,
    features: np.ndarray,
    feature_columns: Sequence[str],
    pose: np.ndarray,
    groups: np.ndarray,
    landmarks: np.ndarray,
) -> Shard:
    """Write the NPZ layout, anchors included; `path` ends in .npz."""
    shard = Shard(path)
    np.savez(
        path, features=features, feature_columns=np.array(feature_columns), pose=pose, group=groups
    )
    np.save(shard.meshes_path, landmarks)
    np.save(shard.anchors_path, landmarks[:, ANCHORS])
    return shard


def _from_npz(path: Path, features: Sequence[str]) -> Columns:
    with np.load(path, allow_pickle=False) as archive:
        for key in ("features", "feature_columns", "pose", "group"):
            if key not in archive:
                raise TrainingError(f"{path.name}: lacks the key {key}")
        places = _places(archive["feature_columns"].tolist(), features, path)
        pose, groups, values = archive["pose"], archive["group"], archive["features"]
        width = archive["feature_columns"].size
    if pose.ndim != 2 or pose.shape[1] != 3:
        raise TrainingError(f"{path.name}: pose has shape {pose.shape}; (n, 3) is needed")
    if values.ndim != 2 or values.shape[1] != width:
        raise TrainingError(
            f"{path.name}: features has shape {values.shape}; (n, {width}) is needed"
        )
    if places != list(range(width)):
        values = values[:, places]
    return Columns(values, pose, groups)


def _from_parquet(path: Path, features: Sequence[str]) -> Columns:
    import pyarrow.parquet as parquet

    present = parquet.read_schema(path).names
    places = _places(present, (*features, *POSE_NAMES), path)
    if "group" not in present:
        raise TrainingError(f"{path.name}: lacks the column group")
    table = parquet.read_table(path, columns=[*(present[i] for i in places), "group"])
    numbers = [table.column(present[i]).to_numpy() for i in places]
    groups = table.column("group").to_numpy()
    if groups.dtype.kind not in "iu":
        groups = groups.astype(str)
    values = np.stack(numbers, axis=1).astype(np.result_type(np.float32, *numbers), copy=False)
    return Columns(values[:, :-3], values[:, -3:], groups)


def _places(present: Sequence[str], wanted: Sequence[str], path: Path) -> list[int]:
    place = {canonical_name(name): i for i, name in reversed(list(enumerate(present)))}
    if missing := [name for name in wanted if name not in place]:
        raise TrainingError(f"{path.name}: has no column {', '.join(missing)}")
    return [place[name] for name in wanted]


def _mapped(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    try:
        array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path.name}: cannot be read ({error})") from error
    if array.shape != shape or array.dtype.kind != "f":
        raise TrainingError(
            f"{path.name}: has shape {array.shape} of {array.dtype}; {shape} of floats is needed"
        )
    return array
