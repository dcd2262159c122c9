"""Whatever happens to Ada, her flags hold to this."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.guidance.findings import Finding, Outcome, Role
from journeys.guidance.flagging import CLOSING, QUIET, SIGNALS, Before, StoredFlag
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.reconcile import questioned, reconcile
from tests.guidance.flag_stories import (
    T0,
    TODAY,
    assessed,
    closed_by_cem,
    days,
    finding,
    stored,
)

lists = st.sampled_from(["labs", "imaging", "check_ins"])
cited = st.lists(st.builds("{}/{}".format, lists, st.integers(1, 4)), min_size=1, max_size=3, unique=True)
a_finding = st.builds(
    lambda outcome, cited, rule, role: finding(
        outcome, *cited, rule=f"tak.{rule}", family=f"tak.{rule[0]}", counted_as=role
    ),
    st.sampled_from(list(Outcome)),
    cited,
    st.sampled_from(["a1", "a2", "b1"]),
    st.sampled_from([Role.CORE, Role.CORE, Role.SUPPORTING]),
)
a_day = st.tuples(
    st.integers(1, 40),
    st.lists(a_finding, max_size=3, unique_by=lambda f: f.rule),
    st.sampled_from([T0, T0, T0, TODAY]),
    st.booleans(),
    st.booleans(),
)
courses = st.lists(a_day, max_size=8)


def lived(story: list[tuple[int, list[Finding], date, bool, bool]]):
    """Each day of a made-up course: the flags before it, the assessment, what else is known, and the changes."""
    flags: list[StoredFlag] = []
    on, previous = TODAY, None
    for gap, findings, t0, is_corrected, closes in story:
        on += days(gap)
        assessment = assessed(*findings, on=on, t0=t0)
        before = Before(corrected_on=on if is_corrected else None)
        wanted = questioned(flags, assessment, before.corrected_on)
        before = replace(before, hindsight={day: replace(previous or assessment, on=day) for day in wanted})
        changes = reconcile(flags, assessment, before)
        yield flags, assessment, before, changes
        flags = stored(changes, flags, on)
        if closes and flags:
            flags[0] = closed_by_cem(flags[0], on)
        previous = assessment


@settings(max_examples=40)
@given(courses)
def test_there_is_never_more_than_one_open_flag_of_a_family(story) -> None:
    for flags, assessment, _, changes in lived(story):
        keys = [flag.key for flag in stored(changes, flags, assessment.on) if flag.is_open]
        assert len(keys) == len(set(keys))


@settings(max_examples=40)
@given(courses)
def test_reconciling_twice_is_reconciling_once(story) -> None:
    for flags, assessment, before, changes in lived(story):
        after = stored(changes, flags, assessment.on)
        assert reconcile(after, assessment, replace(before, next_check_on=None)) == ()


@settings(max_examples=40)
@given(courses)
def test_no_flag_is_lost_and_every_close_says_why(story) -> None:
    for flags, assessment, _, changes in lived(story):
        closed = {c.flag for c in changes if c.verb in CLOSING}
        assert {f.id for f in flags} - closed <= {f.id for f in stored(changes, flags, assessment.on)}
        assert all(c.note for c in changes if c.verb not in QUIET)


@settings(max_examples=40)
@given(courses)
def test_every_core_signal_has_an_open_flag_unless_a_person_closed_it(story) -> None:
    for flags, assessment, _, changes in lived(story):
        after = {f.key for f in stored(changes, flags, assessment.on)}
        core = [f for f in assessment.conditions[0].rules if f.counted_as is Role.CORE and f.outcome in SIGNALS]
        assert {(TAKAYASU, f.family) for f in core} <= after


@settings(max_examples=40)
@given(courses)
def test_after_a_correction_open_flags_show_only_what_the_record_shows(story) -> None:
    """Goal D7: the same as from scratch, when what is left of the past is the corrected record itself."""
    for flags, assessment, _, _ in lived(story):
        if any(not flag.is_open for flag in flags):
            continue
        before = Before(
            corrected_on=assessment.on,
            hindsight={f.last_seen_on: replace(assessment, on=f.last_seen_on) for f in flags},
        )
        fresh = [f for f in flags if f.outcome in SIGNALS]
        after = stored(reconcile(fresh, assessment, before), fresh, assessment.on)
        scratch = stored(reconcile([], assessment), on=assessment.on)
        assert {(f.key, f.t0) for f in after} == {(f.key, f.t0) for f in scratch}
