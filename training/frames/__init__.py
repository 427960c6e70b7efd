"""Frames to fit to and to judge by: shards on disk, from MediaPipe or made up."""
