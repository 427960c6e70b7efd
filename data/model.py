"""The face model: a linear map from channels to the 478 vertices, and its NPZ file.

Format, inference and frame follow the model card of py-feat's `bs_to_mesh`.
"""

import io
import math
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from .anatomy.topology import ANCHORS, LANDMARKS, LEFT_CANTHUS, NOSE_BRIDGE, RIGHT_CANTHUS
from .channels import FAMILIES, POSE, names
from .errors import ModelError

COORDINATES = 3 * LANDMARKS
POSE_COLUMNS = names(POSE)

CANTHUS_DISTANCE = 0.089
"""Meters between the outer eye corners of MediaPipe's canonical face."""
BRIDGE_FROM_PIVOT = (0.0, -0.09, 0.025)
"""Meters, Blender's axes: the nose bridge seen from where a head turns, between the ears."""

MAX_FILE_BYTES = 64 << 20
MAX_ARRAY_BYTES = 32 << 20
"""Official files take under 1 MB; whatever claims much more is damaged or hostile."""

UNSUPPORTED_LIMIT = 0.02
"""py-feat warns when a feature that its detector never reports is above this."""

_HEADER_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}

# Key -> (kind of dtype, shape); F is the number of features, None any length.
_REQUIRED = {
    "coef": ("f", ("F+3", COORDINATES)),
    "intercept": ("f", (COORDINATES,)),
    "input_columns": ("U", ("F+3",)),
    "pose_columns": ("U", (3,)),
}
_OPTIONAL = {
    "feature_columns": ("U", ("F",)),
    "au_columns": ("U", ("F",)),
    "feature_name": ("U", ()),
    "mean_aligned_mesh": ("f", (LANDMARKS, 3)),
    "mean_neutral_mesh": ("f", (LANDMARKS, 3)),
    "reference_anchors": ("f", (len(ANCHORS), 3)),
    "anchor_indices": ("iu", (len(ANCHORS),)),
    "n_components": ("iu", ()),
    "model_card": ("U", ()),
    "training_metadata": ("U", ()),
    "feature_p99": ("f", ("F",)),
    "unsupported_features": ("US", (None,)),
}


@dataclass(frozen=True)
class Basis:
    """A model made Blender's: meters, face toward -Y, Z up, origin between the ears.

    shapes: (F+3, 478, 3) float32, the displacement per unit of each channel.
    rest: (478, 3) float32, the face with every channel at 0.
    ceiling: (F+3,) float32 or None; with it, features are clipped to [0, ceiling].
    """

    shapes: np.ndarray
    rest: np.ndarray
    ceiling: np.ndarray | None = None

    @cached_property
    def _flat_shapes(self) -> np.ndarray:
        return self.shapes.reshape(len(self.shapes), COORDINATES)

    @cached_property
    def _flat_rest(self) -> np.ndarray:
        return self.rest.reshape(COORDINATES)

    @cached_property
    def floor(self) -> np.ndarray:
        """The lower bounds that go with the ceiling: 0, none for pose."""
        floor = np.zeros(len(self.shapes), np.float32)
        floor[-3:] = -np.inf
        return floor

    def positions(self, values: np.ndarray) -> np.ndarray:
        """Vertex positions, flat as x0 y0 z0 x1 .., (1434,) for values (F+3,), or a row each."""
        if self.ceiling is not None:
            values = np.clip(values, self.floor, self.ceiling)
        positions = values @ self._flat_shapes
        positions += self._flat_rest
        return positions


