"""The ready files for the platforms run as they stand, in folders laid out as the platforms lay them out."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders.commands import main as cli
from graders.commands.platforms import own_package
from graders.commands.ready import HERE, classroom, gradescope, ready
from graders.sandbox.inside import confine, landlock

pytestmark = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")

ROOT = Path(__file__).resolve().parents[2]
CLASS = ROOT / "tests" / "sample_class"
PROGRAM = f"""#!{sys.executable} -I
import sys
sys.path.insert(0, {str(ROOT)!r})
from graders.commands.main import main
main()
"""
BROKEN = "#!/bin/sh\necho 'Traceback' >&2\nexit 3\n"
LESSONS = ["derivatives"]
JOB = {
    "CLASSROOM": "calculus", "ASSIGNMENT": "week-1", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "https://c",
    "RELEASE_URL": "https://r", "GITHUB_ACTIONS": "true",
}  # fmt: skip


def program(path: Path, text: str = PROGRAM) -> Path:
    """Gradlings as it would be installed there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder, env=kept | environment, capture_output=True, text=True, timeout=600,
    )  # fmt: skip


def unzipped(content: bytes, folder: Path) -> None:
    """As Gradescope does it: the files in source/, run_autograder above them."""
    source = folder / "source"
    source.mkdir(parents=True)
    (folder / "zip").write_bytes(content)
    with zipfile.ZipFile(folder / "zip") as archive:
        for entry in archive.infolist():
            path = Path(archive.extract(entry, source))
            path.chmod(entry.external_attr >> 16 & 0o777)
    shutil.copy(source / "run_autograder", folder)


@pytest.fixture
def container(tmp_path: Path) -> Path:
    """A folder like Gradescope's /autograder, gradlings installed."""
    folder = tmp_path / "autograder"
    unzipped(gradescope("gradlings", LESSONS, "hush", "gradescope:misconceptions"), folder)
    program(folder / "grader" / "bin" / "gradlings")
    (folder / "submission").mkdir()
    return folder


def scored(folder: Path) -> dict:
    """What Gradescope would find."""
    done = shell(str(folder / "run_autograder"), folder)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "results" / "results.json").read_text(encoding="utf-8"))


class TestGradescope:
    def test_an_upload_gets_its_points_at_the_assignments_own_inputs(self, container):
        shutil.copy(CLASS / "farid" / "derivatives.py", container / "submission")
        result = scored(container)
        assert result["score"] == 6
        assert sum(test["max_score"] for test in result["tests"]) == 16
        assert result["extra_data"]["confinement"] == "full"
        assert result["extra_data"]["seed_id"] != "public"

    def test_an_upload_without_a_lesson_is_told_so(self, container):
        (container / "submission" / "essay.txt").write_text("Dear teacher")
        result = scored(container)
        assert result["score"] == 0
        assert "holds no submission" in result["output"]

    def test_there_is_a_results_file_whatever_happens(self, container):
        program(container / "grader" / "bin" / "gradlings", BROKEN)
        result = scored(container)
        assert "not your mistake" in result["output"]

    def test_the_container_is_built_without_the_submission(self, container):
        tools = container / "tools"
        log = container / "log"
        made = (
            f'#!/bin/sh\necho "$0 $*" >>{log}\ncase "$*" in *venv*) '
            f'mkdir -p "$4/bin"; cp "$0" "$4/bin/python";; esac\n'
        )
        program(tools / "python3.13", made)
        done = shell(str(container / "source" / "setup.sh"), container, PATH=f"{tools}:{os.environ['PATH']}")
        assert done.returncode == 0, done.stderr
        _, environment, installed = log.read_text().splitlines()
        assert environment.endswith(f"-I -m venv {container}/grader")
        assert installed == f"{container}/grader/bin/python -I -m pip install --quiet gradlings"


