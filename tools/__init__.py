"""What demo, benchmarks, tests and CI share. Not part of the built extension."""
