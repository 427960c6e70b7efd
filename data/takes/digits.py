"""Numbers of many short cells at once, eight digits a step.

Seconds for whole files, and times as long with a plain way in place of this, with the same bits:

                    this      np.loadtxt      float()         array of texts
    Live Link Face  0.63      2.47 (3.9)      5.33 (8.5)      7.60 (12)       an hour, 177 MB
    py-feat         0.93      3.15 (3.4)      5.55 (6.0)      6.06 (6.5)      18,000 rows, 373 MB

By `python -m benchmarks.read_numbers` on two busy cores, in two threads. In three runs `np.loadtxt`
took 2.2 to 5.0 times as long, in one thread 1.3 to 3.5; it also gives up at an empty cell.

How `-12.25` becomes a number, by the functions below:

    window    7,-12.25                  its last 16 characters, of which the last 8 are shown
    zeros     00000.00                  what a cell of zeros with two decimals looks like
    xor       07 1c 1d 01 02 00 02 05   digits are their values now, and the point is 0
    cut       00 00 00 01 02 00 02 05   what stands before the number is 0 as well
    weigh     12025                     all eight bytes as one number, the point as a digit 0
    close up  12025 - 9 * 100 * 12 = 1225           12 stands above the point, ten times too high
    scale     1225 / 100 = 12.25        and the sign

Words are little-endian: the first character of a word is its lowest byte.
"""

import numpy as np

WORD = 8
"""Characters of a 64-bit word."""
WINDOW = 2 * WORD
"""Characters of a cell that are looked at: a high word, then a low one."""

_MOST_DIGITS = 15
"""A whole number of so many digits is exact in double precision, as is the power of ten by which it
is divided: the result is rounded once, as float() rounds it."""
_HIGH_WORD = np.uint64(10**WORD)
"""What 1 in the high word amounts to."""
_POINT = ord(".")
_MINUS = ord("-")
_TOP_BITS = np.uint64(0x8080808080808080)
"""The highest bit of each of eight bytes."""


def _cell_of_zeros(decimals: int) -> bytes:
    """A window of zeros with a point: `0000000000000.00` for two decimals, none for 0."""
    if decimals == 0:
        return b"0" * WINDOW
    fraction = b"." + b"0" * decimals
    return fraction.rjust(WINDOW, b"0")


def _words_of(window: bytes) -> np.ndarray:
    """A window as a high and a low word, (2,) uint64."""
    return np.frombuffer(window, "<u8")


# All tables go by the number of decimals, 0 to 15, so that they can be looked up for a whole table
# of cells at once. Those of windows have two words a row, (16, 2) uint64.

_ZEROS = np.array([_words_of(_cell_of_zeros(decimals)) for decimals in range(WINDOW)])
"""`_cell_of_zeros` as words."""

_TO_TOP_BIT = np.where(
    _ZEROS.view(np.uint8) == _POINT,
    0x80 - 1,  # 0 is the only byte that may stand where the point is
    0x80 - 10,  # 0 to 9 may stand elsewhere
)
_TO_TOP_BIT = _TO_TOP_BIT.astype(np.uint8).view("<u8")
"""What, added to a byte, sets its top bit unless the byte is allowed there."""

_NO_POINT = 1 << 63
"""More than any number of 16 digits: divided by it, each gives 0."""
_ABOVE_POINT = np.array(
    [_NO_POINT] + [10 ** (decimals + 1) for decimals in range(1, WINDOW)],
    np.uint64,
)
"""What 1 above the point amounts to as long as the point takes up a digit."""
_EXCESS = np.array(
    [0] + [10 ** (decimals + 1) - 10**decimals for decimals in range(1, WINDOW)],
    np.uint64,
)
"""By how much that is too high."""
_SCALE = 10.0 ** np.arange(WINDOW)

_NEIGHBORS = (
    # 10 * a + b of neighboring digits, each sum in the second of their two bytes
    (10 << 8 | 1, 8, 0x00FF00FF00FF00FF),
    # 100 * a + b of neighboring pairs, in the second of their two half words
    (100 << 16 | 1, 16, 0x0000FFFF0000FFFF),
    # 10,000 * a + b of the two fours
    (10_000 << 32 | 1, 32, 0x00000000FFFFFFFF),
)
"""To halve the count of numbers in a word: factors, and bits to move the sums down by, and a mask
of where they are then."""


