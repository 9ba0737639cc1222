"""Where in a wrong function the mistake is: from plain data, and without a word about what would be right."""
