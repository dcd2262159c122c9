"""tak.relapse-on-taper: relapses when steroids are lowered.

Definition: two relapses at least in the last 365 days, on the present treatment, each with a fall of the
prednisone-equivalent by 2.5 mg/day or more in the 91 days before it, and a rise by 5 mg/day or more within 28 days
after it. One: supporting. A relapse is one that a clinician recorded, or what `relapses` finds in results and symptoms.
Falls and rises are those between any two days of the window; a day of a pulse, by mouth or not, is a rise. Doses that
aren't known around a relapse: can't be assessed, unless what is known decides.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 2 and 6.
Publication: EULAR 2018, terms for relapse, and steroids raised by 5 to 15 mg above the last dose that was enough
(Hellmich 2020, Ann Rheum Dis 79:19–30), V. Two in 365 days, 2.5 mg, 91 and 28 days: D.
False positives to know: aches while steroids are withdrawn; infection.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.high_steroids import first_pulse
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.phrases import count, day, listing, number
from journeys.guidance.relapses import Relapse, is_followed, not_followed, relapses, unattributed
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.steroid_steps import largest_fall, largest_rise
from journeys.guidance.steroids import dose_evidence

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "Your team noted that your illness came back after your steroid dose went down. "
    "You can ask your team what this means for your plan. Until then, keep taking it as agreed."
)


class _OnTaper(NamedTuple):
    """``answer``: fell before and rose after; None: a dose that it takes isn't known. ``shows``: the arithmetic.
    ``pulse``: one that was infused after it."""

    relapse: Relapse
    answer: bool | None
    shows: str
    pulse: tuple[Evidence, ...] = ()


def judge(case: Case) -> Verdict:
    began, window = days_in(case, 0), case.limit("window")
    if isinstance(began, Verdict):
        return began
    recent = [found for found in relapses(case) if case.clock.within(window, found.on)]
    unclear = [flare for flare in unattributed(case) if case.clock.within(window, flare.on)]
    if not recent and not unclear:
        silent = not_fired(f"No relapse is recorded in the last {window} days.")
        return silent if is_followed(case, began) else not_followed(case, began)
    judged = [_on_taper(case, found) for found in recent if found.on > began]
    if counted := [found for found in judged if found.answer]:
        return _counted(case, counted)
    who = [f"who recorded the relapse of {day(flare.on)}" for flare in unclear if flare.on > began]
    if not judged and not who and not is_followed(case, began):
        return not_followed(case, began)
    return _none_counted(case, judged, who=who)


def _counted(case: Case, counted: list[_OnTaper]) -> Verdict:
    enough, window = case.limit("relapses"), case.limit("window")
    is_core = len(counted) >= enough
    note = "" if is_core else f" {enough} are looked for: context only."
    first = counted[0].relapse.on
    return fired(
        f"{count(len(counted), 'relapse')} in the last {window} days after steroids were lowered. "
        f"{' '.join(found.shows for found in counted)}{note}",
        evidence=(*_evidence(counted), *dose_evidence(case, (case.on - first).days + case.limit("before") + 1)),
        counted_as=None if is_core else Role.SUPPORTING,
        for_patient=_FOR_PATIENT,
        would_change=(f"{window} days with fewer than {enough} such relapses",),
    )


def _none_counted(case: Case, judged: list[_OnTaper], *, who: list[str]) -> Verdict:
    unknown = [found for found in judged if found.answer is None]
    doses = [_wanted(case, found.relapse.on) for found in unknown]
    if doses or who:
        said = listing([day(found.relapse.on) for found in unknown])
        return cannot_assess(
            f"Whether steroids were lowered before the relapse of {said}, and raised after it, isn't recorded."
            if said
            else "It isn't recorded whether a clinician noted the relapse.",
            missing=(*doses, *who),
            evidence=_evidence(judged),
        )
    if judged:
        return not_fired(" ".join(found.shows for found in judged), evidence=_evidence(judged))
    return not_fired("No relapse is recorded since the present treatment began.")


def _wanted(case: Case, on: date) -> str:
    first, last = shift(on, -case.limit("before")), shift(on, case.limit("after"))
    return f"dose around relapse on {day(on)} (between {day(first)} and {day(last)})"


def _evidence(judged: list[_OnTaper]) -> tuple[Evidence, ...]:
    return tuple(shown for found in judged for shown in (*found.relapse.evidence, *found.pulse))


def _on_taper(case: Case, relapse: Relapse) -> _OnTaper:
    before, after = case.limit("before"), case.limit("after")
    fall = largest_fall(case, shift(relapse.on, -before - 1), shift(relapse.on, -1))
    rise = largest_rise(case, shift(relapse.on, -1), shift(relapse.on, after))
    pulse = first_pulse(case, relapse.on, shift(relapse.on, after))
    fell, rose = fall.reaches(case.limits["fall"]), True if pulse else rise.reaches(case.limits["rise"])
    answer = False if False in (fell, rose) else None if None in (fell, rose) else True
    so_far = "" if case.clock.reached(shift(relapse.on, after)) else ", so far"
    shows = (
        f"Relapse on {day(relapse.on)} ({relapse.shows}): the steroid dose fell by {fall.in_words} in the "
        f"{before} days before ({number(case.limits['fall'])} are looked for) and rose by {rise.in_words} within "
        f"{after} days after{so_far} ({number(case.limits['rise'])} are looked for)"
        f"{f'; {pulse.shows}' if pulse else ''}."
    )
    return _OnTaper(relapse, answer, shows, (pulse,) if pulse else ())


RULE = Rule(
    id="tak.relapse-on-taper",
    title="Relapses when steroids are lowered",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.steroids",
    kinds=(
        "flares",
        "therapies",
        "measurements",
        "statuses",
        "imaging",
        "labs",
        "check_ins",
        "infections",
        "admissions",
        "life_events",
        "procedures",
    ),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="Two relapses in 365 days, each after steroids fell by 2.5 mg/day and before they rose by 5 mg/day.",
    thresholds=(
        Threshold(
            name="relapses",
            means="so many relapses count as a pattern",
            value=2,
            unit="relapses",
            mark="D",
            low=2,
            high=4,
        ),
        Threshold(
            name="window", means="days in which relapses are counted", value=365, unit="d", mark="D", low=182, high=730
        ),
        Threshold(
            name="fall", means="steroid fall that counts as a taper", value=2.5, unit="mg/d", mark="D", low=1, high=10
        ),
        Threshold(
            name="before",
            means="days before a relapse to look for the fall",
            value=91,
            unit="d",
            mark="D",
            low=28,
            high=182,
        ),
        Threshold(name="rise", means="steroid rise that counts as an answer to it", value=5, unit="mg/d", mark="V"),
        Threshold(
            name="after",
            means="days after a relapse to look for the rise",
            value=28,
            unit="d",
            mark="D",
            low=14,
            high=56,
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=2),
        Source(document=_DOCUMENT, paragraph=6),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=("aches while steroids are withdrawn", "infection"),
)
