"""The content of the course: checks and misconceptions (`<lesson>.py`), hints (`<lesson>.md`).

The checks import a lesson's solutions as `graders.reference.<lesson>`, see `graders.course.store`.
"""
