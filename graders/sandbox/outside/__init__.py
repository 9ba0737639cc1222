"""What talks to a student's process, from ours."""
