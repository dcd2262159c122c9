"""The command line, as somebody types it; and that the pure part of the project stays pure."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from journeys import guidance, interchange
from journeys.guidance.__main__ import main
from journeys.guidance.catalogue import PUBLISHED
from tests.guidance.test_examples import EXAMPLES

ROOT = Path(__file__).parents[2]
JOURNEY = str(EXAMPLES / "ta-02-enzyme-inducer.json")
RULE_FIELDS = {
    "rule", "version", "role", "counted_as", "outcome", "held_for", "missing", "because", "for_patient", "evidence",
    "would_change", "prompt_contact", "thresholds", "sources", "title", "family",
}  # fmt: skip


def answers(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([JOURNEY, "--format", "json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_one_date_gives_one_answer_in_the_format(capsys: pytest.CaptureFixture[str]) -> None:
    answer = answers(capsys, "--on", "2023-03-06")
    assert list(answer) == ["patient", "on", "catalogue", "conditions", "confounders", "monitoring"]
    (condition,) = answer["conditions"]
    assert list(condition) == ["condition", "t0", "t_first", "level", "rules", "topics", "next_check_on"]
    assert all(set(rule) == RULE_FIELDS for rule in condition["rules"])
    assert condition["rules"][0]["held_for"] == [
        {"rule": "cf.interaction", "detail": "carbamazepine with prednisolone"}
    ]
    assert set(condition["rules"][0]["thresholds"][0]) == {"name", "value", "unit", "mark"}
    assert {frozenset(source) for rule in condition["rules"] for source in rule["sources"]} == {
        frozenset({"document", "paragraph"}),
        frozenset({"publication", "mark"}),
    }
    assert all(set(out) == {"rule", "outcome", "because", "evidence"} for out in answer["confounders"])
    assert {frozenset(item) for item in answer["monitoring"]} == {frozenset({"item", "state", "last_on", "due_on"})}


def test_several_dates_give_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    found = answers(capsys, "--on", "2022-09-05", "--on", "2023-03-06")
    assert [answer["on"] for answer in found] == ["2022-09-05", "2023-03-06"]


def test_the_text_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([JOURNEY, "--on", "2023-03-06"]) == 0
    out = capsys.readouterr().out
    assert "takayasu-arteritis: level 2. Pattern recorded." in out
    assert "first cf.interaction: carbamazepine with prednisolone" in out
    assert "Do not start, stop or change any treatment because of it." in out


def test_problems_are_one_line_each_with_their_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(Path(JOURNEY).read_text(encoding="utf-8"))
    document["labs"][0].pop("unit")
    document["labs"][1]["collected_on"] = "2023-02-30"
    path = tmp_path / "journey.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(path), "--on", "2023-03-06"]) == 2
    shown = capsys.readouterr()
    assert [line.split(":")[0] for line in shown.err.splitlines()] == ["$.labs[0].unit", "$.labs[1].collected_on"]
    assert shown.out == ""


@pytest.mark.parametrize("content", [None, b"{", b"\xff\xfe", b"[]"])
def test_a_file_that_cannot_be_read_is_one_line(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "journey.json"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path), "--on", "2023-03-06"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


OWN = 'reason = "agreed at the clinic"\n["tak.persistent-activity"]\nsigns = {}'


def test_a_clinics_own_values_are_judged_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN.format(14), encoding="utf-8")
    answer = answers(capsys, "--on", "2023-03-06", "--overrides", str(own))
    (rule,) = [rule for rule in answer["conditions"][0]["rules"] if rule["rule"] == "tak.persistent-activity"]
    assert {each["name"]: each["value"] for each in rule["thresholds"]}["signs"] == 14
    assert answer["catalogue"].startswith(f"{PUBLISHED.version}+")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (OWN.format(13).encode(), "tak.persistent-activity: signs: 13 is outside 14 to 91 d"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (None, "No such file or directory"),
    ],
)
def test_own_values_that_cannot_be_taken_are_one_line_with_their_file(
    content: bytes | None, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    if content is not None:
        own.write_bytes(content)
    assert main([JOURNEY, "--on", "2023-03-06", "--overrides", str(own)]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"{own}: {problem}\n")


@pytest.mark.parametrize("arguments", [["--on", "2023-02-30"], ["--on", "soon"], []])
def test_a_date_that_is_none_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([JOURNEY, *arguments])
    assert stopped.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def modules() -> list[str]:
    packages = [(guidance.__path__, "journeys.guidance."), (interchange.__path__, "journeys.interchange.")]
    found = [module.name for path, prefix in packages for module in pkgutil.walk_packages(path, prefix)]
    pure = [f"reminders.{name}" for name in ("policy", "values", "times", "pacing", "attempts")]
    return [name for name in (*found, *pure) if not name.endswith("__main__")] + ["journeys.guidance.__main__"]


def test_the_pure_part_loads_no_framework() -> None:
    program = (
        f"import importlib, sys\nfor name in {modules()!r}: importlib.import_module(name)\n"
        "print(sorted({'django', 'rest_framework', 'celery', 'redis'} & {name.split('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
