"""tak.relapse-on-taper. Treated since day 0; 7.5 mg/day of steroids from day 150, 12.5 from day 200 on."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import Entry, at, checked, document, drug, finding, infused, joined, on, status, steroid

RULE = "tak.relapse-on-taper"
DAY = 320
FELL = ((0, 40), (42, 20), (84, 10), (150, 7.5))
ONCE = (*FELL, (200, 12.5))
TWICE = (*ONCE, (250, 10), (285, 15))


def relapse(day: int, **fields: Any) -> Entry:
    return {"on": at(day), "condition": "takayasu-arteritis", "kind": "relapse", "recorded_by": "clinician", **fields}


def tapered(*flares: Entry, doses: Any = TWICE, day: int = DAY, **lists: Any) -> Any:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    therapies = [steroid(*doses), mtx]
    return joined(document(therapies=therapies, flares=list(flares), **lists), checked(day))


def found(*flares: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(tapered(*flares, day=day, **lists), RULE, day)


def test_without_any_status_or_relapse_nobody_knows() -> None:
    said = found()
    assert said.outcome is Outcome.CANNOT_ASSESS
    assert said.missing == ("a clinician's status between 3 January 2022 and 19 November 2022",)


@pytest.mark.parametrize(
    "seen",
    [
        {"statuses": [status(1, "active")]},
        {"check_ins": [{"on": at(1), "by": "clinician", "symptoms": {"fever": False}}]},
        {"assessments": [{"on": at(1), "instrument": "itas2010", "value": 1}]},
        {"flares": [relapse(1, kind="flare")]},
    ],
)
def test_what_a_clinician_recorded_since_the_start_tells_that_there_was_none(seen: Any) -> None:
    doc = joined(tapered(), document(**seen))
    assert finding(doc, RULE, DAY).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    "seen",
    [
        {"statuses": [status(0, "active")]},
        {"statuses": [status(1, "active", condition="pemphigus-vulgaris")]},
        {"check_ins": [{"on": at(1), "by": "patient", "symptoms": {"fever": False}}]},
    ],
)
def test_what_is_older_or_says_nothing_of_it_does_not(seen: Any) -> None:
    assert found(**seen).outcome is Outcome.CANNOT_ASSESS


def test_without_a_start_it_cannot_be_assessed() -> None:
    doc = document(flares=[relapse(200)])
    assert finding(doc, RULE, DAY).missing == ("start of treatment (t0)",)


@pytest.mark.parametrize(
    "doses",
    [
        ((0, 10), (150, 7.51), (200, 12.51)),  # fell by 2.49
        ((0, 10), (108, 7.5), (200, 12.5)),  # 92 days before
        ((0, 10), (200, 7.5), (201, 12.5)),  # only on its own day
        (*FELL, (200, 12.49)),
        (*FELL, (229, 12.5)),  # 29 days after
        FELL,
        ((0, 7.5), (200, 12.5)),
    ],
)
def test_a_relapse_without_a_fall_before_or_a_rise_after_does_not_count(doses: Any) -> None:
    assert found(relapse(200), doses=doses).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    "doses",
    [
        ONCE,
        ((0, 10), (109, 7.5), (200, 12.5)),  # 91 days before
        ((0, 10), (199, 7.5), (200, 12.5)),
        ((0, 10), (120, 9), (150, 8), (180, 7.5), (200, 12.5)),  # in small steps
        (*FELL, (228, 12.5)),  # 28 days after
        (*FELL, (210, 10), (220, 12.5)),
        (*FELL, (202, 300), (203, 7.5)),  # a pulse by mouth is a rise
    ],
)
def test_one_that_counts_is_context(doses: Any) -> None:
    said = found(relapse(200), doses=doses)
    assert (said.outcome, said.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert "context only" in said.because


def test_two_fire_with_their_arithmetic() -> None:
    said = found(relapse(200, severity="minor"), relapse(280))
    assert (said.outcome, said.counted_as) == (Outcome.FIRED, Role.CORE)
    assert said.because == (
        "2 relapses in the last 365 days after steroids were lowered. "
        "Relapse on 22 July 2022 (minor relapse recorded by a clinician on 22 July 2022): the steroid dose fell by "
        "2.5 mg/day in the 91 days before (2.5 are looked for) and rose by 5 mg/day within 28 days after (5 are looked "
        "for). "
        "Relapse on 10 October 2022 (relapse recorded by a clinician on 10 October 2022): the steroid dose fell by "
        "2.5 mg/day in the 91 days before (2.5 are looked for) and rose by 5 mg/day within 28 days after (5 are looked "
        "for)."
    )
    assert [(shown.list, shown.on) for shown in said.evidence] == [
        ("flares", on(200)),
        ("flares", on(280)),
        ("therapies", on(0)),
    ]
    assert "context" not in said.because


def test_the_rise_may_still_come() -> None:
    said = found(relapse(200), doses=FELL, day=227)
    assert said.outcome is Outcome.NOT_FIRED
    assert "rose by 0 mg/day within 28 days after, so far (5 are looked for)" in said.because
    assert "within 28 days after (5 are looked for)" in found(relapse(200), doses=FELL, day=228).because
    assert found(relapse(200), doses=(*FELL, (210, 12.5)), day=210).counted_as is Role.SUPPORTING


@pytest.mark.parametrize(("day", "says"), [(565, Role.CORE), (566, Role.SUPPORTING)])
def test_a_relapse_of_365_days_ago_is_the_last_that_counts(day: int, says: Role) -> None:
    assert found(relapse(200), relapse(280), day=day).counted_as is says


def test_after_365_days_without_one_it_is_over() -> None:
    assert found(relapse(200), relapse(280), day=645).outcome is Outcome.FIRED
    assert found(relapse(200), relapse(280), day=646).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(("again", "says"), [(227, Role.SUPPORTING), (228, Role.CORE)])
def test_entries_less_than_28_days_apart_are_one_relapse(again: int, says: Role) -> None:
    doses = (*FELL, (200, 12.5), (215, 10), (230, 15))
    assert found(relapse(200), relapse(again), doses=doses).counted_as is says


@pytest.mark.parametrize("started", [200, 201])
def test_a_relapse_before_the_present_treatment_or_on_its_first_day_is_past(started: int) -> None:
    new = drug("tocilizumab", since=started, amount=162, every="week", intent="escalation")
    doc = joined(tapered(relapse(200), doses=ONCE), document(therapies=[new], statuses=[status(210, "remission")]))
    assert finding(doc, RULE, DAY).outcome is Outcome.NOT_FIRED
    assert "since the present treatment began" in finding(doc, RULE, DAY).because


def test_after_a_relapse_before_the_present_treatment_somebody_has_to_look_again() -> None:
    new = drug("tocilizumab", since=201, amount=162, every="week", intent="escalation")
    said = finding(joined(tapered(relapse(200), doses=ONCE), document(therapies=[new])), RULE, DAY)
    assert said.missing == ("a clinician's status between 23 July 2022 and 19 November 2022",)


def test_a_relapse_the_day_after_the_treatment_began_counts() -> None:
    tcz = drug("tocilizumab", since=199, amount=162, every="week", intent="escalation")
    doc = joined(tapered(relapse(200), doses=ONCE), document(therapies=[tcz]))
    assert finding(doc, RULE, DAY).outcome is Outcome.FIRED


def test_a_relapse_that_the_patient_noted_does_not_count() -> None:
    said = found(relapse(200, recorded_by="patient"), statuses=[status(190, "remission")])
    assert said.outcome is Outcome.NOT_FIRED


def test_of_an_unsigned_relapse_it_is_asked_who_recorded_it() -> None:
    unsigned = relapse(200)
    del unsigned["recorded_by"]
    said = found(unsigned)
    assert said.missing == ("who recorded the relapse of 22 July 2022",)
    assert found(unsigned, day=566).outcome is Outcome.NOT_FIRED  # too old to matter


@pytest.mark.parametrize("doses", [((0, 10), (150, None), (200, 12.5)), ((0, 10), (150, 7.5), (200, None))])
def test_unknown_doses_around_it_are_asked_for(doses: Any) -> None:
    said = found(relapse(200), doses=doses)
    assert said.outcome is Outcome.CANNOT_ASSESS
    assert said.missing == ("dose around relapse on 22 July 2022 (between 22 April 2022 and 19 August 2022)",)
    assert "relapse of 22 July 2022" in said.because
    assert [shown.list for shown in said.evidence] == ["flares"]


def test_without_any_steroid_recorded_the_dose_is_unknown() -> None:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    said = finding(document(therapies=[mtx], flares=[relapse(200)]), RULE, DAY)
    assert said.outcome is Outcome.CANNOT_ASSESS


def test_an_unknown_dose_does_not_hide_what_the_known_ones_show() -> None:
    doses = ((0, 10), (120, None), (130, 7.5), (200, 12.5))
    assert found(relapse(200), doses=doses).outcome is Outcome.FIRED
    no_rise = ((0, 10), (120, None), (130, 10))
    said = found(relapse(200), doses=no_rise)
    assert said.outcome is Outcome.NOT_FIRED
    assert "fell by 0 mg/day, as far as known, in the 91 days" in said.because


def test_one_known_and_one_unknown_are_context_at_least() -> None:
    doses = (*ONCE, (270, None))
    assert found(relapse(200), relapse(280), doses=doses).counted_as is Role.SUPPORTING


def test_results_after_a_remission_make_a_relapse_too() -> None:
    seen = {
        "statuses": [status(190, "remission")],
        "imaging": [{"on": at(195), "modality": "MRA", "activity": "active"}],
        "check_ins": [{"on": at(200), "by": "clinician", "symptoms": {"tiredness": True}}],
    }
    said = found(doses=ONCE, **seen)
    assert (said.outcome, said.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert {shown.list for shown in said.evidence} == {"imaging", "check_ins", "therapies"}


def test_it_is_held_like_every_core_rule() -> None:
    doc = tapered(relapse(200), relapse(280)) | {"reviews": []}
    held = finding(doc, RULE, DAY)
    assert held.outcome is Outcome.HELD
    assert [hold.rule for hold in held.held_for] == ["cf.alt-diagnosis"]


def test_what_the_patient_reads_speaks_of_the_dose() -> None:
    assert "steroid dose went down" in found(relapse(200), relapse(280)).for_patient


@pytest.mark.parametrize(
    ("given", "fields", "counts"),
    [
        ((200, 500), {}, True),
        ((228, 80), {}, True),  # 100 mg of prednisone
        ((228, 79), {}, False),
        ((229, 500), {}, False),
        ((199, 500), {}, False),
        ((210, 500), {"route": "other"}, False),  # perhaps into a joint
    ],
)
def test_an_infused_pulse_after_it_is_a_rise(given: tuple[int, float], fields: Any, counts: bool) -> None:
    pulse = infused("methylprednisolone", given, intent="rescue") | fields
    doc = joined(tapered(relapse(200), doses=FELL), document(therapies=[pulse]))
    said = finding(doc, RULE, DAY)
    assert said.outcome is (Outcome.FIRED if counts else Outcome.NOT_FIRED)
    assert ("(5 are looked for); steroid pulse (methylprednisolone) on" in said.because) is counts
    assert any("steroid pulse" in shown.shows for shown in said.evidence) is counts
