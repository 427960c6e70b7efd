import math

import numpy as np
import pytest
from blendshape_face.data.channels import BLENDSHAPES, CHANNELS, POSE, names
from blendshape_face.data.motion import gaps, mirror, signal
from blendshape_face.data.takes import read_take
from hypothesis import given
from hypothesis import strategies as st

NAMES = names(BLENDSHAPES)
BLINKS = ("eyeBlinkLeft", "eyeBlinkRight")
NAN = math.nan


def gaps_written_out(times, column, longest, otherwise):
    """The reference: one row after the other."""

    def smoothstep(x):
        return 0 if x < 0 else 1 if x > 1 else x * x * (3 - 2 * x)

    filled = list(column)
    known = [i for i, x in enumerate(column) if not math.isnan(x)]
    for i, x in enumerate(column):
        if not math.isnan(x) or not known:
            continue
        a = max((j for j in known if j < i), default=None)
        b = min((j for j in known if j > i), default=None)
        if a is None or b is None:
            filled[i] = column[b if a is None else a]
            continue
        gap, since, until = times[b] - times[a], times[i] - times[a], times[b] - times[i]
        if gap <= longest:
            filled[i] = column[a] + (column[b] - column[a]) * since / gap
        elif otherwise == "hold":
            filled[i] = column[a]
        else:
            ease = min(0.25, gap / 2)
            filled[i] = column[a] * (1 - smoothstep(since / ease))
            filled[i] += column[b] * (1 - smoothstep(until / ease))
    return filled


cells = st.one_of(st.just(NAN), st.floats(-2, 2, width=32))


@given(
    columns=st.lists(st.tuples(cells, cells), min_size=1, max_size=25),
    steps=st.lists(st.floats(0.01, 0.4), min_size=25, max_size=25),
    longest=st.sampled_from([0.0, 0.2, 0.5, math.inf]),
    otherwise=st.sampled_from(["hold", "ease"]),
)
def test_gaps_as_written_out(columns, steps, longest, otherwise):
    values = np.array(columns, np.float32)
    times = np.cumsum(steps)[: len(values)]
    before = values.copy()
    filled = gaps.fill_gaps(times, values, longest, otherwise)
    expected = [gaps_written_out(times, c.tolist(), longest, otherwise) for c in values.T]
    np.testing.assert_allclose(filled.T, expected, atol=1e-5)
    np.testing.assert_array_equal(values, before)
    assert filled.dtype == np.float32


def test_a_long_gap_holds_or_eases():
    times = np.arange(13) * 0.125
    values = np.array([[0.8], *[[NAN]] * 11, [0.4]], np.float32)
    held = gaps.fill_gaps(times, values, 1.0, gaps.HOLD)[:, 0]
    np.testing.assert_allclose(held, [0.8] * 12 + [0.4], rtol=1e-6)
    eased = gaps.fill_gaps(times, values, 1.0, gaps.EASE)[:, 0]
    np.testing.assert_allclose(eased, [0.8, 0.4, *[0] * 9, 0.2, 0.4], atol=1e-6)
    bridged = gaps.fill_gaps(times, values, 1.5)[:, 0]
    np.testing.assert_allclose(bridged, np.linspace(0.8, 0.4, 13), rtol=1e-6)


def test_gaps_at_the_ends_hold_and_an_empty_column_stays():
    values = np.array([[NAN, NAN], [0.3, NAN], [NAN, NAN]], np.float32)
    filled = gaps.fill_gaps(np.array([5.0, 7.0, 9.0]), values, 0.1, gaps.EASE)
    np.testing.assert_array_equal(filled, np.array([[0.3, NAN]] * 3, np.float32))
    with pytest.raises(ValueError, match="otherwise: 'stay'"):
        gaps.fill_gaps(np.arange(3.0), values, 0.1, "stay")  # pyright: ignore[reportArgumentType]


def test_calibration_as_written_out():
    values = np.array([[0.2, 0.95, 0.5, 0.5, -0.1], [1.0, 1.0, NAN, 1.0, 1.0]], np.float32)
    neutral = np.array([0.2, 0.95, 0.1, NAN, -0.1], np.float32)
    expected = [
        [
            x if math.isnan(n) else (x - n) / (1 - n) if 0 <= n < 0.9 else x - n
            for x, n in zip(row, neutral.tolist(), strict=True)
        ]
        for row in values.tolist()
    ]
    calibrated = signal.calibrate(values, neutral)
    np.testing.assert_allclose(calibrated, expected, atol=1e-6)
    assert calibrated.dtype == np.float32


