"""Each platform's file is what its reader takes, and nothing in it that a student wrote is a command."""

import base64
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from graders.commands.checking import placed
from graders.grading.results import LessonResult, Parts, Result, Status, SubmissionResult, Verdict, Where
from graders.reports import classroom50, github, gitlab, gradescope, html, junit, prairielearn, summary
from graders.reports.formats import WRITERS, save
from graders.reports.settings import NAMES, FormatError, Setting, Visibility, parsed

HOSTILE = (
    "\x1b[31m \u202e \ud800 \ufffe ]]> <script>alert(1)</script> **bold** ``` | \r\n::error::forged\r\n"
    "[[ATTACHMENT|/etc/passwd]] &amp; %0A::set-output name=x::y 'quoted\" ##[error]forged"
)
SECRET = "central(3.14159, 0.001) gave 7"
CAUSE = "The two in 2h is forgotten."
JUDGED = (Verdict("is_right", "It is right.", Status.FAILING, SECRET),)
DONE = Result("slope", Status.DONE, 0.1 + 0.2, 0.3, seconds=0.12345, line=4)
WRONG = Result(
    "area", Status.FAILING, 0.0, 2.5, "forgot", Parts(SECRET, CAUSE), JUDGED, 0.25, 7, SECRET, "factor"
)
TODO = Result("rise", Status.TODO, 0.0, 1.0)
OPEN = Result("limit", Status.UNDECIDED, 0.0, 1.0, parts=Parts("No point tells them apart."), checks=JUDGED)
OURS = Result("sum", Status.INTERNAL, 0.0, 1.0, parts=Parts("The grader failed."))
EVERY = [replace(WRONG, task=f"t{status}", status=status) for status in Status]
MOMENT = datetime(2026, 11, 30, 4, 5, 6, tzinfo=UTC)
JOB = {
    "CLASSROOM": "calculus", "ASSIGNMENT": "week-1", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "https://c",
    "RELEASE_URL": "https://r",
}  # fmt: skip


def result(*tasks: Result, name: str = "anna", file: str | None = "exercises/derivatives.py", **more: object):
    lesson = LessonResult("derivatives", "Derivatives", tasks, file, str(more.pop("note", "")))
    return SubmissionResult("A course", name, "public", "full", (lesson,), **more)


def setting(asked: str, **more: object) -> Setting:
    return replace(parsed(asked), environment=JOB, moment=MOMENT, **more)


ANNA = result(DONE, WRONG, TODO, OPEN)
HARD = result(
    *(replace(one, parts=Parts(HOSTILE * 40, HOSTILE), printed=HOSTILE, checks=()) for one in EVERY),
    name=HOSTILE, file=f"{HOSTILE}.py", notes=(HOSTILE,), note=HOSTILE,
)  # fmt: skip
EMPTY = result(TODO, file=None)
SINGLE = {
    "gradescope": gradescope.document, "classroom50": classroom50.document, "github": github.runner,
    "prairielearn": prairielearn.document, "html": html.page,
}  # fmt: skip
"""What is made of one submission."""


class TestAsking:
    def test_every_name_has_a_writer(self):
        assert set(WRITERS) == set(NAMES)

    @pytest.mark.parametrize(("asked", "visibility", "after_due"), [
        ("junit", Visibility.FULL, False), ("gradescope:score", Visibility.SCORE, False),
        ("gradescope:after-due", Visibility.FULL, True),
        ("gradescope:misconceptions:after-due", Visibility.MISCONCEPTIONS, True),
    ])  # fmt: skip
    def test_a_format_says_how_much_is_shown(self, asked, visibility, after_due):
        found = parsed(asked)
        assert (found.visibility, found.after_due) == (visibility, after_due)

    @pytest.mark.parametrize(("asked", "said"), [
        ("junitt", "did you mean `junit`?"), ("junit:all", "`full`, `misconceptions`, `score`"),
        ("json:score", "for instructors"), ("html:after-due", "Only `gradescope` can wait"),
        ("html:score:full", "one of"),
    ])  # fmt: skip
    def test_what_cannot_be_is_a_sentence(self, asked, said):
        with pytest.raises(FormatError, match=re.escape(said)):
            parsed(asked)


