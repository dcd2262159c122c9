"""sle.severe-flare: SLEDAI above 12, or an admission for lupus, on treatment; changed medication alone is context."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, Entry, at, checked, crp, document, drug, finding, held_for, joined, steroid
from tests.guidance.lupus_stories import TREATED, cited, lupus, says, sledai

RULE = "sle.severe-flare"
FIRED, HELD, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.HELD, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS
QUIET = sledai(195, 4)


def admitted(day: int, reason: str = SLE) -> Entry:
    return {"id": f"admission-{day}", "on": at(day), "reason": reason}


def status(day: int, said: str) -> Entry:
    return {"on": at(day), "condition": SLE, "status": said}


def seen(day: int, *scored: Entry, drugs: tuple[Entry, ...] = (), **lists: Any) -> Finding:
    return says(RULE, day, *scored, drugs=[*TREATED, *drugs], **lists)


def prednisone(*lines: tuple[int, float | None], **fields: Any) -> Entry:
    return steroid(*lines, treats=SLE, **{"intent": "maintenance", "id": "pred"} | fields)


def given(name: str, day: int | None, **fields: Any) -> Entry:
    return drug(name, since=day, **{"treats": SLE, "intent": "rescue", "administrations": [], "id": name} | fields)


def test_a_score_above_12_fires_and_12_does_not() -> None:
    assert seen(200, sledai(195, 12)).outcome is NOT_FIRED
    found = seen(200, sledai(195, 12.5))
    assert (found.outcome, found.counted_as, found.prompt_contact) == (FIRED, Role.CORE, True)
    assert seen(200, sledai(195, 13, variant="selena-sledai")).outcome is FIRED
    assert seen(200, {**sledai(195, 20), "instrument": "bilag"}).outcome is CANNOT_ASSESS


@pytest.mark.parametrize(
    ("scored", "lists", "wanted"),
    [
        ([sledai(150, 14), QUIET], {}, NOT_FIRED),  # a later one is lower
        ([sledai(150, 14), {**QUIET, "instrument": "selena-sledai"}], {}, FIRED),  # of another variant
        ([sledai(150, 14)], {"statuses": [status(180, "low-activity")]}, NOT_FIRED),
        ([sledai(150, 14)], {"statuses": [status(180, "remission")]}, NOT_FIRED),
        ([sledai(150, 14)], {"statuses": [status(180, "active")]}, FIRED),
        ([sledai(150, 14)], {"statuses": [status(150, "remission")]}, FIRED),  # not a later one
        ([QUIET], {"admissions": [admitted(150)]}, FIRED),
        ([], {"admissions": [admitted(150)]}, FIRED),
        ([QUIET], {"admissions": [admitted(150)], "statuses": [status(180, "complete-remission")]}, NOT_FIRED),
        ([QUIET], {"admissions": [admitted(150, "infection"), admitted(160, "other")]}, NOT_FIRED),
        ([QUIET], {"admissions": [admitted(90)]}, NOT_FIRED),
        ([QUIET], {"admissions": [admitted(91)]}, FIRED),
        ([sledai(90, 14)], {}, CANNOT_ASSESS),  # before day 91, and nothing since
        ([], {}, CANNOT_ASSESS),
    ],
)
def test_scores_and_admissions(scored: list[Entry], lists: dict[str, Any], wanted: Outcome) -> None:
    assert seen(200, *scored, **lists).outcome is wanted


def test_it_is_too_early_before_day_91() -> None:
    early = seen(90, sledai(90, 14))
    assert early.because == "Too early: day 90 of the present treatment, judged from day 91."
    assert seen(91, sledai(91, 14)).outcome is FIRED
    assert finding(document(SLE, assessments=[sledai(95, 14)]), RULE, 100).missing == ("start of treatment (t0)",)


def test_it_stands_for_half_a_year_or_until_the_regimen_changes() -> None:
    assert seen(100 + 182, sledai(100, 14)).outcome is FIRED
    assert seen(100 + 183, sledai(100, 14)).outcome is CANNOT_ASSESS
    assert seen(100 + 183, admissions=[admitted(100)]).outcome is CANNOT_ASSESS
    new = drug("belimumab", treats=SLE, since=160, amount=200, every="week", intent="escalation")
    assert seen(200, sledai(150, 14), drugs=(new,)).outcome is NOT_FIRED


@pytest.mark.parametrize(
    "treatment",
    [
        prednisone((0, 10), (150, 31)),
        prednisone((150, 31)),
        prednisone((0, 31), (150, 40)),
        prednisone((0, 10), (150, 250)),  # a pulse by mouth
        given("rituximab", 150),
        given("cyclophosphamide", 91),
    ],
)
def test_medication_alone_is_context(treatment: Entry) -> None:
    for scored in ([QUIET], []):
        found = seen(200, *scored, drugs=(treatment,))
        assert (found.outcome, found.counted_as) == (FIRED, Role.SUPPORTING)
        assert found.because.endswith(" Nothing but a change of medication shows it: context only.")
        assert "medicine was changed" in found.for_patient


@pytest.mark.parametrize(
    "treatment",
    [
        prednisone((0, 10), (150, 30)),  # 0.5 mg/kg
        prednisone((0, 40), (150, 35)),  # less than before
        prednisone((0, 10), (90, 40)),  # too early
        prednisone((0, 10), (150, 40)) | {"for": "other"},
        prednisone((0, 10), (150, 0)),
        given("rituximab", 150, intent="maintenance"),
        given("rituximab", 150, intent="taper"),
        given("rituximab", 90),
        given("rituximab", 150) | {"for": "other"},
        given("methotrexate", 150),
        given("unheard-of", 150),
        given("rituximab", None, stopped=True),
    ],
)
def test_other_changes_of_medication_are_none(treatment: Entry) -> None:
    assert seen(200, QUIET, drugs=(treatment,)).outcome is NOT_FIRED


def test_the_day_after_a_pulse_is_no_raise() -> None:
    pulse = drug("methylprednisolone", treats=SLE, since=150, route="oral", intent="rescue", id="pulse") | {
        "administrations": [{"on": at(150), "amount": 500, "unit": "mg"}],
        "stopped_on": at(150),
    }
    found = seen(200, QUIET, drugs=(pulse, prednisone((151, 40))))
    assert found.because.startswith("A pulse of methylprednisolone by mouth on 2 June 2022.")
    assert cited(found) == ["pulse", "aza"]


@pytest.mark.parametrize(
    ("treatment", "missing"),
    [
        (prednisone((0, 10), (150, None)), "steroid dose around 2 June 2022"),
        (prednisone((0, None), (150, 31)), "steroid dose around 2 June 2022"),
        (drug("prednisone", treats=SLE, since=150, route="oral", intent="rescue"), "steroid dose around 2 June 2022"),
        (given("rituximab", None), "start date of rituximab"),
    ],
)
def test_what_may_have_been_one_is_asked_for(treatment: Entry, missing: str) -> None:
    found = seen(200, QUIET, drugs=(treatment,))
    assert (found.outcome, found.missing) == (CANNOT_ASSESS, (missing,))
    assert found.evidence[-1].id == "score-195"
    assert seen(200, sledai(195, 14), drugs=(treatment,)).counted_as is Role.CORE


def test_a_dose_that_is_too_low_in_any_case_asks_for_nothing() -> None:
    assert seen(200, QUIET, drugs=(prednisone((0, None), (150, 30)),)).outcome is NOT_FIRED


def test_an_unknown_weight_is_asked_for() -> None:
    doc = document(SLE, therapies=[*TREATED, prednisone((0, 10), (150, 40))], assessments=[QUIET])
    found = finding(joined(doc, checked(200)), RULE, 200)
    assert (found.outcome, found.missing) == (CANNOT_ASSESS, ("weight on 2 June 2022",))
    held = document(SLE, therapies=[*TREATED, prednisone((0, None), (150, 0))], assessments=[QUIET])
    assert finding(joined(held, checked(200)), RULE, 200).outcome is NOT_FIRED


def test_a_start_known_by_the_month_counts_from_its_end() -> None:
    begun = given("rituximab", None) | {"started_on": "2022-06"}
    found = seen(200, QUIET, drugs=(begun,))
    assert found.because.startswith("Rituximab begun on 30 June 2022. Nothing but")


def test_the_sentence_names_each_event_in_its_order() -> None:
    raised = prednisone((0, 10), (160, 40))
    found = seen(200, sledai(195, 14, 4), drugs=(raised,), admissions=[admitted(150)])
    assert found.because == (
        "Admission for lupus on 2 June 2022, steroids raised to 40 mg/day (0.67 mg/kg) on 12 June 2022 and SLEDAI-2K "
        "14 on 17 July 2022 (above 12)."
    )
    assert cited(found) == ["admission-150", "pred", "score-195", "aza"]
    assert found.counted_as is Role.CORE
    assert "please talk with your team" in found.for_patient
    assert found.would_change == ("a clinician's later status of remission or low activity",)


def test_a_later_score_clears_a_score_only() -> None:
    status = "a clinician's later status of remission or low activity"
    assert seen(200, sledai(190, 14)).would_change == ("a later SLEDAI of 12 or less", status)
    assert seen(200, sledai(190, 14), admissions=[admitted(150)]).would_change == (status,)


def test_what_is_missing_and_what_was_seen() -> None:
    since_day_91 = seen(200)
    assert since_day_91.missing == (
        "visit scores (SLEDAI), or an admission with its reason, between 4 April 2022 and 22 July 2022",
    )
    later = seen(400, QUIET)
    assert later.missing[0].endswith("between 9 August 2022 and 7 February 2023")
    quiet = seen(200, QUIET)
    assert quiet.because == "SLEDAI-2K 4 on 17 July 2022, and no admission for lupus that stands since 4 April 2022."
    assert cited(quiet) == ["score-195"]


def test_what_is_checked_first_keeps_the_prompt_text() -> None:
    low = says(RULE, 200, sledai(195, 14), drugs=[drug("azathioprine", treats=SLE, amount=50, intent="induction")])
    assert (low.outcome, held_for(low), low.prompt_contact) == (HELD, {"cf.dose"}, True)
    infected = finding(lupus(200, sledai(195, 14), labs=[crp(201, 80)]), RULE, 201)
    assert (infected.outcome, held_for(infected)) == (HELD, {"cf.crp-sle"})


@pytest.mark.parametrize(
    ("treatment", "wanted"),
    [
        (prednisone((0, 10), (150, 30.0)), NOT_FIRED),  # exactly 0.5 mg/kg
        (prednisone((0, 31), (150, 31)), NOT_FIRED),  # no raise
        (prednisone((0, 31), (150, 31.5)), FIRED),
    ],
)
def test_a_raise_is_a_dose_above_the_one_before_and_above_the_limit(treatment: Entry, wanted: Outcome) -> None:
    assert seen(200, QUIET, drugs=(treatment,)).outcome is wanted


def test_a_raise_stands_from_its_own_day_not_from_the_start_of_the_drug() -> None:
    raised = prednisone((0, 10), (100, 40), (120, 10))
    assert seen(282, sledai(280, 4), drugs=(raised,)).outcome is FIRED
    assert seen(283, sledai(280, 4), drugs=(raised,)).outcome is NOT_FIRED
    unknown = prednisone((0, 10), (100, None), (120, 10))
    assert seen(282, sledai(280, 4), drugs=(unknown,)).outcome is CANNOT_ASSESS
    assert seen(283, sledai(280, 4), drugs=(unknown,)).outcome is NOT_FIRED


def test_of_several_quiet_scores_the_newest_is_cited() -> None:
    assert cited(seen(200, sledai(180, 4), QUIET)) == ["score-195"]