@given(st.floats(0, 0.875, width=32), st.floats(0, 1, width=32))
def test_calibration_keeps_one_at_one_and_the_order(neutral, value):
    rows = np.array([[neutral], [value], [1]], np.float32)
    zero, middle, one = signal.calibrate(rows, np.array([neutral], np.float32))[:, 0]
    assert zero == 0
    assert one == pytest.approx(1)
    assert (middle >= 0) == (value >= np.float32(neutral))
    assert middle <= one


def test_neutrals():
    values = np.array([[0.0, NAN, 1], [0.5, NAN, NAN], [1.0, NAN, 3]], np.float32)
    np.testing.assert_array_equal(signal.neutral_of_frame(values, 1), [0.5, NAN, NAN])
    np.testing.assert_array_equal(signal.neutral_of_percentile(values, 50), [0.5, NAN, 2])
    np.testing.assert_array_equal(signal.neutral_of_percentile(values, 0), [0, NAN, 1])
    with pytest.raises(IndexError):
        signal.neutral_of_frame(values, 3)
    with pytest.raises(ValueError, match="ercent"):
        signal.neutral_of_percentile(values, 101)


def test_the_eyes_are_not_calibrated_unless_asked():
    columns = (*NAMES, "AU43", "tongueOut")
    neutral = np.full(len(columns), 0.5, np.float32)
    spared = signal.spare_regions(neutral, columns)
    for name, value in zip(columns, spared, strict=True):
        assert value == (0 if name.startswith("eye") or name == "AU43" else 0.5), name
    np.testing.assert_array_equal(signal.spare_regions(neutral, columns, ()), neutral)


def test_the_calibrated_recording_keeps_its_blinks(sample_take):
    take = read_take(sample_take)
    neutral = signal.spare_regions(signal.neutral_of_percentile(take.values, 10), take.names)
    calibrated = signal.calibrate(take.values, neutral)
    for name in BLINKS:
        column = take.names.index(name)
        np.testing.assert_array_equal(calibrated[:, column], take.values[:, column])
    assert np.percentile(calibrated, 10, axis=0)[take.names.index("mouthSmileLeft")] < 1e-6


def test_amplification_as_written_out():
    columns = ("jawOpen", "jawForward", "eyeBlinkLeft", "tongueOut", "browInnerUp")
    values = np.array([[0.5, 0.5, 0.5, 0.5, NAN], [-0.2, 0.9, 1.0, 0.1, 0.3]], np.float32)
    gains = {"jaw": 2.0, "jawOpen": 3.0, "other": 4.0, "mouth": 9.0, "cheekPuff": 7.0}
    limits = {"jaw": (0.0, 1.0), "jawOpen": (0.0, 1.2), "browInnerUp": (0.0, 0.25)}
    expected = np.full(values.shape, NAN)
    for i in range(2):
        for j, name in enumerate(columns):
            region = CHANNELS[name].region if name in CHANNELS else "other"
            factor = gains[name] if name in gains else gains.get(region, 1)
            low, high = limits[name] if name in limits else limits.get(region, (-9e9, 9e9))
            if not math.isnan(values[i, j]):
                expected[i, j] = min(max(values[i, j] * factor, low), high)
    amplified = signal.amplify(values, columns, gains, limits)
    np.testing.assert_allclose(amplified, expected, rtol=1e-6)
    np.testing.assert_array_equal(signal.amplify(values, columns), values)


def smoothed_as_written_out(column, spread, sigma):
    smoothed = []
    for i, x in enumerate(column):
        total = moved = 0.0
        for j, y in enumerate(column):
            if abs(i - j) <= 3 * sigma and not math.isnan(y):
                weight = math.exp(-(((i - j) / sigma) ** 2) / 2 - ((x - y) / spread) ** 2 / 2)
                total, moved = total + weight, moved + weight * y
        smoothed.append(NAN if math.isnan(x) else moved / total)
    return smoothed


@given(
    rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=20),
    seconds=st.sampled_from([0.02, 0.05, 0.11]),
)
def test_smoothing_as_written_out(rows, seconds):
    values = np.array(rows, np.float32) / 10
    columns = ("eyeBlinkLeft", "jawOpen", "eyeLookInLeft")
    smoothed = signal.smooth(values, columns, 30, seconds)
    for column, name in enumerate(columns):
        spread = signal._LID_SPREAD if name == "eyeBlinkLeft" else signal._SPREAD
        expected = smoothed_as_written_out(values[:, column].tolist(), spread, 30 * seconds)
        np.testing.assert_allclose(smoothed[:, column], expected, atol=2e-6)


