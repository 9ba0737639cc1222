"""A first evening in a notebook, in a browser: opened, run, a mistake told below its cell, and set right.

Needs Chromium with its driver, `--with browser` for selenium, and `--with nbgrader` for Jupyter.
"""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium: env.py --with browser")
pytest.importorskip("notebook", reason="needs Jupyter: env.py --with nbgrader")
waiting = pytest.importorskip("selenium.webdriver.support.wait")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
WORDS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
SECONDS = 180.0
FILE = "exercises/derivatives.ipynb"

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="needs chromium and chromedriver"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("evening") / "calculus"
    command = [sys.executable, "-m", "graders", "init", str(home), "--notebooks", "--lesson", "derivatives"]
    subprocess.run(command, check=True, capture_output=True)
    return home


@pytest.fixture(scope="module")
def address(folder) -> Iterator[str]:
    """Where Jupyter shows the folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    words += [f"--ServerApp.root_dir={folder}", "--JupyterNotebookApp.expose_app_in_browser=True"]
    with open(folder / "jupyter.log", "wb") as log:
        command = [sys.executable, "-m", "notebook", *words]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            yield _when_it_answers(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait(30)


def _when_it_answers(address: str, server: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(f"{address}/api/status", timeout=5):
                return address
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail("Jupyter does not start")


@pytest.fixture(scope="module")
def browser(address) -> Iterator[object]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for word in WORDS:
        options.add_argument(word)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.set_script_timeout(SECONDS)
    driver.get(f"{address}/notebooks/{FILE}")
    yield driver
    driver.quit()


PANEL = "const panel = window.jupyterapp.shell.currentWidget;"
IS_READY = f"""
if (!window.jupyterapp || !window.jupyterapp.shell.currentWidget) return false;
{PANEL}
return Boolean(panel.content && panel.content.widgets.length > 5
    && panel.sessionContext.session && panel.sessionContext.session.kernel);
"""
RUN = """
const done = arguments[arguments.length - 1];
const ran = window.jupyterapp.commands.execute('notebook:run-all-cells');
ran.then(() => done(true), error => done(String(error)));
"""
WRITE = f"""
{PANEL}
const cell = panel.content.widgets.find(one => one.model.sharedModel.source.startsWith(arguments[0]));
cell.model.sharedModel.setSource(cell.model.sharedModel.source.replace(arguments[1], arguments[2]));
"""
SHOWN = f"""
{PANEL}
const cells = panel.content.widgets;
const place = cells.findIndex(one => one.model.sharedModel.source.includes(arguments[0]));
panel.content.scrollToItem(place);
return cells[place].node.innerText;
"""


def wait(browser, happened):
    return waiting.WebDriverWait(browser, SECONDS).until(lambda driver: happened(driver))


def run(browser, words: str, cell: str = 'grade("difference_quotient"') -> None:
    """Run all cells until the one below the task says so."""
    browser.execute_async_script(RUN)
    wait(browser, lambda driver: words in driver.execute_script(SHOWN, cell))


def test_a_first_evening(browser):
    wait(browser, lambda driver: driver.execute_script(IS_READY))
    task = "def difference_quotient"
    run(browser, "difference_quotient is still to do")
    browser.execute_script(WRITE, task, "raise NotImplementedError", "return (f(x) - f(x + dx)) / dx")
    run(browser, "is not right")
    assert "the wrong sign" in browser.execute_script(SHOWN, 'grade("difference_quotient"')
    browser.execute_script(WRITE, task, "f(x) - f(x + dx)", "f(x + dx) - f(x)")
    run(browser, "difference_quotient is done")
