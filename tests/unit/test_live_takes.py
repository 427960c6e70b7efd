"""From what came to a take: whose clock, which gaps, and what a file of it gives back."""

from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.channels import BLENDSHAPES
from blendshape_face.data.errors import LiveError
from blendshape_face.data.live import Adjustment, Frame, Received, adjusted, neutral_of, take_of
from blendshape_face.data.live.recording import Recorder, writer_for
from blendshape_face.data.live.timing import timing_of
from blendshape_face.data.live.traffic import Traffic
from blendshape_face.data.takes import ReadOptions, read_takes

ARKIT = (*(channel.name for channel in BLENDSHAPES[1:]), "tongueOut")
UNTOLD = np.nan


def frame(time=None, names=("jawOpen",), values=(0.5,), **others):
    return Frame(names, np.array(values, np.float32), time=time, **others)


def received(times, arrivals=None):
    """A frame for each of the sender's times, whose jaw opens with time."""
    arrivals = times if arrivals is None else arrivals
    return [
        Received(frame(time, values=(time % 1,)), arrived + 5000)
        for time, arrived in zip(times, arrivals, strict=True)
    ]


def network(sent, seed=0, jitter=0.003, lost=0.03):
    """Which packets of those sent arrive, and when: late, in their order, some at once."""
    rng = np.random.default_rng(seed)
    late = rng.exponential(jitter, len(sent))
    for stall in range(100, len(sent), 400):
        reach = slice(stall, stall + 6)
        late[reach] += np.linspace(0.1, 0, 6)[: len(late[reach])]
    arrived = np.maximum.accumulate(sent + late)
    # The first comes, so that both are told from it.
    kept = np.append(True, rng.random(len(sent) - 1) >= lost)
    return kept, arrived


@pytest.mark.parametrize("rate", [24, 29.97, 60, 90])
def test_the_senders_clock_counts_and_lost_frames_are_gaps(rate):
    sent = 40_000 + np.arange(900) / rate
    kept, arrived = network(sent)
    found = timing_of(arrived[kept], sent[kept])
    assert found.clock == "the sender's"
    np.testing.assert_allclose(found.times, sent[kept] - sent[0], atol=1e-9)


@pytest.mark.parametrize("rate", [24, 29.97, 60, 90])
@pytest.mark.parametrize("seed", range(3))
def test_without_a_clock_jitter_is_removed_and_losses_stay(rate, seed):
    sent = np.arange(900) / rate
    kept, arrived = network(sent, seed, jitter=0.002)
    found = timing_of(arrived[kept], np.full(kept.sum(), UNTOLD))
    assert found.clock == "arrival, at an even pace"
    off = np.abs(found.times - sent[kept])
    # A packet lost within a stall may be missed a place further: no clock could tell.
    assert np.quantile(off, 0.95) < 0.002
    assert off.max() < 1.1 / rate


def test_uneven_arrivals_stay_as_they_are():
    arrived = np.cumsum(np.random.default_rng(1).uniform(0.01, 0.09, 300))
    found = timing_of(arrived, np.full(300, UNTOLD))
    assert found.clock == "arrival"
    np.testing.assert_allclose(found.times, arrived - arrived[0])


def test_a_clock_that_leaps_is_not_believed():
    arrived = np.arange(300) / 60
    leaping = np.floor(arrived) + (arrived % 1) * 16.7
    assert timing_of(arrived, leaping).clock == "arrival, at an even pace"


def test_a_clock_that_goes_at_another_pace_is_not_believed():
    arrived = np.arange(300) / 60
    assert timing_of(arrived, 1000 * arrived).clock == "arrival, at an even pace"


def test_midnight():
    sent = (86_399 + np.arange(120) / 60) % 86_400
    found = timing_of(np.arange(120) / 60, sent)
    np.testing.assert_allclose(found.times, np.arange(120) / 60, atol=1e-9)


def test_packets_that_overtake_each_other_and_come_twice():
    times = np.array([0.0, 0.2, 0.1, 0.3, 0.3, 0.4])
    take = take_of(received(times, np.arange(6) / 10), Path("live.csv"), "JSON lines")
    np.testing.assert_allclose(take.times, [0, 0.1, 0.2, 0.3, 0.4])
    np.testing.assert_allclose(take.values[:, 0], [0, 0.1, 0.2, 0.3, 0.4], atol=1e-7)


def test_names_that_come_later_are_missing_before():
    frames = [
        Received(frame(0.0), 0.0),
        Received(frame(0.1, ("mouthClose", "jawOpen"), (0.25, 0.75)), 0.1),
    ]
    take = take_of(frames, Path("live.csv"), "JSON lines")
    assert take.names == ("jawOpen", "mouthClose")
    np.testing.assert_array_equal(take.values, [[0.5, np.nan], [0.75, 0.25]])


