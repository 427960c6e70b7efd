"""A Blender with a window, driven through its events; its modules run inside that Blender."""
