"""What a video held, in lines to read when it is tracked."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from blendshape_face.data.durations import duration_text

from .samples import Sample

_UNEVEN = 1.5
"""Times the usual step from frame to frame, from which a video's rate is called variable."""


class Summary:
    """Watches samples go by, and tells of them afterwards."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._seen: list[Sequence[int]] = []

    def watch(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """The same samples, each counted."""
        for sample in samples:
            self._times.append(sample.time)
            self._seen.append(tuple(sample.faces))
            yield sample

    @property
    def count(self) -> int:
        """Samples."""
        return len(self._times)

    @property
    def has_face(self) -> bool:
        """Whether anybody was seen."""
        return any(self._seen)

    def lines(self) -> list[str]:
        """Frames, rate, length, people and gaps, of one sample or more."""
        people = sorted({number for seen in self._seen for number in seen})
        steps = np.diff(self._times)
        usual = float(np.median(steps)) if len(steps) else 0.0
        length = self._times[-1] - self._times[0] + usual
        rate = self.count / length if length else 0.0
        whom = "1 face" if len(people) == 1 else f"{len(people)} faces"
        lines = [f"{self.count} frames, {length:.2f} s at {rate:.5g} fps, {whom}"]
        if len(people) > 1:
            lines += [self._share(number) for number in people]
        if len(steps) and steps.max() > _UNEVEN * usual:
            lines.append(f"frames are {1000 * steps.min():.0f} to {1000 * steps.max():.0f} ms long")
        gaps = self._gaps(usual)
        if gaps:
            start, longest = max(gaps, key=lambda gap: gap[1])
            faceless = sum(not seen for seen in self._seen)
            lines.append(
                f"nobody in {faceless} frames, {len(gaps)} gaps; the longest is of {longest:.2f} s "
                f"from {start:.2f} s on"
            )
        return lines

    def _share(self, number: int) -> str:
        count = sum(number in seen for seen in self._seen)
        return f"face {number} in {count} frames"

    def _gaps(self, usual: float) -> list[tuple[float, float]]:
        """When nobody was seen: starts and lengths in seconds."""
        gaps = []
        start = None
        ends = [*self._times[1:], self._times[-1] + usual]
        for time, end, seen in zip(self._times, ends, self._seen, strict=True):
            if seen:
                start = None
                continue
            if start is None:
                start = time
                gaps.append((start, 0.0))
            gaps[-1] = (start, end - start)
        return gaps


def pace_line(count: int, seconds: float) -> str:
    """How fast that went."""
    rate = count / seconds if seconds else 0.0
    return f"tracked in {duration_text(seconds)}, {rate:.0f} frames a second"
