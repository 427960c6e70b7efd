"""Measured meshes: what channels make them, and how far a model is from them."""
