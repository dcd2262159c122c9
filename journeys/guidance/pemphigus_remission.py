"""Pemphigus under control, and in complete remission on minimal therapy: since when, and whether that is known.

Definitions (clinical.md 2.3): control is what a clinician recorded. Complete remission: no new or established lesions
for 2 months; minimal therapy: at most 10 mg/day of prednisone-equivalent for 2 months, with or without other drugs (a
maintenance drug at its full dose belongs to pv.secondary-loss, so it can't rule remission out).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, once
from journeys.guidance.clinic import flare_evidence, recorded_flares, status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.doses import drug_of
from journeys.guidance.findings import Evidence, Hold, Threshold
from journeys.guidance.journey import ClinicianStatus
from journeys.guidance.lesions import ACTIVE_STATUS, ENTRY_DAYS, is_absent, is_active
from journeys.guidance.phrases import count
from journeys.guidance.regimen import regimen_start, t0, t_first
from journeys.guidance.steroids import PULSE, steroid_dose
from journeys.guidance.timeline import Span, Timeline
from journeys.guidance.usual_doses import STANDARDS, Use

CONTROL_STATUS = ("control", "end-of-consolidation", "partial-remission", "complete-remission", "remission")
_NOT_YET_COMPLETE = (*ACTIVE_STATUS, "control", "end-of-consolidation", "partial-remission")

OTHER_TRIAL_DAYS = 84
"""Of a new regimen whose drug has no trial of its own in the table of usual doses (D)."""

REMISSION = (
    Threshold(name="remission", means="days without lesions, on minimal therapy", value=60, unit="d", mark="M"),
    Threshold(name="minimal", means="highest steroid dose of minimal therapy", value=10, unit="mg/d", mark="M"),
)
"""For every rule that asks for complete remission on minimal therapy."""


class Control(NamedTuple):
    """From the status that recorded it until, where recorded, it was lost."""

    status: ClinicianStatus
    lost: Evidence | None = None

    @property
    def on(self) -> date:
        return self.status.on

    @property
    def lost_on(self) -> date | None:
        return self.lost.on if self.lost else None


@once
def control_days(case: Case) -> tuple[date, ...]:
    """The days with a status of control or better, in order; a day whose statuses contradict each other is none."""
    active = {status.on for status in statuses(case) if status.status in ACTIVE_STATUS}
    days = {status.on for status in statuses(case) if status.status in CONTROL_STATUS}
    return tuple(sorted(days - active))


@once
def controls(case: Case) -> tuple[Control, ...]:
    """Each time control was reached, oldest first: it ends with a status of active disease or a recorded relapse."""
    losses = [status_evidence(status) for status in statuses(case) if status.status in ACTIVE_STATUS]
    losses += [flare_evidence(flare) for flare in recorded_flares(case)]
    losses.sort(key=lambda found: (found.on or date.max, found.id))
    days = control_days(case)
    found: list[Control] = []
    for status in (one for one in statuses(case) if one.status in CONTROL_STATUS and one.on in days):
        if not found or ((ended := found[-1].lost_on) is not None and ended < status.on):
            found.append(Control(status, next((loss for loss in losses if loss.on and loss.on > status.on), None)))
    return tuple(found)


def control_evidence(case: Case, on: date | None) -> tuple[Evidence, ...]:
    """What recorded control on that day."""
    return tuple(
        status_evidence(status) for status in statuses(case) if status.on == on and status.status in CONTROL_STATUS
    )


def regimen_controls(case: Case) -> tuple[Control, ...]:
    """Those that lay, at least in part, in the present regimen."""
    began = t0(case)
    return tuple(one for one in controls(case) if began is None or one.lost_on is None or one.lost_on >= began)


def young_regimen(case: Case) -> tuple[Hold, ...]:
    """A hold while the drug that began the present regimen hasn't had its minimum trial (clinical.md 2.0: core rules
    re-arm after it)."""
    start = regimen_start(case)
    if start is None:
        return ()
    drug = drug_of(start.therapy)
    standard = STANDARDS.get(drug.name) if drug else None
    trial = standard.trial.get(Use.PEMPHIGUS, OTHER_TRIAL_DAYS) if standard else OTHER_TRIAL_DAYS
    if case.clock.at_least(trial, since=start.on):
        return ()
    days = count((case.on - start.on).days, "day")
    return (Hold(rule="cf.duration", detail=f"{start.therapy.drug} {start.how} {days} ago, judged after {trial}"),)


@once
def lesion_free(case: Case, days: int) -> Timeline[bool | None]:
    """For every day, whether it was without any lesion; None: not recorded.

    An entry without lesions speaks for its look-back and for 30 days after it, a status of complete remission for
    ``days`` before it and 30 after; both only until the next sign of lesions, or of a remission not yet complete. A
    status of remission that doesn't say which speaks for nothing.
    """
    entries = [(entry.on, entry.lesions) for entry in case.journey.check_ins if entry.lesions]
    seen = [_look_back(on, said.days) for on, said in entries if is_active(said)]
    judged = [Span(one.on, shift(one.on, 1)) for one in statuses(case) if one.status in _NOT_YET_COMPLETE]
    lesions = _merged([*seen, *judged])
    quiet = [(shift(on, 1 - said.days), on) for on, said in entries if is_absent(said)]
    quiet += [(shift(one.on, -days), one.on) for one in statuses(case) if one.status == "complete-remission"]
    starts = [span.start for span in lesions]
    free = _merged(Span(first, _until(on, starts)) for first, on in quiet)
    return _covered(free).join(_covered(lesions), lambda clear, found: False if found else clear or None)


def _look_back(on: date, days: int) -> Span:
    """New lesions of a very long look-back can't be placed in it: its last 30 days are taken."""
    return Span(shift(on, 1 - min(days, ENTRY_DAYS)), shift(on, 1))


