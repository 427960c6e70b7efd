"""Feed damaged recordings to the readers: `uv run python -m tools.fuzz 1000000 [SEED]`.

Every input must give takes or a TakeError that names the file. The first that does otherwise is
kept and shown. Prints the number of inputs tried.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from blendshape_face.data.errors import TakeError
from blendshape_face.data.takes import ALL, LARGEST, ReadOptions, read_takes
from blendshape_face.data.takes.report import report_on

from tools.recordings import samples

TOKENS = [
    b",", b";", b"\t", b"\n", b"\r\n", b'"', b"'", b"nan", b"inf", b"1e999", b"-", b"+", b"null",
    b"true", b"[", b"]", b"{", b"}", b":", b"0", b"99999999999999999999", b"\xff", b"\xc3\x28",
    b"jawOpen", b"JawOpen", b"frame", b"Timecode", b"|", b"#", b"&", b"1_0", b"0x1", b"\0", b"  ",
]  # fmt: skip
"""What means something to a parser, or looks as if it did."""
REPLACED_LENGTHS = (0, 0, 1, 1, 2, 5, 20, 100)
"""Bytes that a change takes out, the usual ones more often."""
MOST_CHANGES = 4
SLOW = 2.0
"""Seconds of processor time that no small input may take."""
SHARED_MEMORY = Path("/dev/shm")
"""Files there cost no disk; Linux alone has it."""


def damage(content: bytes, rng: random.Random) -> bytes:
    """Replace a few stretches of a file by tokens, by random bytes or by other stretches of it."""
    data = bytearray(content)
    for _ in range(rng.randint(1, MOST_CHANGES)):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice(REPLACED_LENGTHS))
        kind = rng.random()
        if kind < 0.5:
            data[start:end] = rng.choice(TOKENS)
        elif kind < 0.8:
            data[start:end] = rng.randbytes(rng.randint(0, 4))
        else:
            copied = rng.randrange(len(data) + 1)
            data[start:end] = data[copied : copied + rng.randint(0, 40)]
    return bytes(data)


def is_read(path: Path, face: str) -> bool:
    """Whether a file gives takes that can be reported on; False where it is refused by its name.

    Whatever else happens is a fault of the reader's and is raised.
    """
    try:
        for take in read_takes(path, ReadOptions(face=face)):
            report_on(take).lines()
    except TakeError as error:
        if not str(error).startswith(path.name):
            raise RuntimeError(f"no file named: {error}") from error
        return False
    return True


def main(count: int, seed: int) -> int:
    rng = random.Random(seed)
    originals = list(samples().values())
    folder = SHARED_MEMORY if SHARED_MEMORY.is_dir() else Path(tempfile.gettempdir())
    path = folder / f"fuzz_{seed}.dat"
    read = 0
    for index in range(count):
        content = damage(rng.choice(originals), rng)
        path.write_bytes(content)
        began = time.process_time()
        try:
            read += is_read(path, rng.choice((ALL, LARGEST)))
        except BaseException:
            print(f"input {index} of seed {seed}: {content!r}")
            raise
        if time.process_time() - began > SLOW:
            print(f"input {index} of seed {seed} was slow: {content!r}")
            return 1
    path.unlink()
    print(f"{count} inputs: {read} read, {count - read} refused, none failed")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("inputs", type=int)
    parser.add_argument("seed", type=int, nargs="?", default=0)
    options = parser.parse_args()
    sys.exit(main(options.inputs, options.seed))