class TestPlaces:
    @pytest.mark.parametrize(("path", "folder"), [
        (".", ""), (".week", ".week"), ("deep/er", "deep/er"), ("deep/derivatives.py", "deep"),
        ("deep/a.zip", ""),
    ])  # fmt: skip
    def test_lead_from_the_top_of_the_repository(self, path, folder, tmp_path, monkeypatch):
        for name in (".git", ".week", "deep/er"):
            (tmp_path / name).mkdir(parents=True)
        for name in ("derivatives.py", "a.zip"):
            (tmp_path / "deep" / name).touch()
        monkeypatch.chdir(tmp_path / "deep" / "er")
        assert placed([parsed("github")], [tmp_path / path])[0].folder == folder

    def test_of_a_class_there_are_none(self, tmp_path):
        assert placed([parsed("github")], [tmp_path, tmp_path])[0].folder == ""

    def test_a_format_that_is_asked_for_twice_is_written_once(self, tmp_path):
        (setting,) = placed([parsed("html"), parsed("html:score")], [tmp_path])
        assert setting.visibility is Visibility.SCORE


class TestVisibility:
    def everything(self, asked: str) -> str:
        """All that the formats say, as one text."""
        made = [json.dumps(make(ANNA, setting(f"{name}:{asked}"))) for name, make in SINGLE.items()]
        made += [junit.report([ANNA], setting(f"junit:{asked}"))]
        made += [json.dumps(gitlab.quality([ANNA], setting(f"gitlab:{asked}")))]
        made += github.at_lines([ANNA], setting(f"github:{asked}"))
        return "\n".join(
            [*made, *summary.markdown([ANNA], parsed(f"github:{asked}").visibility).splitlines()]
        )

    def test_full_shows_the_witness(self):
        assert self.everything("full").count(SECRET) >= 7

    def test_misconceptions_show_causes_and_no_inputs(self):
        assert SECRET not in self.everything("misconceptions")
        assert CAUSE in self.everything("misconceptions")

    def test_score_shows_neither(self):
        assert SECRET not in self.everything("score")
        assert CAUSE not in self.everything("score")
        assert "is not right" in self.everything("score")

    def test_what_kept_a_file_from_being_called_is_no_secret(self):
        broken = result(replace(WRONG, checks=(), parts=Parts("line 3 does not parse.")))
        page = html.page(broken, setting("html:misconceptions"))
        assert "line 3 does not parse." in page


class TestJunit:
    def read(self, *results: SubmissionResult, **more: object) -> ET.Element:
        return ET.fromstring(junit.report(results, setting("junit", **more)).encode())

    def test_a_case_a_task_with_file_line_and_points(self):
        case = self.read(ANNA).findall(".//testcase")[1]
        assert (case.get("classname"), case.get("name")) == ("derivatives", "area")
        assert (case.get("file"), case.get("line")) == ("exercises/derivatives.py", "7")
        points = {each.get("name"): each.get("value") for each in case.iter("property")}
        assert points == {"points": "0", "max_points": "2.5"}

    def test_the_content_says_why_for_gitlab_reads_no_message(self):
        assert SECRET in (self.read(ANNA).find(".//failure").text or "")

    def test_the_counts_are_those_of_the_cases(self):
        top = self.read(result(*EVERY))
        counted = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
        for element in (top, top[0]):
            assert {name: int(element.get(name)) for name in counted} == {
                name: len(list(top.iter(tag))) for name, tag in counted.items()
            }

    def test_no_two_cases_have_one_name(self):
        cases = [
            (case.get("classname"), case.get("name"))
            for case in self.read(ANNA, replace(ANNA, submission="ben"), HARD).iter("testcase")
        ]
        assert len(set(cases)) == len(cases)

    def test_what_a_student_wrote_is_text_and_no_attachment(self):
        text = junit.report([HARD], setting("junit"))
        ET.fromstring(text.encode())
        assert "[[ATTACHMENT|" not in text

    def test_it_knows_these_elements_only(self):
        known = {
            "testsuites",
            "testsuite",
            "testcase",
            "properties",
            "property",
            "failure",
            "error",
            "skipped",
        }
        assert {element.tag for element in self.read(HARD).iter()} == known

    def test_a_class_stays_below_what_gitlab_reads(self):
        many = [replace(HARD, submission=str(number)) for number in range(500)]
        assert len(junit.report(many, setting("junit")).encode()) < 30_000_000

    def test_a_notebook_has_no_line_numbers(self):
        case = self.read(result(WRONG, file="derivatives.ipynb")).find(".//testcase")
        assert case.get("line") is None


