"""The face without Blender: model, channels, topology and recordings, in NumPy alone."""
