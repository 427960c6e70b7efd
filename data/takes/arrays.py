"""NumPy's files as tables: arrays under names, matrices beside a list of names, structured arrays.

np.savez("take.npz", names=names, values=values, times=times)   # (k), (n, k), (n)
np.savez("take.npz", jawOpen=jaw, eyeBlinkLeft=left, time=time)  # (n) each
np.save("take.npy", rows)                                        # dtype [("time", "f8"), ..]
"""

import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import TakeError
from .cells import LARGEST_NUMBER, CellParser, is_missing
from .content import Content
from .head_columns import part_of
from .rows import Part

_NPY_MARK = b"\x93NUMPY"
_ZIP_MARK = b"PK\x03\x04"
_LARGEST = 1 << 30
"""Bytes of all arrays, which are unpacked as a whole."""
_POSE = re.compile(r"head|face|facial|pose|rotation|transform|quat|euler", re.IGNORECASE)
"""Only what says that it is of the head: an object or a camera has matrices too."""
_SURROGATES = range(0xD800, 0xE000)
"""Halves of characters."""
_WIDEST = 16
"""Numbers of a matrix; landmarks are more."""


def are_arrays(start: bytes) -> bool:
    """Whether a file that starts so is NumPy's; a spreadsheet may start like that too."""
    return start.startswith((_NPY_MARK, _ZIP_MARK))


@dataclass(frozen=True, eq=False)
class ArrayTable:
    """columns: name -> (n,) numbers or texts; left: names of the arrays that are no columns.

    found: all arrays as they are, by name.
    """

    columns: Mapping[str, np.ndarray]
    left: Sequence[str]
    found: Mapping[str, np.ndarray]

    def part(
        self,
        channels: Sequence[int],
        others: Sequence[int],
        parsers: Mapping[int, CellParser],
        name: str,
    ) -> Part:
        """All rows of some columns; name: of the file, for messages. Raises TakeError."""
        values = [self._numbers(column, None, name) for column in channels]
        numbers = [self._numbers(column, parsers.get(column), name) for column in others]
        rows = len(next(iter(self.columns.values()), ()))
        return Part(
            np.array(values, np.float32).reshape(-1, rows).T,
            np.array(numbers, np.float64).reshape(-1, rows).T,
        )

    def _numbers(self, column: int, parser: CellParser | None, name: str) -> np.ndarray:
        """A column (n,) float64, NaN where missing. Raises TakeError with row and column."""
        title = list(self.columns)[column]
        cells = self.columns[title]
        if cells.dtype.kind not in "US":
            plain = cells.astype(np.float64)
            wrong = np.flatnonzero(np.abs(plain) > LARGEST_NUMBER)
            if not len(wrong) and (parser is None or parser.reads_numbers):
                return plain
            cells = np.array([repr(float(cell)) for cell in plain], object)
        texts = [_text(cell) for cell in cells.tolist()]
        return np.array([_parsed(text, row, title, parser, name) for row, text in enumerate(texts)])


def _text(cell: str | bytes) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def _parsed(text: str, row: int, column: str, parser: CellParser | None, name: str) -> float:
    """A cell as in any table, NaN for a missing one. Raises TakeError."""
    if is_missing(text):
        return np.nan
    try:
        number = float(text) if parser is None or parser.reads_numbers else parser.one(text)
    except ValueError:
        number = _by_parser(text, row, column, parser, name)
    if abs(number) > LARGEST_NUMBER:
        raise _wrong(text, row, column, "a number", name)
    return number


def _by_parser(text: str, row: int, column: str, parser: CellParser | None, name: str) -> float:
    """What is no number, as a column's parser reads it. Raises TakeError."""
    if parser is None:
        raise _wrong(text, row, column, "a number", name)
    try:
        return parser.one(text)
    except ValueError as error:
        raise _wrong(text, row, column, str(error), name) from None


def _wrong(text: str, row: int, column: str, what: str, name: str) -> TakeError:
    return TakeError(f"{name}, row {row}, column {column}: {text[:40]!r} is not {what}; correct it")