class TestGradescope:
    @pytest.mark.parametrize("graded", [ANNA, HARD, EMPTY])
    def test_has_the_types_that_it_reads(self, graded):
        made = gradescope.document(graded, setting("gradescope"))
        assert json.loads(json.dumps(made)) == made
        assert type(made["execution_time"]) is float
        for test in made["tests"]:
            assert test["status"] in ("passed", "failed")
            assert test["output_format"] == "text"
            assert 0 <= test["score"] <= test["max_score"]
        assert {"score", "output", "visibility", "stdout_visibility", "tests", "extra_data"} <= made.keys()

    def test_the_sums_are_for_people(self):
        made = gradescope.document(result(*[DONE] * 3), setting("gradescope"))
        assert made["score"] == 0.9
        assert round(sum(test["max_score"] for test in made["tests"]), 9) == 0.9

    @pytest.mark.parametrize(("asked", "when"), [("", "visible"), (":after-due", "after_due_date")])
    def test_shows_it_when_it_was_asked_to(self, asked, when):
        made = gradescope.document(ANNA, setting(f"gradescope{asked}"))
        assert {made["visibility"], *(test["visibility"] for test in made["tests"])} == {when}
        assert made["stdout_visibility"] == "hidden"


class TestClassroom50:
    def test_is_what_it_reads(self):
        made = classroom50.document(ANNA, setting("classroom50"))
        assert {key: value for key, value in made.items() if key != "tests"} == {
            "schema": "classroom50/result/v1", "classroom": "calculus", "assignment": "week-1",
            "submission": "submit/1", "commit": "https://c", "release": "https://r", "review": "https://c",
            "datetime": "2026-11-30T04:05:06Z", "score": 3, "max-score": 48,
        }  # fmt: skip
        assert made["tests"][0] == {"test-name": "slope", "passed": True, "score": 3, "max-score": 3}

    @pytest.mark.parametrize("graded", [ANNA, HARD, EMPTY])
    def test_points_are_whole_and_add_up(self, graded):
        made = classroom50.document(graded, setting("classroom50"))
        numbers = [test[key] for test in made["tests"] for key in ("score", "max-score")]
        assert {type(number) for number in (*numbers, made["score"], made["max-score"])} == {int}
        assert made["score"] == sum(test["score"] for test in made["tests"]) <= made["max-score"]
        assert made["max-score"] == sum(test["max-score"] for test in made["tests"])

    def test_a_review_has_a_page_of_its_own(self):
        job = setting("classroom50")
        reviewed = replace(job, environment=JOB | {"REVIEW_URL": "https://v"})
        assert classroom50.document(ANNA, reviewed)["review"] == "https://v"

    @pytest.mark.parametrize("name", JOB)
    def test_what_the_job_does_not_say_is_a_sentence(self, name):
        job = replace(setting("classroom50"), environment=JOB | {name: ""})
        with pytest.raises(FormatError, match=f"`{name}`"):
            classroom50.document(ANNA, job)

    def test_a_tag_of_another_kind_is_refused(self):
        job = replace(setting("classroom50"), environment=JOB | {"SUBMISSION_TAG": "v1"})
        with pytest.raises(FormatError, match="submit/"):
            classroom50.document(ANNA, job)


