"""Evaluations of models side by side, in Markdown."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .evaluation import Evaluation


class _Row(NamedTuple):
    """values: one for each model."""

    name: str
    values: list[float]


def table(evaluations: Iterable[Evaluation]) -> str:
    """Markdown: a column for each model; with two, their difference."""
    models = list(evaluations)
    first = models[0]
    lines = [
        f"{first.frames} frames of {first.clips} clips; share of motion explained (R2)",
        "",
        *_lines("part", models, _parts(models)),
        "",
        "R2 that is lost when a channel is held still",
        "",
        *_lines("channel", models, _channels(models)),
    ]
    return "\n".join(lines)


def _parts(models: Sequence[Evaluation]) -> list[_Row]:
    """Of the whole face, its regions, and the directions of motion."""
    rows = [
        _Row("**all**", [model.r2 for model in models]),
        _Row("all, by sums", [model.r2_of_sums for model in models]),
    ]
    # Every model has the same face, and so the same regions.
    for region in models[0].regions:
        values = [model.regions[region] for model in models]
        rows.append(_Row(region, values))
    for axis in models[0].axes:
        values = [model.axes[axis] for model in models]
        rows.append(_Row(axis, values))
    return rows


def _channels(models: Sequence[Evaluation]) -> list[_Row]:
    """Of the channels that all models have."""
    rows = []
    for name in models[0].channels:
        values = [model.channels[name] for model in models if name in model.channels]
        if len(values) == len(models):
            rows.append(_Row(name, values))
    return rows


def _lines(
    title: str,
    models: Sequence[Evaluation],
    rows: Sequence[_Row],
) -> list[str]:
    """A table: title names its first column."""
    heads = [title]
    for model in models:
        heads.append(model.name)
    has_difference = len(models) == 2
    if has_difference:
        heads.append("difference")
    lines = [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
    ]
    for row in rows:
        cells = [f"{value:.4f}" for value in row.values]
        if has_difference:
            before, after = row.values
            cells.append(f"{after - before:+.4f}")
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return lines