def read_arrays(content: Content) -> ArrayTable:
    """The arrays of a file that `are_arrays` knows.

    Raises TakeError for what NumPy cannot read, objects of Python, and numbers without names that
    are no meshes.
    """
    try:
        found = _load(content)
        for array in found.values():
            _check_texts(array)
    # NumPy has a damaged header parsed as Python, which raises nearly anything.
    except Exception as error:
        raise TakeError(
            f"{content.name}: is not a recording of NumPy's ({error}); a spreadsheet is to be "
            "saved as CSV"
        ) from None
    named = _named_matrix(found)
    pairs = list(_columns(found, named))
    columns = dict(pairs)
    if len(columns) < len(pairs):
        raise TakeError(f"{content.name}: two of its columns have one name; leave one out")
    rows = {len(column) for column in columns.values()}
    has_meshes = any(are_meshes(array) for array in found.values())
    if not has_meshes and (len(rows) != 1 or 0 in rows):
        raise TakeError(
            f"{content.name}: holds numbers without names; save them with np.savez(file, "
            "names=.., values=.., times=..)"
        )
    unnamed = [key for key in found if key not in (named or ())]
    left = [key for key in unnamed if not any(_is_of(name, key) for name in columns)]
    return ArrayTable(columns, left, found)


def are_meshes(array: np.ndarray) -> bool:
    """Whether an array may be landmarks over time, (n, p, 3)."""
    is_deep = array.ndim == 3 and array.dtype.kind in "iuf"
    return is_deep and array.shape[2] == 3 and array.shape[1] > _WIDEST and len(array) > 0


def _load(content: Content) -> dict[str, np.ndarray]:
    """Name -> array. Raises what NumPy and zipfile do."""
    with content.open() as stream:
        if stream.read(len(_ZIP_MARK)) != _ZIP_MARK:
            stream.seek(0)
            array = np.load(stream, allow_pickle=False)
            fields = array.dtype.names or ()
            return {field: np.atleast_1d(array)[field] for field in fields} or {"array": array}
        stream.seek(0)
        with zipfile.ZipFile(stream) as packed:
            if sum(info.file_size for info in packed.infolist()) > _LARGEST:
                raise ValueError("too large")
        stream.seek(0)
        with np.load(stream, allow_pickle=False) as arrays:
            loaded = {key: arrays[key] for key in arrays.files}
    if not all(isinstance(array, np.ndarray) for array in loaded.values()):
        raise ValueError("no arrays")
    return loaded


def _check_texts(array: np.ndarray) -> None:
    """Raises ValueError for characters that no text has: Python itself breaks on them."""
    if array.dtype.kind != "U" or not array.size or not array.dtype.itemsize:
        return
    codes = np.ascontiguousarray(array).reshape(-1).view(array.dtype.byteorder + "u4")
    is_surrogate = (codes >= _SURROGATES.start) & (codes < _SURROGATES.stop)
    if (codes > sys.maxunicode).any() or is_surrogate.any():
        raise ValueError("a text in it is none")


def _columns(
    found: Mapping[str, np.ndarray],
    named: tuple[str, str] | None,
) -> Iterator[tuple[str, np.ndarray]]:
    """Name -> (n,) of each column: those of the matrix whose columns are named, and all that have
    as many rows; named: the keys of the names and of the matrix.
    """
    rows = _rows_of(found) if named is None else len(found[named[1]])
    meshes = [array for array in found.values() if are_meshes(array)]
    if meshes and named is None:
        rows = len(meshes[0])
    for key, array in found.items():
        if named and key == named[1]:
            yield from zip(map(str, found[named[0]].tolist()), array.T, strict=True)
        elif key in (named or ()) or array.dtype.kind not in "biufUS":
            continue
        elif array.size == 1:
            # As a rate of frames is.
            yield key, np.repeat(array, rows)
        elif not rows or len(array) != rows:
            continue
        elif array[0].size == 1:
            yield key, array.reshape(rows)
        elif array[0].size <= _WIDEST and _POSE.search(key):
            yield from _parts(key, array.reshape(rows, -1))


def _parts(key: str, array: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """The numbers (n, m) of angles, a quaternion or a matrix, by names that tell them."""
    count = array.shape[1]
    for index in range(count):
        yield f"{key}.{part_of(key, index, count)}", array[:, index]


def _is_of(column: str, key: str) -> bool:
    return column == key or column.startswith(f"{key}.")


def _named_matrix(found: Mapping[str, np.ndarray]) -> tuple[str, str] | None:
    """The keys of a list of texts and of the matrix that has as many columns."""
    for names_key, names in found.items():
        if names.ndim != 1 or names.dtype.kind not in "US":
            continue
        for key, array in found.items():
            is_matrix = array.ndim == 2 and array.dtype.kind in "biuf"
            if is_matrix and array.shape[1] == len(names) and len(array):
                return names_key, key
    return None


def _rows_of(found: Mapping[str, np.ndarray]) -> int:
    """How long most of the arrays are, 0 without any."""
    sizes = [len(array) for array in found.values() if array.ndim == 1]
    return max(sizes, key=sizes.count, default=0)
