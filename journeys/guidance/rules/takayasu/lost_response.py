"""tak.lost-response: an earlier sustained remission lost on the same treatment.

Definition: remission recorded for 182 days at least, on the present treatment, with 10 mg/day of prednisone-equivalent
or less on each of these days, no immunosuppressant or biologic stopped or below 90 % of its dose in them; then a
relapse that a clinician recorded, or a core activity rule that fires today on results after the newest remission entry
(with no later status but of activity, the first of which may begin the relapse, and none older than 182 days).
A recorded relapse stands until t0 moves, a later status of remission or low activity contradicts it, or 182 days have
passed. Remission lasts from its first entry until another status, a flare or the relapse. Held: where the steroid dose
too went below 90 % in that time (a lower dose may explain the relapse), and where the activity rule is itself held.
Document: takayasu-treatment-resistance-patient-guide, paragraph 2.
Publication: EULAR 2018, sustained remission is 6 months or more at target dose (Hellmich 2020, Ann Rheum Dis 79:19–30),
V. How long a relapse stands, and 90 % as the same dose: D.
False positives to know: doses that could not be taken; antibodies against the drug.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from journeys.guidance.activity import RULES as ACTIVITY
from journeys.guidance.activity import activity, each_once
from journeys.guidance.adequacy import DOSE
from journeys.guidance.case import Case
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.findings import Evidence, Hold, Outcome, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, ClinicianStatus
from journeys.guidance.phrases import capital, count, day, listing, lower, number
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.relapses import (
    QUIET,
    REMISSION,
    is_followed,
    not_followed,
    quiet_after,
    relapses,
    remission_before,
    unattributed,
)
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.same_dose import changes
from journeys.guidance.starts import days_in
from journeys.guidance.steroid_steps import at_most_since
from journeys.guidance.steroids import dose_evidence, steroid_dose

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "Your illness was quiet for a long time on this treatment, and now it seems to be back. "
    "You can ask your team what could be behind it."
)
_ORDER = (Outcome.FIRED, Outcome.HELD, Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED)


@dataclass(frozen=True, slots=True)
class _Loss:
    """What ended the remission, and on which day. ``holds``: of an activity rule that is held."""

    on: date
    shows: str
    evidence: tuple[Evidence, ...]
    holds: tuple[Hold, ...] = ()


def judge(case: Case) -> Verdict:
    began = days_in(case, 0)
    if isinstance(began, Verdict):
        return began
    if losses := [*_recorded(case), *_by_activity(case)]:
        verdicts = [_judged(case, loss, began=began) for loss in losses]
        return min(verdicts, key=lambda verdict: _ORDER.index(verdict.outcome))
    unclear = [flare for flare in unattributed(case) if _stands(case, flare.on)]
    if unclear:
        return cannot_assess(
            f"It isn't recorded who noted the relapse of {day(unclear[-1].on)}.",
            missing=tuple(f"who recorded the relapse of {day(flare.on)}" for flare in unclear),
        )
    if not is_followed(case, began):
        return not_followed(case, began)
    return not_fired("No recorded relapse still stands, and no activity rule fires on results after a remission.")


def _recorded(case: Case) -> list[_Loss]:
    return [
        _Loss(found.on, found.shows, found.evidence)
        for found in relapses(case)
        if found.recorded and _stands(case, found.on)
    ]


def _stands(case: Case, on: date) -> bool:
    return case.clock.within(case.limit("stands"), on) and quiet_after(case, on) is None


def _by_activity(case: Case) -> Iterator[_Loss]:
    """From the first day, after the newest status of remission, that an activity rule rests on, or that a clinician
    called the disease active again."""
    newest = max((found for found in statuses(case) if found.status in REMISSION), key=_day, default=None)
    later = [found for found in statuses(case) if newest and found.on > newest.on]
    if newest is None or any(found.status in QUIET for found in later) or not all(_stands(case, f.on) for f in later):
        return
    now, ended = activity(case), tuple(map(status_evidence, later[:1]))
    for found in (*now.fired, *now.held):
        seen = [each for each in found.evidence if each.list != "therapies" and each.on and each.on > newest.on]
        if seen:
            on = min(each.on for each in (*seen, *ended) if each.on)
            yield _Loss(on, f"{lower(found.title)}, from {day(on)} on", (*found.evidence, *ended), found.held_for)


def _day(status: ClinicianStatus) -> date:
    return status.on


def _judged(case: Case, loss: _Loss, *, began: date) -> Verdict:
    if loss.on <= began:
        return not_fired(f"{capital(loss.shows)}: not later than the present treatment, which began on {day(began)}.")
    remission = remission_before(case, loss.on)
    if remission is None:
        return _no_remission(case, loss)
    surely, perhaps = (
        max(remission.on, began, since) for since in at_most_since(case, loss.on, most=case.limits["target"])
    )
    if (loss.on - perhaps).days < case.limit("remission"):
        return not_fired(f"{_lasted(case, loss, since=perhaps)}, then {loss.shows}.", evidence=loss.evidence)
    if (loss.on - surely).days < case.limit("remission"):
        return cannot_assess(
            f"Remission since {day(remission.on)}, then {loss.shows}. The steroid dose in between isn't known.",
            missing=(f"steroid dose between {day(perhaps)} and {day(loss.on)}",),
            evidence=(status_evidence(remission), *loss.evidence),
        )
    return _lasting(case, loss, remission=remission, since=surely)


def _no_remission(case: Case, loss: _Loss) -> Verdict:
    if any(status.on < loss.on for status in statuses(case)):
        return not_fired(f"No remission was recorded that lasted until then: {loss.shows}.", evidence=loss.evidence)
    return cannot_assess(
        f"Whether there was a remission before isn't recorded: {loss.shows}.",
        missing=(f"remission start date (a clinician's status before {day(loss.on)})",),
        evidence=loss.evidence,
    )


def _lasted(case: Case, loss: _Loss, *, since: date) -> str:
    """The arithmetic of time and steroid dose."""
    return (
        f"Remission at {number(case.limits['target'])} mg/day of prednisone-equivalent or less for "
        f"{count((loss.on - since).days, 'day')} from {day(since)} ({case.limit('remission')} are looked for)"
    )


def _lasting(case: Case, loss: _Loss, *, remission: ClinicianStatus, since: date) -> Verdict:
    found = changes(case, since, loss.on, share=case.limits["same"] / 100)
    lasted = _lasted(case, loss, since=since)
    if lowered := [change.says for change in found if change.lowered]:
        return not_fired(f"{lasted}, but {listing(lowered)}; then {loss.shows}.", evidence=loss.evidence)
    if unknown := tuple(change.says for change in found if change.lowered is None):
        return cannot_assess(
            f"{lasted}, then {loss.shows}. Whether the treatment stayed the same isn't recorded.",
            missing=unknown,
            evidence=(status_evidence(remission), *loss.evidence),
        )
    because = f"{lasted}, no treatment stopped or below {number(case.limits['same'])} % of its dose; then {loss.shows}."
    drugs = (change.evidence for change in found)
    doses = dose_evidence(case, (case.on - since).days)
    evidence = each_once((status_evidence(remission), *loss.evidence, *drugs, *regimen_evidence(case), *doses))
    change = ("a later status of remission or low activity", "a new treatment")
    if holds := (*_steroid_holds(case, loss, since=since), *loss.holds):
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=change)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)


def _steroid_holds(case: Case, loss: _Loss, *, since: date) -> tuple[Hold, ...]:
    """Less steroid than at the beginning of the remission may explain that it ended."""
    first, *later = (dose or 0.0 for _, dose in steroid_dose(case).spans(since, loss.on))
    lowest = min(later, default=first)
    if lowest >= case.limits["same"] / 100 * first:
        return ()
    detail = (
        f"the steroid dose went from {number(first)} to {number(lowest)} mg/day in the remission: "
        f"below {number(case.limits['same'])} %"
    )
    return (Hold(rule=DOSE, detail=detail),)


RULE = Rule(
    id="tak.lost-response",
    title="Earlier sustained remission lost on the same treatment",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=(
        "statuses",
        "flares",
        "therapies",
        "measurements",
        "imaging",
        "labs",
        "check_ins",
        "complications",
        "infections",
        "admissions",
        "life_events",
        "procedures",
    ),
    judge=judge,
    gate=Gate.TAKAYASU,
    after=ACTIVITY,
    definition="Remission for 182 days at 10 mg/day or less on an unchanged treatment, then a relapse.",
    thresholds=(
        Threshold(name="remission", means="days of remission that make it sustained", value=182, unit="d", mark="V"),
        Threshold(
            name="target", means="highest steroid dose of a sustained remission", value=10, unit="mg/d", mark="V"
        ),
        Threshold(
            name="same",
            means="share of its dose at which a drug is unchanged",
            value=90,
            unit="%",
            mark="D",
            low=80,
            high=100,
        ),
        Threshold(
            name="stands", means="how long a recorded relapse stands", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=2),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=("doses that could not be taken", "antibodies against the drug"),
)