class TestGradescopeCommand:
    def test_says_how_many_points_and_draws_a_secret(self, tmp_path):
        archive = tmp_path / "week1.zip"
        result = CliRunner().invoke(cli.main, ["gradescope", str(archive), "--lesson", "derivatives"])
        assert result.exit_code == 0
        assert "The assignment has 16 points." in result.output
        with zipfile.ZipFile(archive) as content:
            assert set(content.namelist()) == {"setup.sh", "run_autograder", "seed"}
            assert len(content.read("seed").strip()) == 32
            assert b" --lesson derivatives " in content.read("run_autograder")
            assert b"@" not in content.read("run_autograder").replace(b'"$@"', b"")

    def test_a_wheel_goes_along(self, tmp_path):
        wheel = tmp_path / "gradlings-1-py3-none-any.whl"
        wheel.write_bytes(b"wheel")
        archive = tmp_path / "all.zip"
        words = ["gradescope", str(archive), "--package", str(wheel), "--seed", "s"]
        assert CliRunner().invoke(cli.main, words).exit_code == 0
        with zipfile.ZipFile(archive) as content:
            assert content.read(wheel.name) == b"wheel"
            assert f'"./{wheel.name}"'.encode() in content.read("setup.sh")

    @pytest.mark.parametrize("words", [
        ("--lesson", "nothing"), ("--format", "junit"), ("--format", "gradescope:all"),
        ("--package", "no.whl"),
    ])  # fmt: skip
    def test_what_cannot_be_is_refused(self, tmp_path, words):
        result = CliRunner().invoke(cli.main, ["gradescope", str(tmp_path / "a.zip"), *words])
        assert result.exit_code == 2
        assert not (tmp_path / "a.zip").exists()


class TestPrairieLearn:
    @pytest.fixture
    def grade(self, tmp_path):
        """A folder like PrairieLearn's /grade."""
        folder = tmp_path / "grade"
        (folder / "student").mkdir(parents=True)
        script = ready("prairielearn.sh", "gradlings", LESSONS, FORMAT="prairielearn")
        program(folder / "tests" / "grade.sh", script)
        (folder / "tests" / "seed").write_text("hush\n")
        return folder

    def result(self, folder: Path, installed: str = PROGRAM) -> dict:
        tools = program(folder.parent / "bin" / "gradlings", installed).parent
        path = f"{tools}:{os.environ['PATH']}"
        done = shell(str(folder / "tests" / "grade.sh"), folder, PATH=path)
        assert done.returncode == 0, done.stderr
        return json.loads((folder / "results" / "results.json").read_text(encoding="utf-8"))

    def test_a_submission_gets_its_share(self, grade):
        shutil.copy(CLASS / "farid" / "derivatives.py", grade / "student")
        result = self.result(grade)
        assert result["gradable"] is True
        assert result["score"] == 6 / 16

    def test_what_could_not_be_graded_costs_no_attempt(self, grade):
        assert self.result(grade)["gradable"] is False
        assert self.result(grade, BROKEN)["gradable"] is False


