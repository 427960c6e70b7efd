"""Ratios against named baselines of the same run, such as `uv run python -m benchmarks.slider`."""
