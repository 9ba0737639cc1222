"""The content of the course: checks and misconceptions (`<lesson>.py`), hints (`<lesson>.md`)."""
