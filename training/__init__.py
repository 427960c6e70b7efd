"""Fitting face models to frames, and making the bundled ones. Not part of the built extension."""
