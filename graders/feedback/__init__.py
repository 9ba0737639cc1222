"""Findings and outcomes as sentences: the only room that knows English."""
