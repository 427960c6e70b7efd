"""What a fit is worth, in words and pictures beside its NPZ."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from blendshape_face.data.model import UNSUPPORTED_LIMIT, FaceModel

from ..fit.deployed import quantiles, record, weak_features
from ..fit.recipe import Fitted
from . import plots

_PICTURES = ("r2", "channels", "effects", "coverage")
"""How the names of a report's pictures end."""


def write_report(
    fitted: Fitted,
    model: FaceModel,
    output: Path,
) -> Path:
    """Write <output>.md and its PNG beside a model's NPZ; returns the former."""
    names = {kind: f"{output.stem}_{kind}.png" for kind in _PICTURES}
    _draw(
        fitted=fitted,
        model=model,
        folder=output.parent,
        names=names,
    )
    path = output.with_suffix(".md")
    path.write_text(_text(fitted, model, names))
    return path


def _draw(
    fitted: Fitted,
    model: FaceModel,
    folder: Path,
    names: Mapping[str, str],
) -> None:
    """names: file of each of _PICTURES."""
    scores = fitted.scores
    shared = fitted.shared
    mesh = model.mean_aligned_mesh
    assert mesh is not None  # every fit writes it
    plots.draw_r2(
        path=folder / names["r2"],
        mesh=mesh,
        folds=scores.r2,
        vertices=1 - _by_vertex(scores.errors) / _by_vertex(scores.scatter),
    )
    plots.draw_channels(
        path=folder / names["channels"],
        channels=model.columns,
        losses=scores.channels,
    )
    plots.draw_effects(
        path=folder / names["effects"],
        model=model,
        weak=weak_features(fitted),
    )
    plots.draw_coverage(
        path=folder / names["coverage"],
        channels=model.columns,
        histogram=fitted.sums.histogram,
        low=shared.low,
        high=shared.high,
    )


def _by_vertex(coordinates: np.ndarray) -> np.ndarray:
    """Sums over x, y and z (478,) of what is known of each coordinate (1434,)."""
    return np.reshape(coordinates, (3, -1)).sum(axis=0)


def _text(
    fitted: Fitted,
    model: FaceModel,
    names: Mapping[str, str],
) -> str:
    """names: file of each of _PICTURES."""
    scores = fitted.scores
    lines = [
        f"# {model.name}",
        "",
        model.model_card,
        "",
        *_facts(fitted),
        "",
        "## Out of sample",
        "",
        f"R2 {scores.r2.mean():.4f} +- {scores.r2.std():.4f}",
        "",
        *_folds(fitted),
        "",
        f"![R2]({names['r2']})",
        "",
        "## Channels",
        "",
        *_channels(fitted, model),
        "",
        f"![R2 lost by channel]({names['channels']})",
        f"![effects]({names['effects']})",
        f"![coverage of the inputs]({names['coverage']})",
        "",
    ]
    return "\n".join(lines)


def _facts(fitted: Fitted) -> list[str]:
    """What went in, and how well the regression could tell it apart."""
    facts = record(fitted)
    counts = [f"{count} {what}" for what, count in facts["counts"].items()]
    settings = [f"{key} {value}" for key, value in facts["settings"].items()]
    dead = _listed(facts["features_without_variation"])
    weak = _listed(weak_features(fitted))
    return [
        f"- Frames: {', '.join(counts)}",
        f"- Settings: {', '.join(settings)}",
        f"- Data: sha256 {facts['fingerprint']}",
        f"- Reference: {facts['gpa_iterations']} iterations, last change "
        f"{facts['gpa_change']:.1e}; largest anchor residual kept "
        f"{facts['largest_anchor_residual']:.3f}",
        f"- Regression: rank {facts['rank']} of {facts['inputs']} inputs, condition "
        f"{facts['condition']:.0f}; features that never vary: {dead}",
        f"- Features that are hardly in the frames (99 % below {UNSUPPORTED_LIMIT}): {weak}. "
        "Their coefficients mean little without a ridge or limits.",
    ]


def _listed(names: Any) -> str:
    return ", ".join(names) or "none"


def _folds(fitted: Fitted) -> list[str]:
    """A table with a row for each fold of the cross-validation."""
    scores = fitted.scores
    frames = "frames and images" if fitted.settings.mirror else "frames"
    lines = [
        f"| fold | {frames} | R2 | R2, deployed rows | MAE |",
        "|---|---|---|---|---|",
    ]
    for fold, count in enumerate(scores.frames):
        r2 = scores.r2[fold]
        deployed = scores.r2_deployed[fold]
        # It takes a second pass over the meshes, which is not always asked for.
        mae = "-" if scores.mae is None else f"{scores.mae[fold]:.4f}"
        lines.append(f"| {fold + 1} | {count} | {r2:.4f} | {deployed:.4f} | {mae} |")
    return lines


def _channels(fitted: Fitted, model: FaceModel) -> list[str]:
    """A table with a row for each feature and angle."""
    # What the frames showed of each: a channel that they hardly move is hardly learned.
    median = quantiles(fitted, 0.5)
    p99 = quantiles(fitted, 0.99)
    highest = fitted.shared.high
    losses = fitted.scores.channels
    lines = [
        "| channel | R2 lost when held still | median | 99 % | highest |",
        "|---|---|---|---|---|",
    ]
    for channel, name in enumerate(model.columns):
        cells = [
            name,
            f"{losses[channel]:.4f}",
            f"{median[channel]:.3f}",
            f"{p99[channel]:.3f}",
            f"{highest[channel]:.3f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
