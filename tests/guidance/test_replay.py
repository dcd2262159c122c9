"""Replay: the same answers as asking on every day, in spells; what a cohort's rules would have raised, and when."""

from __future__ import annotations

import json
from datetime import date, timedelta

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.document import parse
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Outcome
from journeys.guidance.overrides import edition_with
from journeys.guidance.replay import Replayed, cohort, replay
from journeys.guidance.replay_text import cohort_text, difference_text, patient_text
from tests.guidance.builders import SLE, Document, checked, document, drug, joined, marked, on, scan, steroid
from tests.guidance.test_examples import EXAMPLES

RULE = "tak.persistent-activity"
MTX = drug("methotrexate", intent="induction", amount=15, every="week")


def active(*days: int, until: int = 900, patient: str = "ada", **lists: list[dict[str, object]]) -> Document:
    """Symptoms on these days, with a scan of that week, doses taken and other causes looked at."""
    parts = [
        joined(
            document(check_ins=[marked(day, headache=True)], imaging=[scan(day - 1, activity="active")]), checked(day)
        )
        for day in days
    ]
    doc = joined(document(therapies=[steroid((0, 40), (60, 10), (until, 5)), MTX], **lists), *parts)
    return doc | {"patient": doc["patient"] | {"id": patient}}


def replayed(doc: Document, first: int = 0, last: int = 600) -> Replayed:
    return replay(parse(doc), first=on(first), last=on(last)).only(RULE)


def test_a_spell_lasts_from_the_first_day_to_the_last_on_which_the_rule_says_so() -> None:
    [spell] = replayed(active(200)).spells
    assert (spell.outcome, spell.first, spell.last) == (Outcome.FIRED, on(200), on(228))
    assert spell.is_raised
    assert "headache" in spell.because


def test_a_spell_that_goes_on_ends_with_the_time_replayed() -> None:
    assert replayed(active(200), last=210).spells[0].last == on(210)


def test_nothing_later_than_each_day_plays_a_part() -> None:
    assert [spell.first for spell in replayed(active(200, 400)).spells] == [on(200), on(400)]


def test_what_held_it_is_told_and_another_reason_is_another_spell() -> None:
    doc = active(200) | {"reviews": []}
    [spell] = replayed(doc).spells
    assert (spell.outcome, spell.held_for, spell.is_raised) == (Outcome.HELD, ("cf.alt-diagnosis",), False)


def test_a_replay_says_what_asking_on_every_day_says() -> None:
    journey = parse(json.loads((EXAMPLES / "ta-01-lost-response.json").read_text(encoding="utf-8")))
    first, last = date(2022, 11, 1), date(2023, 3, 1)
    found = replay(journey, first=first, last=last)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        [condition] = evaluate(journey, day).conditions
        told = {(spell.rule, spell.outcome) for spell in found.spells if spell.first <= day <= spell.last}
        raised = {each for each in condition.rules if each.outcome in (Outcome.FIRED, Outcome.HELD)}
        assert told == {(each.rule, each.outcome) for each in raised}, day
        assert [level for since, _, level in found.levels if since <= day][-1] == condition.level, day


def test_changes_of_regimen_in_the_time_are_listed() -> None:
    later = drug("infliximab", since=300, intent="switch")
    doc = joined(active(200), document(therapies=[later]))
    assert replayed(doc).changes == {"takayasu-arteritis": (on(0), on(300))}
    assert replayed(doc, first=1, last=299).changes == {"takayasu-arteritis": ()}


def test_the_text_for_one_patient_tells_levels_spells_holds_and_changes() -> None:
    text = patient_text(replayed(active(200) | {"reviews": []}, first=150, last=250))
    assert "ada from 2 June 2022 to 10 September 2022" in text
    assert "regimen begun: none in this time" in text
    assert "from 22 July 2022: level 2" in text
    assert f"{RULE}: held, 22 July 2022 to 19 August 2022" in text
    assert "held by cf.alt-diagnosis" in text