@dataclass(frozen=True, eq=False)
class FaceModel:
    """A linear face model as its NPZ holds it, in the frame and units of its training.

    coef: (F+3, 1434) float32, rows = features then pose, columns axis-major (all x, all y, all z).
    intercept: (1434,) float32.
    feature_name: "blendshape", "au" or "emotion".
    feature_p99: (F,) or None; when given, features are clipped to [0, p99].
    training_metadata: JSON text.
    """

    coef: np.ndarray
    intercept: np.ndarray
    feature_columns: tuple[str, ...]
    feature_name: str
    name: str = "model"
    pose_columns: tuple[str, ...] = POSE_COLUMNS
    mean_aligned_mesh: np.ndarray | None = None
    mean_neutral_mesh: np.ndarray | None = None
    reference_anchors: np.ndarray | None = None
    anchor_indices: np.ndarray | None = None
    n_components: int | None = None
    model_card: str = ""
    training_metadata: str = ""
    feature_p99: np.ndarray | None = None
    unsupported_features: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the rows of `coef`: features, then Pitch, Yaw, Roll."""
        return self.feature_columns + self.pose_columns

    @classmethod
    def load(cls, path: str | Path) -> "FaceModel":
        """Read a model file. Raises ModelError, which names the file and the key at fault."""
        path = Path(path)
        try:
            size = path.stat().st_size
            if size > MAX_FILE_BYTES:
                raise ModelError(f"{path.name}: {size >> 20} MB is too large for a face model")
            content = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path.name}: cannot be read ({error.strerror})") from error
        return cls.from_bytes(content, path.name)

    @classmethod
    def from_bytes(cls, content: bytes, filename: str) -> "FaceModel":
        """Read a model from the bytes of its NPZ; `filename` is for messages and the name."""
        return _from_arrays(_read_arrays(content, filename), filename)

    def to_bytes(self) -> bytes:
        """The NPZ file, uncompressed: equal models give equal bytes on every machine."""
        features_key = "au_columns" if self.feature_name == "au" else "feature_columns"
        arrays = {
            "coef": self.coef.astype(np.float32),
            "intercept": self.intercept.astype(np.float32),
            "input_columns": np.array(self.columns),
            features_key: np.array(self.feature_columns),
            "pose_columns": np.array(self.pose_columns),
            "model_card": np.array(self.model_card),
            "training_metadata": np.array(self.training_metadata),
        }
        if self.feature_name != "au":
            arrays["feature_name"] = np.array(self.feature_name)
        if self.n_components is not None:
            arrays["n_components"] = np.array(self.n_components, np.int32)
        if self.unsupported_features:
            arrays["unsupported_features"] = np.array(self.unsupported_features)
        for key in (
            "mean_aligned_mesh",
            "mean_neutral_mesh",
            "reference_anchors",
            "anchor_indices",
            "feature_p99",
        ):
            if (array := getattr(self, key)) is not None:
                arrays[key] = array
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        return buffer.getvalue()

    def save(self, path: str | Path) -> None:
        Path(path).write_bytes(self.to_bytes())

    def predict(
        self,
        features: np.ndarray | Mapping[str, float | np.ndarray],
        pose: np.ndarray | None = None,
        *,
        clip: bool = True,
    ) -> np.ndarray:
        """The mesh in the model's own frame: (478, 3), or (n, 478, 3) for a batch, float32.

        features: (F,), (n, F), or name -> value or (n,) values, where names left out are 0.
        pose: Pitch, Yaw, Roll in radians, (3,) or (n, 3); 0 when nothing is known.
        clip: hold features in [0, feature_p99] where the model has that key.
        Raises ModelError for unknown names and wrong shapes.
        """
        inputs = self._features(features)
        if clip and self.feature_p99 is not None:
            inputs = np.clip(inputs, 0, self.feature_p99)
        angles = np.zeros(3, np.float32) if pose is None else np.asarray(pose, np.float32)
        if angles.shape[-1:] != (3,) or angles.ndim > 2:
            raise ModelError(f"pose has shape {angles.shape}; (3,) or (n, 3) is needed")
        count = len(self.feature_columns)
        flat = inputs @ self.coef[:count] + angles @ self.coef[count:] + self.intercept
        axes = flat.reshape(*flat.shape[:-1], 3, LANDMARKS)
        return np.ascontiguousarray(np.swapaxes(axes, -1, -2), dtype=np.float32)

    def _features(self, features: np.ndarray | Mapping[str, float | np.ndarray]) -> np.ndarray:
        count = len(self.feature_columns)
        if isinstance(features, Mapping):
            unknown = sorted(set(features) - set(self.feature_columns))
            if unknown:
                raise ModelError(f"{self.name}: has no feature {', '.join(unknown)}")
            shape = np.broadcast_shapes(*(np.shape(value) for value in features.values()))
            inputs = np.zeros((*shape, count), np.float32)
            for name, value in features.items():
                inputs[..., self.feature_columns.index(name)] = value
        else:
            inputs = np.asarray(features, np.float32)
        if inputs.shape[-1:] != (count,) or inputs.ndim > 2:
            raise ModelError(
                f"features have shape {inputs.shape}; ({count},) or (n, {count}) is needed"
            )
        for name in self.unsupported_features:
            if np.any(inputs[..., self.feature_columns.index(name)] > UNSUPPORTED_LIMIT):
                warnings.warn(f"{self.name}: trained without {name}", stacklevel=3)
        return inputs

    def blender_basis(self) -> Basis:
        """The model in meters and Blender's axes; one affine map, folded in here once."""
        rows = np.concatenate([self.intercept[None], self.coef]).astype(np.float64)
        meshes = rows.reshape(len(rows), 3, LANDMARKS).swapaxes(1, 2)
        # Model: x to the subject's left, y up, z out of the face. Blender: X, Z and -Y.
        meshes = np.stack([meshes[..., 0], -meshes[..., 2], meshes[..., 1]], axis=-1)
        rest = meshes[0]
        right, left = rest[RIGHT_CANTHUS], rest[LEFT_CANTHUS]
        distance = float(np.linalg.norm(left - right))
        if distance <= 0:
            raise ModelError(f"{self.name}: intercept: the outer eye corners coincide")
        scale = CANTHUS_DISTANCE / distance
        bridge = np.array([(left[0] + right[0]) / 2, *rest[NOSE_BRIDGE, 1:]])
        ceiling = None
        if self.feature_p99 is not None:
            ceiling = np.concatenate([self.feature_p99, np.full(3, np.inf)]).astype(np.float32)
        return Basis(
            shapes=np.ascontiguousarray(meshes[1:] * scale, np.float32),
            rest=np.ascontiguousarray((rest - bridge) * scale + BRIDGE_FROM_PIVOT, np.float32),
            ceiling=ceiling,
        )


