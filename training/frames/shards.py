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
"""Pitch, Yaw and Roll, in the order of their columns."""
_SUFFIXES = (".npz", ".parquet")
_NPZ_KEYS = ("features", "feature_columns", "pose", "group")
_GROUP = "group"


@dataclass(frozen=True)
class Columns:
    """features: (n, F) in the order asked for. pose: (n, 3) radians. groups: (n,) int or str."""

    features: np.ndarray
    pose: np.ndarray
    groups: np.ndarray


@dataclass(frozen=True, order=True)
class Shard:
    """path: of the file with the columns; the others stand beside it. Nothing is read yet."""

    path: Path

    @property
    def meshes_path(self) -> Path:
        """Of the file with the meshes, which every shard has."""
        return self.path.with_suffix(".npy")

    @property
    def anchors_path(self) -> Path:
        """Of the file with the anchors, which need not be there."""
        return self.path.with_suffix(".anchors.npy")

    def columns(self, features: Sequence[str]) -> Columns:
        """Read features by name (any spelling that the channel table knows), pose and group.

        Raises TrainingError, as all that reads.
        """
        read = _from_npz if self.path.suffix == ".npz" else _from_parquet
        try:
            columns = read(self.path, features)
        except (OSError, zipfile.BadZipFile, ValueError) as error:
            raise TrainingError(f"{self.path.name}: cannot be read ({error})") from error
        count = len(columns.pose)
        has_features = columns.features.shape == (count, len(features))
        has_groups = columns.groups.shape == (count,)
        if not has_features or not has_groups:
            raise TrainingError(
                f"{self.path.name}: features {columns.features.shape}, pose {columns.pose.shape} "
                f"and group {columns.groups.shape} do not fit together"
            )
        return columns

    def meshes(self, count: int) -> np.ndarray:
        """The meshes (n, 478, 3), mapped into memory, not read. count: n, as of the columns."""
        return _map_array(self.meshes_path, (count, LANDMARKS, 3))

    def anchors(self, count: int) -> np.ndarray:
        """The anchors (n, 12, 3), at least float32; without their own file, from the meshes."""
        if self.anchors_path.exists():
            anchors = np.array(_map_array(self.anchors_path, (count, len(ANCHORS), 3)))
        else:
            anchors = self.meshes(count)[:, ANCHORS]
        # In half precision the sums that tell whether a frame is complete would overflow.
        at_least_single = np.result_type(anchors.dtype, np.float32)
        return anchors.astype(at_least_single, copy=False)

    def stamp(self) -> str:
        """Changes when a file of the shard does, without reading any."""
        facts = []
        for file in (self.path, self.meshes_path, self.anchors_path):
            if file.exists():
                status = file.stat()
                facts.append((status.st_size, status.st_mtime_ns))
        return repr(facts)


def find_shards(sources: Iterable[str | Path]) -> list[Shard]:
    """The shards of files and folders, in the order of their names within each folder.

    Raises TrainingError for what does not exist or holds none.
    """
    shards = []
    for source in map(Path, sources):
        if not source.exists():
            raise TrainingError(f"{source}: does not exist")
        inside = sorted(source.iterdir()) if source.is_dir() else [source]
        candidates = [Shard(path) for path in inside if path.suffix in _SUFFIXES]
        # Other NPZ files may be in the folder, such as models.
        found = [shard for shard in candidates if shard.meshes_path.exists()]
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
    """Write the NPZ layout, anchors included; `path` ends in .npz.

    features: (n, F). pose: (n, 3) Pitch, Yaw, Roll in radians. groups: (n,), integers or text.
    landmarks: (n, 478, 3) floats, x to the subject's left, y up, z out of the face, any unit.
    """
    shard = Shard(path)
    np.savez(
        path,
        features=features,
        feature_columns=np.array(feature_columns),
        pose=pose,
        group=groups,
    )
    np.save(shard.meshes_path, landmarks)
    # A file of their own, so that the first pass need not read all meshes for them.
    np.save(shard.anchors_path, landmarks[:, ANCHORS])
    return shard


def _from_npz(
    path: Path,
    features: Sequence[str],
) -> Columns:
    """Raises TrainingError for keys that are missing or of another shape."""
    with np.load(path, allow_pickle=False) as archive:
        for key in _NPZ_KEYS:
            if key not in archive:
                raise TrainingError(f"{path.name}: lacks the key {key}")
        present = archive["feature_columns"]
        places = _places(present.tolist(), features, path)
        pose = archive["pose"]
        groups = archive["group"]
        values = archive["features"]
    width = present.size
    if pose.ndim != 2 or pose.shape[1] != 3:
        raise TrainingError(f"{path.name}: pose has shape {pose.shape}; (n, 3) is needed")
    if values.ndim != 2 or values.shape[1] != width:
        raise TrainingError(
            f"{path.name}: features has shape {values.shape}; (n, {width}) is needed"
        )
    # Mostly all columns are wanted as they stand, and need no copy.
    if places != list(range(width)):
        values = values[:, places]
    return Columns(values, pose, groups)


def _from_parquet(
    path: Path,
    features: Sequence[str],
) -> Columns:
    """Raises TrainingError for columns that are missing."""
    # Only who has Parquet files needs the package, which is large.
    import pyarrow.parquet as parquet

    present = parquet.read_schema(path).names
    places = _places(present, (*features, *POSE_NAMES), path)
    if _GROUP not in present:
        raise TrainingError(f"{path.name}: lacks the column group")
    wanted = [present[place] for place in places]
    table = parquet.read_table(path, columns=[*wanted, _GROUP])
    numbers = [table.column(name).to_numpy() for name in wanted]
    groups = table.column(_GROUP).to_numpy()
    # Texts come as Python objects, which NumPy sorts and stores only as texts of its own.
    if groups.dtype.kind not in "iu":
        groups = groups.astype(str)
    at_least_single = np.result_type(np.float32, *numbers)
    values = np.stack(numbers, axis=1).astype(at_least_single, copy=False)
    return Columns(
        features=values[:, :-3],
        pose=values[:, -3:],
        groups=groups,
    )


def _places(
    present: Sequence[str],
    wanted: Sequence[str],
    path: Path,
) -> list[int]:
    """Where the wanted channels are among the names of columns that are present."""
    place_of: dict[str, int] = {}
    for place, name in enumerate(present):
        channel = canonical_name(name)
        # Of two spellings of one channel the first counts.
        if channel is not None:
            place_of.setdefault(channel, place)
    missing = [name for name in wanted if name not in place_of]
    if missing:
        raise TrainingError(f"{path.name}: has no column {', '.join(missing)}")
    return [place_of[name] for name in wanted]


def _map_array(
    path: Path,
    shape: tuple[int, ...],
) -> np.ndarray:
    """Floats of a shape, mapped into memory. Raises TrainingError for anything else."""
    # As a plain array: NumPy's class for mapped files is slower with every index.
    try:
        array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path.name}: cannot be read ({error})") from error
    if array.shape != shape or array.dtype.kind != "f":
        raise TrainingError(
            f"{path.name}: has shape {array.shape} of {array.dtype}; {shape} of floats is needed"
        )
    return array
