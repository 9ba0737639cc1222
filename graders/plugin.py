"""The pytest front end: a bare `pytest` grades exercises/."""
