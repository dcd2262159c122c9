"""tak.apr-imaging-discordance: vessel change although blood markers are normal.

Definition: since t0, a study that a radiologist or clinician coded as new or progressed, with a clean normal CRP and a
clean normal ESR at most 42 days before or after it; or an ischaemic event with both at most 42 days before it. It
stands until t0 moves, a later comparable study or a status of remission contradicts it, or 182 days have passed. On
IL-6 blockade: can't be assessed, the markers say nothing. Supporting: an earlier study from before t0, or none
recorded (the change may predate the treatment), and another clean result in those days that is raised.
Document: takayasu-treatment-resistance-patient-guide, paragraph 3.
Publication: O'Connor 2014, BMC Neurol 14:62 (stroke while markers fell), V. The 42 days and how long it stands: D.
False positives to know: IL-6 or JAK inhibitors, which lower the markers; a burnt-out narrowing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.markers import MARKERS, Result, results, shown
from journeys.guidance.phrases import capital, day, listing, words
from journeys.guidance.regimen import present, regimen_evidence
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.vessels import (
    BETTER,
    ISCHAEMIC,
    WORSE,
    in_words,
    prior_day,
    quiet_after,
    stands,
    study_evidence,
)
from journeys.guidance.windows import Window, il6_windows

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "Your blood tests were in the normal range, but a change in your blood vessels was noted. "
    "You can ask your team what it means for you."
)


class _Event(NamedTuple):
    """A change of the vessels. ``last``: until when a sample counts. ``predates``: it may be older than t0."""

    on: date
    last: date
    shows: str
    evidence: Evidence
    predates: bool = False


class _Blood(NamedTuple):
    """``answer``: both markers normal near the event. ``normal``: the nearest of each. ``raised``: those that are."""

    event: _Event
    answer: bool | None
    normal: tuple[Result, ...] = ()
    raised: tuple[Result, ...] = ()
    blocked: Window | None = None


def judge(case: Case) -> Verdict:
    began = days_in(case, 0)
    if isinstance(began, Verdict):
        return began
    near = [_blood(case, event) for event in (*_scans(case, began), *_ischaemic(case, began))]
    if not near:
        return _no_change(case, began)
    if quiet := [blood for blood in near if blood.answer]:
        return _discordant(case, quiet)
    if unknown := [blood for blood in near if blood.answer is None]:
        return _unknown(case, unknown)
    return not_fired(
        f"{capital('; '.join(f'{blood.event.shows}, raised near it: {_results(blood.raised)}' for blood in near))}.",
        evidence=_shown(near),
    )


def _scans(case: Case, began: date) -> Iterator[_Event]:
    for study in case.journey.imaging:
        if study.on > began and study.change in WORSE and stands(case, study, days=case.limit("stands")):
            prior = prior_day(case, study)
            yield _Event(
                study.on,
                shift(study.on, case.limit("near")),
                f"{in_words(study)} coded {study.change}",
                study_evidence(study),
                predates=prior is None or prior < began,
            )


def _ischaemic(case: Case, began: date) -> Iterator[_Event]:
    for event in case.journey.complications:
        is_new = event.kind in ISCHAEMIC and event.on > began and not quiet_after(case, event.on)
        if is_new and case.clock.within(case.limit("stands"), event.on):
            shows = f"{words(event.kind)} on {day(event.on)}"
            yield _Event(event.on, event.on, shows, cite("complications", event, on=event.on, shows=shows))


def _blood(case: Case, event: _Event) -> _Blood:
    blocked = next((window for window in il6_windows(case) if window.covers(event.on)), None)
    if blocked:
        return _Blood(event, None, blocked=blocked)
    first = shift(event.on, -case.limit("near"))
    many = [
        [found for found in results(case, name) if first <= found.on <= event.last and not found.spoiled]
        for name in MARKERS
    ]
    normal = tuple(_nearest(series, event.on) for series in many if any(found.raised is False for found in series))
    raised = tuple(found for series in many for found in series if found.raised)
    only_raised = any(series and all(found.raised for found in series) for series in many)
    return _Blood(event, True if len(normal) == len(MARKERS) else False if only_raised else None, normal, raised)


def _nearest(series: Sequence[Result], on: date) -> Result:
    return min((found for found in series if found.raised is False), key=lambda found: abs((found.on - on).days))


def _discordant(case: Case, quiet: list[_Blood]) -> Verdict:
    """Core if any of them surely came on this treatment and no other result near it is raised."""
    sure = [blood for blood in quiet if not blood.event.predates and not blood.raised]
    told = sure or quiet
    text = "; ".join(f"{blood.event.shows}, not raised near it: {_results(blood.normal)}" for blood in told)
    notes = "" if sure else "".join(_doubts(told))
    return fired(
        f"{capital(text)}.{notes}{_less_reliable(case)}",
        evidence=(*_shown(told), *regimen_evidence(case)),
        counted_as=None if sure else Role.SUPPORTING,
        for_patient=_FOR_PATIENT,
        would_change=("a later comparable scan coded stable or improved", "a clinician's status of remission"),
    )


def _doubts(told: list[_Blood]) -> Iterator[str]:
    if raised := [found for blood in told for found in blood.raised]:
        yield f" Raised near it: {_results(raised)}."
    if any(blood.event.predates for blood in told):
        yield " No earlier scan of this treatment is recorded: the change may predate it."
    yield " Context only."


def _less_reliable(case: Case) -> str:
    names = [therapy.drug for therapy in present(case) if "jak" in classes_of(therapy)]
    return f" {capital(listing(names))} may lower CRP: less reliable." if names else ""


def _unknown(case: Case, near: list[_Blood]) -> Verdict:
    said, missing = [], []
    for event, *_, blocked in near:
        first, last = day(shift(event.on, -case.limit("near"))), day(event.last)
        if blocked:
            said.append(f"{event.shows}; the markers are not interpretable on this drug: {blocked.name}")
            missing.append(f"CRP and ESR between {first} and {last} outside IL-6 blockade")
        else:
            said.append(f"{event.shows}; clean results of both CRP and ESR near it aren't recorded")
            missing.append(f"CRP and ESR between {first} and {last}")
    return cannot_assess(
        f"{'. '.join(map(capital, said))}.",
        missing=tuple(dict.fromkeys(missing)),
        evidence=_shown(near),
    )


def _no_change(case: Case, began: date) -> Verdict:
    recent = [
        study
        for study in case.journey.imaging
        if study.on > began and case.clock.within(case.limit("stands"), study.on)
    ]
    newest = [study for study in recent if study.on == recent[-1].on]
    evidence = tuple(study_evidence(study) for study in newest)
    if any(study.change in (*WORSE, *BETTER) for study in newest):
        return not_fired(
            f"The newest scan, of {day(newest[-1].on)}, shows nothing new or worse that still stands, and no new "
            "ischaemic event does.",
            evidence=evidence,
        )
    since = day(max(began, shift(case.on, -case.limit("stands"))))
    return cannot_assess(
        f"Since {since}, no newest scan with a coded comparison and no ischaemic event is recorded.",
        missing=(f"a scan compared with an earlier one between {since} and {day(case.on)}",),
        evidence=evidence,
    )


def _results(found: Sequence[Result]) -> str:
    return listing([f"{each.lab.analyte.upper()} {shown(each.lab)} on {day(each.on)}" for each in found])


def _shown(near: Sequence[_Blood]) -> tuple[Evidence, ...]:
    """Each fact once: two changes may rest on the same results."""
    shown: dict[Evidence, None] = {}
    for event, _, normal, raised, blocked in near:
        shown[event.evidence] = None
        shown |= dict.fromkeys(found.evidence for found in (*normal, *raised))
        shown |= dict.fromkeys([blocked.evidence] if blocked else [])
    return tuple(shown)


RULE = Rule(
    id="tak.apr-imaging-discordance",
    title="Vessel change although blood markers are normal",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=(
        "imaging",
        "complications",
        "labs",
        "statuses",
        "therapies",
        "infections",
        "admissions",
        "life_events",
        "procedures",
    ),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="A new or worse vessel change, or an ischaemic event, with normal clean CRP and ESR within 42 days.",
    thresholds=(
        Threshold(
            name="near", means="days between the change and a sample", value=42, unit="d", mark="D", low=14, high=91
        ),
        Threshold(name="stands", means="how long a change stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=3),
        Source(
            publication="O'Connor 2014, BMC Neurol 14:62",
            url="https://bmcneurol.biomedcentral.com/articles/10.1186/1471-2377-14-62",
            mark="V",
        ),
    ),
    false_positives=("IL-6 or JAK inhibitors lower the markers", "a burnt-out narrowing"),
)
