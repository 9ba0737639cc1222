"""The content of the course: checks and misconceptions (`<lesson>.py`), hints (`<lesson>.md`).

The checks import their `reference`: always the one beside this package, whatever else has that name.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "reference"
_spec = spec_from_file_location(
    "reference", _FOLDER / "__init__.py", submodule_search_locations=[str(_FOLDER)]
)
if _spec is not None and getattr(sys.modules.get("reference"), "__path__", None) != [str(_FOLDER)]:
    sys.modules["reference"] = module_from_spec(_spec)
