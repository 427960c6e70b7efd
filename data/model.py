"""The face model: a linear map from channels to the 478 vertices.

Inference and frame follow the model card of py-feat's `bs_to_mesh`; `model_file` has the format.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .anatomy.topology import COORDINATES, LANDMARKS, LEFT_CANTHUS, NOSE_BRIDGE, RIGHT_CANTHUS
from .errors import ModelError
from .model_file import POSE_COLUMNS, check_arrays, npz_bytes, read_arrays, read_content

CANTHUS_DISTANCE = 0.089
"""Meters between the outer eye corners of MediaPipe's canonical face."""
BRIDGE_FROM_PIVOT = (0.0, -0.09, 0.025)
"""Meters, Blender's axes: the nose bridge seen from where a head turns, between the ears."""

Features = np.ndarray | Mapping[str, float | np.ndarray]
"""(F,), (n, F), or name -> value or (n,) values."""

UNSUPPORTED_LIMIT = 0.02
"""py-feat warns when a feature that its detector never reports is above this."""

_POSE_COUNT = len(POSE_COLUMNS)


def axis_major(meshes: np.ndarray) -> np.ndarray:
    """Meshes of the shape (.., 478, 3) as (.., 1434), the columns of a model: all x, then all y,
    then all z.
    """
    batch = meshes.shape[:-2]
    return np.swapaxes(meshes, -1, -2).reshape(*batch, COORDINATES)


def _meshes_of(rows: np.ndarray) -> np.ndarray:
    """Rows of the shape (.., 1434) as meshes (.., 478, 3), a view: what `axis_major` undoes."""
    batch = rows.shape[:-1]
    axes = rows.reshape(*batch, 3, LANDMARKS)
    return np.swapaxes(axes, -1, -2)


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
        """(F+3, 1434) x0 y0 z0 x1 .., a view: one product gives all positions."""
        return self.shapes.reshape(len(self.shapes), COORDINATES)

    @cached_property
    def _flat_rest(self) -> np.ndarray:
        """(1434,) in the same order."""
        return self.rest.reshape(COORDINATES)

    @cached_property
    def floor(self) -> np.ndarray:
        """(F+3,) float32, the lower bounds that go with the ceiling: 0, none for pose."""
        floor = np.zeros(len(self.shapes), np.float32)
        floor[-_POSE_COUNT:] = -np.inf
        return floor

    def positions(self, values: np.ndarray) -> np.ndarray:
        """Vertex positions, flat as x0 y0 z0 x1 .., (1434,) for values (F+3,), or a row each."""
        if self.ceiling is not None:
            values = np.clip(values, self.floor, self.ceiling)
        # Each slider that is dragged comes through here: one product, and no copy after it.
        positions = values @ self._flat_shapes
        positions += self._flat_rest
        return positions


