"""What a fit is told. The defaults are the model card's recipe."""

from dataclasses import dataclass
from pathlib import Path

from blendshape_face.data.bundled import ARKIT, path_of
from blendshape_face.data.channels import FAMILIES

from ..errors import TrainingError

CANONICAL = path_of(ARKIT)
"""The model whose face looks straight ahead."""


@dataclass(frozen=True)
class Settings:
    """
    family: "blendshape", "au" or "emotion".
    max_yaw, max_pitch: degrees; frames turned further are left out.
    drop: the share of frames with the worst anchor residuals that is left out.
    folds: of the cross-validation, by group.
    canonical: a model whose reference anchors show the way the face looks; None keeps the frame
        of the first video frame.
    center_groups: how much of the variation between groups is left out: at 1 only differences to
        each group's mean count (identity removed), at 0 all.
    mirror: add the mirror image of each frame.
    ridge: the pull toward the prior, or 0, in frames: as much as that many frames in which an
        input is 1 and no other moves.
    prior: a model of the same family to be pulled to.
    apart: keep lips and lids from crossing, see apart.py.
    limits: write `feature_p99` and `unsupported_features`.
    mae: the mean absolute error too, by a second pass over the meshes.
    """

    family: str = "blendshape"
    max_yaw: float = 40.0
    max_pitch: float = 30.0
    drop: float = 0.01
    folds: int = 3
    canonical: Path | None = CANONICAL
    center_groups: float = 0.0
    mirror: bool = False
    ridge: float = 0.0
    prior: Path | None = None
    apart: bool = False
    limits: bool = False
    mae: bool = False

    def __post_init__(self) -> None:
        """Raises TrainingError for the first setting that makes no sense, by its name."""
        if self.family not in FAMILIES:
            raise TrainingError(f"family: {self.family!r} is none of {', '.join(FAMILIES)}")
        if not 0 <= self.drop < 1:
            raise TrainingError(f"drop: {self.drop} is no share; 0.01 drops one frame in a hundred")
        # Without the only fold no frame would be left to fit.
        if self.folds < 2:
            raise TrainingError(f"folds: {self.folds} is too few; at least 2 are needed")
        if self.ridge < 0:
            raise TrainingError(f"ridge: {self.ridge} is below 0")
        if not 0 <= self.center_groups <= 1:
            raise TrainingError(f"center_groups: {self.center_groups} is no share, which is 0 to 1")
        # A ridge alone pulls to 0, but a prior alone is not pulled to.
        if self.prior and not self.ridge:
            raise TrainingError("prior: does nothing without a ridge; give ridge too")
        if self.mirror and self.canonical is None:
            raise TrainingError("mirror: needs a canonical model, which tells left from right")

    def filters(self) -> tuple[str | float, ...]:
        """Step 1: the settings that the index of a shard depends on."""
        return self.family, self.max_yaw, self.max_pitch

    def to_record(self) -> dict[str, str | float | bool | None]:
        """All steps: all settings by name, for JSON."""
        facts = {}
        for name, value in vars(self).items():
            # Folders are of the machine that fitted, and say nothing to who reads the model.
            facts[name] = value.name if isinstance(value, Path) else value
        return facts
