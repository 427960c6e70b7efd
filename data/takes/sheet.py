"""A delimited table: chosen columns of it in one pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from ..channels import CHANNELS, is_face_part
from ..errors import TakeError
from ..vocabularies import Word, read_names
from .arrays import ArrayTable
from .cells import CellParser, is_missing, is_number
from .content import Content
from .lines import Header
from .progress import Progress
from .rows import Rows


@dataclass(frozen=True)
class Sheet:
    """A table with a header. Rows are lines of the file and count from 1, as in an editor.

    top: where the header is; keys: the column names in lower case, to look up columns by.
    unread: the names of columns that no call of `read` asked for, once there was one.
    arrays: the columns themselves, where the file is one of NumPy's.
    """

    content: Content
    top: Header
    keys: tuple[str, ...]
    progress: Progress
    unread: list[str] = field(default_factory=list)
    arrays: ArrayTable | None = None

    @property
    def path(self) -> Path:
        """Of the file."""
        return self.content.path

    @property
    def header(self) -> tuple[str, ...]:
        """The column names."""
        return self.top.cells

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
        ranks: dict[str, int] = {}
        words = read_names(self.header)
        # By channels, not by the columns' texts: eyeBlink_L and EyeBlinkLeft would both key one.
        for index, word in enumerate(words):
            if not self._is_channel(index, word, others):
                continue
            rank = ranks.get(word.name, word.rank)
            if word.name in found and word.rank == rank:
                former = self.header[found[word.name]]
                raise TakeError(
                    f"{self.path.name}, row {self.top.number}: columns {former!r} and "
                    f"{self.header[index]!r} are the same channel; delete one"
                )
            # A plain name goes before one with something around it, wherever it stands.
            if word.name not in found or word.rank < rank:
                found[word.name] = index
                ranks[word.name] = word.rank
        return found

    def _is_channel(self, index: int, word: Word, others: Sequence[int]) -> bool:
        channel = CHANNELS.get(word.name)
        if channel is not None:
            # Head angles need a convention and a unit.
            return channel.region != "pose"
        return word.is_known or index in others or is_face_part(self.header[index])

    def is_text(self, column: int) -> bool:
        """Whether the first rows of a column hold neither numbers nor missing values."""
        cells = [row[column] for row in self.top.below if column < len(row)]
        return bool(cells) and not any(is_number(cell) or is_missing(cell) for cell in cells)

    def _check_row_names(self) -> None:
        """Raises TakeError for a table of R's, whose rows begin with a cell that has no name."""
        width = len(self.header) + 1
        rows = [row for row in self.top.below if len(row) == width and row[-1]]
        # Of rows that were chosen the names count on, but not one by one.
        numbers = [int(row[0]) for row in rows if row[0].isdecimal()]
        counts = all(after > before for before, after in pairwise(numbers))
        if len(rows) > 1 and len(numbers) == len(rows) and counts:
            raise TakeError(
                f"{self.path.name}, row {self.top.number + 1}: has {width} cells for {width - 1} "
                "names, and the first one counts, as names of rows do; write it without them (in "
                "R: row.names = FALSE)"
            )

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
        self._check_row_names()
        used = {*channels, *others}
        self.unread[:] = [name for index, name in enumerate(self.header) if index not in used]
        if self.arrays:
            self.unread.extend(self.arrays.left)
            return self.arrays.part(channels, others, parsers or {}, self.path.name)
        rows = Rows(
            self.content,
            self.top,
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