class TestClassroom50:
    @pytest.fixture
    def autograder(self, tmp_path, monkeypatch):
        """autograder.py as a module, in whose runs nothing is installed from elsewhere."""
        file = tmp_path / "tools" / "autograder.py"
        program(file, ready("autograder.py", "gradlings", LESSONS))
        monkeypatch.setattr(sys, "path", ["", *sys.path])
        spec = importlib.util.spec_from_file_location("autograder", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        monkeypatch.setattr(
            module, "run", lambda folder, *_: program(folder / "grader" / "bin" / "gradlings")
        )
        checkout = tmp_path / "checkout"
        checkout.mkdir()
        monkeypatch.chdir(checkout)
        for name, value in (JOB | {"GRADLINGS_SEED": "hush"}).items():
            monkeypatch.setenv(name, value)
        return module

    def test_the_result_lies_in_the_checkout(self, autograder):
        shutil.copy(CLASS / "farid" / "derivatives.py", ".")
        assert autograder.main() == 0
        result = json.loads(Path("result.json").read_text())
        assert (result["score"], result["max-score"], result["assignment"]) == (6, 16, "week-1")

    def test_a_link_in_its_place_is_not_followed(self, autograder):
        shutil.copy(CLASS / "farid" / "derivatives.py", ".")
        Path("../victim").write_text("mine")
        Path("result.json").symlink_to("../victim")
        assert autograder.main() == 0
        assert Path("../victim").read_text() == "mine"

    def test_what_the_job_lacks_is_a_fault_of_the_job(self, autograder, monkeypatch):
        shutil.copy(CLASS / "farid" / "derivatives.py", ".")
        monkeypatch.delenv("SUBMISSION_TAG")
        assert autograder.main() != 0
        assert not Path("result.json").exists()

    def test_a_students_file_beside_it_is_no_library(self, tmp_path):
        text = ready("autograder.py", "gradlings").replace("sys.exit(main())", "print(shutil.__file__)")
        program(tmp_path / "autograder.py", text)
        (tmp_path / "shutil.py").write_text("print('mine')")
        done = subprocess.run(
            [sys.executable, "autograder.py"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert str(tmp_path) not in done.stdout
        assert "mine" not in done.stdout


class TestJobs:
    @pytest.fixture
    def repository(self, tmp_path):
        """A student's repository where the jobs check it out."""
        folder = tmp_path / "work" / "submission"
        (folder / "exercises").mkdir(parents=True)
        shutil.copy(CLASS / "farid" / "derivatives.py", folder / "exercises")
        (folder / ".git").mkdir()
        return folder

    def steps(self) -> list[dict]:
        yaml = pytest.importorskip("yaml")
        job = yaml.safe_load(classroom("gradlings", LESSONS)[".github/workflows/grade.yml"])
        return job["jobs"]["grade"]["steps"]

    def test_github_is_red_below_the_threshold_and_shows_where(self, repository, tmp_path):
        (grade,) = [step for step in self.steps() if step.get("name") == "Grade"]
        place = tmp_path / "temp"
        program(place / "grader" / "bin" / "gradlings")
        page, outputs = tmp_path / "page.md", tmp_path / "outputs"
        job = {
            "GITHUB_WORKSPACE": str(repository.parent), "RUNNER_TEMP": str(place), "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(page), "GITHUB_OUTPUT": str(outputs), "GRADLINGS_SEED": "hush",
        }  # fmt: skip
        done = shell(grade["run"], place, **job)
        assert done.returncode == 1, done.stderr
        assert "6 of 16 points" in page.read_text(encoding="utf-8")
        assert outputs.read_text().startswith("result=")
        assert "::notice title=Autograding complete::Points 6/16" in done.stdout
        assert "hush" not in done.stdout + done.stderr + page.read_text(encoding="utf-8")
        assert (place / "grades" / "feedback" / "submission.html").is_file()

    def test_github_gives_the_secret_to_one_step_and_runs_nothing_in_the_submission(self):
        steps = self.steps()
        assert [step.get("name") for step in steps if "secrets." in json.dumps(step)] == ["Grade"]
        for step in steps:
            assert "run" not in step or step["working-directory"] == "${{ runner.temp }}"

    def test_gitlab_keeps_its_reports_and_its_exit_code(self, repository, tmp_path):
        yaml = pytest.importorskip("yaml")
        job = yaml.safe_load(classroom("gradlings", LESSONS)[".gitlab-ci.yml"])["grade"]
        first, *_, last = job["script"]
        assert first == "cd /"
        program(tmp_path / "grader" / "bin" / "gradlings")
        (repository / "graded").mkdir()
        (repository / "graded" / "junit.xml").write_text("mine")
        done = shell(
            last.replace("/opt/", f"{tmp_path}/"),
            tmp_path,
            CI_PROJECT_DIR=str(repository),
            GRADLINGS_SEED="hush",
        )
        assert done.returncode == 1, done.stderr
        reports = job["artifacts"]["reports"].values()
        assert all((repository / name).is_file() for name in reports)
        assert "mine" not in (repository / "graded" / "junit.xml").read_text()
        (first, *_) = json.loads((repository / "graded" / "gl-code-quality-report.json").read_text()) or [
            None
        ]
        assert first is None or first["location"]["path"] == "exercises/derivatives.py"


def test_init_writes_the_repository_of_an_assignment(tmp_path):
    folder = tmp_path / "week1"
    words = ["init", str(folder), "--classroom", "--lesson", "derivatives"]
    done = CliRunner().invoke(cli.main, words)
    assert done.exit_code == 0, done.output
    assert "GRADLINGS_SEED" in done.output
    jobs = classroom(own_package(), LESSONS)
    assert {name: (folder / name).read_text(encoding="utf-8") for name in jobs} == jobs
    assert (folder / "exercises" / "derivatives.py").is_file()
    (folder / ".gitlab-ci.yml").write_text("mine")
    assert f"left   {folder / '.gitlab-ci.yml'}, which is yours" in CliRunner().invoke(cli.main, words).output


def test_init_adds_no_jobs_unless_it_is_asked_to(tmp_path):
    assert CliRunner().invoke(cli.main, ["init", str(tmp_path / "calculus")]).exit_code == 0
    assert not (tmp_path / "calculus" / ".github").exists()


def test_nothing_is_left_to_be_filled_in():
    for file in HERE.iterdir():
        if file.suffix in (".yml", ".sh", "") and file.is_file():
            text = ready(file.name, "gradlings", LESSONS, FORMAT="gradescope")
            assert not any(f"@{key}@" in text for key in ("PACKAGE", "LESSONS", "FORMAT"))


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder", "prairielearn.sh"])
def test_the_scripts_are_scripts_that_a_shell_can_read(name, tmp_path):
    path = program(tmp_path / name, ready(name, "gradlings", LESSONS, FORMAT="gradescope"))
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