@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=40),
    st.floats(0, 0.3),
    st.sampled_from([24, 60]),
)
def test_smoothing_stays_within_the_samples_and_has_no_direction(rows, seconds, fps):
    values, columns = np.array(rows, np.float32), ("eyeSquintLeft", "mouthClose")
    smoothed = signal.smooth(values, columns, fps, seconds)
    backwards = signal.smooth(values[::-1], columns, fps, seconds)[::-1]
    np.testing.assert_allclose(smoothed, backwards, atol=1e-5)
    np.testing.assert_array_equal(np.isnan(smoothed), np.isnan(values))
    for before, after in zip(values.T, smoothed.T, strict=True):
        if not np.isnan(before).all():
            assert np.nanmin(before) - 1e-5 <= np.nanmin(after)
            assert np.nanmax(after) <= np.nanmax(before) + 1e-5


def test_no_smoothing():
    values = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
    columns = ("jawOpen", "eyeBlinkLeft")
    np.testing.assert_array_equal(signal.smooth(values, columns, 30, 0), values)
    level = np.full((30, 2), 0.3, np.float32)
    np.testing.assert_array_equal(signal.smooth(level, columns, 30, 0.1), level)


def is_peak(samples, at):
    return samples[at - 1] < samples[at] >= samples[at + 1]


def depth(samples, at, fps):
    """How far a peak stands above the lowest value within 0.3 s, on the side where it is less."""
    reach = round(0.3 * fps)
    sides = samples[max(0, at - reach) : at + 1], samples[at : at + reach + 1]
    return samples[at] - max(side.min() for side in sides)


def blinks_of(samples, fps):
    """Frames of the peaks that stand out by more than 0.2."""
    return [
        at
        for at in range(1, len(samples) - 1)
        if is_peak(samples, at) and depth(samples, at, fps) > 0.2
    ]


def jitter(values, frames):
    """Root mean square of the second difference of all channels at some frames."""
    second = values[:-2] - 2 * values[1:-1] + values[2:]
    return np.sqrt((second[frames - 1] ** 2).mean())


def test_smoothing_the_recording_halves_the_jitter_and_keeps_the_blinks(sample_take):
    take = read_take(sample_take)
    raw = take.values
    smoothed = signal.smooth(raw, take.names, take.fps)
    # At rest: within 0.2 s on both sides the busiest channel moves as little as in the calmest
    # third of the frames.
    reach = int(0.2 * take.fps)
    ranges = np.array(
        [np.ptp(raw[max(0, i - reach) : i + reach + 1], axis=0).max() for i in range(len(raw))]
    )
    rest = np.flatnonzero(ranges <= np.quantile(ranges, 1 / 3))
    rest = rest[(rest > 0) & (rest < len(raw) - 1)]
    ratio = jitter(smoothed, rest) / jitter(raw, rest)

    depths, shifts = [], []
    for name in BLINKS:
        before, after = (values[:, take.names.index(name)] for values in (raw, smoothed))
        for at in blinks_of(before, take.fps):
            peaks = [j for j in range(at - 3, at + 4) if is_peak(after, j)]
            peak = min(peaks, key=lambda j: abs(j - at))
            depths.append(depth(after, peak, take.fps) / depth(before, at, take.fps))
            shifts.append(abs(peak - at))
    print(f"\njitter {ratio:.3f}, {len(depths)} blinks, depth {min(depths):.3f}, {max(shifts)}")
    assert len(depths) == 11
    assert ratio <= 0.5
    assert min(depths) >= 0.95
    assert max(shifts) == 0  # frames; anything up to half a frame is none


def test_smoothing_noise_and_a_blink():
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.005, (240, 3))
    values = noise + np.array([0.1, 0.3, 0.2])
    values[120:126, 0] += [0.4, 0.8, 0.75, 0.5, 0.25, 0.1]
    columns = ("eyeBlinkLeft", "mouthSmileLeft", "eyeSquintRight")
    smoothed = signal.smooth(values, columns, 60)
    assert smoothed[:, 0].argmax() == 121
    assert depth(smoothed[:, 0], 121, 60) >= 0.95 * depth(values[:, 0], 121, 60)
    rest = np.arange(1, 100)
    for column in range(3):
        part = slice(column, column + 1)
        assert jitter(smoothed[:, part], rest) <= 0.5 * jitter(values[:, part], rest)


