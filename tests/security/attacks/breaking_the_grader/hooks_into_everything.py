# deserves: 0
# lesson: derivatives
"""Whatever the interpreter does, a hook of the student's is asked."""
import builtins
import codecs
import gc
import sys


def hook(*arguments):
    raise RuntimeError("hooked")


gc.callbacks.append(lambda *_: None)
codecs.register_error("strict", hook)
codecs.register_error("surrogatepass", hook)
builtins.__import__ = hook
builtins.__build_class__ = hook
sys.meta_path.clear()
sys.path_hooks.clear()
sys.setrecursionlimit(60)
sys.set_int_max_str_digits(640)
sys.setswitchinterval(1e-6)


def power_rule(coeffs):
    return coeffs
