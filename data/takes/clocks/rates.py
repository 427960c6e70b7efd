"""How many samples a second a clock gives, and what its unit may be."""

import numpy as np

from ...reading_choices import DEFAULT_FPS

HIGHEST_FPS = 500.0
"""Samples a second that no tracker of faces reaches; what gives more is no clock in this unit."""
_REGULAR = (0.3, 1.55)
"""Steps between so many usual ones are steps; shorter ones are hiccups, longer ones gaps."""
_MANY = 5
"""Long steps that are no dropped frames, where they come as evenly as rounding makes them."""
_ROUNDED = 1.5
"""Shortest steps by which rounded times are off an even clock, that of the ends included."""
_DECIMAL = 1e-3
"""Powers of ten by which a step may be off one."""
_HARDLY = 1e-3
"""Share of the frames that may be missing from a recording without gaps to speak of."""
_CAMERAS = (24, 25, 30, 48, 50, 60, 72, 90, 96, 100, 120, 240)
NTSC = 1.001
"""By so much video's own frames are longer, those of drop-frame timecodes too: 29.97 a second
instead of 30."""
CAMERA_RATES = (*map(float, _CAMERAS), *(rate / NTSC for rate in _CAMERAS))
"""Frames a second; of two that times allow, the whole number counts."""
_ROUNDINGS = (1e-2, 1e-3)
"""Seconds to which clocks are rounded so coarsely that their rate is no longer exact."""
_LIKE = 0.01
"""Share by which a camera's rate is off the mean: none is that like another, but NTSC's."""
_EXACT = 1e-3
"""Share of such a rounding by which numbers are off."""
_LONGEST_STEP = 3.5
"""Of a unit, in a clock that names none: 240 fps are steps of 4 ms."""
_SUSPECT_FPS = (5.0, 75.0)
"""Rates beyond these are worth a look where the unit was guessed."""
_SERIAL_DAYS = (20_000.0, 80_000.0)
"""Days since 1900 of the years 1954 to 2119, as spreadsheets write dates."""
_EPOCH = (1.4e9, 2.2e9)
"""Seconds since 1970 of the years 2014 to 2039."""
_EPOCH_STEP = 15.0
"""Seconds between samples up to which a date tells its unit, whatever the steps seem to be."""

_BY_STEP = (
    # A longer step is no frame's, so it is in the next smaller unit.
    ("s", 1.0),
    ("ms", 1e-3),
    ("us", 1e-6),
    ("ns", 1e-9),
)


def usual_step(times: np.ndarray) -> float:
    """The median of the steps of times (n,) that go on, NaN where none does.

    Several faces share a time, and some exporters write each time twice: that is no step.
    """
    steps = np.diff(times[np.isfinite(times)])
    forward = steps[steps > 0]
    return float(np.median(forward)) if len(forward) else np.nan


def measured_rate(times: np.ndarray) -> float:
    """Samples a second of times (n,) in seconds, increasing: by the mean of the regular steps.

    Whole milliseconds of 60 fps are steps of 16 and 17; a dropped frame is a step of 33. Rounded
    times whose mean is 59.7 fit 60 as well, which cameras have:

    >>> measured_rate(np.array([0.0, 17, 33, 50, 83, 100]) / 1e3)
    60.0
    """
    if len(times) < 2:
        return DEFAULT_FPS
    steps = np.diff(times)
    # The lower median is a step that is there.
    usual = float(np.sort(steps)[(len(steps) - 1) // 2])
    shortest, longest = _REGULAR
    is_regular = (steps >= shortest * usual) & (steps <= longest * usual)
    regular = float(steps[is_regular].mean())
    mean = float(steps.mean())
    # With hardly a frame missing, the whole length is more exact than any part of it.
    is_gapless = abs(mean - regular) < _HARDLY * regular
    is_rounded = np.count_nonzero(~is_regular) >= _MANY and _is_even(times, steps)
    rate = 1 / mean if is_gapless or is_rounded else 1 / regular
    return _camera_rate(times, rate) or rate


def _camera_rate(times: np.ndarray, rate: float) -> float | None:
    """The camera's rate of which times (n,) in seconds are the rounded ones; None where they are
    not rounded, or of no such rate. Dropped frames do not matter.

    rate: frames a second by their mean, which rounding puts off a little.
    """
    passed = times - times[0]
    rounding = next((step for step in _ROUNDINGS if _are_multiples(passed, step)), None)
    if rounding is None:
        return None
    for usual in CAMERA_RATES:
        if abs(usual / rate - 1) > _LIKE:
            continue
        off = passed - np.rint(passed * usual) / usual
        if off.max() - off.min() <= rounding * (1 + _EXACT):
            return usual
    return None


def _are_multiples(times: np.ndarray, step: float) -> bool:
    steps = times / step
    return bool(np.abs(steps - np.rint(steps)).max() < _EXACT)


def _is_even(times: np.ndarray, steps: np.ndarray) -> bool:
    """Whether times (n,) are those of an even clock rounded to one of its decimals, as 72 fps in
    hundredths of a second are, of steps (n - 1,).
    """
    shortest = float(steps.min())
    decimals = np.log10(shortest)
    is_decimal = abs(decimals - np.rint(decimals)) < _DECIMAL
    even = np.linspace(times[0], times[-1], len(times))
    off = times - even
    return bool(is_decimal and off.max() - off.min() < _ROUNDED * shortest)


def guessed_unit(ticks: np.ndarray) -> tuple[str, str]:
    """The unit of a clock (n,) that names none, "" where its steps fit none; and the evidence.

    Frames of 30 a second are steps of 0.033, 33 or 33,333:

    >>> guessed_unit(np.array([1000.0, 1033.0, 1067.0]))
    ('ms', 'steps of 33.5: ms')
    """
    step = usual_step(ticks)
    if not np.isfinite(step):
        return "s", "one time"
    unit = _unit_of_date(ticks, step) or _unit_of_step(step)
    return unit, f"steps of {step:g}: {unit or 'no unit fits'}"


def _unit_of_step(step: float) -> str:
    if step * HIGHEST_FPS < 1:
        return ""
    for unit, seconds in _BY_STEP:
        if step * seconds <= _LONGEST_STEP:
            return unit
    return ""


def _unit_of_date(ticks: np.ndarray, step: float) -> str:
    """The unit of a clock that counts from 1970 or from 1900, "" of any other."""
    first = float(np.nanmedian(ticks))
    lowest, highest = _SERIAL_DAYS
    if lowest < first < highest and 1 / HIGHEST_FPS <= step * 86_400 <= _EPOCH_STEP:
        return "days"
    lowest, highest = _EPOCH
    for unit, seconds in _BY_STEP:
        is_date = lowest < first * seconds < highest
        if is_date and 1 / HIGHEST_FPS <= step * seconds <= _EPOCH_STEP:
            return unit
    return ""


def doubt_about(step: float, unit: str) -> str:
    """What to tell of a guessed unit whose step, in seconds, gives an unusual rate; or ""."""
    slowest, fastest = _SUSPECT_FPS
    if not np.isfinite(step) or slowest <= 1 / step <= fastest:
        return ""
    return f"the clock's unit was taken for {unit} ({1 / step:.4g} samples a second): check it"
