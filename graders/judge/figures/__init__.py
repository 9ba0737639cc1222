"""Figures compared by what is drawn, read from the axes as data."""
