"""The channels that turn the eyes, and how far."""

LOOK_DEGREES = {"Up": 22.0, "Down": 28.0, "In": 30.0, "Out": 30.0}
"""How far an eye turns where its eyeLook channel is 1: its limits. ARKit gives no angles; these are
this project's choice.
"""
EYE_CHANNELS = tuple(f"eyeLook{way}{eye}" for eye in ("Left", "Right") for way in LOOK_DEGREES)
"""All of them, one eye after the other."""
