"""Expressions compared as functions, in ball arithmetic at points of their domain."""
