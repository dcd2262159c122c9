"""Enough, for long enough? The lines of the table of usual doses that the gates may need, each at its edges."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.adequacy import DURATION, Adequacy, adequate, new_drug_holds
from journeys.guidance.case import Case
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.clock import Clock
from journeys.guidance.document import parse
from journeys.guidance.findings import Hold
from journeys.guidance.usual_doses import Use
from journeys.guidance.visible import visible
from tests.guidance.builders import (
    PV,
    SLE,
    TAK,
    Entry,
    at,
    case_of,
    document,
    dose,
    drug,
    infused,
    on,
    steroid,
    weights,
)

CONDITION = {
    Use.TAKAYASU: TAK,
    Use.LUPUS: SLE,
    Use.NEPHRITIS: SLE,
    Use.PEMPHIGUS: PV,
    Use.NEUROPSYCHIATRIC: SLE,
}


def judged(therapy: Entry, use: Use, days: int, **lists: Any) -> Adequacy:
    """For 60 kg and 165 cm, unless ``lists`` say otherwise."""
    height = {"on": at(-10), "kind": "height", "value": 165, "unit": "cm"}
    lists.setdefault("measurements", [*weights(60), height])
    patient = lists.pop("patient", {})
    doc = document(CONDITION[use], therapies=[therapy | {"for": CONDITION[use]}], **lists)
    doc["patient"] |= patient
    known, _ = visible(parse(doc), on(days))
    case = Case(journey=known, clock=Clock(on(days)), condition=known.conditions[0], edition=PUBLISHED)
    return adequate(case, known.therapies[0], use=use)


def every(interval: int, amount: float, *, until: int) -> list[tuple[int, float]]:
    return [(day, amount) for day in range(0, until, interval)]


@pytest.mark.parametrize(
    ("therapy", "use", "trial"),
    [
        (drug("methotrexate", amount=15, every="week"), Use.TAKAYASU, 182),
        (drug("methotrexate", amount=15, every="week"), Use.LUPUS, 91),
        (drug("azathioprine", amount=120), Use.TAKAYASU, 182),
        (drug("azathioprine", amount=150), Use.PEMPHIGUS, 84),
        (drug("mycophenolate mofetil", amount=2, unit="g"), Use.NEPHRITIS, 182),
        (drug("mycophenolic acid", amount=1440), Use.LUPUS, 91),
        (drug("cyclophosphamide", amount=90, route="oral"), Use.LUPUS, 182),
        (drug("hydroxychloroquine", amount=240), Use.LUPUS, 91),
        (drug("tocilizumab", amount=162, every="week"), Use.TAKAYASU, 182),
        (drug("adalimumab", amount=40, every="2-weeks"), Use.TAKAYASU, 182),
        (drug("golimumab", amount=50, every="month"), Use.TAKAYASU, 182),
        (drug("belimumab", amount=200, every="week"), Use.LUPUS, 168),
        (infused("infliximab", (0, 300), (14, 300), (42, 300), (98, 300), (154, 300)), Use.TAKAYASU, 182),
        (infused("belimumab", *every(28, 10, until=169), unit="mg/kg"), Use.LUPUS, 168),
        (infused("anifrolumab", *every(28, 300, until=169)), Use.LUPUS, 168),
        (infused("rituximab", (0, 1000), (14, 1000)), Use.PEMPHIGUS, 168),
        (infused("rituximab", (0, 375), (7, 375), (14, 375), (21, 375), unit="mg/m2"), Use.LUPUS, 182),
        (infused("cyclophosphamide", *every(14, 500, until=71)), Use.LUPUS, 182),
        (infused("cyclophosphamide", *every(14, 500, until=71)), Use.NEPHRITIS, 161),  # 91 after the last
        (infused("cyclophosphamide", *every(28, 1000, until=57)), Use.LUPUS, 182),  # 0.6 g/m2
        (infused("cyclophosphamide", *every(28, 1000, until=141)), Use.NEPHRITIS, 182),  # six: from the first
        (infused("cyclophosphamide", *every(28, 1000, until=57)), Use.NEPHRITIS, 182),  # three: no shortcut
        (infused("cyclophosphamide", *every(28, 1000, until=57)), Use.PEMPHIGUS, 84),
        (infused("cyclophosphamide", *every(14, 500, until=71)), Use.TAKAYASU, 182),
        (infused("ivig", (0, 2), (30, 2), (60, 1.6), unit="g/kg"), Use.PEMPHIGUS, 84),
        (infused("ivig", (0, 2), (30, 2), (60, 2), (83, 1), unit="g/kg"), Use.PEMPHIGUS, 84),  # less later on
        (infused("ivig", (0, 48), (4, 48), (30, 96), (60, 120), unit="g"), Use.PEMPHIGUS, 84),  # 60 kg
        (infused("ivig", *((day, 0.4) for day in range(5)), unit="g/kg"), Use.NEUROPSYCHIATRIC, 28),
        (drug("belimumab", doses=[dose(0, 400, every="week"), dose(28, 200, every="week")]), Use.NEPHRITIS, 182),
        (drug("belimumab", amount=200, every="week"), Use.NEPHRITIS, 210),  # without the first, larger doses
        (infused("belimumab", *every(28, 10, until=183), unit="mg/kg"), Use.NEPHRITIS, 182),
        (
            infused("belimumab", *every(7, 400, until=28), *((day, 200) for day in range(28, 200, 7))),
            Use.NEPHRITIS,
            182,
        ),
        (infused("obinutuzumab", (0, 1000), (14, 1000), (168, 1000), (182, 1000)), Use.NEPHRITIS, 182),
    ],
)
def test_a_trial_is_long_enough_on_its_day_and_not_a_day_before(therapy: Entry, use: Use, trial: int) -> None:
    assert judged(therapy, use, trial).answer is True
    before = judged(therapy, use, trial - 1)
    assert before.answer is False
    assert before.holds[0].rule in ("cf.duration", "cf.dose")


PAUSES = (0, 40, 60, 100, 120, 160, 180, 220, 240)


@pytest.mark.parametrize(
    ("therapy", "use"),
    [
        (drug("methotrexate", amount=14.9, every="week"), Use.TAKAYASU),
        (drug("azathioprine", amount=119), Use.TAKAYASU),
        (drug("azathioprine", amount=149), Use.PEMPHIGUS),
        (drug("mycophenolate mofetil", amount=1990), Use.LUPUS),
        (drug("hydroxychloroquine", amount=239), Use.LUPUS),
        (drug("tocilizumab", amount=162, every="2-weeks"), Use.TAKAYASU),
        (drug("infliximab", amount=4.9, unit="mg/kg", every="8-weeks"), Use.TAKAYASU),
        (infused("infliximab", *every(84, 300, until=250)), Use.TAKAYASU),  # a third of the days uncovered
        (infused("rituximab", (0, 1000)), Use.PEMPHIGUS),
        (infused("rituximab", (0, 1000), (22, 1000)), Use.PEMPHIGUS),
        (infused("rituximab", (0, 500), (14, 500)), Use.PEMPHIGUS),
        (infused("cyclophosphamide", *every(14, 500, until=57)), Use.LUPUS),  # 5 of 6
        (infused("obinutuzumab", (0, 1000), (14, 500), (168, 1000), (182, 1000)), Use.NEPHRITIS),
        (infused("ivig", (0, 2), (30, 2), (60, 1.59), unit="g/kg"), Use.PEMPHIGUS),
        (infused("ivig", (0, 2), (30, 2), unit="g/kg"), Use.PEMPHIGUS),
        (infused("ivig", (0, 2), (30, 2), (73, 2), unit="g/kg"), Use.PEMPHIGUS),  # 43 days between two
        (infused("ivig", (0, 1), (5, 1), unit="g/kg"), Use.NEUROPSYCHIATRIC),  # more than five days
        (drug("azathioprine", doses=[dose(day, 120 * (day % 60 == 0)) for day in PAUSES]), Use.TAKAYASU),
    ],
)
def test_too_little_is_a_no_for_the_dose(therapy: Entry, use: Use) -> None:
    found = judged(therapy, use, 260)
    assert found.answer is False
    assert "cf.dose" in {hold.rule for hold in found.holds}


def test_168_of_182_days_are_too_few() -> None:
    held = drug("methotrexate", doses=[dose(0, 15, every="week"), dose(50, 0), dose(64, 15, every="week")])
    found = judged(held, Use.TAKAYASU, 182)
    assert [(hold.rule, hold.detail) for hold in found.holds] == [
        ("cf.duration", "methotrexate: 168 of 182 days at the usual dose")
    ]
    assert judged(held, Use.TAKAYASU, 196).answer is True


@pytest.mark.parametrize(
    ("therapy", "use", "lists"),
    [
        (drug("azathioprine", amount=150), Use.TAKAYASU, {"measurements": []}),
        (drug("azathioprine", amount=150), Use.TAKAYASU, {"measurements": weights(60, since=-300, until=-299)}),
        (drug("methotrexate", doses=[dose(0, None)]), Use.TAKAYASU, {}),
        (drug("methotrexate", since=None, doses=[dose(0, 15, every="week")]), Use.TAKAYASU, {}),
        (drug("methotrexate", amount=15, every="week"), Use.NEPHRITIS, {}),  # no trial for this use
        (drug("tofacitinib", amount=10), Use.TAKAYASU, {}),
        (infused("cyclophosphamide", *every(14, 500, until=71)), Use.PEMPHIGUS, {}),  # no agreed course for this use
        (infused("ivig", (0, 2), unit="g/kg"), Use.LUPUS, {}),
        (infused("ivig", (0, 120), (30, 120), (60, 120), unit="g"), Use.PEMPHIGUS, {"measurements": []}),
        (drug("ivig", amount=2, unit="g/kg", every="month"), Use.PEMPHIGUS, {}),  # no infusion on record
        (drug("tacrolimus", amount=4), Use.LUPUS, {}),  # by its level
        (drug("rituximab"), Use.LUPUS, {}),  # no infusion on record
        (infused("rituximab", (0, 700), (7, 700), (14, 700), (21, 700)), Use.LUPUS, {"measurements": weights(60)}),
    ],
)
def test_what_is_not_recorded_is_unknown(therapy: Entry, use: Use, lists: dict[str, Any]) -> None:
    found = judged(therapy, use, 260, **lists)
    assert found.answer is None
    assert found.holds[0].detail.startswith("cannot assess: ")


def test_days_before_the_present_regimen_do_not_count() -> None:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    switch = drug("infliximab", since=150, intent="switch")
    doc = document(TAK, therapies=[mtx, switch])
    known, _ = visible(parse(doc), on(200))
    case = Case(journey=known, clock=Clock(on(200)), condition=known.conditions[0], edition=PUBLISHED)
    assert adequate(case, known.therapies[0], use=Use.TAKAYASU).says == "methotrexate: 50 of 182 days at the usual dose"


def test_a_dose_per_kg_follows_the_weight_of_the_day() -> None:
    heavier = [{"on": at(day), "kind": "weight", "value": kg, "unit": "kg"} for day, kg in ((0, 60), (100, 90))]
    assert judged(drug("azathioprine", amount=120), Use.TAKAYASU, 200, measurements=heavier).answer is False


def paused(days: int) -> Entry:
    """Azathioprine at its usual dose for 100 days, not at all for so many, and again."""
    return drug("azathioprine", doses=[dose(0, 120), dose(100, 0), dose(100 + days, 120)])


def test_an_interruption_of_more_than_28_days_makes_the_trial_start_anew() -> None:
    assert judged(paused(28), Use.TAKAYASU, 182 + 28).answer is True
    assert judged(paused(28), Use.TAKAYASU, 182 + 27).answer is False
    assert judged(paused(29), Use.TAKAYASU, 129 + 181).answer is False
    assert judged(paused(29), Use.TAKAYASU, 129 + 182).answer is True


def test_what_is_counted_anew_is_said_and_held_for_time() -> None:
    found = judged(paused(40), Use.TAKAYASU, 200)
    assert found.says == "azathioprine: 60 of 182 days at the usual dose, counted anew after 40 days without it"
    assert [hold.rule for hold in found.holds] == ["cf.duration"]
    done = judged(paused(40), Use.TAKAYASU, 400)
    assert done.says.endswith("(182 are looked for), 0 off it, counted anew after 40 days without it")


def test_while_the_interruption_lasts_the_trial_is_held_for_both() -> None:
    found = judged(paused(60), Use.TAKAYASU, 130)
    assert found.says == "azathioprine: 0 of 182 days at the usual dose, counted anew after 30 days without it"
    assert [hold.rule for hold in found.holds] == ["cf.dose", "cf.duration"]


def test_a_low_dose_is_no_interruption() -> None:
    low = drug("azathioprine", doses=[dose(0, 120), dose(200, 60)])
    assert judged(low, Use.TAKAYASU, 240).answer is True


def monthly(*, skipped: tuple[int, ...] = (), low: tuple[int, ...] = (), amount: float = 0) -> Entry:
    """Anifrolumab every 28 days; ``low``: days with another amount."""
    days = [day for day in range(0, 253, 28) if day not in skipped]
    return infused("anifrolumab", *[(day, amount if day in low else 300) for day in days])


SKIPPED = infused("infliximab", *[(day, 300) for day in (0, 56, 168, 224, 280, 336)])
WEEKLY = infused("tocilizumab", *every(7, 162, until=100), *[(128 + day, 162) for day in range(0, 190, 7)])


@pytest.mark.parametrize(
    ("therapy", "use", "days", "answer"),
    [
        (SKIPPED, Use.TAKAYASU, 349, False),  # 56 days without: counted anew from day 168
        (SKIPPED, Use.TAKAYASU, 350, True),
        (monthly(skipped=(112,)), Use.LUPUS, 193, True),  # 28 days, less three of grace: a pause
        (monthly(skipped=(112,)), Use.LUPUS, 192, False),
        (monthly(skipped=(84, 112)), Use.LUPUS, 252, False),
        (monthly(low=(84, 112)), Use.LUPUS, 252, False),  # written down as 0: not given
        (monthly(low=(224, 252), amount=100), Use.LUPUS, 270, True),  # too little is no interruption
        (WEEKLY, Use.TAKAYASU, 250, True),  # 23 days without
    ],
)
def test_skipped_cycles_count_by_their_days(therapy: Entry, use: Use, days: int, answer: bool) -> None:
    assert judged(therapy, use, days).answer is answer


def test_a_course_says_how_far_it_got() -> None:
    euro_lupus = {4: "4 of 6 infusions of a complete course", 5: "5 of 6 infusions of a complete course, a partial one"}
    for number, says in euro_lupus.items():
        given = infused("cyclophosphamide", *every(14, 500, until=14 * number))
        assert judged(given, Use.NEPHRITIS, 260).says == f"cyclophosphamide: {says}"
    cycles = infused("ivig", (0, 2), (30, 2), unit="g/kg")
    assert judged(cycles, Use.PEMPHIGUS, 100).says == "ivig: 2 of 3 cycles of a complete course"


@pytest.mark.parametrize(
    ("name", "given", "began", "says"),
    [
        ("rituximab", ((0, 1000), (14, 1000)), 14, "rituximab: complete course from 3 January 2022"),
        ("rituximab", ((0, 1000), (14, 1000)), 15, "rituximab: 0 of 2 infusions of a complete course"),
        ("rituximab", ((0, 1000), (22, 1000)), 10, "rituximab: 1 of 2 infusions of a complete course"),
        ("rituximab", ((0, 0), (14, 1000)), 10, "rituximab: 1 of 2 infusions of a complete course"),
        ("cyclophosphamide", ((0, 900), (28, 900), (56, 900)), 28, "2 of 3 infusions"),  # months of it don't count
    ],
)
def test_a_course_of_rituximab_is_judged_whole_where_t0_falls_into_it(
    name: str, given: tuple[tuple[int, float], ...], began: int, says: str
) -> None:
    height = {"on": at(-10), "kind": "height", "value": 165, "unit": "cm"}
    drugs = [infused(name, *given), steroid((began, 40))]
    case = case_of(document(therapies=drugs, measurements=[*weights(60), height]), 300)
    (course,) = [therapy for therapy in case.journey.therapies if therapy.drug == name]
    assert says in adequate(case, course, use=Use.TAKAYASU).says


def test_a_drug_that_is_paused_today_is_not_adequate_and_one_taken_up_again_is() -> None:
    paused = drug("azathioprine", doses=[dose(0, 150), dose(200, 0), dose(210, 150)])
    assert judged(paused, Use.TAKAYASU, 199).answer is True
    for day in (200, 209):
        found = judged(paused, Use.TAKAYASU, day)
        says = "azathioprine: 200 days at the usual dose (182 are looked for), "
        assert (found.answer, found.holds) == (False, (Hold(rule="cf.dose", detail=found.says),))
        assert found.says.startswith(says)
        assert found.says.endswith("; it isn't taken at present")
    assert judged(paused, Use.TAKAYASU, 210).answer is True


def test_infusions_at_the_wrong_distance_say_so() -> None:
    says = judged(infused("rituximab", (0, 1000), (22, 1000)), Use.PEMPHIGUS, 300).says
    assert says == "rituximab: 2 infusions, too close together or too far apart for a complete course"


def test_what_a_cycle_held_is_unknown_where_its_parts_are_in_several_units_or_unknown() -> None:
    two = {"administrations": [{"on": at(0), "amount": 1, "unit": "g/kg"}, {"on": at(1), "amount": 60, "unit": "g"}]}
    assert judged(drug("ivig", route="intravenous", **two), Use.NEUROPSYCHIATRIC, 100).answer is None
    unknown = infused("ivig", (0, 1), unit="g/kg")
    unknown["administrations"].append({"on": at(1), "amount": None, "unit": "g/kg"})
    assert judged(unknown, Use.NEUROPSYCHIATRIC, 100).answer is None


@pytest.mark.parametrize(
    ("born", "says"), [("2004-07-23", None), ("2004-07-22", True), ("2004-02-29", True), ("2004-07-24", None)]
)
def test_usual_doses_are_those_of_adults(born: str, says: bool | None) -> None:
    """Day 200 is 22 July 2022."""
    found = judged(drug("methotrexate", amount=15, every="week"), Use.TAKAYASU, 200, patient={"birth_date": born})
    assert found.answer is says
    if says is None:
        assert found.says == "cannot assess: the usual dose of methotrexate under 18 years of age; ask your team"


@pytest.mark.parametrize(("ended", "says"), [(None, None), (200, None), (199, True)])
def test_usual_doses_are_not_those_of_a_pregnancy(ended: int | None, says: bool | None) -> None:
    event = {"kind": "pregnancy", "began_on": at(100)} | ({} if ended is None else {"ended_on": at(ended)})
    found = judged(drug("methotrexate", amount=15, every="week"), Use.TAKAYASU, 200, life_events=[event])
    assert found.answer is says
    if says is None:
        assert found.says == "cannot assess: the usual dose of methotrexate in pregnancy; ask your team"


def test_somebody_born_on_29_february_is_of_age_on_1_march() -> None:
    mtx = drug("methotrexate", since=-300, amount=15, every="week")
    days = {56: None, 57: True}  # 28 February and 1 March 2022
    for day, says in days.items():
        assert judged(mtx, Use.TAKAYASU, day, patient={"birth_date": "2004-02-29"}).answer is says


@pytest.mark.parametrize(
    ("therapy", "also", "detail"),
    [
        (drug("methotrexate", since=110), "", "methotrexate began 90 days ago, of 91"),
        (drug("methotrexate", since=109), "", None),
        (drug("methotrexate", since=None), "", "cannot assess: the start date of methotrexate"),
        (drug("hydroxychloroquine", since=110), "", None),
        (drug("hydroxychloroquine", since=110), "antimalarial", "hydroxychloroquine began 90 days ago, of 91"),
        (drug("hydroxychloroquine", since=None), "", None),
    ],
)
def test_a_drug_that_is_new_or_of_unknown_age_may_still_change_the_picture(
    therapy: Entry, also: str, detail: str | None
) -> None:
    holds = new_drug_holds(case_of(document(therapies=[therapy]), 200), 91, also=also)
    assert holds == (() if detail is None else (Hold(rule=DURATION, detail=detail),))
