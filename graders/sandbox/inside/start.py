"""Where a student's process begins: what it may import of this package, and nothing of it besides.

    python -I start.py zygote|spawned WHERE USER_FOLDER SETTINGS

It is run by its path, so that nothing of the package is imported before `Wall` stands. The same rule holds
in a checkout and where the course is installed.
"""

import importlib
import os
import site
import sys
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location

PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SEEN = {
    "graders": "",
    "graders.datasets": "datasets.py",
    "graders.drawing": "drawing.py",
    "graders.notebook": "sandbox/inside/idle_notebook.py",
    "graders.sandbox": "",
    "graders.sandbox.inside": "sandbox/inside/",
    "graders.values": "values/",
}
"""Each name with its file, its folder with all that lies there, or nothing: then it only holds others."""
OWN = {"graders", "reference"}


class Wall:
    """Finds what a student's process may see of the course; what else has its name cannot be imported."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        place, holder = SEEN.get(name), SEEN.get(name.rpartition(".")[0], "")
        if place is None:
            if name.partition(".")[0] in OWN and not holder.endswith("/"):
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return None
        if not place:
            return ModuleSpec(name, None, is_package=True)
        file = os.path.join(PACKAGE, *place.split("/"))
        if place.endswith("/"):
            return spec_from_file_location(
                name, os.path.join(file, "__init__.py"), submodule_search_locations=[file]
            )
        return spec_from_file_location(name, file)


def set_path(user: str) -> None:
    """Import from the libraries' folders, `user` among them, and not from a checkout of the course."""
    libraries = site.getsitepackages()
    if user:
        libraries.append(user)
        site.USER_SITE = user
        sys.path += [user] * (user not in sys.path)
    root = os.path.realpath(os.path.dirname(PACKAGE))
    if root not in map(os.path.realpath, libraries):
        sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != root]


def main(kind: str, where: str, user: str, settings: str) -> None:
    sys.meta_path.insert(0, Wall)
    set_path(user)
    for name in SEEN:
        importlib.import_module(name)
    vars(sys.modules["graders"])["grade_task"] = sys.modules["graders.notebook"].grade
    from graders.sandbox.inside.messages import Settings

    process = importlib.import_module(f"graders.sandbox.inside.{kind}")
    process.main(int(where), Settings.read(settings))


if __name__ == "__main__":
    main(*sys.argv[1:])
