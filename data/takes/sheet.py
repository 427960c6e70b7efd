"""A delimited table: chosen columns of it in one pass."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..channels import CHANNELS, canonical_name, channel_name, is_face_part
from ..errors import TakeError
from .rows import CellParser, Progress, Rows, delimiter_of


def header_of(start: str) -> tuple[str, ...]:
    """The cells of a table's first row, stripped."""
    first = start.partition("\n")[0]
    try:
        return tuple(
            cell.strip() for cell in next(csv.reader([first], delimiter=delimiter_of(first)))
        )
    except (csv.Error, StopIteration):
        return ()


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
        return next((self.keys.index(key) for key in keys if key in self.keys), None)

    def find_all(self, keys: Sequence[str]) -> list[int] | None:
        """Indices of these columns, or None unless all are there."""
        found = [self.find(key) for key in keys]
        return None if None in found else found  # type: ignore[return-value]

    def channels(self, others: Sequence[int] = ()) -> dict[str, int]:
        """Channel -> column, for every column that is a channel by its name or by `others`.

        A channel that no table row knows, such as tongueOut, keeps the file's own name.
        Raises TakeError for a channel that stands in two columns.
        """
        found: dict[str, int] = {}
        for index, column in enumerate(self.header):
            known = canonical_name(column)
            if known and CHANNELS[known].region == "pose":
                continue
            if known is None and index not in others and not is_face_part(column):
                continue
            name = channel_name(column)
            if name in found:
                raise TakeError(
                    f"{self.path.name}, row 1: columns {self.header[found[name]]!r} and {column!r} "
                    "are the same channel; delete one"
                )
            found[name] = index
        return found

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
        rows = Rows(self.path, self.header, channels, others, parsers or {}, extra_cell)
        values, numbers = zip(*rows.parts(self.progress), strict=True)
        if not any(map(len, values)):
            raise TakeError(
                f"{self.path.name}: holds only its header; the recording is empty, record again"
            )
        return np.concatenate(values), np.concatenate(numbers)
