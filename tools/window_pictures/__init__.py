"""Pictures of the docs that show Blender's window."""