def windows(text: bytearray, ends: np.ndarray) -> np.ndarray:
    """The 16 bytes before each end, in ends' shape and one more dimension of 1, dtype V16.

    ends: places in `text` less 16, which is the place of the window itself: what is at `ends` in
    the text lies 16 bytes further on.

    The text is seen as one window for each byte, each 16 bytes long and one byte after the other,
    without a copy. Taking those at `ends` copies 16 bytes a cell; an index for each character
    takes six times as long and more (benchmarks/cell_numbers.py).

    >>> windows(bytearray(b"0123456789abcdef,-12.25,"), np.array([7])).tobytes()
    b'789abcdef,-12.25'
    """
    count = len(text) - WINDOW + 1
    every_window = np.ndarray(
        shape=(count,),
        dtype=f"V{WINDOW}",
        buffer=text,
        offset=0,
        strides=(1,),
    )
    return every_window[ends][..., None]


def count_decimals(
    text: bytearray,
    starts: np.ndarray,
    ends: np.ndarray,
) -> np.ndarray:
    """Characters of cells behind their last point, 0 where there is none; of the cells' shape.

    starts, ends: places in `text` less 16.

    A point before the cell's start belongs to another cell, as the one of 1.5 here:

    >>> text = bytearray(b"................,1.5,61,2.25,")
    >>> count_decimals(text, np.array([1, 5, 8]), np.array([4, 7, 12])).tolist()
    [1, 0, 2]
    """
    characters = windows(text, ends).view(np.uint8)
    backwards = characters[..., ::-1]
    # The place of the first True, and 0 where there is none.
    behind = (backwards == _POINT).argmax(axis=-1)
    size = ends - starts
    return np.where(behind < size, behind, 0)


def read_numbers(
    text: bytearray,
    starts: np.ndarray,
    ends: np.ndarray,
    decimals: np.ndarray | np.intp,
) -> tuple[np.ndarray, np.ndarray]:
    """What cells hold that are written with so many decimals, and which of them are.

    starts, ends: places in `text` less 16, of any one shape; decimals: of that shape, or one number
    for all, which is twice as fast. Gives float64 and bool in that shape; numbers that
    were not read are garbage.

    Everything is done in place where it can be: memory traffic is what this costs.

    >>> text = bytearray(b"................,-12.25,3.07,1e5,")
    >>> values, read = read_numbers(text, np.array([1, 8, 13]), np.array([7, 12, 16]), np.intp(2))
    >>> values[:2].tolist(), read.tolist()
    ([-12.25, 3.07], [True, True, False])
    """
    characters = np.frombuffer(text, np.uint8, offset=WINDOW)
    negative = characters[starts] == _MINUS
    size = ends - starts
    size -= negative

    words = windows(text, ends).view("<u8")
    _to_digits(words, decimals)
    _cut(words, size, decimals)

    read = _are_digits(words, decimals)
    # `.5` has one decimal and is a number, `.` alone is none, and neither is an empty cell.
    read &= size > decimals
    has_point = decimals > 0
    read &= size <= _MOST_DIGITS + has_point

    _weigh(words)
    high = words[..., 0]
    low = words[..., 1]
    whole = high * _HIGH_WORD
    whole += low
    _close_up(whole, decimals)
    values = whole / _SCALE[decimals]
    np.negative(values, out=values, where=negative)
    return values, read


def _to_digits(words: np.ndarray, decimals: np.ndarray | np.intp) -> None:
    """Turn the characters of windows (.., 2) into values of digits: 0 to 9, and 0 for the point.

    Exclusive or does both at once: "0" to "9" are 0x30 to 0x39, so that "7" ^ "0" is 7, and
    "." ^ "." is 0. What else there is gets 10 or more, such as 0x1c for "," ^ "0".

    >>> words = np.frombuffer(b"........7,-12.25", "<u8").copy()
    >>> _to_digits(words, np.intp(2))
    >>> words[1:].tobytes().hex(" ")
    '07 1c 1d 01 02 00 02 05'
    """
    high = words[..., 0]
    low = words[..., 1]
    high ^= _ZEROS[decimals, 0]
    low ^= _ZEROS[decimals, 1]


