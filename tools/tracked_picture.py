"""Pictures of a film beside its video: `uv run --group tracking python -m tools.tracked_picture`
FILM.mp4 SECOND .. writes docs/images/tracked.jpg. film.py makes such films.
"""

import argparse
import math
from pathlib import Path

import numpy as np

from tools.packages import require
from tools.paths import ROOT

TARGET = ROOT / "docs" / "images" / "tracked.jpg"
COLUMNS = 2
WIDTH = 680
"""Pixels of a pair."""
QUALITY = 88
"""Of the JPEG."""


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("film", type=Path)
    parser.add_argument("seconds", type=float, nargs="+")
    options = parser.parse_args()
    require("av", "cv2", command="uv run --group tracking python -m tools.tracked_picture")
    # Only now, as these are the tracker's packages.
    import cv2

    from tracking.video import Video

    pairs = []
    for second in options.seconds:
        with Video(options.film) as video:
            picture = next(video.pictures(second, math.inf))
        height, width, _ = picture.pixels.shape
        size = (WIDTH, round(WIDTH * height / width))
        pairs.append(cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA))
    starts = range(0, len(pairs), COLUMNS)
    rows = [np.hstack(pairs[start : start + COLUMNS]) for start in starts]
    sheet = np.vstack(rows)
    # OpenCV has blue first.
    cv2.imwrite(str(TARGET), sheet[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    print(TARGET)


if __name__ == "__main__":
    main()
