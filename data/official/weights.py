"""Which official weights there are, and where."""

from typing import NamedTuple

DEFAULT_ADDRESS = "https://huggingface.co"
"""Where py-feat publishes its weights; a mirror has the same paths below another address."""

TERMS = (
    "These files are py-feat's: made by its authors, under the terms",
    "on the page of the model. Read them before you publish with it.",
)
"""What a user is told before anything is downloaded, a line each."""


class Weights(NamedTuple):
    """A file of the family.

    feature_name: of its model. repository: below an address.
    note: what sets it apart from the others.
    """

    feature_name: str
    repository: str
    version: str
    note: str

    @property
    def filename(self) -> str:
        """As py-feat names it, such as bs_to_mesh_pls_v6.npz."""
        stem = self.repository.rpartition("/")[2]
        return f"{stem}_pls_{self.version}.npz"

    @property
    def title(self) -> str:
        """What menus say."""
        stem = self.repository.rpartition("/")[2]
        return f"{stem} {self.version}: {self.note}"

    def url(self, address: str) -> str:
        """Of the file."""
        return f"{self.page(address)}/resolve/main/{self.filename}"

    def page(self, address: str) -> str:
        """Of its description and terms, to be read by people."""
        return f"{address.rstrip('/')}/{self.repository}"


def _of_family(feature_name: str, repository: str, notes: dict[str, str]) -> tuple[Weights, ...]:
    versions = notes.items()
    return tuple(Weights(feature_name, repository, version, note) for version, note in versions)


WEIGHTS = (
    *_of_family(
        "blendshape",
        "py-feat/bs_to_mesh",
        {
            "v6": "52 blendshapes of Detectorv2 since py-feat 2.1.2",
            "v5": "52 blendshapes of MediaPipe",
        },
    ),
    *_of_family(
        "au",
        "py-feat/au_to_mesh",
        {
            "v6": "20 action units of Detectorv2 since py-feat 2.1.2",
            "v5": "20 action units of Detectorv2 2.5",
            "v4": "20 action units of Detectorv2 2.4",
            "v3": "24 action units of Detectorv2 2.3",
            "v2": "20 action units, the first",
        },
    ),
    # Version 5 has permuted labels.
    *_of_family(
        "emotion",
        "py-feat/emotion_to_mesh",
        {"v6": "7 emotions of Detectorv2 since py-feat 2.1.2"},
    ),
)
"""The newest of each family first."""

BY_FILENAME = {weights.filename: weights for weights in WEIGHTS}
