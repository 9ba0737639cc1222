"""A browser shows the page of a class without complaint, sorts and filters it, and runs no student's code.

Needs Chromium with its driver, and `--with browser` for selenium.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graders.grading.results import Parts, Status
from graders.reports.report import page
from graders.reports.settings import Setting
from graders.reports.standings import Records
from tests.fronts.classes import COURSE, HOSTILE, synthetic

webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium: env.py --with browser")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
WORDS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")

pytestmark = [
    pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="needs chromium and chromedriver"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """The page of sixty students; the fourth is called, has and is told what a script could be."""
    results = [*synthetic(60)]
    lesson = results[3].lessons[1]
    parts = Parts(HOSTILE, HOSTILE)
    task = replace(lesson.tasks[0], status=Status.FAILING, misconception=HOSTILE, parts=parts)
    lesson = replace(lesson, file=HOSTILE, note=HOSTILE, tasks=(task, *lesson.tasks[1:]))
    results[3] = replace(results[3], submission=HOSTILE, notes=(HOSTILE,), lessons=(lesson,))
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(results, Setting("report", records=Records(lessons=COURSE.lessons)), path.parent))
    return path


@pytest.fixture(scope="module")
def started() -> Iterator[object]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for word in WORDS:
        options.add_argument(word)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def browser(started, file):
    """The page as it is when it was just opened."""
    started.get_log("browser")
    started.get(file.as_uri())
    return started


def column(browser, table: str, place: int) -> list[str]:
    return browser.execute_script(
        f"return [...document.querySelectorAll('#{table} tbody tr')].filter(row => !row.hidden)"
        f".map(row => row.cells[{place}].innerText.trim())"
    )


def press(browser, table: str, heading: int, keys: str = "\n") -> str:
    """Press a heading by the keyboard, and return how it says that it sorts."""
    selector = f"#{table} thead th:nth-child({heading + 1})"
    browser.find_element("css selector", f"{selector} button").send_keys(keys)
    return browser.find_element("css selector", selector).get_attribute("aria-sort")


def test_there_is_nothing_to_complain_of(browser):
    assert browser.get_log("browser") == []


def test_no_script_of_a_student_runs(browser):
    assert browser.title == f"{COURSE.title}: the class"
    assert browser.execute_script("return document.images.length") == 0


def test_headings_sort_by_numbers_there_and_back(browser):
    assert press(browser, "students-table", 2) == "ascending"
    points = [float(text) for text in column(browser, "students-table", 2)]
    assert points == sorted(points) and points[0] < points[-1]
    assert press(browser, "students-table", 2, " ") == "descending"
    assert [float(text) for text in column(browser, "students-table", 2)] == points[::-1]


def test_headings_sort_by_words(browser):
    press(browser, "tasks-table", 1)
    names = column(browser, "tasks-table", 1)
    assert names[0] == "accumulate_gradients"
    assert len(names) == 85


def test_words_and_states_filter(browser):
    words = browser.find_element("css selector", ".filter[data-table=students-table] input")
    words.send_keys("student01")
    assert column(browser, "students-table", 0) == [f"student01{digit}" for digit in range(10)]
    assert "10 of 60" in browser.find_element("css selector", ".filter[data-table=students-table]").text
    browser.execute_script(
        "const select = document.querySelector('.filter select'); select.value = 'wrong';"
        "select.dispatchEvent(new Event('change'))"
    )
    assert set(column(browser, "students-table", 1)) == {"something is wrong"}


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_no_page_is_wider_than_its_screen(browser, width):
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    wide, screen = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert wide <= screen == width


def test_in_the_dark_it_is_dark_and_in_print_it_has_no_filters(browser):
    def seen(**media: object) -> tuple[str, str]:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        return tuple(browser.execute_script(
            "return [getComputedStyle(document.body).backgroundColor,"
            "getComputedStyle(document.querySelector('.filter')).display]"
        ))  # fmt: skip

    dark = seen(features=[{"name": "prefers-color-scheme", "value": "dark"}])
    light = seen(features=[{"name": "prefers-color-scheme", "value": "light"}])
    assert (dark[0], light[0]) == ("rgb(22, 23, 28)", "rgb(255, 255, 255)")
    assert (light[1], seen(media="print")[1]) == ("flex", "none")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
