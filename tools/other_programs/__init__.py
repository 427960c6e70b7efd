"""What other programs make of faces: `uv run --group exchange python -m tools.other_programs`."""
