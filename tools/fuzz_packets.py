"""Feed damaged packets to the decoders: `uv run python -m tools.fuzz_packets 1000000 [SEED]`.

Every packet must give frames that can be played, or a LiveError. The first that does otherwise is
shown. Prints the number of packets tried, and how many gave a frame, for each protocol.
"""

import argparse
import random
import sys
import time
from collections import Counter

import numpy as np
from blendshape_face.data.channels import HARD_RANGE
from blendshape_face.data.errors import LiveError
from blendshape_face.data.live import PROTOCOLS, Frame

from tools.fuzz import damage
from tools.live_packets import samples

SLOW = 0.5
"""Seconds that no packet may take."""
RANDOM = 0.1
"""Share of the packets that are random from beginning to end."""
LONGEST = 2000
"""Bytes of these."""
A_DECODER = 1000
"""Packets after which a protocol's decoder is made anew."""


def packet_of(rng: random.Random, originals: list[bytes]) -> bytes:
    """One to be tried."""
    if rng.random() < RANDOM:
        return rng.randbytes(rng.randrange(LONGEST))
    return damage(rng.choice(originals), rng)


def check(frame: Frame) -> None:
    """Raises AssertionError where a frame cannot be played as it is."""
    assert frame.values.dtype == np.float32
    assert len(frame.names) == len(frame.values) == len(set(frame.names))
    # NaN is neither more nor less.
    assert not (np.abs(frame.values) > HARD_RANGE[1]).any()
    assert frame.head is None or np.isfinite(frame.head).all()
    assert frame.time is None or np.isfinite(frame.time)
    assert frame.source.isprintable()


def main(count: int, seed: int) -> int:
    rng = random.Random(seed)
    originals = samples()
    protocols = list(PROTOCOLS)
    decoders = {}
    tried: Counter[str] = Counter()
    played: Counter[str] = Counter()
    for index in range(count):
        if index % A_DECODER == 0:
            decoders = {name: protocol.make() for name, protocol in PROTOCOLS.items()}
        packet = packet_of(rng, originals)
        name = rng.choice(protocols)
        tried[name] += 1
        began = time.process_time()
        try:
            frames = decoders[name](packet)
            for frame in frames:
                check(frame)
            played[name] += bool(frames)
        except LiveError:
            pass
        except BaseException:
            print(f"packet {index} of seed {seed} to {name}: {packet!r}")
            raise
        if time.process_time() - began > SLOW:
            print(f"packet {index} of seed {seed} to {name} takes long: {packet!r}")
            return 1
    for name in protocols:
        print(f"{name}: {tried[name]} packets, {played[name]} with a frame")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_packets", description=__doc__)
    parser.add_argument("packets", type=int, nargs="?", default=100_000)
    parser.add_argument("seed", type=int, nargs="?", default=0)
    options = parser.parse_args()
    sys.exit(main(options.packets, options.seed))
