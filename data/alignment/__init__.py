"""Shapes brought to one place, turn and size, and their mirror images."""
