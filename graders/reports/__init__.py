"""One result, many renderers."""
