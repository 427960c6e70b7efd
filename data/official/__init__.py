"""py-feat's official weights, for a user who asks: which there are, and how to get them."""