def _read_arrays(content: bytes, filename: str) -> dict[str, np.ndarray]:
    """The known arrays of an NPZ, each header judged before its data are read."""
    known = _REQUIRED | _OPTIONAL
    arrays = {}
    key = "archive"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                key = member.removesuffix(".npy")
                if key in known and member.endswith(".npy"):
                    arrays[key] = _read_array(archive, member, f"{filename}: {key}")
    except ModelError:
        raise
    except zipfile.BadZipFile as error:
        raise ModelError(f"{filename}: {key}: is not an NPZ file, or a damaged one") from error
    # On a damaged file zipfile, zlib and NumPy's header parser raise nearly anything.
    except Exception as error:
        raise ModelError(f"{filename}: {key}: is damaged ({error})") from error
    return arrays


def _read_array(archive: zipfile.ZipFile, member: str, where: str) -> np.ndarray:
    with archive.open(member) as stream:
        version = npy.read_magic(stream)
        read_header = _HEADER_READERS.get(version)
        if read_header is None:
            raise ModelError(f"{where}: is of an unknown NPY version {version}")
        shape, _fortran, dtype = read_header(stream)
    if dtype.hasobject:
        raise ModelError(f"{where}: holds pickled objects, which are never loaded")
    if math.prod(shape) * dtype.itemsize > MAX_ARRAY_BYTES:
        raise ModelError(f"{where}: has the absurd shape {shape}")
    with archive.open(member) as stream:
        return npy.read_array(stream, allow_pickle=False)


