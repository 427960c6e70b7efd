"""Feed damaged recordings to the readers: `uv run python -m tools.fuzz 1000000`.

Every input must give takes or a TakeError that names the file. The first that does otherwise is
kept and shown. Prints the number of inputs tried.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

from tools.recordings import samples

TOKENS = [
    b",", b";", b"\t", b"\n", b"\r\n", b'"', b"'", b"nan", b"inf", b"1e999", b"-", b"+", b"null",
    b"true", b"[", b"]", b"{", b"}", b":", b"0", b"99999999999999999999", b"\xff", b"\xc3\x28",
    b"jawOpen", b"JawOpen", b"frame", b"Timecode", b"|", b"#", b"&", b"1_0", b"0x1", b"\0", b"  ",
]  # fmt: skip
SLOW = 2.0
"""Seconds that no small input may take."""


def mutated(content: bytes, rng: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((0, 0, 1, 1, 2, 5, 20, 100)))
        kind = rng.random()
        if kind < 0.5:
            data[at:end] = rng.choice(TOKENS)
        elif kind < 0.8:
            data[at:end] = rng.randbytes(rng.randint(0, 4))
        else:
            other = rng.randrange(len(data) + 1)
            data[at:end] = data[other : other + rng.randint(0, 40)]
    return bytes(data)


def main(count: int, seed: int) -> int:
    from blendshape_face.data.errors import TakeError
    from blendshape_face.data.takes import (
        ALL,
        LARGEST,
        ReadOptions,
        read_takes,
    )
    from blendshape_face.data.takes.report import report_on

    rng = random.Random(seed)
    seeds = list(samples().values())
    shared_memory = Path("/dev/shm")
    folder = shared_memory if shared_memory.is_dir() else Path(tempfile.gettempdir())
    path = folder / f"fuzz_{seed}.dat"
    read = refused = 0
    for index in range(count):
        content = mutated(rng.choice(seeds), rng)
        path.write_bytes(content)
        began = time.perf_counter()
        try:
            for take in read_takes(path, ReadOptions(face=rng.choice((ALL, LARGEST)))):
                report_on(take).lines()
            read += 1
        except TakeError as error:
            if not str(error).startswith(path.name):
                raise RuntimeError(f"no file named: {error}") from error
            refused += 1
        except BaseException:
            print(f"input {index} of seed {seed}: {content!r}")
            raise
        if time.perf_counter() - began > SLOW:
            print(f"input {index} of seed {seed} was slow: {content!r}")
            return 1
    path.unlink()
    print(f"{count} inputs: {read} read, {refused} refused, none failed")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