def test_nothing_is_no_take():
    with pytest.raises(LiveError, match="Nothing came"):
        take_of([], Path("live.csv"), "JSON lines")
    with pytest.raises(LiveError, match="No face"):
        take_of([Received(frame(values=(np.nan,)), 0)], Path("live.csv"), "JSON lines")


@pytest.mark.parametrize("rate", [24, 25, 29.97, 30, 50, 60, 90, 120])
@pytest.mark.parametrize(
    "names",
    [ARKIT, tuple(channel.name for channel in BLENDSHAPES), ("AU01", "AU12", "AU25")],
    ids=["ARKit", "MediaPipe", "units"],
)
def test_the_file_gives_back_what_was_sent(rate, names, tmp_path):
    rng = np.random.default_rng(3)
    sent = 100 + np.arange(300) / rate
    kept, arrived = network(sent)
    frames = []
    for time, at, is_kept in zip(sent, arrived, kept, strict=True):
        values = rng.random(len(names)).astype(np.float32)
        head = rng.normal(0, 0.1, 3).astype(np.float32)
        if is_kept:
            frames.append(Received(Frame(names, values, head, time), at))
    path = tmp_path / "live.csv"
    take = take_of(frames, path, "JSON lines")
    assert writer_for(take).write(path, take) == ()
    (back,) = read_takes(path, ReadOptions(fps=take.fps))
    np.testing.assert_allclose(back.times, sent[kept] - sent[0], atol=0.002)
    columns = [back.names.index(name) for name in names]
    expected = [each.frame.values for each in frames]
    np.testing.assert_allclose(back.values[:, columns], expected, atol=1e-6)
    assert back.head is not None
    np.testing.assert_allclose(back.head, [each.frame.head for each in frames], atol=1e-6)
    # Action units play on any model.
    assert back.scale == take.scale or names[0] == "AU01"


def test_values_that_come_one_by_one_are_one_sample_a_moment():
    recorder = Recorder()
    for index in range(12):
        moment = index // 4 / 60 + index % 4 * 1e-4
        recorder.keep(Received(frame(values=(index,), is_whole=False), moment))
    assert [each.frame.values[0] for each in recorder.frames] == [3, 7, 11]


# Traffic


def test_lost_frames_are_counted_by_the_senders_count():
    traffic = Traffic()
    for number in range(0, 240, 2):
        if number not in (100, 102, 200):
            traffic.note_frame(Received(frame(number / 60, number=number), number / 60))
    assert traffic.flow(4).lost == 3


def test_a_count_that_leaps_tells_nothing():
    traffic = Traffic()
    for index in range(100):
        traffic.note_frame(Received(frame(number=index * 37 % 101), index / 60))
    assert traffic.flow(2).lost is None


def test_a_rate_is_of_the_last_second():
    traffic = Traffic()
    for index in range(300):
        traffic.note_packet(index / 60)
        if index % 2:
            traffic.note_frame(Received(frame(), index / 60))
    flow = traffic.flow(299 / 60)
    assert (flow.packets, flow.frames, flow.jitter) == (61, 31, None)
    assert traffic.flow(10).packets == 0


def test_jitter_is_what_slow_packets_take_longer():
    traffic = Traffic()
    for index in range(100):
        late = 0.02 if index % 10 == 0 else 0.001
        traffic.note_frame(Received(frame(7 + index / 60), index / 60 + late))
    assert traffic.flow(2).jitter == pytest.approx(0.019, abs=1e-6)


# Neutral, gain, mirror


def test_a_face_at_rest_is_zero_and_its_blinks_stay():
    rest = frame(names=("jawOpen", "eyeBlinkLeft"), values=(0.2, 0.3))
    head = np.array([0.1, 0.2, 0.3], np.float32)
    rest = Frame(rest.names, rest.values, head)
    found = adjusted(rest, Adjustment(neutral=neutral_of([rest, rest])))
    np.testing.assert_allclose(found.values, [0, 0.3], atol=1e-7)
    assert found.head is not None
    np.testing.assert_allclose(found.head, 0, atol=1e-7)


def test_gain_and_mirror():
    head = np.array([0.1, 0.2, 0.3], np.float32)
    given = Frame(("eyeBlinkLeft", "jawOpen"), np.array([0.25, np.nan], np.float32), head)
    found = adjusted(given, Adjustment(gain=2, mirror=True))
    assert found.names == ("eyeBlinkRight", "jawOpen")
    np.testing.assert_allclose(found.values, [0.5, np.nan])
    assert found.head is not None
    np.testing.assert_allclose(found.head, [0.1, -0.2, -0.3], rtol=1e-6)


def test_a_neutral_leaves_out_what_was_not_measured():
    assert neutral_of([frame(values=(np.nan,))]) == {}
