"""Stimulus sets rendered into a folder: named pictures and films, and a manifest of them all."""
