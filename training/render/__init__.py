"""Training frames by rendering: random heads, tracked with MediaPipe. See docs/frame-factory.md.

Only head.py and scene.py import bpy, only track.py mediapipe; the rest is NumPy.
"""
