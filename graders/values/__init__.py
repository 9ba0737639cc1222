"""Plain data: the only things that pass between the grader and a student's code."""