def test_a_text_for_two_conditions_tells_each_one_alone() -> None:
    doc = active(200)
    doc["conditions"].append({"id": "lupus", "condition": SLE})
    tak, lupus = patient_text(replayed(doc, first=150, last=250)).split("systemic lupus erythematosus\n")
    head, *lines = tak.splitlines()
    assert head == "ada from 2 June 2022 to 10 September 2022"
    assert [line.split(":")[0] for line in lines if not line.startswith("    ")] == [
        "takayasu arteritis",
        "  regimen begun",
        "  from 2 June 2022",
        "  from 22 July 2022",
        "  from 20 August 2022",
        f"  {RULE}",
    ]
    assert lupus.splitlines() == [
        "  regimen begun: none in this time",
        "  from 2 June 2022: level none (not enough recorded)",
    ]


def test_a_pattern_that_comes_back_within_the_rest_is_counted_once() -> None:
    soon, late = active(200, 256), active(200, 257)
    assert [cohort([replayed(doc)]).by_rule[RULE].raised for doc in (soon, late)] == [1, 2]


def test_a_cohort_counts_patients_holds_and_context_apart() -> None:
    held = active(200, patient="held") | {"reviews": []}
    symptoms = [marked(day, by="patient", headache=7) for day in (195, 199)]
    quiet = document(check_ins=symptoms, therapies=[steroid((0, 40)), MTX], imaging=[scan(150, activity="inactive")])
    found = cohort([replayed(doc) for doc in (active(200, 400), held, quiet, document())])
    counts = found.by_rule[RULE]
    assert (counts.raised, counts.patients, counts.held, counts.context) == (2, 1, 1, 1)
    assert found.patients == 4
    assert found.weeks == 4 * 601 / 7
    assert found.per_100_patient_weeks(RULE) == 200 / found.weeks


def test_first_raises_are_set_against_the_next_change_of_regimen() -> None:
    def changed_on(day: int, patient: str) -> Document:
        return joined(
            active(200, patient=patient), document(therapies=[drug("infliximab", since=day, intent="switch")])
        )

    found = cohort([replayed(changed_on(382, "soon")), replayed(changed_on(383, "late")), replayed(active(200))])
    counts = found.by_rule[RULE]
    assert (counts.patients, counts.changed, counts.waits) == (3, 1, [182, 183])
    assert counts.median_wait == 182.5


def test_a_cohort_without_anybody_has_no_rate() -> None:
    nobody = cohort([])
    assert (nobody.patients, nobody.weeks, nobody.by_rule) == (0, 0, {})


def test_the_table_has_a_line_for_each_rule_and_says_what_its_columns_mean() -> None:
    text = cohort_text(cohort([replayed(active(200))]), edition=PUBLISHED, rules=[RULE, "tak.steroid-dependence"])
    head, columns, first, second, *notes = text.splitlines()
    assert head == f"Catalogue {PUBLISHED.version}: 1 patient, 85.86 patient-weeks"
    assert columns.split()[:3] == ["rule", "raised", "patients"]
    assert first.split() == [RULE, "1", "1", "1.16", "0", "0", "0", "–"]
    assert second.split() == ["tak.steroid-dependence", "0", "0", "0", "0", "0", "0", "–"]
    assert "28 days" in notes[0]
    assert "182 days" in notes[1]


def test_two_editions_differ_by_patient_and_first_day() -> None:
    longer = edition_with('reason = "longer"\n[shared]\ntakayasu-trial = 365')
    docs = [active(200), active(400, patient="other")]
    before = cohort(replay(parse(doc), first=on(0), last=on(600)).only(RULE) for doc in docs)
    after = cohort(replay(parse(doc), first=on(0), last=on(600), edition=longer).only(RULE) for doc in docs)
    rows = difference_text(before, after, rules=[RULE]).splitlines()
    assert rows[-1].split() == [RULE, "2", "1", "1", "0"]
    assert difference_text(cohort([]), cohort([]), rules=[RULE]).endswith("Neither raises anything.")
