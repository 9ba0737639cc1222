"""A student's code runs here, in a process of its own; only plain data comes out."""
