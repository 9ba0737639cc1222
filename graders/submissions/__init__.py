"""What people hand in, read: files, archives, notebooks and the names of platforms."""
