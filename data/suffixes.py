"""What files are called that a user chooses; what is in them, is told by their content."""

RECORDINGS = (
    *(".csv", ".json", ".jsonl", ".txt", ".tsv", ".xml", ".dat", ".textgrid"),
    *(".gz", ".npz", ".npy"),
)
"""Endings that recordings have."""
VIDEOS = (".mp4", ".mov", ".mkv", ".webm")
"""Endings of the videos that are looked for beside recordings."""
