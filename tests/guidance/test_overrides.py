"""A clinic's own values: refused whole unless each is open to choice and inside its bounds; part of the version."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.document import parse
from journeys.guidance.edition import Edition
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Finding, Outcome
from journeys.guidance.overrides import OverridesError, edition_of, edition_with
from tests.guidance.builders import Document, checked, crp, document, drug, joined, marked, on, scan, steroid

WHY = 'reason = "agreed at the clinic\'s meeting"\n'


def refused(text: str) -> list[str]:
    with pytest.raises(OverridesError) as caught:
        edition_with(text)
    return list(caught.value.problems)


def says(doc: Document, rule: str, days: int, *, edition: Edition) -> Finding:
    [condition] = evaluate(parse(doc), on(days), edition=edition).conditions
    return next(found for found in condition.rules if found.rule == rule)


def test_an_empty_file_changes_nothing() -> None:
    assert edition_with("") is PUBLISHED
    assert edition_with(WHY) is PUBLISHED


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[broken", "not TOML"),
        ('["tak.persistent-activity"]\nsigns = 14', "reason: say why"),
        (WHY + '["tak.no-such-rule"]\nsigns = 14', "tak.no-such-rule: no such rule"),
        (WHY + '["tak.persistent-activity"]\nsings = 14', "tak.persistent-activity: sings: no such threshold"),
        (WHY + '["tak.persistent-activity"]\nsigns = 13', "signs: 13 is outside 14 to 91 d"),
        (WHY + '["tak.persistent-activity"]\nsigns = 92', "signs: 92 is outside 14 to 91 d"),
        (WHY + '["tak.persistent-activity"]\nsigns = "14"', "signs: a number is expected"),
        (WHY + '["tak.persistent-activity"]\nsigns = true', "signs: a number is expected"),
        (WHY + '["pv.no-control-3wk"]\nfull = 1.2', "full: not open to a clinic's own value (it comes from a public"),
        (WHY + '["cf.il6"]\nwashout-infusion = 30', "washout-infusion: not open to a clinic's own value (the project"),
        (WHY + "signs = 14", "signs: a table of thresholds is expected"),
        (WHY + "[shared]\ntakayasu-trial = 90", "shared: takayasu-trial: 90 is outside 91 to 365 d"),
        (WHY + "[shared]\nnonsense = 90", "shared: nonsense: no such threshold (crp-limit or takayasu-trial)"),
    ],
)
def test_what_is_no_open_threshold_inside_its_bounds_is_refused(text: str, problem: str) -> None:
    [found] = refused(text)
    assert problem in found


def test_every_problem_of_a_file_is_named_at_once() -> None:
    text = WHY + '["tak.persistent-activity"]\nsigns = 1\nimaging = 1\n[shared]\ncrp-limit = 100'
    assert [problem.split(" is outside")[0] for problem in refused(text)] == [
        "tak.persistent-activity: signs: 1",
        "tak.persistent-activity: imaging: 1",
        "shared: crp-limit: 100",
    ]


def test_the_same_values_give_the_same_version_and_others_another() -> None:
    one = edition_with(WHY + '["tak.persistent-activity"]\nsigns = 14\nimaging = 200')
    same = edition_with('reason = "x"\n["tak.persistent-activity"]\nimaging = 200.0\nsigns = 14')
    other = edition_with(WHY + '["tak.persistent-activity"]\nsigns = 15\nimaging = 200')
    assert one.version == same.version
    assert len({one.version, other.version, PUBLISHED.version}) == 3
    assert one.version.startswith(f"{PUBLISHED.version}+")
    assert one.overridden == {("tak.persistent-activity", "signs"), ("tak.persistent-activity", "imaging")}


def test_a_file_is_read_as_its_text(tmp_path: Path) -> None:
    text = WHY + '["tak.persistent-activity"]\nsigns = 14'
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    assert edition_of(str(tmp_path / "own.toml")) == edition_with(text)


@pytest.mark.parametrize(("content", "problem"), [(None, "No such file or directory"), (b"\xff", "is not UTF-8 text")])
def test_a_file_that_cannot_be_read_is_one_problem(content: bytes | None, problem: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "own.toml").write_bytes(content)
    with pytest.raises(OverridesError) as caught:
        edition_of(str(tmp_path / "own.toml"))
    assert list(caught.value.problems) == [problem]


def active_at(days: int) -> Document:
    return joined(
        document(
            therapies=[steroid((0, 40), (60, 10)), drug("methotrexate", intent="induction", amount=15, every="week")],
            check_ins=[marked(days - 20, headache=True)],
            imaging=[scan(days - 10, activity="active")],
        ),
        checked(days),
    )


def test_a_rules_own_threshold_is_judged_and_shown_as_the_clinic_chose_it() -> None:
    shorter = edition_with(WHY + '["tak.persistent-activity"]\nsigns = 14')
    doc = active_at(200)
    usual = says(doc, "tak.persistent-activity", 200, edition=PUBLISHED)
    own = says(doc, "tak.persistent-activity", 200, edition=shorter)
    assert (usual.outcome, own.outcome) == (Outcome.FIRED, Outcome.CANNOT_ASSESS)
    assert {each.name: each.value for each in own.thresholds}["signs"] == 14
    assert evaluate(parse(doc), on(200), edition=shorter).catalogue == shorter.version


def test_the_trial_of_conventional_drugs_in_takayasu_arteritis_is_the_clinics_choice() -> None:
    sooner = edition_with(WHY + "[shared]\ntakayasu-trial = 120")
    doc = active_at(150)
    usual = says(doc, "tak.persistent-activity", 150, edition=PUBLISHED)
    assert [hold.rule for hold in usual.held_for] == ["cf.duration"]
    assert says(doc, "tak.persistent-activity", 150, edition=sooner).outcome is Outcome.FIRED


def test_the_limit_of_crp_counts_where_the_laboratory_gave_none() -> None:
    def raised(limit: int, own: float | None) -> bool:
        doc = active_at(200) | {"imaging": [], "labs": [crp(170, 12, limit=own), crp(190, 12, limit=own)]}
        edition = edition_with(WHY + f"[shared]\ncrp-limit = {limit}")
        return says(doc, "tak.persistent-activity", 200, edition=edition).outcome is Outcome.FIRED

    assert raised(10, None)
    assert not raised(15, None)
    assert raised(15, 5)
