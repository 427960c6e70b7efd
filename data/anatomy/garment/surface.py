"""Surfaces of polygons, and Catmull and Clark's way to smooth them.

What becomes of the vertices is a matrix, which takes positions as well as colors, and which goes on
with the matrix of the step before.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .sparse import Sparse, identity, sparse, stack


@dataclass(frozen=True)
class Surface:
    """Polygons over `count` vertices, of which some may be in none.

    corners: (c,) vertex of each polygon's corners, one polygon after the other.
    sizes: (p,) corners of each polygon.
    sharp: (s, 2) pairs of vertices: edges that stay sharp. Those of one polygon always do.
    """

    count: int
    corners: np.ndarray
    sizes: np.ndarray
    sharp: np.ndarray

    # Polygons and edges

    @cached_property
    def starts(self) -> np.ndarray:
        """(p,) where in `corners` each polygon begins."""
        ends = np.cumsum(self.sizes)
        return ends - self.sizes

    @cached_property
    def polygon_of_corner(self) -> np.ndarray:
        """(c,) index of each corner's polygon."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def corner_after(self) -> np.ndarray:
        """(c,) index of the next corner of the same polygon."""
        following = np.arange(1, len(self.corners) + 1)
        lasts = self.starts + self.sizes - 1
        following[lasts] = self.starts
        return following

    @cached_property
    def corner_before(self) -> np.ndarray:
        """(c,) index of the corner before in the same polygon."""
        before = np.empty_like(self.corner_after)
        before[self.corner_after] = np.arange(len(self.corners))
        return before

    @cached_property
    def _edge_keys(self) -> tuple[np.ndarray, np.ndarray]:
        """(e,) the key of each edge, ascending, and (c,) the edge from each corner to the next."""
        ends = np.stack((self.corners, self.corners[self.corner_after]), axis=1)
        keys, edge_of_corner = np.unique(self.keys(ends), return_inverse=True)
        return keys, edge_of_corner.ravel()

    @property
    def edge_of_corner(self) -> np.ndarray:
        """(c,) index of the edge from each corner to the next one."""
        return self._edge_keys[1]

    @cached_property
    def edges(self) -> np.ndarray:
        """(e, 2) the vertices of each edge, the lower index first, in ascending order."""
        lower, higher = np.divmod(self._edge_keys[0], self.count)
        return np.stack((lower, higher), axis=1)

    def has_any(self, is_chosen: np.ndarray) -> np.ndarray:
        """(p,) whether any corner of each polygon is one of the vertices for which (n,) holds."""
        return np.logical_or.reduceat(is_chosen[self.corners], self.starts)

    def find_edges(self, pairs: np.ndarray) -> np.ndarray:
        """(n,) indices of the edges between pairs of vertices (n, 2), all of which there are."""
        return np.searchsorted(self._edge_keys[0], self.keys(pairs))

    def present(self, pairs: np.ndarray) -> np.ndarray:
        """(k, 2) those of the pairs of vertices (n, 2) between which there is an edge."""
        is_there = np.isin(self.keys(pairs), self._edge_keys[0])
        return pairs[is_there]

    def keys(self, pairs: np.ndarray) -> np.ndarray:
        """(n,) a number for each pair (n, 2), whichever vertex comes first: 3, 1 of 10 gives 13."""
        pairs = pairs.astype(np.int64)
        return pairs.min(axis=1) * self.count + pairs.max(axis=1)

    # What is sharp

    @cached_property
    def is_sharp(self) -> np.ndarray:
        """(e,) whether each edge stays sharp."""
        polygons = np.bincount(self.edge_of_corner, minlength=len(self.edges))
        found = polygons == 1
        found[self.find_edges(self.sharp)] = True
        return found

    @cached_property
    def _sharp_neighbors(self) -> Sparse:
        """(count, count) 1 from each vertex to those at the other ends of its sharp edges."""
        lower, higher = self.edges[self.is_sharp].T
        start = np.concatenate((lower, higher))
        end = np.concatenate((higher, lower))
        return sparse((self.count, self.count), start, end, 1.0)

    @cached_property
    def _sharp_edges_of_vertex(self) -> np.ndarray:
        """(count,) how many sharp edges meet at each vertex; two are a line."""
        return np.bincount(self._sharp_neighbors.row, minlength=self.count)

    @cached_property
    def _is_fixed(self) -> np.ndarray:
        """(count,) vertices that stay where they are: in no polygon, or where sharp lines meet."""
        polygons = np.bincount(self.corners, minlength=self.count)
        return (self._sharp_edges_of_vertex > 2) | (polygons == 0)

    def _keep_sharp(self, smooth: Sparse, weight: int) -> Sparse:
        """A matrix of the vertices, but on sharp lines what their line alone says.

        There the vertex counts `weight` times, its two neighbors once.
        """
        is_line = self._sharp_edges_of_vertex == 2
        is_line &= ~self._is_fixed
        is_free = ~is_line & ~self._is_fixed
        along = identity(self.count).scale(float(weight)) + self._sharp_neighbors
        on_line = along.scale(is_line / (weight + 2))
        return (
            smooth.scale(is_free * 1.0) + on_line + identity(self.count).scale(self._is_fixed * 1.0)
        )

    # Matrices

    @cached_property
    def _valence(self) -> np.ndarray:
        """(count,) edges at each vertex, at least 1."""
        ends = np.bincount(self.edges.ravel(), minlength=self.count)
        return np.maximum(ends, 1)

    @cached_property
    def _polygon_means(self) -> Sparse:
        """(p, count) the middle of each polygon."""
        shape = (len(self.sizes), self.count)
        share = 1 / self.sizes[self.polygon_of_corner]
        return sparse(shape, self.polygon_of_corner, self.corners, share)

    @cached_property
    def _edge_means(self) -> Sparse:
        """(e, count) the middle of each edge."""
        edge = np.repeat(np.arange(len(self.edges)), 2)
        return sparse((len(self.edges), self.count), edge, self.edges.ravel(), 0.5)

    def spreading(self) -> Sparse:
        """(n, count) to the vertices of `subdivide` with the polygons left flat."""
        return stack(identity(self.count), self._edge_means, self._polygon_means)

    def smoothing(self) -> Sparse:
        """(n, count) to the vertices of `subdivide` by Catmull and Clark's rules."""
        polygons = len(self.sizes)
        edges = len(self.edges)

        # An edge's point: halfway between its middle and the mean of its two polygons' points.
        beside = sparse((edges, polygons), self.edge_of_corner, self.polygon_of_corner, 1.0)
        middles = self._edge_means.scale(np.where(self.is_sharp, 1, 0.5))
        of_edges = middles + (beside @ self._polygon_means).scale(np.where(self.is_sharp, 0, 0.25))

        # A vertex: (F + 2 M + (n - 3) V) / n for the means F of polygons and M of edges around it.
        valence = self._valence
        around = sparse((self.count, polygons), self.corners, self.polygon_of_corner, 1.0)
        edge = np.repeat(np.arange(edges), 2)
        touching = sparse((self.count, edges), self.edges.ravel(), edge, 1.0)
        of_vertices = (
            (around @ self._polygon_means).scale(1 / valence**2)
            + (touching @ self._edge_means).scale(2 / valence**2)
            + identity(self.count).scale((valence - 3) / valence)
        )
        return stack(self._keep_sharp(of_vertices, weight=6), of_edges, self._polygon_means)

    def limiting(self) -> Sparse:
        """(count, count) to where the vertices of a surface of quads end by endless smoothing."""
        valence = self._valence
        shape = (self.count, self.count)
        lower, higher = self.edges.T
        beside = sparse(
            shape,
            np.concatenate((lower, higher)),
            np.concatenate((higher, lower)),
            4.0,
        )
        opposite = self.corners[self.corner_after[self.corner_after]]
        across = sparse(shape, self.corners, opposite, 1.0)
        total = identity(self.count).scale(valence**2.0) + beside + across
        return self._keep_sharp(total.scale(1 / (valence * (valence + 5))), weight=4)

    # Finer surfaces

    def subdivide(self) -> "Surface":
        """The surface of quads: old vertices first, then one an edge, then one a polygon."""
        edge_points = self.count + np.arange(len(self.edges))
        polygon_points = self.count + len(self.edges) + np.arange(len(self.sizes))
        quads = np.stack(
            (
                self.corners,
                edge_points[self.edge_of_corner],
                polygon_points[self.polygon_of_corner],
                edge_points[self.edge_of_corner[self.corner_before]],
            ),
            axis=1,
        )
        return Surface(
            count=self.count + len(self.edges) + len(self.sizes),
            corners=quads.ravel(),
            sizes=np.full(len(quads), 4),
            sharp=self.halves(self.edges[self.is_sharp]),
        )

    def finer_ring(self, ring: np.ndarray) -> np.ndarray:
        """(2 n,) a closed line (n,) of vertices after `subdivide`: each, then its edge's middle."""
        edges = np.stack((ring, np.roll(ring, -1)), axis=1)
        middles = self.count + self.find_edges(edges)
        return np.stack((ring, middles), axis=1).ravel()

    def halves(self, pairs: np.ndarray) -> np.ndarray:
        """(2 n, 2) what becomes of edges (n, 2) by `subdivide`: their first, then second halves."""
        middles = self.count + self.find_edges(pairs)
        first = np.stack((pairs[:, 0], middles), axis=1)
        second = np.stack((middles, pairs[:, 1]), axis=1)
        return np.concatenate((first, second))


def join_polygons(polygons: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Lists of corners as Surface has them: `corners` and `sizes`."""
    sizes = [len(polygon) for polygon in polygons]
    corners = [corner for polygon in polygons for corner in polygon]
    return np.array(corners, np.int64), np.array(sizes, np.int64)
