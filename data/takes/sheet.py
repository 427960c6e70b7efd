"""A delimited table: chosen columns of it in one pass."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..channels import CHANNELS, canonical_name, channel_name, is_face_part
from ..errors import TakeError
from .cells import CellParser
from .lines import delimiter_of
from .progress import Progress
from .rows import Rows


def header_of(start: str) -> tuple[str, ...]:
    """The cells of a table's first row, stripped; none where it is not CSV."""
    # One line alone: a quote that is never closed would make the whole file its cell.
    first = start.partition("\n")[0]
    reader = csv.reader([first], delimiter=delimiter_of(first))
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return ()
    return tuple(cell.strip() for cell in cells)


@dataclass(frozen=True)
class Sheet:
    """A table with a header. Rows count from 1, the header's, as in an editor.

    header: the column names; keys: the same in lower case, to look up columns by.
    """

    path: Path
    header: tuple[str, ...]
    keys: tuple[str, ...]
    progress: Progress

    def find(self, *keys: str) -> int | None:
        """Index of the first column with one of these names, in the order of the names."""
        for key in keys:
            if key in self.keys:
                return self.keys.index(key)
        return None

    def find_all(self, keys: Sequence[str]) -> list[int] | None:
        """Indices of these columns, or None unless all are there."""
        found: list[int] = []
        for key in keys:
            column = self.find(key)
            if column is None:
                return None
            found.append(column)
        return found

    def channels(self, others: Sequence[int] = ()) -> dict[str, int]:
        """Channel -> column, for every column that is a channel by its name or by `others`.

        A channel that no table row knows, such as tongueOut, keeps the file's own name. Head
        angles are left out: a reader fetches those itself.
        Raises TakeError for a channel that stands in two columns.
        """
        found: dict[str, int] = {}
        # By channels, not by the columns' texts: eyeBlink_L and EyeBlinkLeft would both key one.
        for index, column in enumerate(self.header):
            if not self._is_channel(index, others):
                continue
            name = channel_name(column)
            if name in found:
                former = self.header[found[name]]
                raise TakeError(
                    f"{self.path.name}, row 1: columns {former!r} and {column!r} "
                    "are the same channel; delete one"
                )
            found[name] = index
        return found

    def _is_channel(self, index: int, others: Sequence[int]) -> bool:
        column = self.header[index]
        known = canonical_name(column)
        if known is not None:
            # Head angles need a convention and a unit.
            return CHANNELS[known].region != "pose"
        return index in others or is_face_part(column)

    def read(
        self,
        channels: Sequence[int],
        others: Sequence[int],
        parsers: Mapping[int, CellParser] | None = None,
        extra_cell: bool = False,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Every row's cells of some columns, NaN for empty ones: values of channels, (n, k)
        float32, and numbers of the others, (n, m) float64.

        parsers: for those of `others` whose cells are not numbers.
        extra_cell: rows may end in one cell that the header does not name.
        Raises TakeError for rows of a wrong width, unreadable cells and files without rows.
        """
        rows = Rows(
            self.path,
            self.header,
            channels,
            others,
            parsers or {},
            extra_cell,
        )
        # Parts are joined once: a table that grew with each would be copied as often.
        parts = list(rows.parts(self.progress))
        if not any(len(part.values) for part in parts):
            raise TakeError(
                f"{self.path.name}: holds only its header; the recording is empty, record again"
            )
        values = np.concatenate([part.values for part in parts])
        numbers = np.concatenate([part.numbers for part in parts])
        return values, numbers
