# ruff: noqa: E501  # prose
"""Write docs/rigs.md from the rigs themselves: `uv run python -m tools.rigs`."""

from blendshape_face.data.eye_channels import LOOK_DEGREES
from blendshape_face.data.rigs import ARKIT_NAMES, Rig, action_units, presets

from tools.paths import ROOT

TARGET = ROOT / "docs" / "rigs.md"

_HEAD = """# Characters that a take can drive

Made from the rigs in `data/rigs` by `uv run python -m tools.rigs`. Names of shape keys are those that their
makers or public importers list (each file says where); how far a channel moves a shape key that is not its exact
counterpart is this project's own judgment. Of the 52 ARKit channels each rig takes up:

| rig | file | channels | shape keys | |
|---|---|---|---|---|
"""

_FINDING = """
## How shape keys are found

- By one normalized name: `eyeBlink_L`, `EyeBlinkLeft`, `eyeBlinkL` and `blendShape1.eyeBlinkLeft` are one; full and
  half width Japanese are one.
- Else by a name's end behind `_`, `-`, `.`, `:`, `|` or a space, from seven letters on:
  `head__eCTRLEyesClosedL`, `A25_Jaw_Open`, `!ex-jawOpen`, `Face.M_F00_000_00_Fcl_MTH_A`.
- The rig that is offered is the one of which most channels find a shape key; ARKit first.
- Values of several channels on one shape key add up. Nothing is clipped: a shape key that is pushed below 0 needs a
  range that goes there.

## What cannot be driven this way

- Rigify and other rigs of bones alone have no shape keys to drive. Shape keys of ARKit's names, made from the
  rig's poses, fit `arkit`.
- A MetaHuman's own face mesh moves by joints; its shape keys only correct them.
- VRM expressions are not shape keys but groups of them: the shape keys beneath often bear VRoid's or the author's names.
- MPFB2's visemes and the sounds of other rigs: no single channel makes a sound.
- MPFB2 lists ARKit's face units only; no set of FACS names of its own was found.
"""

_NOT_DRIVEN = """
## ARKit channels that a rig leaves out

| rig | channels |
|---|---|
"""

_UNITS = """
## Action units

A take of action units alone (OpenFace, older py-feat) becomes ARKit channels first, and then drives any rig. {note}

| unit | channels |
|---|---|
"""

_EYES = """
## Eyes

Where eyes turn by bones, these are the degrees of an eyeLook channel at 1; channels count from 0 to 1. Pitch is
positive up, yaw is positive to the subject's right, for both eyes, as for the head.

| direction | degrees |
|---|---|
"""

_OWN = """
## A rig of your own

A TOML file of `channel = "Shape Key"`. Several of them, or another strength, stand in braces; `[gain, offset]` adds a
constant. Channels in `[otherwise]` count only where none of their shape keys in `[links]` is there. `same_names = true`
adds every ARKit channel under its own name.

```toml
title = "My character"

[links]
jawOpen = "Mouth Open"
browInnerUp = { "Brow In L" = 1, "Brow In R" = 1 }
mouthSmileLeft = { Smile = 0.5 }
mouthSmileRight = { Smile = 0.5 }
eyeBlinkLeft = { "Lid L" = [0.9, 0.1] }

[otherwise]
jawOpen = "AH"
```
"""


def rigs_page() -> str:
    """The page as Markdown."""
    sections = (
        _HEAD + "\n".join(_rig_rows()),
        _FINDING,
        _NOT_DRIVEN + "\n".join(_rows_of_missing_channels()),
        _UNITS.format(note=action_units().note) + "\n".join(_unit_rows()),
        _EYES + "\n".join(_eye_rows()),
        _OWN,
    )
    page = "\n".join(section.rstrip("\n") + "\n" for section in sections)
    # Each section begins with an empty line, and those with a title in the text with two.
    return page.replace("\n\n\n", "\n\n")


def _channels_left_out(rig: Rig) -> list[str]:
    return [channel for channel in ARKIT_NAMES if channel not in rig.sources]


def _rig_rows() -> list[str]:
    rows = []
    for name, rig in presets().items():
        keys = {link.target for link in (*rig.links, *rig.otherwise)}
        channels = len(ARKIT_NAMES) - len(_channels_left_out(rig))
        rows.append(f"| {rig.title} | `{name}` | {channels} | {len(keys)} | {rig.note} |")
    return rows


def _rows_of_missing_channels() -> list[str]:
    rows = []
    for rig in presets().values():
        left_out = _channels_left_out(rig)
        if left_out:
            rows.append(f"| {rig.title} | {', '.join(left_out)} |")
    return rows


def _unit_rows() -> list[str]:
    channels_of: dict[str, list[str]] = {}
    for link in action_units().links:
        gain = "" if link.gain == 1 else f"{link.gain:g} "
        channels_of.setdefault(link.source, []).append(gain + link.target)
    return [f"| {unit} | {', '.join(channels)} |" for unit, channels in channels_of.items()]


def _eye_rows() -> list[str]:
    return [f"| {direction} | {degrees:g} |" for direction, degrees in LOOK_DEGREES.items()]


if __name__ == "__main__":
    TARGET.write_text(rigs_page(), encoding="utf-8")
    print(TARGET)