def _from_arrays(arrays: dict[str, np.ndarray], filename: str) -> FaceModel:
    missing = [key for key in _REQUIRED if key not in arrays]
    if "feature_columns" not in arrays and "au_columns" not in arrays:
        missing.append("feature_columns")
    if missing:
        raise ModelError(f"{filename}: lacks the key {', '.join(missing)}; is it a face model?")
    features_key = "feature_columns" if "feature_columns" in arrays else "au_columns"
    count = arrays[features_key].size
    for key, array in arrays.items():
        _check_array(key, array, count, f"{filename}: {key}")

    features = tuple(arrays[features_key].tolist())
    default_name = "au" if features_key == "au_columns" else "blendshape"
    feature_name = str(arrays.get("feature_name", default_name))
    columns = features + tuple(arrays["pose_columns"].tolist())
    _check_names(arrays, features, feature_name, features_key, columns, filename)

    def optional(key: str) -> np.ndarray | None:
        return arrays.get(key)

    unsupported = tuple(map(str, arrays.get("unsupported_features", np.array([], "U")).astype("U")))
    if strange := sorted(set(unsupported) - set(features)):
        raise ModelError(f"{filename}: unsupported_features: no such feature {strange[0]}")
    components = optional("n_components")
    return FaceModel(
        coef=arrays["coef"].astype(np.float32),
        intercept=arrays["intercept"].astype(np.float32),
        feature_columns=features,
        feature_name=feature_name,
        name=Path(filename).stem,
        mean_aligned_mesh=optional("mean_aligned_mesh"),
        mean_neutral_mesh=optional("mean_neutral_mesh"),
        reference_anchors=optional("reference_anchors"),
        anchor_indices=optional("anchor_indices"),
        n_components=None if components is None else int(components),
        model_card=str(arrays.get("model_card", "")),
        training_metadata=str(arrays.get("training_metadata", "")),
        feature_p99=optional("feature_p99"),
        unsupported_features=unsupported,
    )


def _check_array(key: str, array: np.ndarray, count: int, where: str) -> None:
    kinds, shape = (_REQUIRED | _OPTIONAL)[key]
    wanted = tuple({"F": count, "F+3": count + 3}.get(n, n) for n in shape)
    fits = array.ndim == len(wanted) and all(
        n is None or n == length for n, length in zip(wanted, array.shape, strict=True)
    )
    if not fits:
        raise ModelError(f"{where}: has shape {array.shape}; {wanted} is needed")
    if array.dtype.kind not in kinds:
        raise ModelError(f"{where}: has type {array.dtype}, which does not fit")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ModelError(f"{where}: holds NaN or infinity")


def _check_names(
    arrays: dict[str, np.ndarray],
    features: tuple[str, ...],
    feature_name: str,
    features_key: str,
    columns: tuple[str, ...],
    filename: str,
) -> None:
    if feature_name not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise ModelError(f"{filename}: feature_name: {feature_name!r} is none of {known}")
    wanted = names(FAMILIES[feature_name])
    # py-feat orders emotions in more than one way; they are always matched by name.
    agrees = sorted(features) == sorted(wanted) if feature_name == "emotion" else features == wanted
    if not agrees:
        at = next(
            (i for i, (a, b) in enumerate(zip(features, wanted, strict=False)) if a != b), None
        )
        detail = f"{len(features)} names instead of {len(wanted)}"
        if at is not None:
            detail = f"name {at + 1} is {features[at]!r} where {wanted[at]!r} belongs"
        raise ModelError(f"{filename}: {features_key}: {detail}")
    if columns[len(features) :] != POSE_COLUMNS:
        raise ModelError(f"{filename}: pose_columns: must be {', '.join(POSE_COLUMNS)}")
    if tuple(arrays["input_columns"].tolist()) != columns:
        raise ModelError(f"{filename}: input_columns: must be {features_key}, then pose_columns")
    card = str(arrays.get("model_card", ""))
    if feature_name == "emotion" and "emotion_to_mesh_pls_v5" in card + filename:
        raise ModelError(
            f"{filename}: model_card: the v5 emotion model has permuted labels; "
            "get emotion_to_mesh_pls_v6.npz"
        )
