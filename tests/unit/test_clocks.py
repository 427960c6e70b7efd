"""Any rate, spelling, unit, timecode and gap gives exact times, or a refusal that says why."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from blendshape_face.data.takes import ClockOptions, ReadOptions, TakeError, read_take, read_takes
from blendshape_face.data.takes.clocks import meaning_of
from blendshape_face.data.takes.report import inspect_take
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tools.recordings import samples

SAMPLES = samples()
SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
DIGITS = {"s": 6, "ms": 3, "us": 0, "ns": 0}
RATES = (10, 12, 15, 23.976, 24, 25, 29.97, 30, 48, 50, 59.94, 60, 72, 90, 96, 100, 120, 144, 240)
BASES = (15, 24, 25, 30, 48, 50, 60, 72, 90, 96, 100, 120)
NAMED = {
    "s": ["Time (s)", "time_s", "timeS", "time[sec]", "Timestamp (seconds)", "elapsed_seconds",
          "seconds", "time in s", "timesec", "TimeInSeconds", "t_s", "Video Time (s)"],
    "ms": ["timestamp(ms)", "timestamp_ms", "timestampMs", "TimestampMS", "time_ms", "t_ms", "ms",
           "timestampms", "Time [ms]", "frame_timestamp_ms", "elapsedMillis", "time_milliseconds"],
    "us": ["timestamp_us", "time (\N{MICRO SIGN}s)", "timestampMicros", "timeUsec",
           "Timestamp [\N{GREEK SMALL LETTER MU}s]", "time_microseconds"],
    "ns": ["timestamp_ns", "timeStampNanos", "time_nanoseconds", "Time (ns)"],
}  # fmt: skip
UNNAMED = ["timestamp", "time", "Time", "TIMESTAMP", "t", "ts", "timeStamp", "frame_time",
           "media_time", "videoTime", "elapsed", "unix_time", "mocap_timestamp"]  # fmt: skip
COUNTERS = ["frame", "Frame", "frame_index", "frameIndex", "frameNumber", "frame_number", "Frame #",
            "frame no", "frameId", "frameidx", "index", "sample_index", "video_frame"]  # fmt: skip
QUIET = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def table(path, name, stamps, delimiter=","):
    """A table with a clock and a channel that counts the rows up."""
    lines = [delimiter.join([f'"{name}"' if delimiter in name else name, "jawOpen"])]
    for row, stamp in enumerate(stamps):
        lines.append(f"{stamp}{delimiter}{row % 100 / 100}")
    path.write_text("\n".join(lines) + "\n")
    return path


def document(path, name, stamps, **more):
    """The same as JSON; None for a frame without a time, "null" for none at all."""
    frames = []
    for row, stamp in enumerate(stamps):
        frame = {name: stamp, "blendshapes": {"jawOpen": row % 100 / 100}}
        frames.append(None if stamp == "null" else frame)
    path.write_text(json.dumps({**more, "frames": frames}))
    return path


def stamps_of(rate, count, unit, start=0.0, digits=None):
    seconds = start + np.arange(count) / rate
    places = DIGITS[unit] if digits is None else digits
    return [f"{time / SECONDS[unit]:.{places}f}" for time in seconds]


units_and_names = st.sampled_from(
    [(unit, name) for unit, names in NAMED.items() for name in names]
    + [(unit, name) for unit in SECONDS for name in UNNAMED]
)


@QUIET
@given(
    rate=st.sampled_from(RATES),
    unit_and_name=units_and_names,
    count=st.integers(3, 300),
    start=st.sampled_from([0.0, 0.5, 1234.5]),
    kind=st.sampled_from([table, document]),
)
def test_any_rate_in_any_unit_under_any_name(tmp_path, rate, unit_and_name, count, start, kind):
    unit, name = unit_and_name
    stamps = stamps_of(rate, count, unit, start)
    if kind is document:
        stamps = [float(stamp) for stamp in stamps]
    take = read_take(kind(tmp_path / "take.dat", name, stamps))
    np.testing.assert_allclose(take.times, np.arange(count) / rate, atol=2e-6)
    assert take.fps == pytest.approx(rate, rel=2e-3)
    assert take.refused == 0
    assert not any("no clock" in note for note in take.notes)


@QUIET
@given(rate=st.sampled_from([24, 25, 29.97, 30, 50, 59.94, 60, 120]), count=st.integers(60, 400))
def test_the_rate_of_whole_milliseconds_is_that_of_the_video(tmp_path, rate, count):
    stamps = stamps_of(rate, count, "ms", digits=0)
    take = read_take(table(tmp_path / "take.csv", "timestamp_ms", stamps))
    assert take.fps == pytest.approx(rate, rel=1.5e-3)


@pytest.mark.parametrize("rate", [24, 25, 30, 48, 50, 60, 72, 75, 90, 96, 100])
def test_the_rate_of_hundredths_is_that_of_the_video(tmp_path, rate):
    stamps = stamps_of(rate, 400, "s", digits=2)
    take = read_take(table(tmp_path / "take.csv", "time", stamps))
    assert take.fps == pytest.approx(rate, rel=2e-3)
    assert len(take.times) == 400


@pytest.mark.parametrize("rate", [24, 25, 30, 60])
@pytest.mark.parametrize("dropped", [[7], [20, 21, 22], [5, 30, 31, 33, 52, 57, 58, 90]])
def test_dropped_frames_do_not_change_the_rate(tmp_path, rate, dropped):
    stamps = np.delete(stamps_of(rate, 100, "ms"), dropped)
    take = read_take(table(tmp_path / "take.csv", "timestamp_ms", stamps))
    assert take.fps == pytest.approx(rate, rel=1e-4)


@pytest.mark.parametrize("each", [2, 3])
def test_each_time_twice_is_every_second_row_and_more_is_refused(tmp_path, each):
    path = table(tmp_path / "take.csv", "timestamp", np.repeat(np.arange(20) * 40, each))
    if each == 2:
        take = read_take(path)
        np.testing.assert_allclose(take.times, np.arange(20) / 25)
        return
    with pytest.raises(TakeError, match="or the table holds several faces"):
        read_take(path)


@QUIET
@given(
    name=st.sampled_from(COUNTERS),
    step=st.sampled_from([1, 2, 5, 10]),
    first=st.sampled_from([0, 1, 1000]),
    told=st.sampled_from([24.0, 25.0, 30.0, 60.0]),
    gap=st.integers(0, 50),
    kind=st.sampled_from([table, document]),
)
def test_counted_frames_are_counted(tmp_path, name, step, first, told, gap, kind):
    frames = first + step * np.arange(20)
    frames[10:] += step * gap
    take = read_take(kind(tmp_path / "take.dat", name, frames.tolist()), fps=told)
    np.testing.assert_allclose(take.times, (frames - frames[0]) / told)
    assert take.fps == pytest.approx(told / step)
    assert any(f"{told:g} fps assumed" in note for note in take.notes)


@pytest.mark.parametrize(
    "more",
    [
        {"fps": 25},
        {"metadata": {"fps": 25}},
        {"sessionInfo": {"targetFPS": 25}},
        {"video": {"info": {"Frame Rate": "25 fps"}}},
        {"meta": {"frames_per_second": 25.0}},
        {"settings": {"frameRate": "25/1"}},
        {"info": {"samplingRate": 25, "sample_rate": 48000}},
    ],
)
@pytest.mark.parametrize("name", ["frame", "score_of_nothing"])
def test_a_rate_that_the_file_names_is_no_guess(tmp_path, more, name):
    take = read_take(document(tmp_path / "take.json", name, list(range(20)), **more))
    np.testing.assert_allclose(take.times, np.arange(20) / 25)
    assert take.fps == pytest.approx(25)
    assert "as the file says" in take.clock
    assert not [note for note in take.notes if note != "not read: score_of_nothing"]


def test_a_rate_in_a_column(tmp_path):
    path = tmp_path / "take.csv"
    path.write_text("frame,FPS,jawOpen\n" + "".join(f"{i},50,0.1\n" for i in range(9)))
    np.testing.assert_allclose(read_take(path).times, np.arange(9) / 50)


@pytest.mark.parametrize("kind", [table, document])
@pytest.mark.parametrize(
    "pattern",
    [
        "%Y-%m-%dT%H:%M:%S.%fZ",
        "%Y-%m-%d %H:%M:%S.%f",
        "%Y-%m-%dT%H:%M:%S.%f+02:00",
        "%Y/%m/%d %H:%M:%S.%f",
        "%d.%m.%Y %H:%M:%S.%f",
        "%H:%M:%S.%f",
    ],
)
@pytest.mark.parametrize("start", [datetime(2025, 5, 10, 12), datetime(2025, 5, 10, 23, 59, 59)])
def test_dates_and_times_of_day(tmp_path, kind, pattern, start):
    stamps = [(start + timedelta(milliseconds=40 * i)).strftime(pattern) for i in range(60)]
    take = read_take(kind(tmp_path / "take.dat", "timestamp", stamps))
    np.testing.assert_allclose(take.times, np.arange(60) / 25, atol=1e-6)


@pytest.mark.parametrize(("unit", "scale"), [("s", 1.0), ("ms", 1e3), ("us", 1e6), ("ns", 1e9)])
@pytest.mark.parametrize("step", [0.01, 0.04, 2.0, 10.0])
def test_the_date_tells_the_unit(tmp_path, unit, scale, step):
    first = datetime(2025, 5, 10, tzinfo=UTC).timestamp()
    stamps = [round((first + step * i) * scale, 3) for i in range(20)]
    take = read_take(document(tmp_path / "take.json", "timestamp", stamps))
    np.testing.assert_allclose(take.times, np.arange(20) * step, atol=1e-3)


def test_days_of_a_spreadsheet(tmp_path):
    stamps = [f"{45727.5 + i / 25 / 86_400:.12f}" for i in range(20)]
    take = read_take(table(tmp_path / "take.csv", "timestamp", stamps))
    np.testing.assert_allclose(take.times, np.arange(20) / 25, atol=1e-5)


def test_times_in_parts_and_beside_the_frames(tmp_path):
    path = tmp_path / "take.json"
    frames = [
        {"header": {"stamp": {"sec": 7 + i // 25, "nanosec": i % 25 * 40_000_000}},
         "blendshapes": {"jawOpen": 0.1}}
        for i in range(40)
    ]  # fmt: skip
    path.write_text(json.dumps(frames))
    np.testing.assert_allclose(read_take(path).times, np.arange(40) / 25, atol=1e-6)
    bare = [{"jawOpen": 0.1}] * 4
    path.write_text(json.dumps({"timestamps": [0, 40, 80, 120], "frames": bare}))
    np.testing.assert_allclose(read_take(path).times, np.arange(4) / 25)


@QUIET
@given(
    missing=st.sets(st.integers(0, 99), max_size=9),
    nothing=st.sets(st.integers(0, 99), max_size=5),
)
def test_frames_without_a_time_are_gaps(tmp_path, missing, nothing):
    stamps: list[int | str | None] = [40 * i for i in range(100)]
    for row in missing:
        stamps[row] = None
    for row in nothing:
        stamps[row] = "null"
    take = read_take(document(tmp_path / "take.json", "timestamp", stamps))
    kept = [row for row in range(100) if row not in missing | nothing]
    np.testing.assert_allclose(take.times, (np.array(kept) - kept[0]) / 25, atol=1e-9)
    assert take.fps == pytest.approx(25)
    assert any("no time" in note for note in take.notes) == bool(missing | nothing)


@QUIET
@given(
    wild=st.dictionaries(
        st.integers(0, 99), st.sampled_from([999_999.0, -5000.0, 3.999, 0.001]), max_size=3
    )
)
def test_wild_times_are_left_out_and_named(tmp_path, wild):
    rows = sorted(wild)
    assume(all(after - before > 3 for before, after in pairwise(rows)))
    stamps = [i / 25 for i in range(100)]
    for row, time in wild.items():
        stamps[row] = time
    take = read_take(table(tmp_path / "take.csv", "time", stamps))
    assert len(take.times) + take.refused == 100
    assert take.refused <= len(wild)
    # Whatever is kept stands where it belongs, give or take the wild ones that go on.
    first = int(np.flatnonzero(take.values[:, 0] * 100 > -1)[0])
    right = np.round(take.values[:, 0] * 100) / 25
    shift = right - take.times
    assert np.count_nonzero(np.abs(shift - np.median(shift)) > 1e-5) <= len(wild)
    assert first == 0
    for row in rows:
        if abs(stamps[row] - row / 25) > 1000 and 3 < row < 96:
            assert any(f"row {row + 2}" in note for note in take.notes)


@pytest.mark.parametrize("second", [3, 40, 200])
@pytest.mark.parametrize("kind", [table, document])
@pytest.mark.parametrize("name", ["timestamp", "time_s", "frame"])
def test_two_takes_joined_are_refused_at_their_row(tmp_path, second, kind, name):
    step = 1 if name == "frame" else 0.04
    stamps = [round(step * i, 2) for i in [*range(60), *range(second)]]
    where = "row 62" if kind is table else "frame 60"
    with pytest.raises(TakeError, match=f"{where}: the time goes back"):
        read_take(kind(tmp_path / "take.dat", name, stamps))


def test_a_jump_of_days_is_refused_at_its_row(tmp_path):
    stamps = [i / 25 for i in range(50)] + [5e6 + i / 25 for i in range(50)]
    with pytest.raises(TakeError, match="row 52: the time jumps"):
        read_take(table(tmp_path / "take.csv", "time_s", stamps))


def test_too_many_lost_rows_are_refused(tmp_path):
    stamps = [40 * i if i % 5 else None for i in range(100)]
    with pytest.raises(TakeError, match="20 rows have no time"):
        read_take(document(tmp_path / "take.json", "timestamp", stamps))
    wild = [i / 25 if i % 5 else -i for i in range(100)]
    with pytest.raises(TakeError, match="rows have no time that goes on"):
        read_take(table(tmp_path / "take.csv", "time", wild))


def test_a_coarse_clock_gives_way_to_a_counter_or_is_refused(tmp_path):
    path = tmp_path / "take.csv"
    rows = [(f"2025-05-10T12:00:{i // 25:02}", i) for i in range(100)]
    path.write_text("time,frame,jawOpen\n" + "".join(f"{t},{f},0.1\n" for t, f in rows))
    take = read_take(path, fps=30)
    np.testing.assert_allclose(take.times, np.arange(100) / 30)
    assert any("many frames share a time" in note for note in take.notes)
    assert any("about 25 fps" in note for note in take.notes)
    with pytest.raises(TakeError, match="too coarse"):
        read_take(table(path, "time", [time for time, _ in rows]))


@pytest.mark.parametrize("name", ["time", "timestamp", "timestamp_ms", "frame"])
def test_what_stands_still_is_no_clock(tmp_path, name):
    take = read_take(table(tmp_path / "take.csv", name, [0] * 20), fps=25)
    np.testing.assert_allclose(take.times, np.arange(20) / 25)
    assert any("stands still" in note for note in take.notes)


@pytest.mark.parametrize(
    ("name", "step"), [("timestamp", 1e-5), ("timestamp_ms", 0.04), ("time_us", 0.033)]
)
def test_absurd_rates_are_refused_and_can_be_overruled(tmp_path, name, step):
    path = table(tmp_path / "take.csv", name, [f"{step * i:.6f}" for i in range(20)])
    with pytest.raises(TakeError, match=f"column {name} is not the clock"):
        read_take(path)
    rows = ReadOptions(fps=25, clock=ClockOptions("rows"))
    np.testing.assert_allclose(read_takes(path, rows)[0].times, np.arange(20) / 25)
    told = ReadOptions(clock=ClockOptions(unit="min"))
    np.testing.assert_allclose(
        read_takes(path, told)[0].times, np.arange(20) * step * 60, atol=1e-3
    )


def test_what_the_user_tells_counts(tmp_path):
    path = tmp_path / "take.csv"
    lines = [f"{i * 10},{i},{i * 0.5},0.1" for i in range(20)]
    path.write_text("time,frame,mark,jawOpen\n" + "\n".join(lines) + "\n")

    def times(fps=30.0, **clock):
        return read_takes(path, ReadOptions(fps, clock=ClockOptions(**clock)))[0].times[1]

    assert times() == pytest.approx(0.01)
    assert times(unit="s") == pytest.approx(10)
    assert times(fps=50, unit="frames") == pytest.approx(10 / 50)
    assert times(fps=50, source="Frame") == pytest.approx(1 / 50)
    assert times(source="mark", unit="ms") == pytest.approx(5e-4)
    assert times(fps=20, source="rows") == pytest.approx(1 / 20)
    with pytest.raises(TakeError, match="has no 'tome'; what looks like one: time, frame"):
        times(source="tome")


CLOCKLESS = ["azure", "audio2face", "ace", "ifacialmocap", "face cap", "beat", "livelink"]


@pytest.mark.parametrize("layout", [name for name in CLOCKLESS if name in SAMPLES])
def test_rows_can_be_counted_in_any_format(tmp_path, layout):
    path = tmp_path / "take.dat"
    path.write_bytes(SAMPLES[layout])
    take = read_takes(path, ReadOptions(20, clock=ClockOptions("rows")))[0]
    np.testing.assert_allclose(take.times, np.arange(len(take.times)) / 20)
    assert take.fps == pytest.approx(20)
    with pytest.raises(TakeError, match="clock: has no 'tome'"):
        read_takes(path, ReadOptions(clock=ClockOptions("tome")))


@pytest.mark.parametrize(
    "name",
    ["face_id", "id", "count", "FrameHeight", "min", "reaction", "timezone", "jawOpen", "x_0",
     "lifetime", "s", "video", "frame_width"],
)  # fmt: skip
def test_other_names_are_no_clocks(name):
    assert meaning_of(name) is None


def test_what_only_ends_like_a_time_must_go_on(tmp_path):
    path = tmp_path / "take.csv"
    lines = [f"{[12.1, 11.8, 12.4][i % 3]},{i},0.1" for i in range(30)]
    path.write_text("inference_time_ms,frame,jawOpen\n" + "\n".join(lines) + "\n")
    np.testing.assert_allclose(read_take(path, fps=25).times, np.arange(30) / 25)


def livelink(path, labels):
    lines = ["Timecode,BlendShapeCount,JawOpen"]
    lines += [f"{label},61,{row % 100 / 100}" for row, label in enumerate(labels)]
    path.write_text("\n".join(lines) + "\n")
    return path


def label_of(frame, base, mark=":", decimals=""):
    seconds, within = divmod(frame, base)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours % 24:02}:{minute:02}:{second:02}{mark}{within:02}{decimals}"


@QUIET
@given(
    base=st.sampled_from(BASES),
    start=st.integers(0, 24 * 3600 * 30),
    seconds=st.floats(0.2, 5),
    decimals=st.sampled_from(["", ".000", ",000"]),
)
def test_any_timecode_gives_exact_times_or_says_that_it_guesses(
    tmp_path, base, start, seconds, decimals
):
    frames = start + np.arange(max(4, int(seconds * base)))
    labels = [label_of(frame, base, decimals=decimals) for frame in frames]
    if "," in decimals:
        labels = [f'"{label}"' for label in labels]
    take = read_take(livelink(tmp_path / "take.csv", labels))
    if not any("assumed" in note for note in take.notes):
        np.testing.assert_allclose(take.times, np.arange(len(frames)) / base, atol=1e-9)
        assert take.fps == pytest.approx(base)
    told = ReadOptions(clock=ClockOptions(base=base))
    np.testing.assert_allclose(
        read_takes(tmp_path / "take.csv", told)[0].times, np.arange(len(frames)) / base, atol=1e-9
    )
    if seconds > 2.2:
        assert not take.notes


@QUIET
@given(
    base=st.sampled_from(BASES),
    start=st.integers(0, 3600 * 15),
    dropped=st.sets(st.integers(1, 199), max_size=12),
)
def test_dropped_frames_do_not_change_the_base(tmp_path, base, start, dropped):
    kept = np.array([index for index in range(base * 4) if index not in dropped])
    labels = [label_of(start + index, base) for index in kept]
    report = inspect_take(livelink(tmp_path / "take.csv", labels))
    np.testing.assert_allclose(report.take.times, (kept - kept[0]) / base, atol=1e-9)
    assert report.dropped == report.gaps


DROPPED = {30: 2, 60: 4, 120: 8}


def drop_frame_label(frame, base, mark):
    """By counting: the labels one after the other, without those that are left out."""
    minute_frames = base * 60 - DROPPED[base]
    tens, rest = divmod(frame, minute_frames * 10 + DROPPED[base])
    skipped = DROPPED[base] * 9 * tens
    if rest >= base * 60:
        skipped += DROPPED[base] * ((rest - base * 60) // minute_frames + 1)
    return label_of(frame + skipped, base, mark)


@QUIET
@given(
    base=st.sampled_from(list(DROPPED)),
    mark=st.sampled_from([";", ".", ":"]),
    minutes=st.integers(1, 30),
    before=st.floats(0.3, 3),
    after=st.floats(0.3, 3),
)
def test_drop_frame_with_any_mark(tmp_path, base, mark, minutes, before, after):
    assume(not (base > 100 and mark == "."))  # refused: its labels are decimals that go back
    border = minutes * 60 * base - DROPPED[base] * (minutes - 1 - (minutes - 1) // 10)
    frames = np.arange(border - int(before * base), border + int(after * base))
    labels = [drop_frame_label(frame, base, mark) for frame in frames]
    take = read_take(livelink(tmp_path / "take.csv", labels))
    if any("assumed" in note for note in take.notes):
        return
    rate = base if minutes % 10 == 0 and mark == ":" else base / 1.001
    np.testing.assert_allclose(take.times, np.arange(len(frames)) / rate, atol=1e-9)


def test_a_label_that_does_not_exist_is_left_out(tmp_path):
    labels = [label_of(i, 30) for i in range(150)]
    labels[40] = "00:00:01:99"
    take = read_take(livelink(tmp_path / "take.csv", labels))
    np.testing.assert_allclose(take.times, np.delete(np.arange(150), 40) / 30, atol=1e-9)
    assert any("row 42" in note for note in take.notes)


def test_a_clock_beside_another_rate_of_the_file_is_told(tmp_path):
    path = tmp_path / "take.json"
    take = read_take(document(path, "timestamp", [40 * i for i in range(20)], fps=60))
    assert take.fps == pytest.approx(25)
    assert take.notes == ("the file says 60 fps, its clock 25: check it",)


def test_texts_under_names_of_clocks_are_passed_over(tmp_path):
    path = tmp_path / "take.csv"
    path.write_text(
        "date,frame,t_ms,jawOpen\n" + "".join(f"Mon,{i},{i * 40},0.1\n" for i in range(9))
    )
    np.testing.assert_allclose(read_take(path).times, np.arange(9) / 25)
    path.write_text("frame,jawOpen\n" + "".join(f"a{i}.png,0.1\n" for i in range(9)))
    take = read_take(path)
    np.testing.assert_allclose(take.times, np.arange(9) / 30)
    assert any("frame is not the clock" in note for note in take.notes)
    path.write_text("time,jawOpen\n0,0.1\nsoon,0.1\n")
    with pytest.raises(TakeError, match="row 3, column time: 'soon' is not a time"):
        read_take(path)


def test_hundredths_are_no_frames(tmp_path):
    stamps = [f"00:00:{i * 0.04:05.2f}" for i in range(60)]
    np.testing.assert_allclose(
        read_take(table(tmp_path / "take.csv", "time", stamps)).times, np.arange(60) / 25
    )


@pytest.mark.parametrize("count", [10, 20, 60])
def test_milliseconds_behind_a_colon(tmp_path, count):
    stamps = [f"00:00:{i // 25:02}:{i % 25 * 40:03}" for i in range(count)]
    take = read_take(table(tmp_path / "take.csv", "time", stamps))
    np.testing.assert_allclose(take.times, np.arange(count) / 25)


def test_pyfeats_rounded_time_tells_of_another_rate(tmp_path):
    path = tmp_path / "fex.csv"
    lines = [f"0.9,0.1,{i},00:{i // 25:02}" for i in range(100)]
    path.write_text("FaceScore,jawOpen,frame,approx_time\n" + "\n".join(lines) + "\n")
    take = read_take(path)
    np.testing.assert_allclose(take.times, np.arange(100) / 30)
    assert any("approx_time tells of about 25 fps" in note for note in take.notes)
    assert not any("tells of" in note for note in read_take(path, fps=25).notes)


def test_rows_of_several_faces_share_the_time_of_their_frame(tmp_path):
    path = tmp_path / "fex.csv"
    lines = [f"9,9,0.9,0.1,{i // 2},{'ab'[i % 2]}" for i in range(20)]
    head = "FaceRectWidth,FaceRectHeight,FaceScore,jawOpen,frame,Identity\n"
    path.write_text(head + "\n".join(lines) + "\n")
    takes = read_takes(path, ReadOptions(10, "all", clock=ClockOptions("rows")))
    for take in takes:
        np.testing.assert_allclose(take.times, np.arange(10) / 10)


def test_decimals_of_any_number(tmp_path):
    stamps = [str(timedelta(milliseconds=40 * i))[:-3] if i % 25 else f"0:00:0{i // 25}"
              for i in range(60)]  # fmt: skip
    stamps = [stamp.rstrip("0") if "." in stamp else stamp for stamp in stamps]
    take = read_take(table(tmp_path / "take.csv", "time", stamps))
    np.testing.assert_allclose(take.times, np.arange(60) / 25)


def test_a_base_that_cannot_be_is_refused(tmp_path):
    path = livelink(tmp_path / "take.csv", [label_of(i, 60) for i in range(90)])
    with pytest.raises(TakeError, match="frames go up to 59, which a base of 30 does not have"):
        read_takes(path, ReadOptions(clock=ClockOptions(base=30)))
