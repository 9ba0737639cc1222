"""Numbers, arrays and what is made of them: tolerances, orders of convergence, trainings."""