class TestGitHub:
    def parsed(self, command: str) -> tuple[str, dict[str, str], str]:
        """A command as the runner reads it."""
        kind, properties, data = re.fullmatch(r"::(\w+) ([^:]*)::([^\r\n]*)", command).groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        return kind, {name: self.decoded(value) for name, value in pairs.items()}, self.decoded(data)

    def decoded(self, text: str) -> str:
        for code, letter in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            text = text.replace(code, letter)
        return text

    def test_an_error_stands_at_the_students_line(self):
        kind, properties, message = self.parsed(next(github.at_lines([ANNA], setting("github"))))
        assert (kind, properties["file"], properties["line"]) == ("error", "exercises/derivatives.py", "7")
        assert properties["title"] == "derivatives: area"
        assert SECRET in message

    def test_the_place_of_the_mistake_is_better_than_that_of_the_function(self):
        found = result(replace(WRONG, where=Where(9, None, "sign", True)))
        assert self.parsed(next(github.at_lines([found], setting("github"))))[1]["line"] == "9"

    def test_the_way_leads_from_the_top_of_the_repository(self):
        given = setting("github", folder="week1")
        command = next(github.at_lines([ANNA], given))
        assert self.parsed(command)[1]["file"] == "week1/exercises/derivatives.py"

    def test_ten_of_a_kind_at_most_each_on_one_line(self):
        kinds = [self.parsed(command)[0] for command in github.at_lines([HARD] * 9, setting("github"))]
        assert kinds.count("error") == kinds.count("warning") == 10

    def test_what_is_to_do_is_no_error(self):
        assert list(github.at_lines([result(TODO)], setting("github"))) == []

    def test_the_notices_of_classroom(self):
        _, properties, points = self.parsed(next(github.notices([ANNA])))
        assert (properties["title"], points) == ("Autograding complete", "Points 0.3/4.8")
        report = json.loads(self.parsed(list(github.notices([ANNA]))[1])[2])
        assert report == {"totalPoints": 0.3, "maxPoints": 4.8}

    def test_the_report_of_the_runner(self):
        made = github.runner(ANNA, setting("github"))
        assert (made["version"], made["status"], made["max_score"]) == (3, "error", 4.8)
        keys = [
            "name", "status", "message", "test_code", "task_id", "filename", "line_no", "duration", "score",
            "output",
        ]  # fmt: skip
        for test in made["tests"]:
            assert list(test) == keys
            assert test["status"] in ("pass", "fail", "error")
            assert type(test["line_no"]) is type(test["task_id"]) is int
        assert github.runner(result(DONE), setting("github"))["status"] == "pass"

    def test_the_report_is_one_line_of_the_jobs_outputs_and_small(self):
        many = result(*HARD.lessons[0].tasks * 12)
        line = github.output(github.runner(many, setting("github")))
        assert re.fullmatch(r"result=[A-Za-z0-9+/=]+\n", line)
        assert len(line) < 1_000_000
        assert json.loads(base64.b64decode(line.removeprefix("result=")))["version"] == 3

    def test_the_summary_is_one_page(self):
        page = summary.markdown([HARD])
        assert len(page.splitlines()) < 120
        assert len(page.encode()) < 20_000
        assert "Also not right" in page

    def test_the_summary_of_a_class_is_a_table_within_bounds(self):
        page = summary.markdown([replace(HARD, submission=f"{number}{HOSTILE}") for number in range(3000)])
        assert "2900 more are not shown." in page
        assert len(page.encode()) < 1_048_576

    def test_nothing_in_the_summary_is_a_students_markup(self):
        outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", summary.markdown([HARD]))
        assert not re.search(r"(?<!\\)(?:<script|\*\*bold|\[\[)", outside)

    def test_the_text_for_a_log_holds_no_command(self):
        for row in summary.text([HARD]).splitlines():
            assert not row.lstrip().startswith("::")
            assert "##[" not in row


class TestGitLab:
    @pytest.mark.parametrize("graded", [ANNA, HARD])
    def test_every_entry_has_what_is_required(self, graded):
        for entry in gitlab.quality([graded], setting("gitlab")):
            assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert type(entry["location"]["lines"]["begin"]) is int
            assert not entry["location"]["path"].startswith("./")
            assert "\n" not in entry["description"]

    def test_says_what_is_wrong_where(self):
        wrong, undecided = gitlab.quality([ANNA], setting("gitlab"))
        assert wrong["location"] == {"path": "exercises/derivatives.py", "lines": {"begin": 7}}
        assert (wrong["severity"], undecided["severity"]) == ("major", "info")

    def test_two_mistakes_have_two_fingerprints_which_stay(self):
        twice = [gitlab.quality([ANNA, replace(ANNA, submission="ben")], setting("gitlab")) for _ in range(2)]
        assert twice[0] == twice[1]
        assert len({entry["fingerprint"] for entry in twice[0]}) == 4


