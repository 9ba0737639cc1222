"""The course: its index, course.toml, and the material of its lessons."""
