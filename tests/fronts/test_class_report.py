"""A teacher reads a class on one page: scores, lessons, tasks, misconceptions, and who needs a person."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from graders.grading.results import Status, SubmissionResult
from graders.reports.formats import save
from graders.reports.items import Item, correlation, items, slips
from graders.reports.people import Person
from graders.reports.report import page
from graders.reports.settings import Setting, parsed
from graders.reports.standings import Records, lessons_of, standings
from tests.fronts.classes import COURSE, HOSTILE, SENTENCE, missing, synthetic, unreadable

RECORDS = Records(lessons=COURSE.lessons)


def shown(results, tmp_path: Path, **more: object) -> str:
    return page(results, replace(Setting("report", records=RECORDS), **more), tmp_path)


def row(text: str, name: str) -> str:
    (found,) = re.findall(rf"<tr[^>]*>(?:(?!</tr>).)*?{re.escape(name)}(?:(?!</tr>).)*</tr>", text)
    return found


class Balanced(HTMLParser):
    """Complains where an element is closed that was not the last to be opened."""

    VOID = ("meta", "link", "input", "rect", "line")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_every_element_is_closed(tmp_path):
    parser = Balanced()
    parser.feed(shown(synthetic(20), tmp_path))
    assert parser.open == []


def test_four_hundred_students_are_on_it(tmp_path):
    text = shown(synthetic(400), tmp_path)
    assert text.count('<tr data-state="') == 400
    assert len(text) < 2_000_000
    assert "<b>400</b>students" in text


def test_it_asks_for_no_other_file(tmp_path):
    text = shown(synthetic(20), tmp_path)
    assert not re.findall(r'(?:src|href)="(?!#|data:)', text)
    assert not re.findall(r"url\(|@import|https?:", text)


def test_nothing_that_a_student_wrote_is_markup(tmp_path):
    first, *others = synthetic(20)
    lesson = first.lessons[0]
    task = replace(lesson.tasks[0], status=Status.FAILING, misconception=HOSTILE)
    hostile = replace(
        unreadable(lesson), file=HOSTILE, note=HOSTILE, tasks=(task, *unreadable(lesson).tasks[1:])
    )
    first = replace(first, submission=HOSTILE, notes=(HOSTILE,), lessons=(hostile, *first.lessons[1:]))
    text = shown([first, *others], tmp_path)
    assert "<img" not in text
    assert text.count("<script>") == 1
    assert "\u202e" not in text
    assert "&lt;img src=x" in text


def test_no_script_but_its_own_may_run(tmp_path):
    text = shown(synthetic(3), tmp_path)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy.startswith("default-src 'none'")
    assert re.search(r"script-src 'sha256-[\w+/=]+'$", policy)


class TestItems:
    def item(self, name: str, count: int = 200) -> Item:
        found = standings(synthetic(count), RECORDS)
        return next(one for one in items(found, lessons_of(synthetic(count), RECORDS)) if one.task == name)

    def test_count_those_who_handed_in_the_lesson_and_could_be_judged(self):
        results = synthetic(200)
        tasks = [
            (lesson.file, task.status)
            for result in results
            for lesson in result.lessons
            for task in lesson.tasks
            if task.task == "power_rule"
        ]
        judged = [status for file, status in tasks if file and status is not Status.UNDECIDED]
        item = self.item("power_rule")
        assert (item.judged, item.done) == (len(judged), judged.count(Status.DONE))
        assert item.difficulty == item.done / item.judged

    def test_tell_whether_a_task_tells_the_able_apart(self):
        found = items(standings(synthetic(200), RECORDS), lessons_of(synthetic(200), RECORDS))
        assert all(item.discrimination is not None and item.discrimination > 0.1 for item in found)

    def test_say_nothing_of_a_few_students(self):
        assert self.item("power_rule", 5).discrimination is None
        assert self.item("power_rule", 5).remark == ""

    @pytest.mark.parametrize(("pairs", "expected"), [
        ([(x, 2 * x) for x in range(10)], 1.0), ([(x, -x) for x in range(10)], -1.0),
        ([(1, x) for x in range(10)], None), ([(x, x) for x in range(9)], None),
    ])  # fmt: skip
    def test_correlate(self, pairs, expected):
        assert correlation(pairs) == pytest.approx(expected)

    @pytest.mark.parametrize(("done", "apart", "remark"), [
        (10, 0.5, "hard"), (99, 0.5, "easy"), (60, 0.1, "tells few apart"), (60, 0.5, ""),
        (60, -0.2, "done rather by those who do less elsewhere: look at its statement"),
    ])  # fmt: skip
    def test_are_remarked_upon(self, done, apart, remark):
        assert Item("a", "b", 100, done, 0, 0, apart, 0.1).remark == remark


class TestMisconceptions:
    def test_are_counted_with_their_sentence_and_the_students_behind_them(self, tmp_path):
        found = slips(standings(synthetic(60), RECORDS))
        assert [len(slip.students) for slip in found] == sorted(
            (len(slip.students) for slip in found), reverse=True
        )
        most = found[0]
        assert most.sentence == f"{SENTENCE} ({most.task})"
        text = row(shown(synthetic(60), tmp_path), f'<code>{most.task}</code></td><td class="words"')
        assert f"{len(most.students)} of {most.tried}" in text
        assert all(f"<li>{name}</li>" in text for name in most.students)

    def test_of_nobody_are_said_to_be_none(self, tmp_path):
        done = [replace(one, lessons=tuple(map(missing, COURSE.lessons))) for one in synthetic(3)]
        assert "None that has a name." in shown(done, tmp_path)


def look(text: str) -> str:
    return text.partition('<section id="look">')[2].partition("</section>")[0]


class TestInNeedOfAPerson:
    def test_are_open_tasks_and_unreadable_files(self, tmp_path):
        first, second, *others = synthetic(12)
        lesson = first.lessons[0]
        undecided = replace(lesson.tasks[0], status=Status.UNDECIDED)
        first = replace(first, lessons=(replace(lesson, file="a.py", tasks=(undecided, *lesson.tasks[1:])),))
        second = replace(second, lessons=(unreadable(second.lessons[0]),))
        text = look(shown([first, second, *others], tmp_path))
        assert f"<b>{first.submission}</b>: `{undecided.task}` could not be decided" in text
        assert (
            f"<b>{second.submission}</b>: `derivatives` cannot be read. `broken.py` cannot be read." in text
        )

    def test_is_an_archive_that_nobody_can_read(self, tmp_path):
        lost = SubmissionResult(
            COURSE.title,
            "ruth",
            "public",
            "full",
            tuple(map(missing, COURSE.lessons)),
            ("`ruth.zip` is empty.",),
        )
        assert "<b>ruth</b>: `ruth.zip` is empty." in look(shown([lost], tmp_path))


class TestAnonymous:
    def test_no_name_no_file_and_no_address_is_on_it(self, tmp_path):
        people = [Person(f"Person {one.submission}", one.submission, "a@b.org") for one in synthetic(12)]
        first, *others = synthetic(12)
        first = replace(
            first, lessons=(unreadable(first.lessons[0]), *first.lessons[1:]), notes=("student000",)
        )
        records = replace(RECORDS, people=people[:1], roster="people.csv")
        text = shown([first, *others], tmp_path, is_anonymous=True, records=records)
        assert "student0" not in text and "Person" not in text and "@b.org" not in text
        assert "broken.py" not in text
        assert "student 12" in text

    def test_numbers_are_no_order_of_names(self, tmp_path):
        names = [one.submission for one in synthetic(60)]
        pages = {
            tuple(re.findall(r'<td class="name">student \d+</td><td>.*?</td><td[^>]*>([\d.]+)<',
                             shown(synthetic(60), tmp_path, is_anonymous=True)))
            for _ in range(3)
        }  # fmt: skip
        assert len(pages) == 3
        assert names == sorted(names)


def test_it_links_to_the_pages_of_feedback_that_are_there(tmp_path):
    save(synthetic(3), tmp_path, parsed("html"))
    (tmp_path / "feedback" / "student001.html").unlink()
    save(synthetic(3), tmp_path, parsed("report"))
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<a href="feedback/student000.html">student000</a>' in text
    assert "feedback/student001.html" not in text


def test_the_public_seed_and_what_was_not_confined_are_said(tmp_path):
    practice = [replace(one, seed_id="public", confinement="none") for one in synthetic(3)]
    text = shown(practice, tmp_path)
    assert "the students' own seed" in text
    assert "practice scores" in text
    assert "practice scores" not in shown(synthetic(3), tmp_path)
