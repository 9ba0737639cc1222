"""Is this answer right, and if not, how does it differ? Numbers and expressions only."""
