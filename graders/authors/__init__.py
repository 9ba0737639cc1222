"""What an author is told of a lesson: all that must hold of it before it is part of the course."""
