"""Linear stand-ins for what does not move linearly."""

import numpy as np
from blendshape_face.data.linear_fit import (
    Samples,
    best_targets,
    correctives,
    left_over,
    weights_of,
)

MOST = 8


def moved(values: np.ndarray) -> np.ndarray:
    """(s, 3, 3): a vertex that moves linearly, one that stops at 0.4, one on a circle."""
    first, second = values.T
    still = np.zeros_like(first)
    linear = np.stack((first, 2 * second, still), axis=1)
    stopping = np.stack((still, np.minimum(first, 0.4), still), axis=1)
    round_ = np.stack((np.sin(second), 1 - np.cos(second), still), axis=1)
    return np.stack((linear, stopping, round_), axis=1)


def sampled() -> tuple[np.ndarray, Samples]:
    values = np.random.default_rng(3).uniform(0, 1, (60, 2))
    exact = moved(np.eye(2))
    return exact, Samples(values, moved(values), np.ones(60))


def test_targets_meet_the_samples_better_than_the_ends_do():
    exact, samples = sampled()
    found = best_targets(exact, samples)
    # What moves linearly keeps its exact motion, to the last bit.
    np.testing.assert_array_equal(found[:, 0], exact[:, 0])
    missed = np.abs(left_over(found, samples.values, samples.moves)).sum(axis=(0, 2))
    of_ends = np.abs(left_over(exact, samples.values, samples.moves)).sum(axis=(0, 2))
    assert (missed[1:] < 0.8 * of_ends[1:]).all()


def test_what_counts_more_is_met_better():
    exact, samples = sampled()
    ends = Samples(
        np.concatenate((samples.values, np.eye(2))),
        np.concatenate((samples.moves, exact)),
        np.repeat([1.0, 1000.0], [60, 2]),
    )
    far = np.abs(best_targets(exact, samples) - exact).max()
    near = np.abs(best_targets(exact, ends) - exact).max()
    assert near < 0.1 * far


def test_correctives_are_few_and_enough():
    exact, samples = sampled()
    missed = left_over(best_targets(exact, samples), samples.values, samples.moves)
    assert np.linalg.norm(missed, axis=2).max() > 0.05
    more = correctives(missed, 0.05, MOST)
    assert 1 <= len(more) < MOST
    weights = weights_of(more, missed)
    assert np.abs(weights).max() <= 1 + 1e-6
    left = left_over(more, weights, missed)
    assert np.linalg.norm(left, axis=2).max() <= 0.05
    fewer = left_over(more[:-1], weights_of(more[:-1], missed), missed)
    assert np.linalg.norm(fewer, axis=2).max() > 0.05


def test_nothing_is_added_where_nothing_is_missed_or_allowed():
    missed = np.ones((4, 5, 3))
    assert correctives(missed, 10, MOST).shape == (0, 5, 3)
    assert correctives(missed, 0.1, 0).shape == (0, 5, 3)
    assert weights_of(np.zeros((0, 5, 3)), missed).shape == (4, 0)
