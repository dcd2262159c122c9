"""Ada's flags from one assessment to the next: every line of the transition table, silence first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from journeys.guidance.findings import Assessment, Outcome, Role
from journeys.guidance.flagging import Before, Change, StoredFlag, Tier, Verb
from journeys.guidance.reconcile import REST_DAYS, questioned, reconcile, wake_on
from tests.guidance.flag_stories import (
    CANNOT_ASSESS,
    FIRED,
    HELD,
    NOT_FIRED,
    TODAY,
    a_flag,
    assessed,
    closed_by_cem,
    days,
    finding,
    stored,
    verbs,
)

# ── silence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("outcome", [NOT_FIRED, CANNOT_ASSESS])
def test_nothing_seen_opens_nothing(outcome: Outcome) -> None:
    assert reconcile([], assessed(finding(outcome))) == ()


@pytest.mark.parametrize("outcome", [FIRED, HELD])
def test_a_supporting_finding_opens_nothing(outcome: Outcome) -> None:
    assert reconcile([], assessed(finding(outcome, counted_as=Role.SUPPORTING))) == ()


def test_a_pattern_already_flagged_today_changes_nothing() -> None:
    assert reconcile([a_flag(finding())], assessed(finding())) == ()


# ── opening and growing ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("outcome", "tier"), [(FIRED, "B"), (HELD, "C")])
def test_fired_opens_at_tier_b_and_held_at_tier_c(outcome: Outcome, tier: str) -> None:
    (change,) = reconcile([], assessed(finding(outcome)))
    assert (change.verb, change.signal.tier) == (Verb.OPENED, tier)


def test_two_rules_of_a_family_open_one_flag_that_carries_the_stronger() -> None:
    held = finding(HELD, rule="tak.nih-active")
    (change,) = reconcile([], assessed(held, finding(FIRED)))
    assert change.signal.finding.outcome is FIRED
    assert [other["rule"] for other in change.signal.shown["also"]] == ["tak.nih-active"]


def test_two_families_open_two_flags() -> None:
    changes = reconcile([], assessed(finding(), finding(rule="tak.steroid-dependence", family="tak.steroids")))
    assert verbs(changes) == [Verb.OPENED, Verb.OPENED]


def test_a_held_flag_is_raised_when_nothing_is_left_to_check() -> None:
    flag = a_flag(finding(HELD))
    (change,) = reconcile([flag], assessed(finding(FIRED)))
    assert change.verb is Verb.RAISED
    assert stored([change], [flag])[0].tier is Tier.B


def test_a_fired_flag_that_is_held_later_stays_at_tier_b_and_shows_why() -> None:
    flag = a_flag(finding(FIRED))
    (change,) = reconcile([flag], assessed(finding(HELD), on=TODAY + days(1)))
    assert (change.verb, change.note) == (Verb.HELD, "Something to check first has come up: cf.adherence is open")
    assert stored([change], [flag])[0].tier is Tier.B


def test_a_flag_held_for_a_while_tells_when_nothing_is_left_to_check() -> None:
    flag = a_flag(finding(FIRED))
    paused = stored(reconcile([flag], assessed(finding(HELD), on=TODAY + days(1))), [flag])
    (change,) = reconcile(paused, assessed(finding(FIRED), on=TODAY + days(2)))
    assert (change.verb, change.note) == (Verb.FIRED_AGAIN, "Nothing is left to check first.")
    (asleep,) = reconcile([snoozed(paused[0])], assessed(finding(FIRED), on=TODAY + days(2)))
    assert asleep.ends_snooze


def test_new_evidence_extends_the_open_flag() -> None:
    (change,) = reconcile([a_flag(finding())], assessed(finding(FIRED, "labs/crp-1", "labs/crp-2")))
    assert (change.verb, change.note) == (Verb.EXTENDED, "New evidence: results")


def test_another_rule_of_the_family_extends_the_open_flag() -> None:
    (change,) = reconcile([a_flag(finding())], assessed(finding(), finding(rule="tak.imaging-progression")))
    assert (change.verb, change.note) == (Verb.EXTENDED, "Seen in another way too: Disease still active on treatment")


def test_another_thing_to_check_is_shown_and_lets_a_snoozed_flag_sleep() -> None:
    flag = snoozed(a_flag(finding(HELD)))
    (change,) = reconcile([flag], assessed(finding(HELD, held_for="cf.infection")))
    assert (change.verb, change.note) == (Verb.EXTENDED, "To check first: cf.infection is open")
    assert not change.ends_snooze


def test_evidence_that_grows_old_leaves_what_was_shown_as_it_was() -> None:
    flag = a_flag(finding(FIRED, "labs/crp-1", "labs/crp-2"))
    (change,) = reconcile([flag], assessed(finding(FIRED, "labs/crp-2"), on=TODAY + days(5)))
    assert (change.verb, change.signal, change.last_seen_on) == (Verb.SEEN, None, TODAY + days(5))


# ── the pattern is gone ─────────────────────────────────────────────────────────────────────────────────────────────


def gone(flag: StoredFlag, until: int, before: Before | None = None) -> tuple[Change, ...]:
    return reconcile([flag], assessed(finding(NOT_FIRED), on=TODAY + days(until)), before)


def test_a_pattern_gone_for_27_days_stays_open_and_after_28_it_rests() -> None:
    flag = a_flag(finding())
    (unseen,) = gone(flag, 1)
    assert unseen.verb is Verb.UNSEEN
    (flag,) = stored([unseen], [flag])
    assert gone(flag, REST_DAYS - 1) == ()
    (rested,) = gone(flag, REST_DAYS)
    assert (rested.verb, rested.note) == (Verb.RESTED, "Not seen since 2 March 2026.")


def test_the_days_on_which_nothing_could_change_count_as_seen() -> None:
    flag = a_flag(finding())
    (change,) = gone(flag, 60, Before(next_check_on=TODAY + days(60)))
    assert (change.verb, change.last_seen_on) == (Verb.UNSEEN, TODAY + days(59))
    (late,) = gone(flag, 60, Before(next_check_on=TODAY + days(20)))
    assert late.verb is Verb.RESTED


def test_a_pattern_that_can_no_longer_be_judged_is_not_taken_for_gone() -> None:
    flag = a_flag(finding())
    (change,) = reconcile([flag], assessed(finding(CANNOT_ASSESS), on=TODAY + days(200)))
    assert change.verb is Verb.UNJUDGED
    flags = stored([change], [flag])
    assert reconcile(flags, assessed(finding(CANNOT_ASSESS), on=TODAY + days(300))) == ()


def test_a_pattern_that_comes_back_before_it_rests_is_seen_again() -> None:
    flag = replace(a_flag(finding()), outcome=NOT_FIRED)
    (change,) = reconcile([flag], assessed(finding(), on=TODAY + days(7)))
    assert (change.verb, change.note) == (Verb.EXTENDED, "Seen again.")


def test_what_the_engine_closed_opens_again_without_a_cool_down() -> None:
    assert verbs(reconcile([], assessed(finding(), on=TODAY + days(29)))) == [Verb.OPENED]


# ── a new regimen ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_regimen_closes_the_flag_with_its_date() -> None:
    changes = reconcile([a_flag(finding())], assessed(finding(NOT_FIRED), t0=date(2026, 3, 1)))
    assert [(c.verb, c.note) for c in changes] == [(Verb.REGIMEN_CHANGED, "Regimen changed on 1 March 2026.")]


def test_a_signal_held_under_the_new_regimen_opens_its_own_flag() -> None:
    changes = reconcile([a_flag(finding())], assessed(finding(HELD), t0=date(2026, 3, 1)))
    assert verbs(changes) == [Verb.REGIMEN_CHANGED, Verb.OPENED]


# ── corrections ─────────────────────────────────────────────────────────────────────────────────────────────────────


def corrected(then: Assessment, on: date) -> Before:
    return Before(corrected_on=on, hindsight={then.on: then})


def test_a_flag_whose_evidence_was_entered_in_error_is_retracted() -> None:
    later = TODAY + days(9)
    then = assessed(finding(NOT_FIRED))
    (change,) = reconcile([a_flag(finding())], assessed(finding(NOT_FIRED), on=later), corrected(then, later))
    assert change.verb is Verb.RETRACTED
    assert "would not have shown this on 2 March 2026" in change.note


def test_evidence_corrected_on_the_day_itself_retracts_without_looking_back() -> None:
    flag, now = a_flag(finding()), assessed(finding(CANNOT_ASSESS))
    assert questioned([flag], now, TODAY) == frozenset()
    assert verbs(reconcile([flag], now, Before(corrected_on=TODAY))) == [Verb.RETRACTED]


def test_a_correction_that_leaves_the_pattern_of_that_day_retracts_nothing() -> None:
    later = TODAY + days(9)
    now = assessed(finding(NOT_FIRED), on=later)
    assert questioned([a_flag(finding())], now, later) == {TODAY}
    changes = reconcile([a_flag(finding())], now, corrected(assessed(finding()), later))
    assert verbs(changes) == [Verb.UNSEEN]


def test_a_day_that_nobody_looked_back_at_retracts_nothing() -> None:
    later = TODAY + days(9)
    changes = reconcile([a_flag(finding())], assessed(finding(NOT_FIRED), on=later), Before(corrected_on=later))
    assert verbs(changes) == [Verb.UNSEEN]


def test_an_old_correction_is_no_reason_to_look_back() -> None:
    now = assessed(finding(NOT_FIRED), on=TODAY + days(9))
    assert questioned([a_flag(finding())], now, TODAY - days(1)) == frozenset()


def test_a_fired_flag_that_should_have_been_held_is_retracted_and_opened_at_tier_c() -> None:
    later = TODAY + days(1)
    before = corrected(assessed(finding(HELD)), later)
    changes = reconcile([a_flag(finding())], assessed(finding(HELD), on=later), before)
    assert verbs(changes) == [Verb.RETRACTED, Verb.OPENED]
    assert changes[1].signal.tier is Tier.C


def test_a_wrong_start_of_the_regimen_retracts_instead_of_claiming_a_change() -> None:
    later, t0 = TODAY + days(1), date(2025, 6, 1)
    before = corrected(assessed(finding(NOT_FIRED), t0=t0), later)
    changes = reconcile([a_flag(finding())], assessed(finding(NOT_FIRED), on=later, t0=t0), before)
    assert verbs(changes) == [Verb.RETRACTED]


def test_a_corrected_value_under_a_standing_pattern_shows_the_new_value() -> None:
    now = finding()
    amended = replace(now, evidence=(replace(now.evidence[0], shows="raised, 17 mg/L"),))
    flag = a_flag(now)
    (change,) = reconcile([flag], assessed(amended), Before(corrected_on=TODAY))
    assert change.verb is Verb.CORRECTED
    assert stored([change], [flag])[0].cites == {("labs", "crp-1", "raised, 17 mg/L")}


# ── closed by a person ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_cem_closed_stays_quiet_for_90_days_and_no_longer() -> None:
    flag = closed_by_cem(a_flag(finding()))
    assert reconcile([flag], assessed(finding(FIRED, "labs/crp-9"), on=TODAY + days(90))) == ()
    assert verbs(reconcile([flag], assessed(finding(), on=TODAY + days(91)))) == [Verb.OPENED]
    assert wake_on([flag], TODAY) == TODAY + days(91)


def test_a_higher_tier_breaks_the_cool_down() -> None:
    flag = closed_by_cem(a_flag(finding(HELD)))
    assert reconcile([flag], assessed(finding(HELD))) == ()
    assert verbs(reconcile([flag], assessed(finding(FIRED)))) == [Verb.OPENED]


def test_a_new_kind_of_evidence_breaks_the_cool_down() -> None:
    flag = closed_by_cem(a_flag(finding()))
    assert verbs(reconcile([flag], assessed(finding(FIRED, "labs/crp-1", "imaging/mra-2")))) == [Verb.OPENED]


def test_a_new_regimen_does_not_break_the_cool_down() -> None:
    assert reconcile([closed_by_cem(a_flag(finding()))], assessed(finding(), t0=TODAY)) == ()


# ── snoozed ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def snoozed(flag: StoredFlag, for_days: int = 14) -> StoredFlag:
    return replace(flag, snoozed_until=TODAY + days(for_days))


def test_a_snoozed_flag_sleeps_and_comes_back_on_its_day() -> None:
    flag = snoozed(a_flag(finding()))
    assert wake_on([flag], TODAY) == TODAY + days(14)
    assert not any(c.ends_snooze for c in reconcile([flag], assessed(finding(), on=TODAY + days(13))))
    changes = reconcile([flag], assessed(finding(), on=TODAY + days(14)))
    assert verbs(changes) == [Verb.SEEN, Verb.SNOOZE_ENDED]


def test_a_new_result_brings_a_snoozed_flag_back_early() -> None:
    flag = snoozed(a_flag(finding()))
    (change,) = reconcile([flag], assessed(finding(FIRED, "labs/crp-1", "labs/crp-2")))
    assert change.ends_snooze


def test_one_more_check_in_that_says_the_same_lets_it_sleep() -> None:
    flag = snoozed(a_flag(finding(FIRED, "check_ins/monday", "labs/crp-1")))
    again = finding(FIRED, "check_ins/monday", "check_ins/tuesday", "labs/crp-1")
    (change,) = reconcile([flag], assessed(again))
    assert (change.verb, change.ends_snooze) == (Verb.EXTENDED, False)


def test_a_flag_without_its_pattern_wakes_when_it_is_due_to_rest() -> None:
    flag = replace(a_flag(finding()), outcome=NOT_FIRED)
    assert wake_on([flag], TODAY) == TODAY + days(REST_DAYS)
    assert wake_on([a_flag(finding())], TODAY) is None
