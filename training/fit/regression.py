"""From sums to coefficients and scores."""

from dataclasses import dataclass

import numpy as np

from .sums import Products

RANK_TOLERANCE = 1e-12
"""Directions of the scaled inputs that vary less, relative to the strongest, are left out."""
DEAD = 1e-8
"""Inputs whose deviation is below this share of their size do not vary."""


@dataclass(frozen=True)
class Moments:
    """Means, and scatter (sums of products) about the means or about each group's own means.

    x: (p,). y: (q,). xx: (p, p). xy: (p, q). yy: (q,).
    """

    count: float
    x: np.ndarray
    y: np.ndarray
    xx: np.ndarray
    xy: np.ndarray
    yy: np.ndarray
    within_groups: bool

    @classmethod
    def of(
        cls,
        products: Products,
        between: Products | None,
        shift_x: np.ndarray,
        shift_y: np.ndarray,
        center: float = 1.0,
    ) -> "Moments":
        """center: how much of what varies between groups is left out, where `between` is known."""
        count, x, y = products.aa[0, 0], products.aa[0, 1:], products.ay[0]
        row = np.concatenate([[count], x])
        mean = Products(np.outer(row, row) / count, np.outer(row, y) / count, y * y / count)
        within_groups = between is not None
        if between is None:
            between = mean
        elif center < 1:
            between = between.blended(mean, 1 - center)
        scatter = products.minus(between)
        return cls(
            count=float(count),
            x=x / count + shift_x,
            y=y / count + shift_y,
            xx=scatter.aa[1:, 1:],
            xy=scatter.ay[1:],
            yy=scatter.yy,
            within_groups=within_groups,
        )


@dataclass(frozen=True)
class Fit:
    """y = x @ coef + intercept. condition: of the scaled inputs. dead: (p,) inputs left out."""

    coef: np.ndarray
    intercept: np.ndarray
    rank: int
    condition: float
    dead: np.ndarray


def fit(moments: Moments, ridge: float = 0.0, prior: np.ndarray | None = None) -> Fit:
    """Least squares on inputs scaled to deviation 1; minimal norm where they are dependent.

    This is the limit that PLSRegression(scale=True) reaches with all components.
    ridge, prior: adds ridge * |coef - prior|^2, prior (p, q), 0 unless given, unscaled.
    Inputs that do not vary have their prior's coefficients.
    """
    coef = np.zeros_like(moments.xy) if prior is None else prior.copy()
    size = np.sqrt(np.diag(moments.xx).clip(0) + moments.count * moments.x**2)
    dead = np.sqrt(np.diag(moments.xx).clip(0)) <= DEAD * size
    live = np.flatnonzero(~dead)
    normal = moments.xx[np.ix_(live, live)] + ridge * np.eye(len(live))
    wanted = (moments.xy - moments.xx @ coef)[live]
    scale = np.sqrt(np.diag(normal))
    strengths, directions = np.linalg.eigh(normal / scale / scale[:, None])
    used = strengths > RANK_TOLERANCE * strengths.max(initial=0)
    strengths, directions = strengths[used], directions[:, used]
    found = directions @ ((directions.T @ (wanted / scale[:, None])) / strengths[:, None])
    coef[live] += found / scale[:, None]
    return Fit(
        coef=coef,
        intercept=moments.y - moments.x @ coef,
        rank=int(used.sum()),
        condition=float(np.sqrt(strengths.max() / strengths.min())) if used.any() else 1.0,
        dead=dead,
    )


def squared_errors(moments: Moments, coef: np.ndarray, intercept: np.ndarray) -> np.ndarray:
    """The sum over frames of squared errors of each coordinate, (q,)."""
    errors = moments.yy - 2 * np.einsum("pq,pq->q", coef, moments.xy)
    errors += np.einsum("pq,pq->q", coef, moments.xx @ coef)
    if not moments.within_groups:
        errors += moments.count * (moments.y - moments.x @ coef - intercept) ** 2
    return errors


def r2(errors: np.ndarray, scatter: np.ndarray) -> float:
    """Variance-weighted over coordinates, as scikit-learn's r2_score has it."""
    return 1 - float(errors.sum() / scatter.sum())


def held_still(moments: Moments, coef: np.ndarray, rows: np.ndarray) -> float:
    """By how much the squared errors grow when some inputs stay at their means."""
    still = coef[rows]
    left = moments.xy[rows] - moments.xx[rows] @ coef
    return float(
        2 * (still * left).sum() + ((still @ still.T) * moments.xx[np.ix_(rows, rows)]).sum()
    )
