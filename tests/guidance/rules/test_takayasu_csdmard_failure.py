"""tak.csdmard-failure, and what both failure rules share. Methotrexate since day 0, tocilizumab since day 200."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import (
    SLE,
    TAK,
    Entry,
    at,
    checked,
    document,
    dose,
    drug,
    finding,
    held_for,
    joined,
    marked,
    scan,
    status,
    steroid,
    weights,
)

RULE = "tak.csdmard-failure"
STEROID = steroid((0, 40), (42, 20), (84, 10))
MTX = drug("methotrexate", amount=15, every="week", intent="induction")
TCZ = drug("tocilizumab", since=200, amount=162, every="week", intent="switch")
CARBAMAZEPINE = drug("carbamazepine", since=100, treats="other", amount=400, route="oral")


def ended(reason: str | None = "lack-of-effect", *, day: int = 200, **fields: Any) -> Entry:
    stop = {} if reason is None else {"stop_reason": reason}
    return MTX | {"stopped_on": at(day)} | stop | fields


def story(*therapies: Entry, day: int, active: bool | None, **lists: Any) -> Any:
    """``active``: by a scan and a symptom; None: nobody looked."""
    seen = [] if active is None else [marked(day - 5, tiredness=active)]
    scans = [scan(day - 10, activity="active" if active else "inactive")]
    return joined(
        document(therapies=[STEROID, *therapies], check_ins=seen, imaging=scans, **lists),
        checked(day),
    )


def found(*therapies: Entry, day: int = 300, active: bool | None = True, **lists: Any) -> Finding:
    return finding(story(*therapies, day=day, active=active, **lists), RULE, day)


def test_while_the_disease_is_quiet_an_adequate_drug_counts_for_nothing() -> None:
    said = found(MTX, active=False)
    assert said.outcome is Outcome.NOT_FIRED
    assert "300 days at the usual dose" in said.because
    assert [shown.list for shown in said.evidence] == ["therapies"]


def test_an_adequate_drug_on_which_the_disease_is_active_fires() -> None:
    said = found(MTX)
    assert (said.outcome, said.counted_as) == (Outcome.FIRED, Role.CORE)
    assert said.because == (
        "Methotrexate: 300 days at the usual dose (182 are looked for), 0 off it, still given. "
        "Now: disease still active on treatment."
    )
    assert [shown.list for shown in said.evidence] == ["therapies", "check_ins", "imaging"]
    assert said.evidence[0].shows == "methotrexate since 3 January 2022"


@pytest.mark.parametrize(("day", "says"), [(181, Outcome.NOT_FIRED), (182, Outcome.FIRED)])
def test_it_counts_from_182_days_on(day: int, says: Outcome) -> None:
    assert found(MTX, day=day).outcome is says


@pytest.mark.parametrize(("amount", "says"), [(14.9, Outcome.NOT_FIRED), (15, Outcome.FIRED)])
def test_it_counts_from_the_usual_dose_on(amount: float, says: Outcome) -> None:
    assert found(MTX | {"doses": [dose(0, amount, every="week")]}).outcome is says


def test_activity_that_is_held_lets_it_be_held_for_the_same() -> None:
    said = found(MTX, CARBAMAZEPINE)
    assert (said.outcome, held_for(said)) == (Outcome.HELD, {"cf.interaction"})
    assert "Now: disease still active on treatment" in said.because
    assert said.for_patient
    few = found(MTX, TCZ | {"started_on": at(250), "doses": [dose(250, 162, every="week")]}, day=350)
    assert (few.outcome, held_for(few)) == (Outcome.HELD, {"cf.duration"})


def test_activity_that_is_context_alone_is_none() -> None:
    before = scan(-10, activity="inactive")
    doc = joined(
        document(therapies=[STEROID, MTX], imaging=[before, scan(200, change="progressed")]),
        document(check_ins=[marked(295, tiredness=False)]),
        checked(300),
    )
    assert finding(doc, "tak.imaging-progression", 300).counted_as is Role.SUPPORTING
    assert finding(doc, RULE, 300).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize("reason", ["lack-of-effect", "loss-of-effect"])
def test_an_end_without_effect_stands_alone_and_a_new_treatment_does_not_end_it(reason: str) -> None:
    said = found(ended(reason), TCZ, active=False)
    assert said.outcome is Outcome.FIRED
    assert said.because == (
        "Methotrexate: 200 days at the usual dose (182 are looked for), 0 off it, "
        "recorded as without effect on 22 July 2022."
    )
    assert [shown.list for shown in said.evidence] == ["therapies"]


@pytest.mark.parametrize(("day", "says"), [(382, Outcome.FIRED), (383, Outcome.NOT_FIRED)])
def test_it_stands_alone_for_182_days(day: int, says: Outcome) -> None:
    assert found(ended(), TCZ, day=day, active=False).outcome is says


def test_after_that_it_counts_together_with_activity() -> None:
    assert found(ended(), TCZ, day=400).outcome is Outcome.FIRED
    held = found(ended(), TCZ, CARBAMAZEPINE, day=400)
    assert (held.outcome, held_for(held)) == (Outcome.HELD, {"cf.interaction"})


@pytest.mark.parametrize("quiet", ["remission", "low-activity", "complete-remission"])
def test_a_later_quiet_status_contradicts_it_until_the_disease_is_active_again(quiet: str) -> None:
    assert found(ended(), TCZ, active=False, statuses=[status(201, quiet)]).outcome is Outcome.NOT_FIRED
    assert found(ended(), TCZ, active=False, statuses=[status(200, quiet)]).outcome is Outcome.FIRED
    assert found(ended(), TCZ, day=400, statuses=[status(201, quiet)]).outcome is Outcome.FIRED


@pytest.mark.parametrize("outcome", ["lack-of-effect", "loss-of-effect"])
def test_an_outcome_recorded_as_no_effect_is_as_good_as_a_reason(outcome: str) -> None:
    judged = MTX | {"outcome": outcome, "judged_on": at(250)}
    said = found(judged, active=False)
    assert said.outcome is Outcome.FIRED
    assert "recorded as without effect on 10 September 2022" in said.because
    assert found(judged, day=432, active=False).outcome is Outcome.FIRED
    assert found(judged, day=433, active=False).outcome is Outcome.NOT_FIRED


def test_an_end_on_an_unknown_day_does_not_stand_alone() -> None:
    undated = MTX | {"stopped": True, "stop_reason": "lack-of-effect"}
    assert found(undated, TCZ, active=False).outcome is Outcome.NOT_FIRED
    never = MTX | {"outcome": "lack-of-effect"}
    assert found(never, active=False).outcome is Outcome.NOT_FIRED
    assert found(never).because.startswith(
        "Methotrexate: 300 days at the usual dose (182 are looked for), 0 off it, recorded as without effect. Now:"
    )


@pytest.mark.parametrize(
    "reason", ["toxicity", "intolerance", "infection", "remission", "pregnancy", "access", "patient-choice", "planned"]
)
def test_other_ends_never_count(reason: str) -> None:
    assert found(ended(reason), TCZ, day=400).outcome is Outcome.NOT_FIRED
    assert found(ended(reason, outcome="lack-of-effect"), TCZ, day=400).outcome is Outcome.NOT_FIRED


def test_a_trial_that_was_too_short_never_counts() -> None:
    assert found(ended(day=181), TCZ, active=False).outcome is Outcome.NOT_FIRED
    assert found(ended(day=182), TCZ, active=False).outcome is Outcome.FIRED


@pytest.mark.parametrize("end", [{}, {"stop_reason": "other"}])
def test_an_end_that_nobody_explained_is_asked_about_while_the_disease_is_active(end: Any) -> None:
    stopped = ended(None, **end)
    said = found(stopped, TCZ, day=400)
    assert said.missing == ("why methotrexate was stopped",)
    assert "can't be told" in said.because
    assert found(stopped, TCZ, CARBAMAZEPINE, day=400).outcome is Outcome.CANNOT_ASSESS  # held activity too
    assert found(stopped, TCZ, day=400, active=False).outcome is Outcome.NOT_FIRED


AZA = drug("azathioprine", amount=150, intent="induction")


def test_an_unknown_dose_is_asked_about_while_the_disease_is_active() -> None:
    tcz = TCZ | {"started_on": at(0), "doses": [dose(0, 162, every="week")]}
    said = found(AZA, tcz)
    assert said.missing == ("dose/start/adherence of azathioprine",)
    assert said.because.startswith("Cannot assess: the dose of azathioprine, or the weight")
    assert [shown.list for shown in said.evidence] == ["therapies"]
    assert found(AZA, tcz, active=False).outcome is Outcome.NOT_FIRED
    assert found(AZA | {"stopped_on": at(200)}, tcz).missing == (
        "dose/start/adherence of azathioprine",
        "why azathioprine was stopped",
    )


def test_an_end_without_effect_of_an_unknown_dose_is_asked_about_also_while_quiet() -> None:
    aza = AZA | {"stopped_on": at(200), "stop_reason": "lack-of-effect"}
    assert found(aza, TCZ, active=False).missing == ("dose/start/adherence of azathioprine",)
    assert found(aza, TCZ, day=383, active=False).outcome is Outcome.NOT_FIRED
    assert found(aza | {"stop_reason": "toxicity"}, TCZ, active=False).outcome is Outcome.NOT_FIRED


def test_what_is_unknown_hides_nothing_that_counts() -> None:
    said = found(AZA, MTX)
    assert said.outcome is Outcome.FIRED
    assert "azathioprine" not in said.because


def test_two_lines_are_counted_in_the_sentence() -> None:
    mmf = drug("mycophenolate mofetil", since=200, amount=2000, intent="switch")
    said = found(ended(), mmf, day=400)
    assert said.because == (
        "Two lines: methotrexate: 200 days at the usual dose (182 are looked for), 0 off it, recorded as without "
        "effect on 22 July 2022; mycophenolate mofetil: 200 days at the usual dose (182 are looked for), 0 off it, "
        "still given. Now: disease still active on treatment."
    )
    assert [shown.list for shown in said.evidence][:2] == ["therapies", "therapies"]


def test_a_line_that_counts_only_with_held_activity_adds_nothing_to_one_that_counts() -> None:
    mmf = drug("mycophenolate mofetil", since=200, amount=2000, intent="switch")
    said = found(ended(day=220), mmf, CARBAMAZEPINE, day=400)
    assert said.outcome is Outcome.HELD  # by the rule-out itself
    assert "Two lines" not in said.because


def test_maintenance_belongs_to_the_line_before_it_and_keeps_it_going() -> None:
    tcz = drug("tocilizumab", since=-1, amount=162, every="week", intent="induction")
    aza = drug("azathioprine", since=200, amount=50, intent="maintenance")
    said = found(tcz, ended("planned"), aza)
    assert said.outcome is Outcome.FIRED
    assert said.because.startswith(
        "Methotrexate: 200 days at the usual dose (182 are looked for), 0 off it, still given"
    )
    gone = found(tcz, ended("planned"), aza | {"stopped_on": at(250), "stop_reason": "planned"})
    assert gone.outcome is Outcome.NOT_FIRED
    unsaid = found(tcz, ended("planned"), aza | {"stopped_on": at(250)})
    assert unsaid.missing == ("why azathioprine was stopped",)


@pytest.mark.parametrize("reason", ["toxicity", "intolerance", "infection", "pregnancy", "access", "patient-choice"])
def test_what_followed_a_drug_that_was_given_up_is_a_line_of_its_own(reason: str) -> None:
    aza = drug("azathioprine", since=60, amount=150, intent="maintenance")
    weight = {"measurements": weights()}
    assert found(ended(reason, day=60), aza, **weight).because.startswith("Azathioprine: 240 days at the usual dose")
    assert found(ended("planned", day=60), aza, **weight).outcome is Outcome.NOT_FIRED


def test_without_activity_known_an_adequate_drug_is_unknown() -> None:
    said = finding(document(therapies=[STEROID, MTX]), RULE, 300)
    assert said.outcome is Outcome.CANNOT_ASSESS
    assert any("signs and symptoms" in missing for missing in said.missing)


def test_a_biologic_alone_leaves_nothing_to_judge() -> None:
    said = found(TCZ, day=400)
    assert said.outcome is Outcome.NOT_FIRED
    assert said.because == "No conventional immunosuppressant is recorded as given for this condition."


def test_without_any_treatment_or_activity_nothing_is_known() -> None:
    assert "treatments given so far" in finding(document(), RULE, 300).missing


def test_of_a_drug_without_a_purpose_it_is_asked_what_it_was_for() -> None:
    loose = {key: value for key, value in MTX.items() if key != "for"}
    doc = story(TCZ, loose, day=400, active=True) | {"conditions": [{"condition": TAK}, {"condition": SLE}]}
    assert finding(doc, RULE, 400).missing == ("what methotrexate was given for",)


def infused(*days: int) -> Entry:
    given = [{"on": at(day), "amount": 500, "unit": "mg/m2"} for day in days]
    return drug("cyclophosphamide", route="intravenous", intent="induction", administrations=given)


def test_a_course_goes_on_until_another_treatment_begins() -> None:
    going = found(infused(0, 28, 56), day=199)
    assert going.outcome is Outcome.FIRED
    assert "not recorded as ended. Now: disease still active" in going.because
    assert found(infused(0, 28, 56), TCZ, day=400).missing == ("why cyclophosphamide was stopped",)
    assert found(infused(0, 28, 56) | {"outcome": "lack-of-effect"}, TCZ, day=400).outcome is Outcome.FIRED


def test_of_a_child_the_table_says_nothing_and_nothing_recorded_could_tell() -> None:
    doc = story(MTX, day=300, active=True)
    doc["patient"] |= {"birth_date": "2010-01-01"}
    said = finding(doc, RULE, 300)
    assert said.missing == ("the usual dose of methotrexate under 18 years of age; ask your team",)
