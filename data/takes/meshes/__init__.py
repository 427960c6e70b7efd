"""Measured meshes in files: where they are, in which units, and what they become."""
