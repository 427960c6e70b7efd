"""The rotations nearest to matrices, for thousands of matrices at once.

The iteration is that of Higham, Computing the polar decomposition - with applications, 1986, scaled
by Frobenius norms.
"""

import numpy as np

_NEWTON_STEPS = 9
"""At most; what has not converged by then goes to `_rotations_by_decomposition`."""
_NEARLY = 1e-7
"""From squared norms this close to a rotation's, one more step is exact: each squares the error."""
_NEWTON_TOLERANCE = 1e-12
"""How far entries of a rotation may be from its cofactors, which they equal."""
_FLATTEST = 1e-9
"""Determinants of matrices of size 1 from which the iteration is exact."""
_ROTATION_SIZE = 3
"""The squared norm of any rotation in space: three columns of length 1."""


def nearest_rotations(matrices: np.ndarray) -> np.ndarray:
    """The rotation (n, 3, 3) with the largest inner product with each matrix (n, 3, 3).

    Higham's scaled Newton iteration for the polar factor, on all frames at once, takes a tenth of
    the time of as many decompositions. Those remain for what is no blurred rotation: where the
    polar factor is a reflection or next to undefined.
    """
    # With the frames last, each entry of the matrices is one long run of numbers in memory.
    factors = np.moveaxis(matrices, 0, -1).copy()
    is_found = _are_blurred_rotations(factors)
    is_found &= _iterate_to_polar_factors(factors)
    rotations = np.moveaxis(factors, -1, 0).copy()
    if not is_found.all():
        rotations[~is_found] = _rotations_by_decomposition(matrices[~is_found])
    return rotations


def _are_blurred_rotations(factors: np.ndarray) -> np.ndarray:
    """Which of the matrices (3, 3, n) keep their orientation and are far from flat, (n,) bool."""
    determinants = _determinants(factors, _cofactors(factors))
    # The determinant grows with the third power of the size, and `_squared_sizes` with the second.
    return determinants > _FLATTEST * _squared_sizes(factors) ** 1.5


def _iterate_to_polar_factors(factors: np.ndarray) -> np.ndarray:
    """Turn matrices (3, 3, n) into their polar factors, in place; returns which converged, (n,).

    A step takes the mean of X and its transposed inverse, which is cofactors / determinant, after
    scaling X so that both are of one size.
    """
    # What divides by 0 on the way ends as NaN or infinity, which is never called converged.
    with np.errstate(all="ignore"):
        for _ in range(_NEWTON_STEPS):
            cofactors = _cofactors(factors)
            determinants = _determinants(factors, cofactors)
            sizes = _squared_sizes(factors)
            # Of the inverse to the matrix: cofactors are the inverse times the determinant.
            ratios = np.sqrt(_squared_sizes(cofactors) / sizes)
            scales = np.sqrt(ratios / np.abs(determinants))
            factors *= scales / 2
            cofactors *= 0.5 / (scales * determinants)
            factors += cofactors
            # The sizes are those before this step, which has squared what was left of the error.
            if np.abs(sizes - _ROTATION_SIZE).max(initial=0) < _NEARLY:
                break
        # A rotation, and nothing else but 0, is its own matrix of cofactors.
        errors = np.abs(factors - _cofactors(factors))
        return errors.max(axis=(0, 1)) < _NEWTON_TOLERANCE


def _rotations_by_decomposition(matrices: np.ndarray) -> np.ndarray:
    """The nearest rotations (n, 3, 3) to any matrices (n, 3, 3), by singular values."""
    u, _strengths, vt = np.linalg.svd(matrices)
    orientations = np.linalg.det(u) * np.linalg.det(vt)
    is_reflection = orientations < 0
    # Turning the weakest direction round makes it a rotation at the least cost.
    u[is_reflection, :, 2] *= -1
    return u @ vt


def _squared_sizes(matrices: np.ndarray) -> np.ndarray:
    """The squared Frobenius norms (n,) of matrices (3, 3, n)."""
    return np.einsum("ijn,ijn->n", matrices, matrices)


def _determinants(
    matrices: np.ndarray,
    cofactors: np.ndarray,
) -> np.ndarray:
    """The determinants (n,) of matrices (3, 3, n), along the first row."""
    return np.einsum("jn,jn->n", matrices[0], cofactors[0])


def _cofactors(matrices: np.ndarray) -> np.ndarray:
    """The cofactors (3, 3, n) of matrices (3, 3, n)."""
    cofactors = np.empty_like(matrices)
    for row, column in np.ndindex(3, 3):
        # Going on in circles instead of leaving out a row and a column gives the signs as well.
        below = (row + 1) % 3
        last = (row + 2) % 3
        right = (column + 1) % 3
        outer = (column + 2) % 3
        cofactors[row, column] = matrices[below, right] * matrices[last, outer]
        cofactors[row, column] -= matrices[below, outer] * matrices[last, right]
    return cofactors
