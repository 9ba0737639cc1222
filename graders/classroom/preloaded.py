"""What judging processes share: the server that forks them imports this module, and nobody else does."""

import gc
import importlib

from graders.course.index import own_course
from graders.grading.answer_key import load

importlib.import_module("graders.grading.engine")
importlib.import_module("graders.grading.places")  # of a class, some have made a mistake
importlib.import_module("matplotlib.figure")  # the references draw
for _lesson in own_course().lessons:
    load(_lesson.name)
gc.collect()
gc.freeze()  # pages that no collection touches stay shared
