"""From sums to coefficients and scores."""

from dataclasses import dataclass

import numpy as np

from .products import Products

RANK_TOLERANCE = 1e-12
"""Directions of the scaled inputs that vary less, relative to the strongest, are left out."""
DEAD = 1e-8
"""Inputs whose deviation is below this share of their size do not vary."""


@dataclass(frozen=True)
class Moments:
    """Means, and scatter (sums of products) about the means or about each group's own means.

    x: (p,). y: (q,). xx: (p, p). xy: (p, q). yy: (q,). q is 1434, less in tests.
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
        """Step 5: the moments of inputs and coordinates with their shifts (p,) and (q,) back in.

        center: how much of what varies between groups is left out, where `between` is known.
        """
        # The products with the column of ones are sums.
        count = products.aa[0, 0]
        sum_x = products.aa[0, 1:]
        sum_y = products.ay[0]
        of_means = _products_of_means(count, sum_x, sum_y)
        if between is None:
            left_out = of_means
        elif center < 1:
            left_out = between.blend(of_means, 1 - center)
        else:
            left_out = between
        scatter = products.minus(left_out)
        return cls(
            count=float(count),
            x=sum_x / count + shift_x,
            y=sum_y / count + shift_y,
            xx=scatter.aa[1:, 1:],
            xy=scatter.ay[1:],
            yy=scatter.yy,
            within_groups=between is not None,
        )


def _products_of_means(
    count: float,
    sum_x: np.ndarray,
    sum_y: np.ndarray,
) -> Products:
    """The products of as many frames as there are, were they all the mean.

    sum_x: (p,). sum_y: (q,).
    """
    sum_a = np.concatenate([[count], sum_x])
    return Products(
        aa=np.outer(sum_a, sum_a) / count,
        ay=np.outer(sum_a, sum_y) / count,
        yy=sum_y * sum_y / count,
    )


@dataclass(frozen=True)
class Fit:
    """y = x @ coef + intercept. coef: (p, q), units of y per unit of x. intercept: (q,).

    condition: of the scaled inputs. dead: (p,) bool, inputs left out.
    """

    coef: np.ndarray
    intercept: np.ndarray
    rank: int
    condition: float
    dead: np.ndarray


def fit(
    moments: Moments,
    ridge: float = 0.0,
    prior: np.ndarray | None = None,
) -> Fit:
    """Step 5: least squares on inputs scaled to deviation 1; minimal norm where they are dependent.

    This is the limit that PLSRegression(scale=True) reaches with all components.
    ridge, prior: adds ridge * |coef - prior|^2, prior (p, q), 0 unless given, unscaled.
    Inputs that do not vary have their prior's coefficients.
    """
    coef = np.zeros_like(moments.xy)
    if prior is not None:
        coef = prior.copy()
    dead = _unvarying_inputs(moments)
    live = np.flatnonzero(~dead)

    # The normal equations of the correction to the prior, which the ridge pulls to 0.
    normal = moments.xx[np.ix_(live, live)]
    normal = normal + ridge * np.eye(len(live))
    unexplained = moments.xy - moments.xx @ coef
    wanted = unexplained[live]

    # Scaled inputs are of size 1, so that small ones are as good as large ones for the rank.
    scale = np.sqrt(np.diag(normal))
    column_scale = scale[:, None]
    strengths, directions = _principal_directions(normal / scale / column_scale)
    along = directions.T @ (wanted / column_scale)
    correction = directions @ (along / strengths[:, None])
    coef[live] += correction / column_scale
    return Fit(
        coef=coef,
        intercept=moments.y - moments.x @ coef,
        rank=len(strengths),
        condition=_condition(strengths),
        dead=dead,
    )


def _unvarying_inputs(moments: Moments) -> np.ndarray:
    """Which inputs (p,) are constant, but for rounding."""
    # Differences of sums: where nothing varies they may come out just below 0.
    squared_deviation = np.diag(moments.xx).clip(0)
    squared_mean = moments.count * moments.x**2
    size = np.sqrt(squared_deviation + squared_mean)
    return np.sqrt(squared_deviation) <= DEAD * size


def _principal_directions(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of correlations (l, l) the r independent directions (l, r), and their strengths (r,)."""
    strengths, directions = np.linalg.eigh(correlations)
    is_used = strengths > RANK_TOLERANCE * strengths.max(initial=0)
    return strengths[is_used], directions[:, is_used]


def _condition(strengths: np.ndarray) -> float:
    """The condition number of inputs whose squares have the strengths (r,)."""
    if not len(strengths):
        return 1.0
    ratio = strengths.max() / strengths.min()
    return float(np.sqrt(ratio))


def squared_errors(
    moments: Moments,
    coef: np.ndarray,
    intercept: np.ndarray,
) -> np.ndarray:
    """Step 6: the sum over frames of squared errors of each coordinate, (q,).

    coef: (p, q). intercept: (q,). |y - x c|^2 = yy - 2 c xy + c xx c, all about the means.
    """
    explained = np.einsum("pq,pq->q", coef, moments.xy)
    predicted = np.einsum("pq,pq->q", coef, moments.xx @ coef)
    errors = moments.yy - 2 * explained
    errors += predicted
    # Within groups means count for nothing; else, being off in the mean is an error of each frame.
    if not moments.within_groups:
        mean_errors = moments.y - moments.x @ coef
        mean_errors -= intercept
        errors += moments.count * mean_errors**2
    return errors


def r2(
    errors: np.ndarray,
    scatter: np.ndarray,
) -> float:
    """Step 6: variance-weighted over coordinates, as scikit-learn's r2_score has it.

    errors, scatter: (q,), sums of squares over the same frames.
    """
    return 1 - float(errors.sum() / scatter.sum())


def loss_when_still(
    moments: Moments,
    coef: np.ndarray,
    rows: np.ndarray,
) -> float:
    """Step 6: by how much the squared errors grow when some inputs stay at their means.

    coef: (p, q). rows: (k,) of the inputs. Summed over all coordinates, in squared units.
    """
    still = coef[rows]
    # Of |e + x s|^2 - |e|^2 the first term is 2 e x s, with e the errors that there are anyway.
    errors_by_inputs = moments.xy[rows] - moments.xx[rows] @ coef
    with_errors = 2 * (still * errors_by_inputs).sum()
    scatter = moments.xx[np.ix_(rows, rows)]
    of_motion = (still @ still.T) * scatter
    return float(with_errors + of_motion.sum())