def _cut(
    words: np.ndarray,
    size: np.ndarray,
    decimals: np.ndarray | np.intp,
) -> None:
    """Zero what stands before the last `size` characters of windows (.., 2): other cells, a sign.

    >>> window = bytes.fromhex("1e 1e 1e 1e 1e 1e 1e 1e 07 1c 1d 01 02 00 02 05")
    >>> words = np.frombuffer(window, "<u8").copy()
    >>> _cut(words, np.array(5), np.intp(2))
    >>> words.tobytes().hex(" ")
    '00 00 00 00 00 00 00 00 00 00 00 01 02 00 02 05'
    """
    high = words[..., 0]
    low = words[..., 1]
    _zero_first(high, WINDOW - size)
    # With eight decimals and more the low word is full: there is nothing to cut off it.
    if np.min(decimals) < WORD:
        unused = np.maximum(WORD - size, 0)
        _zero_first(low, unused)


def _zero_first(words: np.ndarray, characters: np.ndarray) -> None:
    """Zero the first so many characters of words, all of them for 8 and more, in place.

    The first characters are the lowest bytes: shifted out and back in they are zeros. Shifts by 64
    bits and more are 0 in NumPy, and so are those by the huge number that a negative one becomes;
    the cell is too long then, and is not read anyway.

    >>> words = np.frombuffer(b"abcdefgh", "<u8").copy()
    >>> _zero_first(words, np.array([3]))
    >>> words.tobytes()
    b'\\x00\\x00\\x00defgh'
    """
    eightfold = np.uint64(3)
    bits = characters.view(np.uint64) << eightfold
    words >>= bits
    words <<= bits


def _are_digits(words: np.ndarray, decimals: np.ndarray | np.intp) -> np.ndarray:
    """Whether windows (.., 2) hold digits, and nothing where the point is; of shape (..).

    A sum of eight bytes answers for all of them: 9 + 0x76 is 0x7f, without a top bit, and 10 + 0x76
    is 0x80, with it. Bytes whose sum runs over into the next have the bit beforehand: 0x8a or more.

    >>> digits = "00 00 00 00 00 00 00 00 00 00 00 01 02 00 02 "
    >>> good, bad = (np.frombuffer(bytes.fromhex(digits + last), "<u8") for last in ("05", "48"))
    >>> bool(_are_digits(good, np.intp(2))), bool(_are_digits(bad, np.intp(2)))  # 12.2x
    (True, False)
    """
    high = words[..., 0]
    low = words[..., 1]
    wrong = high + _TO_TOP_BIT[decimals, 0]
    wrong |= low + _TO_TOP_BIT[decimals, 1]
    wrong |= high
    wrong |= low
    wrong &= _TOP_BITS
    return wrong == 0


def _weigh(words: np.ndarray) -> None:
    """Turn eight bytes of digits, the first the highest, into the number that they are, in place.

        digits  0 0 0 1 2 0 2 5
        pairs   0   1   20  25      by 10 * 256 + 1, which adds each byte ten times to the next
        fours   1       2025        by 100 * 256**2 + 1
        eight   12025               by 10,000 * 256**4 + 1

    Such a product also adds up what does not belong together, such as 0 and 1 of 01 and 20. That is
    why the sums that count are moved down and the others masked out. Three such steps do for eight
    digits; a weight for each digit, on arrays of single bytes, takes more than twice the time of
    `read_numbers` as a whole.

    >>> words = np.frombuffer(bytes([0, 0, 0, 1, 2, 0, 2, 5]), "<u8").copy()
    >>> _weigh(words)
    >>> words.tolist()
    [12025]
    """
    for factors, shift, mask in _NEIGHBORS:
        words *= np.uint64(factors)
        words >>= np.uint64(shift)
        words &= np.uint64(mask)


def _close_up(whole: np.ndarray, decimals: np.ndarray | np.intp) -> None:
    """Take the digit that the point takes up out of whole numbers, in place; of any shape.

    >>> whole = np.array([12025, 3007], np.uint64)
    >>> _close_up(whole, np.intp(2))  # 12|0|25 and 3|0|07
    >>> whole.tolist()
    [1225, 307]
    """
    above = whole // _ABOVE_POINT[decimals]
    above *= _EXCESS[decimals]
    whole -= above