def _until(on: date, lesions: Sequence[date]) -> date:
    """``lesions``: the days on which they came, in order."""
    following = bisect_right(lesions, on)
    last = shift(on, ENTRY_DAYS + 1)
    return min(last, lesions[following]) if following < len(lesions) else last


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In order, none touching another."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _covered(spans: Sequence[Span]) -> Timeline[bool]:
    return Timeline.of(False, [step for span in spans for step in ((span.start, True), (span.end, False))])


@once
def on_minimal_dose(case: Case, most: float) -> Timeline[bool | None]:
    """For every day, whether the steroid dose was at most so many mg; None: unknown. A pulse is more."""
    return steroid_dose(case).map(lambda dose: None if dose is None else dose != PULSE and dose <= most + 1e-9)


class Remissions(NamedTuple):
    """Complete remissions on minimal therapy since the first treatment. ``perhaps``: they may have been, days that
    nobody recorded lie in them. ``longest``: days of the longest stretch that may have been a part of one."""

    surely: tuple[Span, ...]
    perhaps: tuple[Span, ...]
    longest: int


@once
def remissions(case: Case, days: int, most: float) -> Remissions:
    """``days`` without lesions, at a steroid dose of at most ``most`` mg/day."""
    first = t_first(case) or date.min
    both = lesion_free(case, days).join(on_minimal_dose(case, most), _and)
    case.clock.note(first)
    case.clock.note(both.next_step(case.on))
    surely, perhaps = (_runs(case, both, first=first, wanted=wanted) for wanted in ((True,), (True, None)))
    for runs, wanted in ((surely, (True,)), (perhaps, (True, None))):
        if both.at(case.on) in wanted:  # the one that goes on grows by itself
            began = runs[-1].start if runs and runs[-1].end == case.on else case.on
            case.clock.note(shift(began, days))
    return Remissions(
        tuple(run for run in surely if run.days >= days),
        tuple(run for run in perhaps if run.days >= days),
        longest=max((run.days for run in perhaps), default=0),
    )


def _and(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _runs(case: Case, days: Timeline[bool | None], *, first: date, wanted: tuple[bool | None, ...]) -> list[Span]:
    return _merged(span for span, value in days.spans(first, case.on) if value in wanted)
