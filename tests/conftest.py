"""Our own tests: a warning is an error. (A student's run of exercises/ does not come past here.)"""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "error")
