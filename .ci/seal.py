"""Put the course's material into the wheel as one sealed file; what it is, says graders/course/store.py."""

import importlib.util
import os
import tempfile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Seal(BuildHookInterface):
    """Makes `graders/course.sealed` for a wheel; a checkout that is installed for editing needs none."""

    def initialize(self, version, build_data):
        if version == "editable":
            return
        store = load(os.path.join(self.root, "graders", "course", "store.py"))
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(store.seal(store.HOME))
        self.made = file.name
        build_data["force_include"][self.made] = store.SEALED

    def finalize(self, version, build_data, artifact_path):
        if version != "editable":
            os.unlink(self.made)


def load(path):
    """A module by its file, of a package that is not installed yet."""
    spec = importlib.util.spec_from_file_location("store", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
