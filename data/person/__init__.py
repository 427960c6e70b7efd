"""People: faces that differ, as weights of the modes in which a population varies."""
