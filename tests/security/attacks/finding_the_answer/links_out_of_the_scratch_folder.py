# deserves: 0
# lesson: derivatives
"""A link in the folder of one's own leads to the reference, and so does a descriptor of that folder."""
import contextlib
import os

import graders.values.codec

REFERENCE = os.path.dirname(os.path.dirname(os.path.dirname(graders.values.codec.__file__)))
REFERENCE += "/reference/derivatives.py"
for make in (os.symlink, os.link, os.rename):
    with contextlib.suppress(OSError):
        make(REFERENCE, "gradlings-attack")
with contextlib.suppress(OSError):
    os.mknod("gradlings-attack-disk", 0o060600, os.makedev(8, 0))
TEXT = ""
folder = os.open(".", os.O_RDONLY)
for path in ("gradlings-attack", "gradlings-attack-disk", f"/proc/self/fd/{folder}/../../../..{REFERENCE}"):
    with contextlib.suppress(OSError), open(path) as file:
        TEXT = file.read()
names = {}
exec(TEXT, names)
power_rule = names["power_rule"]
