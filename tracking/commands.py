"""What `python -m tracking` does with its options."""

import argparse

from .clips import ClipOptions, table_for, track_clip, track_folder
from .live import LiveOptions, play_clip, track_camera


def run(options: argparse.Namespace) -> bool:
    """Whether it went to its end, and was not stopped by Ctrl-C before. Raises FaceError."""
    chosen = ClipOptions(
        start=options.start,
        end=options.end,
        most=options.faces,
        mirror=options.mirror,
        landmarks=options.landmarks,
    )
    live = LiveOptions(options.send, options.record)
    if options.camera is not None:
        track_camera(options.camera, live, chosen)
        return True
    if options.folder:
        return track_folder(options.folder, chosen)
    if options.send:
        play_clip(options.clip, live, chosen)
        return True
    table = options.output or table_for(options.clip, chosen)
    return track_clip(options.clip, table, chosen)
