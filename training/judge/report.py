"""What a fit is worth, in words and pictures beside its NPZ."""

from pathlib import Path

import numpy as np
from blendshape_face.data.model import UNSUPPORTED_LIMIT, FaceModel

from ..fit.deployed import quantiles, record, weak_features
from ..fit.recipe import Fitted
from . import plots


def write_report(fitted: Fitted, model: FaceModel, output: Path) -> Path:
    """Write <output>.md and its PNG beside a model's NPZ; returns the former."""
    scores, sums, shared = fitted.scores, fitted.sums, fitted.shared
    names = {
        kind: f"{output.stem}_{kind}.png" for kind in ("r2", "channels", "effects", "coverage")
    }
    pictures = {kind: output.with_name(name) for kind, name in names.items()}
    errors, scatter = (np.reshape(v, (3, -1)).sum(axis=0) for v in (scores.errors, scores.scatter))
    mesh = model.mean_aligned_mesh
    assert mesh is not None
    plots.draw_r2(pictures["r2"], mesh, scores.r2, 1 - errors / scatter)
    plots.draw_channels(pictures["channels"], model.columns, scores.channels)
    plots.draw_effects(pictures["effects"], model, weak_features(fitted))
    plots.draw_coverage(
        pictures["coverage"], model.columns, sums.histogram, shared.low, shared.high
    )
    path = output.with_suffix(".md")
    path.write_text(_text(fitted, model, names))
    return path


def _text(fitted: Fitted, model: FaceModel, names: dict[str, str]) -> str:
    scores, facts = fitted.scores, record(fitted)
    mae = ["-"] * len(scores.r2) if scores.mae is None else [f"{m:.4f}" for m in scores.mae]
    folds = [
        f"| {i + 1} | {n} | {a:.4f} | {b:.4f} | {c} |"
        for i, (n, a, b, c) in enumerate(
            zip(scores.frames, scores.r2, scores.r2_deployed, mae, strict=True)
        )
    ]
    median, p99 = quantiles(fitted, 0.5), quantiles(fitted, 0.99)
    channels = [
        f"| {name} | {loss:.4f} | {m:.3f} | {p:.3f} | {top:.3f} |"
        for name, loss, m, p, top in zip(
            model.columns, scores.channels, median, p99, fitted.shared.high, strict=True
        )
    ]
    dead = ", ".join(facts["features_without_variation"]) or "none"
    weak = ", ".join(weak_features(fitted)) or "none"
    counts = ", ".join(f"{count} {what}" for what, count in facts["counts"].items())
    frames = "frames and images" if fitted.settings.mirror else "frames"
    settings = ", ".join(f"{key} {value}" for key, value in facts["settings"].items())
    return "\n".join(
        [
            f"# {model.name}",
            "",
            model.model_card,
            "",
            f"- Frames: {counts}",
            f"- Settings: {settings}",
            f"- Data: sha256 {facts['fingerprint']}",
            f"- Reference: {facts['gpa_iterations']} iterations, last change "
            f"{facts['gpa_change']:.1e}; largest anchor residual kept "
            f"{facts['largest_anchor_residual']:.3f}",
            f"- Regression: rank {facts['rank']} of {facts['inputs']} inputs, condition "
            f"{facts['condition']:.0f}; features that never vary: {dead}",
            f"- Features that are hardly in the frames (99 % below {UNSUPPORTED_LIMIT}): {weak}. "
            "Their coefficients mean little without a ridge or limits.",
            "",
            "## Out of sample",
            "",
            f"R2 {scores.r2.mean():.4f} +- {scores.r2.std():.4f}",
            "",
            f"| fold | {frames} | R2 | R2, deployed rows | MAE |",
            "|---|---|---|---|---|",
            *folds,
            "",
            f"![R2]({names['r2']})",
            "",
            "## Channels",
            "",
            "| channel | R2 lost when held still | median | 99 % | highest |",
            "|---|---|---|---|---|",
            *channels,
            "",
            f"![R2 lost by channel]({names['channels']})",
            f"![effects]({names['effects']})",
            f"![coverage of the inputs]({names['coverage']})",
            "",
        ]
    )
