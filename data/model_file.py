"""The NPZ file of a face model: what it holds, reading it with suspicion, writing it.

The format is that of py-feat's `bs_to_mesh` models, as their model card describes it.
"""

import io
import math
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.lib import format as npy

from .anatomy.topology import ANCHORS, COORDINATES, LANDMARKS
from .channels import FAMILIES, POSE, family_orders, names
from .errors import ModelError
from .ordinary_file import size_of

POSE_COLUMNS = names(POSE)
"""The last rows of every model, and their angles' order."""

# Official files take under 1 MB; whatever claims much more is damaged or hostile.
MAX_FILE_BYTES = 64 << 20
MAX_ARRAY_BYTES = 32 << 20
_MAX_MEMBERS = 64
"""Of an NPZ: official files have about a dozen, and listing tens of thousands takes seconds."""
_LARGEST_NUMBER = 1e9
"""In a model's own units, of which a face has a few hundred: single precision has room beyond."""
_END_OF_ZIP = struct.Struct("<4s4H2LH")
"""The record at a ZIP's end: mark, two numbers of disks, members here and in all, size and place of
their list, length of a comment.
"""

_HEADER_READERS = {
    (1, 0): npy.read_array_header_1_0,
    (2, 0): npy.read_array_header_2_0,
}
"""By the version of the NPY format; later ones are for names of fields, which no model has."""


_Length = int | str | None
"""Of an axis; "F" is the number of features, "F+3" with head pose, None is any."""


class _Wanted(NamedTuple):
    """What an array must be. kinds: of its dtype, as `dtype.kind` gives them."""

    kinds: str
    shape: tuple[_Length, ...] = ()


_REQUIRED = {
    "coef": _Wanted("f", ("F+3", COORDINATES)),
    "intercept": _Wanted("f", (COORDINATES,)),
    "input_columns": _Wanted("U", ("F+3",)),
    "pose_columns": _Wanted("U", (3,)),
}
_OPTIONAL = {
    "feature_columns": _Wanted("U", ("F",)),
    # Models of action units had this key in place of feature_columns and feature_name.
    "au_columns": _Wanted("U", ("F",)),
    "feature_name": _Wanted("U"),
    "mean_aligned_mesh": _Wanted("f", (LANDMARKS, 3)),
    "mean_neutral_mesh": _Wanted("f", (LANDMARKS, 3)),
    "reference_anchors": _Wanted("f", (len(ANCHORS), 3)),
    "anchor_indices": _Wanted("iu", (len(ANCHORS),)),
    "n_components": _Wanted("iu"),
    "model_card": _Wanted("U"),
    "training_metadata": _Wanted("U"),
    "feature_p99": _Wanted("f", ("F",)),
    "unsupported_features": _Wanted("US", (None,)),
}
_KNOWN = _REQUIRED | _OPTIONAL


class Columns(NamedTuple):
    """What the rows of `coef` are.

    features: without head pose. feature_name: in FAMILIES. unsupported: features that the
    detector of the training data never reports.
    """

    features: tuple[str, ...]
    feature_name: str
    unsupported: tuple[str, ...]


def read_content(path: Path) -> bytes:
    """The bytes of a model file. Raises ModelError where it cannot be read or is too large."""
    try:
        size = size_of(path)
        if size > MAX_FILE_BYTES:
            raise ModelError(f"{path.name}: {size >> 20} MB is too large for a face model")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path.name}: cannot be read ({error.strerror})") from error


def read_arrays(content: bytes, filename: str) -> dict[str, np.ndarray]:
    """The known arrays of an NPZ, each header judged before its data are read.

    Raises ModelError, which begins with `filename` and names the key.
    """
    arrays = {}
    key = "archive"
    if _count_members(content) > _MAX_MEMBERS:
        raise ModelError(f"{filename}: holds far more than the arrays of a face model")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                key = member.removesuffix(".npy")
                if key in _KNOWN and member.endswith(".npy"):
                    arrays[key] = _read_array(archive, member, f"{filename}: {key}")
    except ModelError:
        raise
    except zipfile.BadZipFile as error:
        raise ModelError(f"{filename}: is not an NPZ file, or a damaged one") from error
    # On a damaged file zipfile, zlib and NumPy's header parser raise nearly anything.
    except Exception as error:
        raise ModelError(f"{filename}: {key}: is damaged ({error})") from error
    return arrays


def _count_members(content: bytes) -> int:
    """How many a ZIP says that it has, 0 for what is none."""
    place = content.rfind(b"PK\x05\x06")
    if place < 0 or place + _END_OF_ZIP.size > len(content):
        return 0
    return _END_OF_ZIP.unpack_from(content, place)[4]


def _read_array(
    archive: zipfile.ZipFile,
    member: str,
    where: str,
) -> np.ndarray:
    """An array of any shape, unless its header asks for too much or for Python objects."""
    with archive.open(member) as stream:
        version = npy.read_magic(stream)
        read_header = _HEADER_READERS.get(version)
        if read_header is None:
            raise ModelError(f"{where}: is of an unknown NPY version {version}")
        shape, _fortran_order, dtype = read_header(stream)
    if dtype.hasobject:
        raise ModelError(f"{where}: holds pickled objects, which are never loaded")
    # math.prod counts without overflow, as NumPy would not.
    if math.prod(shape) * dtype.itemsize > MAX_ARRAY_BYTES:
        raise ModelError(f"{where}: has the absurd shape {shape}")
    # Once more from the start: the stream of an archive's member cannot go back cheaply.
    with archive.open(member) as stream:
        return npy.read_array(stream, allow_pickle=False)


