"""Videos and webcams become recordings, by MediaPipe's Face Landmarker: `python -m tracking`."""
