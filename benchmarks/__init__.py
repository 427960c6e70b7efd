"""Ratios against named baselines of the same run: `uv run python -m benchmarks.slider` and others."""
