"""The face model: a linear map from channels to the 478 vertices.

Inference and frame follow the model card of py-feat's `bs_to_mesh`; `model_file` has the format.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .anatomy.topology import ANCHORS, COORDINATES, LANDMARKS
from .basis import Basis
from .channels import canonical_name
from .errors import ModelError
from .model_file import POSE_COLUMNS, check_arrays, npz_bytes, read_arrays, read_content
from .model_layout import in_layout
from .placement import Placement, are_of_one_frame, in_our_order, place_by
from .whole_files import write_whole

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
    layout: the keys of its file in their order, of which former versions had fewer; empty for a
        model that was not read from one.
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
    layout: tuple[str, ...] = ()

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
        model = cls(
            coef=arrays["coef"].astype(np.float32),
            intercept=arrays["intercept"].astype(np.float32),
            feature_columns=columns.features,
            feature_name=columns.feature_name,
            name=Path(filename).stem,
            mean_aligned_mesh=arrays.get("mean_aligned_mesh"),
            mean_neutral_mesh=arrays.get("mean_neutral_mesh"),
            reference_anchors=arrays.get("reference_anchors"),
            anchor_indices=arrays.get("anchor_indices"),
            n_components=None if components is None else components.dtype.type(components),
            model_card=str(arrays.get("model_card", "")),
            training_metadata=str(arrays.get("training_metadata", "")),
            feature_p99=arrays.get("feature_p99"),
            unsupported_features=columns.unsupported,
            layout=tuple(arrays),
        )
        # Before anything takes it up: a face of it has to stand somewhere.
        _ = model.placement
        return model

    def to_bytes(self) -> bytes:
        """The NPZ file, uncompressed: equal models give equal bytes on every machine."""
        return npz_bytes(in_layout(self._arrays(), self.layout))

    def _arrays(self) -> dict[str, np.ndarray]:
        """What may be in its file, by key; what the model does not have is empty or missing."""
        columns = np.array(self.feature_columns)
        arrays = {
            "coef": self.coef.astype(np.float32),
            "intercept": self.intercept.astype(np.float32),
            "input_columns": np.array(self.columns),
            "au_columns": columns,
            "feature_columns": columns,
            "pose_columns": np.array(self.pose_columns),
            "model_card": np.array(self.model_card),
            "training_metadata": np.array(self.training_metadata),
            "feature_name": np.array(self.feature_name),
            "unsupported_features": np.array(self.unsupported_features, str),
        }
        if self.n_components is not None:
            # What was read has its type with it.
            kind = getattr(self.n_components, "dtype", np.int32)
            arrays["n_components"] = np.array(self.n_components, kind)
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
        return arrays

    def save(self, path: str | Path) -> None:
        """Write the model's file. Raises ModelError; the former file stays then."""
        write_whole(path, self.to_bytes(), ModelError)

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
        # Trackers call some emotions by other words.
        features = {self._own_name(name): value for name, value in features.items()}
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

    def _own_name(self, name: str) -> str:
        """The name of a feature as the model has it, the same name where it has none."""
        if name in self.feature_columns:
            return name
        return canonical_name(name) or name

    @cached_property
    def placement(self) -> Placement:
        """Where its meshes are in Blender: the same for all models with the same anchors.

        Raises ModelError where the outer eye corners, which give the scale, coincide.
        """
        key, anchors = self._anchors()
        try:
            return place_by(anchors)
        except ModelError as error:
            raise ModelError(f"{self.name}: {key}: {error}") from error

    def _anchors(self) -> tuple[str, np.ndarray]:
        """The anchors (12, 3) by which its frame is known, and the key that has them."""
        mean_mesh = self.mean_aligned_mesh
        if self.reference_anchors is not None:
            anchors = in_our_order(self.reference_anchors, self.anchor_indices)
            if mean_mesh is None or are_of_one_frame(anchors, mean_mesh):
                return "reference_anchors", anchors
        # Aligned meshes lie about the reference: their mean is next to it.
        if mean_mesh is not None:
            return "mean_aligned_mesh", mean_mesh[list(ANCHORS)]
        return "intercept", _meshes_of(self.intercept)[list(ANCHORS)]

    def blender_basis(self) -> Basis:
        """The model in meters and Blender's axes; one affine map, folded in here once.

        Raises ModelError as `placement` does.
        """
        rest = self.placement.positions(_meshes_of(self.intercept))
        shapes = self.placement.displacements(_meshes_of(self.coef))
        return Basis(
            shapes=np.ascontiguousarray(shapes, np.float32),
            rest=np.ascontiguousarray(rest, np.float32),
            ceiling=self._ceiling(),
        )

    def _ceiling(self) -> np.ndarray | None:
        """(F+3,) float32 as Basis has it: head pose is never clipped."""
        if self.feature_p99 is None:
            return None
        no_limits = np.full(_POSE_COUNT, np.inf)
        return np.concatenate([self.feature_p99, no_limits]).astype(np.float32)
