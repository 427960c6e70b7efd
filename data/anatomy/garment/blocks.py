"""The head goes with the face's oval, each vertex with up to sixteen of its landmarks.

To look up a landmark for each vertex costs Blender as much as all that is done with it. So three
neighbors at a time are looked up together, as the columns of a matrix, and a vertex makes do with
four such blocks. What its other landmarks would add, the blocks' own make up for: neighbors move
alike.
"""

from typing import NamedTuple

import numpy as np

from ..mixing import MOST_BLOCKS
from ..topology import OVAL

SIZE = 3
BLOCKS = np.array(OVAL).reshape(-1, SIZE)
"""(12, 3) landmarks."""

_REACH = 15.0
"""Over how many landmarks of the oval motion becomes another by a factor of e."""


class BlockBlend(NamedTuple):
    """Of n vertices: blocks (n, MOST_BLOCKS), their indices, weight (n, MOST_BLOCKS, SIZE) of their
    landmarks.
    """

    blocks: np.ndarray
    weight: np.ndarray

    def positions(self, oval: np.ndarray) -> np.ndarray:
        """(n, k) the vertices' sums for OVAL's landmarks (36, k)."""
        corners = oval.reshape(len(BLOCKS), SIZE, -1)
        return np.einsum("nbk,nbkx->nx", self.weight, corners[self.blocks])


def still(count: int) -> BlockBlend:
    """The blend of vertices that go with none of them."""
    blocks = np.zeros((count, MOST_BLOCKS), np.int64)
    return BlockBlend(blocks, np.zeros((count, MOST_BLOCKS, SIZE)))


def join_blocks(blends: list[BlockBlend]) -> BlockBlend:
    """Several blends one after the other."""
    return BlockBlend(
        blocks=np.concatenate([blend.blocks for blend in blends]),
        weight=np.concatenate([blend.weight for blend in blends]),
    )


def block_blend(shares: np.ndarray) -> BlockBlend:
    """The blend nearest to shares (n, 36) of all of OVAL's landmarks.

    Block after block is chosen that takes most off what is left, and all weights are fitted anew.
    "Nearest" is the difference that is to be expected, for motion that is alike over _REACH. With
    any slider of the bundled models it stays below 0.06 mm.
    """
    likeness = _likeness()
    wanted = shares @ likeness
    rows = np.arange(len(shares))[:, None]
    chosen = np.empty((len(shares), 0), np.int64)
    fitted = np.zeros_like(shares)
    weight = np.empty((len(shares), 0))
    for _ in range(MOST_BLOCKS):
        gain = _gains(wanted - fitted @ likeness, likeness)
        np.put_along_axis(gain, chosen, -1, axis=1)
        best = gain.argmax(axis=1)[:, None]
        chosen = np.concatenate((chosen, best), axis=1)
        places = (SIZE * chosen[:, :, None] + np.arange(SIZE)).reshape(len(shares), -1)
        known = likeness[places[:, :, None], places[:, None, :]]
        weight = np.linalg.solve(known, wanted[rows, places][..., None])[..., 0]
        fitted = np.zeros_like(shares)
        np.put_along_axis(fitted, places, weight, axis=1)
    return BlockBlend(chosen, weight.reshape(len(shares), MOST_BLOCKS, SIZE))


def _likeness() -> np.ndarray:
    """(36, 36) how alike two landmarks of the oval move, by how far along it they are apart."""
    place = np.arange(len(OVAL))
    apart = np.abs(place[:, None] - place)
    apart = np.minimum(apart, len(OVAL) - apart)
    return np.exp(-apart / _REACH)


def _gains(left: np.ndarray, likeness: np.ndarray) -> np.ndarray:
    """(n, 12) by how much the expected difference shrinks with each block.

    left: (n, 36) how alike what is left is to each landmark.
    """
    # All blocks are alike: three landmarks in a row.
    inverse = np.linalg.inv(likeness[:SIZE, :SIZE])
    parts = left.reshape(len(left), len(BLOCKS), SIZE)
    return (parts * (parts @ inverse)).sum(axis=2)
