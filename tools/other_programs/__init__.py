"""What other programs make of exported faces: `uv run --group exchange python -m tools.other_programs`."""