@dataclass(frozen=True, eq=False)
class FaceModel:
    """A linear face model as its NPZ holds it, in the frame and units of its training.

    coef: (F+3, 1434) float32, rows = features then pose, columns axis-major (all x, all y, all z).
    intercept: (1434,) float32.
    feature_name: "blendshape", "au" or "emotion".
    mean_aligned_mesh, mean_neutral_mesh: (478, 3) of the frames that it was fitted to.
    reference_anchors: (12, 3) where alignment put the landmarks anchor_indices (12,).
    n_components: of the regression. training_metadata: JSON text.
    feature_p99: (F,) or None; when given, features are clipped to [0, p99].
    unsupported_features: those that it was trained without.
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
        return cls.from_bytes(read_content(path), path.name)

    @classmethod
    def from_bytes(cls, content: bytes, filename: str) -> "FaceModel":
        """Read a model from the bytes of its NPZ; `filename` is for messages and the name."""
        arrays = read_arrays(content, filename)
        columns = check_arrays(arrays, filename)
        components = arrays.get("n_components")
        return cls(
            coef=arrays["coef"].astype(np.float32),
            intercept=arrays["intercept"].astype(np.float32),
            feature_columns=columns.features,
            feature_name=columns.feature_name,
            name=Path(filename).stem,
            mean_aligned_mesh=arrays.get("mean_aligned_mesh"),
            mean_neutral_mesh=arrays.get("mean_neutral_mesh"),
            reference_anchors=arrays.get("reference_anchors"),
            anchor_indices=arrays.get("anchor_indices"),
            n_components=None if components is None else int(components),
            model_card=str(arrays.get("model_card", "")),
            training_metadata=str(arrays.get("training_metadata", "")),
            feature_p99=arrays.get("feature_p99"),
            unsupported_features=columns.unsupported,
        )

    def to_bytes(self) -> bytes:
        """The NPZ file, uncompressed: equal models give equal bytes on every machine."""
        is_of_units = self.feature_name == "au"
        # The order is that of the bytes: whoever changes it changes every file.
        arrays = {
            "coef": self.coef.astype(np.float32),
            "intercept": self.intercept.astype(np.float32),
            "input_columns": np.array(self.columns),
            "au_columns" if is_of_units else "feature_columns": np.array(self.feature_columns),
            "pose_columns": np.array(self.pose_columns),
            "model_card": np.array(self.model_card),
            "training_metadata": np.array(self.training_metadata),
        }
        if not is_of_units:
            arrays["feature_name"] = np.array(self.feature_name)
        if self.n_components is not None:
            arrays["n_components"] = np.array(self.n_components, np.int32)
        if self.unsupported_features:
            arrays["unsupported_features"] = np.array(self.unsupported_features)
        optional = {
            "mean_aligned_mesh": self.mean_aligned_mesh,
            "mean_neutral_mesh": self.mean_neutral_mesh,
            "reference_anchors": self.reference_anchors,
            "anchor_indices": self.anchor_indices,
            "feature_p99": self.feature_p99,
        }
        for key, array in optional.items():
            if array is not None:
                arrays[key] = array
        return npz_bytes(arrays)

    def save(self, path: str | Path) -> None:
        """Write the model's file. Raises OSError."""
        Path(path).write_bytes(self.to_bytes())

    def predict(
        self,
        features: Features,
        pose: np.ndarray | None = None,
        *,
        clip: bool = True,
    ) -> np.ndarray:
        """The mesh in the model's own frame: (478, 3), or (n, 478, 3) for a batch, float32.

        features: as Features; names that are left out are 0.
        pose: Pitch, Yaw, Roll in radians, (3,) or (n, 3); 0 when nothing is known.
        clip: hold features in [0, feature_p99] where the model has that key.
        Raises ModelError for unknown names and wrong shapes.
        """
        inputs = self._inputs(features)
        # Beyond the 99th percentile of its training a linear model only guesses.
        if clip and self.feature_p99 is not None:
            inputs = np.clip(inputs, 0, self.feature_p99)
        angles = np.zeros(_POSE_COUNT, np.float32)
        if pose is not None:
            angles = np.asarray(pose, np.float32)
        is_pose = angles.ndim in (1, 2) and angles.shape[-1] == _POSE_COUNT
        if not is_pose:
            raise ModelError(f"pose has shape {angles.shape}; (3,) or (n, 3) is needed")
        feature_count = len(self.feature_columns)
        of_features = self.coef[:feature_count]
        of_pose = self.coef[feature_count:]
        # One expression, in which NumPy adds in place: a batch of meshes takes much memory.
        rows = inputs @ of_features + angles @ of_pose + self.intercept
        return np.ascontiguousarray(_meshes_of(rows), dtype=np.float32)

    def _inputs(self, features: Features) -> np.ndarray:
        """Features as `predict` takes them, as (F,) or (n, F) float32. Raises ModelError."""
        if isinstance(features, Mapping):
            inputs = self._inputs_by_name(features)
        else:
            inputs = np.asarray(features, np.float32)
        count = len(self.feature_columns)
        are_features = inputs.ndim in (1, 2) and inputs.shape[-1] == count
        if not are_features:
            raise ModelError(
                f"features have shape {inputs.shape}; ({count},) or (n, {count}) is needed"
            )
        for name in self.unsupported_features:
            column = self.feature_columns.index(name)
            if np.any(inputs[..., column] > UNSUPPORTED_LIMIT):
                # The level points at the caller of `predict`.
                warnings.warn(f"{self.name}: trained without {name}", stacklevel=3)
        return inputs

    def _inputs_by_name(self, features: Mapping[str, float | np.ndarray]) -> np.ndarray:
        """(F,), or (n, F) where a value is an array (n,). Raises ModelError for unknown names."""
        unknown = sorted(set(features) - set(self.feature_columns))
        if unknown:
            raise ModelError(f"{self.name}: has no feature {', '.join(unknown)}")
        shapes = [np.shape(value) for value in features.values()]
        batch = np.broadcast_shapes(*shapes)
        inputs = np.zeros((*batch, len(self.feature_columns)), np.float32)
        for name, value in features.items():
            column = self.feature_columns.index(name)
            inputs[..., column] = value
        return inputs

    def blender_basis(self) -> Basis:
        """The model in meters and Blender's axes; one affine map, folded in here once.

        Raises ModelError where the outer eye corners, which give the scale, coincide.
        """
        # In double precision, so that the map costs no digits.
        rows = np.concatenate([self.intercept[None], self.coef])
        meshes = _meshes_of(rows.astype(np.float64))
        # Model: x to the subject's left, y up, z out of the face. Blender: X, Z and -Y.
        left, up, out = np.moveaxis(meshes, -1, 0)
        meshes = np.stack([left, -out, up], axis=-1)
        rest = meshes[0]
        shapes = meshes[1:]
        right_canthus = rest[RIGHT_CANTHUS]
        left_canthus = rest[LEFT_CANTHUS]
        distance = float(np.linalg.norm(left_canthus - right_canthus))
        if distance <= 0:
            raise ModelError(f"{self.name}: intercept: the outer eye corners coincide")
        scale = CANTHUS_DISTANCE / distance
        # Sideways the middle of the eye corners, which are steadier than a single landmark.
        middle = (left_canthus[0] + right_canthus[0]) / 2
        _, bridge_depth, bridge_height = rest[NOSE_BRIDGE]
        bridge = np.array([middle, bridge_depth, bridge_height])
        rest = (rest - bridge) * scale + BRIDGE_FROM_PIVOT
        return Basis(
            shapes=np.ascontiguousarray(shapes * scale, np.float32),
            rest=np.ascontiguousarray(rest, np.float32),
            ceiling=self._ceiling(),
        )

    def _ceiling(self) -> np.ndarray | None:
        """(F+3,) float32 as Basis has it: head pose is never clipped."""
        if self.feature_p99 is None:
            return None
        no_limits = np.full(_POSE_COUNT, np.inf)
        return np.concatenate([self.feature_p99, no_limits]).astype(np.float32)
