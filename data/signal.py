"""From samples to frames."""

import numpy as np

_ROUNDING = 1e-3
"""Frames: a take that ends this close before a frame still reaches it."""


def resample(times: np.ndarray, values: np.ndarray, fps: float) -> np.ndarray:
    """Linear interpolation of samples onto whole frames.

    times: (n,) seconds from 0, increasing. values: (n, k), NaN where missing: gaps are bridged
    linearly, before the first and after the last sample its value holds, a column without any
    sample stays NaN.
    Returns (frames, k) float32, frame i at i / fps.
    """
    count = int(np.floor(times[-1] * fps + _ROUNDING)) + 1
    moments = np.arange(count) / fps
    frames = np.full((count, values.shape[1]), np.nan, np.float32)
    for column, samples in enumerate(values.T):
        measured = ~np.isnan(samples)
        if measured.any():
            frames[:, column] = np.interp(moments, times[measured], samples[measured])
    return frames
