"""One submission and the checks of the course make results; only here does an answer meet the reference."""