def check_arrays(arrays: Mapping[str, np.ndarray], filename: str) -> Columns:
    """Judge the arrays of a file against the format, and tell its columns.

    Raises ModelError for what is missing or has the wrong shape, type, numbers or names.
    """
    missing = [key for key in _REQUIRED if key not in arrays]
    if "feature_columns" not in arrays and "au_columns" not in arrays:
        missing.append("feature_columns")
    if missing:
        raise ModelError(f"{filename}: lacks the key {', '.join(missing)}; is it a face model?")

    features_key = "feature_columns" if "feature_columns" in arrays else "au_columns"
    feature_count = arrays[features_key].size
    for key, array in arrays.items():
        _check_array(key, array, feature_count, f"{filename}: {key}")
    _check_anchors(arrays, filename)

    default_name = "au" if features_key == "au_columns" else "blendshape"
    columns = Columns(
        features=tuple(arrays[features_key].tolist()),
        feature_name=str(arrays.get("feature_name", default_name)),
        unsupported=_texts(arrays.get("unsupported_features", np.array([], "U"))),
    )
    _check_features(columns, f"{filename}: {features_key}", filename)
    _check_inputs(arrays, columns.features, features_key, filename)
    _check_version(arrays, columns.feature_name, filename)
    strange = sorted(set(columns.unsupported) - set(columns.features))
    if strange:
        raise ModelError(f"{filename}: unsupported_features: no such feature {strange[0]}")
    return columns


def _texts(array: np.ndarray) -> tuple[str, ...]:
    """The texts of an array (n,), also those that it holds as bytes."""
    return tuple(map(str, array.astype("U")))


def _check_array(
    key: str,
    array: np.ndarray,
    feature_count: int,
    where: str,
) -> None:
    """Raises ModelError unless the array has a shape, kind and numbers that _KNOWN allows."""
    wanted = _KNOWN[key]
    lengths: dict[_Length, int] = {
        "F": feature_count,
        "F+3": feature_count + len(POSE_COLUMNS),
    }
    shape = tuple(lengths.get(length, length) for length in wanted.shape)
    if not _fits(array.shape, shape):
        raise ModelError(f"{where}: has shape {array.shape}; {shape} is needed")
    # NumPy makes numbers of an empty list of names.
    is_empty = array.size == 0 and None in wanted.shape
    if array.dtype.kind not in wanted.kinds and not is_empty:
        raise ModelError(f"{where}: has type {array.dtype}, which does not fit")
    if array.dtype.kind != "f":
        return
    if not np.isfinite(array).all():
        raise ModelError(f"{where}: holds NaN or infinity")
    if (np.abs(array) > _LARGEST_NUMBER).any():
        raise ModelError(f"{where}: holds numbers that no face has")


def _fits(shape: tuple[int, ...], wanted: tuple[_Length, ...]) -> bool:
    """Whether a shape is the wanted one, where None stands for any length."""
    if len(shape) != len(wanted):
        return False
    pairs = zip(shape, wanted, strict=True)
    return all(needed in (None, length) for length, needed in pairs)


def _check_features(
    columns: Columns,
    where: str,
    filename: str,
) -> None:
    """Raises ModelError unless the features are those of their family, in its order."""
    features = columns.features
    feature_name = columns.feature_name
    if feature_name not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise ModelError(f"{filename}: feature_name: {feature_name!r} is none of {known}")
    orders = family_orders(feature_name)
    # py-feat orders emotions in more than one way; they are always matched by name.
    if feature_name == "emotion" and sorted(features) == sorted(orders[0]):
        return
    if features in orders:
        return
    # Compared with the order that was meant, by their number.
    wanted = min(orders, key=lambda order: abs(len(order) - len(features)))
    for number, (feature, needed) in enumerate(zip(features, wanted, strict=False), 1):
        if feature != needed:
            raise ModelError(f"{where}: name {number} is {feature!r} where {needed!r} belongs")
    raise ModelError(f"{where}: {len(features)} names instead of {len(wanted)}")


def _check_anchors(arrays: Mapping[str, np.ndarray], filename: str) -> None:
    """Raises ModelError unless the anchors are those of the family, in whatever order."""
    if "anchor_indices" not in arrays:
        return
    if sorted(arrays["anchor_indices"].tolist()) != sorted(ANCHORS):
        wanted = ", ".join(map(str, ANCHORS))
        raise ModelError(f"{filename}: anchor_indices: must be the landmarks {wanted}")


def _check_inputs(
    arrays: Mapping[str, np.ndarray],
    features: tuple[str, ...],
    features_key: str,
    filename: str,
) -> None:
    """Raises ModelError unless the rows of `coef` are the features, then Pitch, Yaw, Roll."""
    pose_columns = tuple(arrays["pose_columns"].tolist())
    if pose_columns != POSE_COLUMNS:
        raise ModelError(f"{filename}: pose_columns: must be {', '.join(POSE_COLUMNS)}")
    if tuple(arrays["input_columns"].tolist()) != features + pose_columns:
        raise ModelError(f"{filename}: input_columns: must be {features_key}, then pose_columns")


def _check_version(
    arrays: Mapping[str, np.ndarray],
    feature_name: str,
    filename: str,
) -> None:
    """Raises ModelError for the one published model that is known to be wrong."""
    card = str(arrays.get("model_card", ""))
    if feature_name == "emotion" and "emotion_to_mesh_pls_v5" in card + filename:
        raise ModelError(
            f"{filename}: model_card: the v5 emotion model has permuted labels; "
            "get emotion_to_mesh_pls_v6.npz"
        )


def npz_bytes(arrays: Mapping[str, Any]) -> bytes:
    """An NPZ, uncompressed: equal arrays in equal order give equal bytes on every machine."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()
