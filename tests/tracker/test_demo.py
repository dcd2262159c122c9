"""`make demo` up to its summary, as a newcomer runs it: own data folder, own processes, nothing prepared."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[[], str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the demo in a folder of this module's own; the second run finds what the first left."""
    var = tmp_path_factory.mktemp("demo")
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "EMAIL_URL", "BROKER_URL")}

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", "demo", "--no-serve"],
            cwd=ROOT,
            env={**kept, "DEMO": "1", "VAR_DIR": str(var)},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def first(run: Run) -> str:
    return run()


@pytest.mark.parametrize("condition", ["Takayasu arteritis", "Lupus", "Pemphigus vulgaris"])
def test_the_summary_shows_somebody_at_level_three(first: str, condition: str) -> None:
    lines = first.splitlines()
    below = takewhile(lambda line: line.startswith("    "), lines[lines.index(f"  {condition}") + 1 :])

    assert any(re.match(r" +level 3: +[1-9]", line) for line in below)


def test_the_summary_shows_what_is_held_and_what_cannot_be_assessed(first: str) -> None:
    assert re.search(r"\[held: cf\.", first)
    assert re.search(r"level –: +[1-9]", first)


def test_a_mail_went_through_celery_to_the_mail_server(first: str) -> None:
    accepted = re.search(r"Mails accepted by the mail server: (\d+)", first)

    assert accepted
    assert int(accepted[1]) >= 1


def test_what_imports_could_not_use_is_named(first: str) -> None:
    assert re.search(r"could not use \([1-9]\d* entries\)", first)


def test_a_second_run_changes_nothing(first: str, run: Run) -> None:
    second = run()

    assert re.search(r": 0 entries new, 0 changed, [1-9]\d* as before", second)
    assert flags_of(second) == flags_of(first)
    assert mails_of(second) == mails_of(first)


def flags_of(summary: str) -> str:
    return summary.split("open flags")[1].split("Reminders:", maxsplit=1)[0]


def mails_of(summary: str) -> str:
    return summary.split("Mails accepted")[1]


def test_without_demo_mode_it_refuses(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key != "DEMO"} | {"VAR_DIR": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "DEMO=1" in done.stderr
