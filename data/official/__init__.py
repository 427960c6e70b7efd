"""py-feat's official weights, which a user may have downloaded: which there are, and getting them."""
