"""Levels, holds, families of findings; and that a rule can't be born wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from journeys.guidance.answer import PROMPT_CONTACT, as_text
from journeys.guidance.catalogue import CATALOGUE_VERSION, FOLLOW_UPS, RULES
from journeys.guidance.document import parse
from journeys.guidance.edition import checked as catalogue_of
from journeys.guidance.engine import evaluate, level
from journeys.guidance.findings import Evidence, Finding, Hold, Outcome, Role
from journeys.guidance.journey import CONDITIONS, Journey, Patient
from journeys.guidance.rule import Verdict, cannot_assess, fired, held
from journeys.guidance.schedule import Listed
from journeys.guidance.topics import TOPICS
from tests.guidance.builders import PV, SLE, TAK, assessed, at, checked, document, drug, joined, marked, scan, steroid

EVIDENCE = (Evidence(list="labs", id="1", on=None, shows="a result"),)
HOLD = (Hold(rule="cf.dose", detail="low"),)
BANNED = {"failed", "refractory", "non-compliant", "missed", "diagnosis", "resistant"}


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: fired("said", evidence=()), "evidence"),
        (lambda: held("said", evidence=(), holds=HOLD), "evidence"),
        (lambda: held("said", evidence=EVIDENCE, holds=()), "holds"),
        (lambda: cannot_assess("said", missing=()), "missing"),
        (lambda: fired("", evidence=EVIDENCE), "because"),
    ],
)
def test_a_claim_without_its_ground_is_refused(make: Any, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        make()


def test_a_rule_without_an_id_kinds_or_sources_is_refused() -> None:
    for change in ({"id": "No Id"}, {"kinds": ("nonsense",)}, {"sources": ()}, {"thresholds": RULES[0].thresholds * 2}):
        with pytest.raises(ValueError, match="needs"):
            replace(RULES[0], **change)


def test_the_catalogue_refuses_a_rule_twice_a_circle_and_a_stranger() -> None:
    one, other = RULES[:2]
    with pytest.raises(ValueError, match="twice"):
        catalogue_of((one, one))
    with pytest.raises(ValueError, match="circle"):
        catalogue_of((replace(one, after=(other.id,)), replace(other, after=(one.id,))))
    with pytest.raises(ValueError, match="isn't in the catalogue"):
        catalogue_of((replace(one, after=("tak.unheard",)),))


def finding_of(role: Role, outcome: Outcome, *, counted_as: Role | None = None) -> Finding:
    return Finding(
        rule="x.y", version=1, title="", family="x", role=role, counted_as=counted_as or role, outcome=outcome
    )


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], None),
        ([(Role.CORE, Outcome.CANNOT_ASSESS)], None),
        ([(Role.CORE, Outcome.CANNOT_ASSESS), (Role.SUPPORTING, Outcome.FIRED)], None),
        ([(Role.CORE, Outcome.CANNOT_ASSESS), (Role.CORE, Outcome.NOT_FIRED)], 0),
        ([(Role.CORE, Outcome.NOT_FIRED), (Role.SUPPORTING, Outcome.FIRED)], 1),
        ([(Role.CORE, Outcome.HELD), (Role.SUPPORTING, Outcome.FIRED)], 2),
        ([(Role.CORE, Outcome.HELD), (Role.CORE, Outcome.FIRED)], 3),
    ],
)
def test_levels(findings: list[tuple[Role, Outcome]], expected: int | None) -> None:
    assert level([finding_of(role, outcome) for role, outcome in findings]) == expected


def test_context_that_counts_as_core_makes_the_level_though_no_core_rule_could_be_assessed() -> None:
    unknown = finding_of(Role.CORE, Outcome.CANNOT_ASSESS)
    assert level([unknown, finding_of(Role.SUPPORTING, Outcome.FIRED, counted_as=Role.CORE)]) == 3
    assert level([unknown, finding_of(Role.SUPPORTING, Outcome.FIRED)]) is None


def test_a_core_rule_that_counts_as_context_makes_level_1() -> None:
    assert level([finding_of(Role.CORE, Outcome.FIRED, counted_as=Role.SUPPORTING)]) == 1


@pytest.mark.parametrize("on", [date.min, date(2022, 1, 1), date.max])
def test_an_empty_record_has_an_answer_on_any_day(on: date) -> None:
    found = evaluate(Journey(patient=Patient(id="ada")), on)
    assert (found.conditions, found.monitoring) == ((), ())
    assert [item.rule for item in found.confounders] == [rule.id for rule in RULES if rule.role is Role.CONFOUNDER]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_dates_at_the_ends_of_the_calendar_break_nothing(day: str) -> None:
    therapies = [
        steroid((0, 40)) | {"started_on": day, "doses": [{"from": day, "amount": 4, "unit": "mg", "every": "day"}]}
    ]
    lists: dict[str, Any] = {
        "therapies": therapies,
        "infections": [{"kind": "skin", "began_on": day}],
        "measurements": [{"on": day, "kind": "weight", "value": 60, "unit": "kg"}],
        "check_ins": [{"on": day, "by": "patient", "overall": "severe", "lesions": {"days": 7, "new": 1}}],
        "labs": [{"analyte": "upcr", "collected_on": day, "value": 2, "unit": "g/g"}],
    }
    doc = document(conditions=[{"condition": name} for name in CONDITIONS], **lists)
    del doc["patient"]["birth_date"]
    for on in (date.min, date(2022, 1, 1), date.max):
        assert evaluate(parse(doc), on).catalogue == CATALOGUE_VERSION


def test_every_rule_of_a_condition_is_always_there_in_reading_order() -> None:
    doc = document(conditions=[{"condition": name} for name in (PV, TAK, SLE)])
    found = assessed(doc, 0)
    assert [item.condition for item in found.conditions] == list(CONDITIONS)
    for condition in found.conditions:
        assert [item.rule for item in condition.rules] == [
            rule.id for rule in RULES if rule.condition == condition.condition
        ]
        assert condition.topics == tuple(sorted(TOPICS[condition.condition], key=str.casefold))
        assert condition.level is None
    by_condition = ("mon.tak.", "mon.sle.", "mon.pv.", "mon.all.")
    usual = [item.id for item in FOLLOW_UPS if item.listed is Listed.ALWAYS and item.id.startswith(by_condition)]
    assert [item.item for item in found.monitoring] == [item for item in usual if item != "mon.pv.eyes"]


def active_journey(**lists: Any) -> dict[str, Any]:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    usual: dict[str, Any] = {"check_ins": [marked(190, tiredness=True)], "imaging": [scan(150, activity="active")]}
    return document(therapies=[steroid((0, 40), (42, 9)), mtx], **(usual | lists))


def test_each_open_rule_out_holds_what_would_have_fired() -> None:
    condition = assessed(active_journey(), 200).conditions[0]
    held_ones = [item for item in condition.rules if item.outcome is Outcome.HELD]
    assert condition.level == 2
    assert [hold.rule for hold in held_ones[0].held_for] == ["cf.adherence", "cf.alt-diagnosis"]
    assert any("doses that could not be taken" in change for change in held_ones[0].would_change)
    assert assessed(joined(active_journey(), checked(200)), 200).conditions[0].level == 3


def test_the_next_check_is_the_day_on_which_an_answer_goes_out_of_date() -> None:
    found = assessed(joined(active_journey(), checked(206)), 206)
    assert found.next_check_on == found.conditions[0].next_check_on
    assert found.next_check_on is not None
    assert found.next_check_on.isoformat() == at(219)  # 29 days after the last clinician's mark


def test_a_record_in_which_time_changes_nothing_is_never_checked_again() -> None:
    assert assessed(document(), 0).next_check_on is None


def test_what_a_patient_may_read_blames_nobody_and_names_no_verdict() -> None:
    docs = [joined(active_journey(), checked(200)), active_journey(), document()]
    texts = [
        item.for_patient for doc in docs for condition in assessed(doc, 200).conditions for item in condition.rules
    ]
    assert all(texts)
    assert not BANNED & {word.strip(".,").casefold() for text in texts for word in text.split()}


def test_a_verdict_may_not_be_changed_afterwards() -> None:
    verdict = Verdict(outcome=Outcome.NOT_FIRED, because="nothing")
    with pytest.raises(AttributeError):
        verdict.because = "something"  # type: ignore[misc]  # the point of the test


def test_a_rule_for_prompt_contact_says_so_to_team_and_patient_also_while_held() -> None:
    relapse = {"on": at(195), "condition": TAK, "kind": "relapse", "severity": "major", "recorded_by": "clinician"}
    quiet = {"on": at(120), "condition": TAK, "status": "remission"}
    doc = document(
        therapies=[steroid((0, 40), (60, 10))], flares=[relapse | {"features": ["ischaemia"]}], statuses=[quiet]
    )
    [condition] = assessed(doc, 200).conditions
    found = next(each for each in condition.rules if each.rule == "tak.major-relapse")
    assert (found.outcome, found.prompt_contact) == (Outcome.HELD, True)
    assert found.for_patient.endswith("You can call your team about this now, before your next visit.")
    assert f"    {PROMPT_CONTACT}\n" in as_text(assessed(doc, 200))
