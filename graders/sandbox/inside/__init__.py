"""What runs beside a student's code: all that a student's process may import."""
