"""Pictures of videos: upright, at the container's times, and clear words about what is broken."""

import math
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("av", reason="the tracking group is not installed")
pytest.importorskip("cv2", reason="the tracking group is not installed")

import cv2

from tests.tracking.clips import (
    container_times,
    even_times,
    faces,
    write_clip,
    write_sound,
)
from tracking.errors import TrackingError
from tracking.video import Video

VARIABLE = [0, 33, 80, 200, 233, 300, 340, 341]
"""Milliseconds."""


def _times(path: Path, start: float = 0.0, end: float = math.inf) -> list[float]:
    with Video(path) as video:
        return [picture.time for picture in video.pictures(start, end)]


def _stripes(count: int) -> list[np.ndarray]:
    """Pictures (64, 96, 3) that are lighter one after another, and red at the top left."""
    pictures = []
    for index in range(count):
        pixels = np.full((64, 96, 3), 20 + 8 * index, np.uint8)
        pixels[:32, :48] = (220, 30, 30)
        pictures.append(pixels)
    return pictures


@pytest.mark.parametrize("times", [even_times(12), VARIABLE], ids=["constant", "variable"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_times_are_the_containers(times, suffix, tmp_path):
    path = write_clip(tmp_path / f"clip{suffix}", _stripes(len(times)), times)

    read = _times(path)

    assert read == pytest.approx(container_times(path), abs=1e-6)
    assert read == pytest.approx([time / 1000 for time in times], abs=1e-3)


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_pictures_are_turned_as_players_turn_them(rotation, tmp_path):
    times = even_times(5)
    path = write_clip(tmp_path / "clip.mp4", _stripes(5), times, rotation)
    player = cv2.VideoCapture(str(path))
    shown = player.read()[1][:, :, ::-1]

    with Video(path) as video:
        pictures = list(video.pictures())

    pixels = pictures[0].pixels
    assert pixels.shape == shown.shape
    assert np.abs(pixels.astype(int) - shown).mean() < 3
    assert [picture.time for picture in pictures] == pytest.approx([t / 1000 for t in times])


def test_only_the_seconds_between_start_and_end(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", _stripes(10), even_times(10))

    with Video(path) as video:
        pictures = list(video.pictures(0.1, 0.25))

    assert [picture.frame for picture in pictures] == [3, 4, 5, 6]
    assert [picture.time for picture in pictures] == pytest.approx([0.12, 0.16, 0.2, 0.24])


def test_a_file_that_is_cut_off_is_told_before_the_first_picture(tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (40, 64, 96, 3), np.uint8)
    path = write_clip(tmp_path / "clip.mp4", list(noise), even_times(40), movflags="faststart")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    with Video(path) as video, pytest.raises(TrackingError, match=r"cut off .* at .* --end"):
        next(video.pictures())

    with Video(path) as video, pytest.raises(TrackingError) as told:
        list(video.pictures())
    end = float(str(told.value).partition("--end ")[2].split()[0])
    assert 0 < end < 1.6
    assert len(_times(path, end=end)) > 5


@pytest.mark.parametrize("content", [b"", b"no video at all", None], ids=["empty", "text", "cut"])
def test_files_that_cannot_be_opened_are_named_with_a_remedy(content, tmp_path):
    path = write_clip(tmp_path / "clip.mp4", _stripes(10), even_times(10))
    # The index of an MP4 is at its end.
    path.write_bytes(path.read_bytes()[:600] if content is None else content)

    with pytest.raises(TrackingError, match=r"clip\.mp4: cannot be opened .* copy the file anew"):
        Video(path)


def test_sound_without_pictures_is_no_video(tmp_path):
    with pytest.raises(TrackingError, match=r"talk\.wav: holds no video"):
        Video(write_sound(tmp_path / "talk.wav"))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TrackingError, match="there is no such file"):
        Video(tmp_path / "none.mp4")


def test_pictures_hold_what_was_filmed(tmp_path):
    picture = faces()[0]
    path = write_clip(tmp_path / "clip.mp4", [picture] * 3, even_times(3))

    with Video(path) as video:
        read = next(video.pictures())

    assert np.abs(read.pixels.astype(int) - picture).mean() < 4
