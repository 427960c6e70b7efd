"""Making the bundled models. Not part of the built extension."""