def resampled_as_written_out(times, column, moments):
    """Python's own arithmetic, for a column without gaps."""
    frames = []
    for moment in moments:
        if moment <= times[0]:
            frames.append(column[0])
        elif moment >= times[-1]:
            frames.append(column[-1])
        else:
            i = max(j for j in range(len(times)) if times[j] <= moment)
            share = (moment - times[i]) / (times[i + 1] - times[i])
            frames.append(column[i] + share * (column[i + 1] - column[i]))
    return frames


@given(
    steps=st.lists(st.floats(0.005, 0.3), min_size=1, max_size=20),
    fps=st.sampled_from([24, 25, 30000 / 1001, 30, 60]),
    speed=st.sampled_from([0.25, 0.5, 1.0, 1.37, 4.0]),
    start=st.one_of(st.none(), st.floats(-1, 0.5)),
    length=st.one_of(st.none(), st.floats(0, 2)),
    late=st.floats(0, 100),
)
def test_resampling_as_written_out(steps, fps, speed, start, length, late):
    times = late + np.cumsum(steps)
    values = np.random.default_rng(len(steps)).normal(size=(len(times), 2)).astype(np.float32)
    first = times[0] if start is None else times[0] + start
    end = None if length is None else first + length
    if end is None and first > times[-1]:
        end = first
    frames = signal.resample(times, values, fps, speed, None if start is None else first, end)
    last = times[-1] if end is None else end
    moments = [first + i * speed / fps for i in range(len(frames))]
    assert moments[-1] <= last + 1.1e-3 * speed / fps + 1e-9
    assert moments[-1] + speed / fps > last
    for column in range(2):
        expected = resampled_as_written_out(times, values[:, column].tolist(), moments)
        np.testing.assert_allclose(frames[:, column], expected, atol=1e-4)
    assert frames.dtype == np.float32


def test_a_late_take_starts_with_its_first_row_unless_told():
    times, values = np.array([2.0, 2.5, 3.0]), np.array([[1], [2], [3]], np.float32)
    np.testing.assert_array_equal(signal.resample(times, values, 2)[:, 0], [1, 2, 3])
    from_zero = signal.resample(times, values, 2, start=0)[:, 0]
    np.testing.assert_array_equal(from_zero, [1, 1, 1, 1, 1, 2, 3])
    part = signal.resample(times, values, 4, speed=0.5, start=2.25, end=2.75)[:, 0]
    np.testing.assert_array_equal(part, [1.5, 1.75, 2, 2.25, 2.5])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"speed": 0.0}, "speed: 0.0 is not above 0"),
        ({"speed": NAN}, "speed: nan"),
        ({"start": 2.0, "end": 1.0}, "end: 1.0 s lies before the start at 2.0 s"),
        ({"start": 4.0}, "end: 3.0 s lies before"),
    ],
)
def test_impossible_retiming(options, message):
    with pytest.raises(ValueError, match=message):
        signal.resample(np.array([0.0, 3.0]), np.zeros((2, 1), np.float32), 24, **options)


def test_mirrored_names():
    sides = {"Left": "Right", "Right": "Left"}
    for name in NAMES:
        ending = next((side for side in sides if name.endswith(side)), "")
        partner = name.removesuffix(ending) + sides.get(ending, "")
        assert mirror.mirror_names([name]) == (partner,), name
    assert mirror.mirror_names(["jawLeft", "mouthRight"]) == ("jawRight", "mouthLeft")
    alone = ("tongueLeft", "AU12", "happiness", *names(POSE), "_neutral")
    assert mirror.mirror_names(alone) == alone


@given(st.lists(st.one_of(st.sampled_from(sorted(CHANNELS)), st.text())))
def test_mirroring_twice_changes_nothing(columns):
    assert mirror.mirror_names(mirror.mirror_names(columns)) == tuple(columns)


def test_a_mirrored_head():
    head = np.array([[0.1, 0.2, 0.3], [NAN, NAN, NAN]], np.float32)
    mirrored = mirror.mirror_head(head)
    np.testing.assert_array_equal(mirrored, np.array([[0.1, -0.2, -0.3], [NAN] * 3], np.float32))
    assert mirrored.dtype == np.float32
