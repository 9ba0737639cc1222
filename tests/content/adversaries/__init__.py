"""Wrong functions made by machine, graded by the checks and told from the reference on wide inputs.

What the checks accept and the wide inputs tell from the reference is a hole. What neither tells is the same
function, as far as can be measured.
"""
