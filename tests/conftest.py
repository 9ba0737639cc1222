"""Our own tests: a warning is an error. (A student's run of exercises/ does not come past here.)"""

import faulthandler
import os
import sys
from collections.abc import Generator

import pytest

os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # as in a worker; joblib reads it once, when it is first imported
HANGS, HANGS_AT_NIGHT = 600, 3600  # seconds, for one test


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "error")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what forks this process first: once JAX has started its threads, a forked child may hang."""
    items.sort(key=lambda item: item.path.name != "test_confinement.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """End a process in which a test hangs: its other tests go on in another."""
    patience = HANGS_AT_NIGHT if item.get_closest_marker("nightly") else HANGS
    faulthandler.dump_traceback_later(patience, exit=True, file=sys.__stderr__)
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()
