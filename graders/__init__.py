"""gradlings: calculus for machine learning, a course that grades itself."""
