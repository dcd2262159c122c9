"""sle.flare-recurrent: two flares in 365 days (SLEDAI up by 4, or a clinician's with changed treatment)?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, TAK, Entry, at, crp, document, drug, finding, held_for
from tests.guidance.lupus_stories import HCQ, TREATED, cited, lupus, says, sledai

RULE = "sle.flare-recurrent"
FIRED, HELD, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.HELD, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS
VISITS = [sledai(280, 2), sledai(300, 2)]


def flare(day: int, **fields: Any) -> Entry:
    told = {"condition": SLE, "kind": "flare", "recorded_by": "clinician", "treatment_changed": True} | fields
    return {"id": f"flare-{day}", "on": at(day), **{name: said for name, said in told.items() if said is not None}}


def seen(day: int, *events: Entry, **lists: Any) -> Finding:
    scored = [event for event in events if "instrument" in event]
    return says(RULE, day, *scored, flares=[event for event in events if "kind" in event], **lists)


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([flare(100), *VISITS], NOT_FIRED),
        ([flare(100), flare(129), *VISITS], NOT_FIRED),  # 29 days: the same flare
        ([flare(100), flare(120), flare(140), *VISITS], NOT_FIRED),  # each less than 30 days from the one before
        ([flare(100), flare(200, treatment_changed=False), *VISITS], NOT_FIRED),
        ([flare(100), flare(200, recorded_by="patient"), *VISITS], NOT_FIRED),
        ([flare(100), flare(200, condition=TAK), *VISITS], NOT_FIRED),
        ([flare(100), sledai(150, 2), sledai(200, 5)], NOT_FIRED),  # 3 points
        ([flare(100), sledai(110, 2), sledai(293, 6), sledai(299, 6)], NOT_FIRED),  # 183 days apart
        ([flare(100), sledai(150, 2), sledai(170, 4), sledai(200, 7), sledai(220, 10)], NOT_FIRED),  # visit by visit
        ([flare(100), sledai(150, 2), sledai(200, 6, variant="selena-sledai"), *VISITS], NOT_FIRED),
        ([flare(100), flare(120, treatment_changed=None), *VISITS], NOT_FIRED),  # the same flare in any case
        ([flare(100), flare(200, treatment_changed=None), *VISITS], CANNOT_ASSESS),
        ([flare(100), flare(200, recorded_by=None), *VISITS], CANNOT_ASSESS),
        ([flare(100)], CANNOT_ASSESS),
        ([flare(100), sledai(300, 2)], CANNOT_ASSESS),
        ([sledai(100, 2), sledai(290, 2)], CANNOT_ASSESS),
        ([], CANNOT_ASSESS),
    ],
)
def test_it_stays_silent_or_asks(events: list[Entry], wanted: Outcome) -> None:
    assert seen(300, *events).outcome is wanted


@pytest.mark.parametrize(
    "events",
    [
        [flare(100), flare(130)],
        [flare(100, kind="relapse"), flare(200)],
        [sledai(100, 2), sledai(150, 6), sledai(200, 2), sledai(260, 6)],
        [flare(100), sledai(110, 2), sledai(292, 6)],  # 182 days apart
        [flare(100), sledai(150, 2, variant="selena-sledai"), sledai(200, 6, variant="selena-sledai")],
        [flare(100), flare(115), flare(150)],  # 35 days after the one before
        [flare(-50), flare(1)],  # the newer one on the present treatment
        [flare(100), flare(200), flare(250, treatment_changed=None)],
    ],
)
def test_two_flares_in_a_year_fire(events: list[Entry]) -> None:
    found = seen(300, *events)
    assert (found.outcome, found.counted_as) == (FIRED, Role.CORE)


@pytest.mark.parametrize(
    ("events", "role"),
    [
        ([sledai(100, 0), sledai(150, 4, 4), sledai(200, 0), sledai(260, 4, 4)], Role.SUPPORTING),
        ([sledai(100, 0), sledai(150, 5, 4), sledai(200, 0), sledai(260, 5, 4)], Role.CORE),
        ([sledai(100, 0), sledai(150, 4, None), sledai(200, 0), sledai(260, 4, None)], Role.CORE),  # not known
        ([sledai(100, 6, 2), sledai(150, 10, 6), sledai(200, 0), sledai(260, 4, 4)], Role.SUPPORTING),
        ([flare(60), sledai(100, 0), sledai(150, 4, 4)], Role.SUPPORTING),
        ([flare(60), flare(100), sledai(110, 0), sledai(150, 4, 4)], Role.CORE),
        ([flare(60), flare(160), sledai(110, 0), sledai(150, 4, 4)], Role.CORE),  # of one flare
    ],
)
def test_a_rise_of_points_for_blood_tests_alone_is_context(events: list[Entry], role: Role) -> None:
    found = seen(300, *events)
    assert (found.outcome, found.counted_as) == (FIRED, role)
    note = "only points for blood tests rose: context only."
    assert found.because.endswith(note) is (role is Role.SUPPORTING)
    assert found.for_patient.startswith("Your lupus has flared") is (role is Role.CORE)


def test_it_says_in_how_many_of_them_only_blood_tests_rose() -> None:
    both = seen(300, sledai(100, 0), sledai(150, 4, 4), sledai(200, 0), sledai(260, 4, 4))
    assert " In 2 of them only points for blood tests rose" in both.because
    one = seen(300, flare(60), sledai(100, 0), sledai(150, 4, 4))
    assert " In 1 of them only points for blood tests rose" in one.because


def test_they_stand_for_a_year() -> None:
    flares = [flare(100), flare(200)]
    assert seen(465, *flares).outcome is FIRED
    assert seen(466, *flares, sledai(440, 2), sledai(460, 2)).outcome is NOT_FIRED
    assert seen(466, *flares).outcome is CANNOT_ASSESS


@pytest.mark.parametrize("last", [-40, 0])
def test_flares_that_led_to_the_present_treatment_say_nothing_of_it(last: int) -> None:
    found = seen(150, flare(-100), flare(last))
    assert found.outcome is NOT_FIRED
    assert found.because.startswith("The last of 2 flares was on ")
    assert found.because.endswith("; treatment has changed since.")
    assert cited(found) == ["flare--100", f"flare-{last}"]


def test_an_unclear_flare_since_then_may_decide() -> None:
    assert seen(150, flare(-100), flare(-40), flare(50, treatment_changed=None)).outcome is CANNOT_ASSESS
    assert seen(150, flare(-100), flare(-40, treatment_changed=None)).outcome is NOT_FIRED
    both = [flare(-100, treatment_changed=None), flare(-40, treatment_changed=None)]
    assert seen(150, *both).because.startswith("The last of 2 flares")


def test_without_a_start_the_flares_count() -> None:
    doc = document(SLE, flares=[flare(100), flare(200)])
    assert finding(doc, RULE, 300).outcome is HELD  # for the treatment that isn't recorded


def test_the_sentence_names_each_flare() -> None:
    found = seen(300, flare(100), sledai(110, 4), sledai(120, 9), sledai(170, 3), sledai(220, 7, 2))
    assert found.because == (
        "2 flares in the last 365 days: flare recorded on 13 April 2022 and SLEDAI-2K 3 on 22 June 2022 and 7 on "
        "11 August 2022."
    )
    # the rise of 3 May is of the same flare as that of 13 April, and cited with it
    assert cited(found) == ["flare-100", "score-110", "score-120", "score-170", "score-220", "aza"]
    assert found.evidence[0].shows == "flare recorded by a clinician on 13 April 2022, treatment changed"
    assert found.would_change == ("fewer than 2 flares in 365 days",)
    assert found.for_patient


def test_what_is_missing_is_named_with_its_days() -> None:
    unclear = seen(300, flare(100), flare(200, treatment_changed=None), *VISITS)
    assert unclear.missing == ("whether a clinician changed treatment for the flare of 22 July 2022",)
    assert cited(unclear) == ["flare-200"]
    assert unclear.evidence[0].shows == "flare recorded by a clinician on 22 July 2022"
    scores = seen(300, flare(100))
    assert scores.missing == ("visit scores (SLEDAI) between 30 October 2021 and 30 October 2022",)
    assert cited(scores) == ["flare-100"]
    nobody = seen(300, flare(100), flare(200, recorded_by=None), *VISITS)
    assert nobody.evidence[0].shows == "flare recorded on 22 July 2022, treatment changed"


def test_silence_shows_what_was_compared() -> None:
    none = seen(300, *VISITS)
    assert none.because == "No flare in the last 365 days."
    assert cited(none) == ["score-280", "score-300"]
    one = seen(300, flare(100), *VISITS)
    assert one.because == "1 flare in the last 365 days: flare recorded on 13 April 2022; 2 are looked for."
    assert cited(one) == ["flare-100", "score-280", "score-300"]


def test_a_new_treatment_is_given_its_time() -> None:
    methotrexate = drug("methotrexate", treats=SLE, since=220, amount=15, every="week", intent="switch")
    gone = TREATED[1] | {"stopped_on": at(220)}
    found = seen(300, flare(100), flare(250), drugs=[HCQ, gone, methotrexate])
    assert (found.outcome, held_for(found)) == (HELD, {"cf.duration"})


def test_a_high_crp_is_looked_into_first() -> None:
    doc = lupus(300, flares=[flare(100), flare(200)], labs=[crp(301, 80)])
    found = finding(doc, RULE, 301)
    assert (found.outcome, held_for(found)) == (HELD, {"cf.crp-sle"})


def test_an_unclear_flare_30_days_from_a_certain_one_may_be_another() -> None:
    assert seen(300, flare(100), flare(129, treatment_changed=None), *VISITS).outcome is NOT_FIRED
    assert seen(300, flare(100), flare(130, treatment_changed=None), *VISITS).outcome is CANNOT_ASSESS