class TestPrairieLearn:
    def test_a_share_of_one_and_both_points_on_every_test(self):
        made = prairielearn.document(ANNA, setting("prairielearn"))
        assert made["gradable"] is True
        assert made["score"] == pytest.approx(0.3 / 4.8)
        for test in made["tests"]:
            assert {"name", "description", "points", "max_points", "message", "output"} == set(test)

    def test_all_done_is_exactly_one(self):
        many = result(*[replace(DONE, points=0.1, max_points=0.1)] * 7)
        assert prairielearn.document(many, setting("prairielearn"))["score"] == 1

    @pytest.mark.parametrize("graded", [EMPTY, result(WRONG, OURS)])
    def test_what_is_nobodys_mistake_costs_no_attempt(self, graded):
        made = prairielearn.document(graded, setting("prairielearn"))
        assert made["gradable"] is False
        assert all(made["format_errors"])

    def test_a_megabyte_is_enough(self):
        many = result(*[replace(WRONG, parts=Parts("𝛁" * 100_000, "")) for _ in range(300)])
        made = prairielearn.document(many, setting("prairielearn"))
        assert len(json.dumps(made, ensure_ascii=False).encode()) < 1_000_000


class Page(HTMLParser):
    """The tags and texts of a page, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.open, self.fetched, self.texts = set(), [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.fetched += [value for name, value in attributes if name in ("src", "href", "action")]
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


class TestHtml:
    def test_every_tag_is_closed_and_nothing_is_fetched(self):
        for graded in (ANNA, HARD, EMPTY):
            page = Page(html.page(graded, setting("html")))
            assert page.open == []
            assert page.fetched == []
            assert not page.tags & {"script", "img", "link", "iframe"}

    def test_says_what_is_wrong_where_and_what_was_printed(self):
        words = " ".join(Page(html.page(ANNA, setting("html"))).texts)
        for part in (
            "1 of 4 tasks done",
            "0.3 of 4.8 points",
            SECRET,
            CAUSE,
            "derivatives.py:7",
            "It printed:",
        ):
            assert part in words

    def test_is_for_light_and_dark_and_for_paper(self):
        page = html.page(ANNA, setting("html"))
        assert "prefers-color-scheme: dark" in page
        assert "@media print" in page

    def test_what_is_done_is_not_explained(self):
        assert "<section>" not in html.page(result(DONE, TODO), setting("html"))


class TestFiles:
    def test_every_format_writes_what_its_platform_looks_for(self, tmp_path):
        for name in NAMES:
            save([ANNA], tmp_path, setting(name))
        assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == {
            "results/anna.json", "grades.csv", "report.html", "feedback/anna.html", "feedback/anna.md",
            "junit.xml", "gradescope/anna.json",
            "classroom50/anna.json", "github/summary.md", "github/runner.json", "gl-code-quality-report.json",
            "prairielearn/anna.json",
        }  # fmt: skip

    @pytest.mark.parametrize("name", NAMES)
    def test_what_counts_nothing_is_written_like_anything_else(self, name, tmp_path):
        free = (replace(one, points=0.0, max_points=0.0) for one in (DONE, WRONG, TODO, OPEN))
        save([result(*free)], tmp_path, setting(name))
        assert any(path.is_file() and path.stat().st_size for path in tmp_path.rglob("*"))

    @pytest.mark.parametrize("name", NAMES)
    def test_hostile_text_never_keeps_a_file_from_being_written(self, name, tmp_path):
        save([HARD, ANNA], tmp_path, setting(name))
        for path in tmp_path.rglob("*.*"):
            text = path.read_text(encoding="utf-8")
            assert "\x1b" not in text
            if path.suffix == ".json":
                json.loads(text)

    def test_a_job_of_github_is_added_to(self, tmp_path):
        page, outputs = tmp_path / "page.md", tmp_path / "outputs"
        page.write_text("before\n")
        job = {"GITHUB_STEP_SUMMARY": str(page), "GITHUB_OUTPUT": str(outputs)}
        save([ANNA], tmp_path / "out", replace(setting("github"), environment=job))
        assert page.read_text(encoding="utf-8").startswith("before\n## A course")
        assert outputs.read_text().startswith("result=")
