"""Many submissions: read from disk, graded, kept in a journal."""
