"""Our own tests: a warning is an error. (A student's run of exercises/ does not come past here.)"""

import os

import pytest

os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # as in a worker; joblib reads it once, when it is first imported


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "error")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what forks this process first: once JAX has started its threads, a forked child may hang."""
    items.sort(key=lambda item: item.path.name != "test_confinement.py")
