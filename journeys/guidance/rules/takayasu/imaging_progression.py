"""tak.imaging-progression: new or worse vessel changes on imaging.

Definition: a study at least 91 days after t0 that a radiologist or clinician coded as new or progressed against an
earlier one at most 730 days older. It stands until t0 moves, a later comparable study or a status of remission
contradicts it, or 182 days have passed. An earlier study from before t0: supporting, the change may predate the
treatment. The newest study without a coded comparison, or coded "not comparable": can't be assessed (another modality
alone doesn't matter once somebody coded the comparison). The software never reads images.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 3 and 6.
Publication: EULAR 2018, remission means no progressive narrowing or widening (Hellmich 2020, Ann Rheum Dis 79:19–30),
V. How long it stands: D.
False positives to know: a change from before the treatment, first seen after; narrowing while the wall heals.
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, ImagingStudy
from journeys.guidance.phrases import capital, day, listing
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.vessels import BETTER, WORSE, in_words, prior_day, stands, study_evidence

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = "A scan report notes a change in your blood vessels. You can ask your team what it means for you."


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    first = shift(began, case.limit("earliest"))
    studies = [study for study in case.journey.imaging if study.on >= first]
    days = case.limit("stands")
    standing = [study for study in studies if study.change in WORSE and stands(case, study, days=days)]
    if comparable := [study for study in standing if _has_prior(case, study)]:
        return _worse(case, comparable, began=began)
    return _nothing_worse(case, studies, standing=standing, first=first)


def _worse(case: Case, studies: list[ImagingStudy], *, began: date) -> Verdict:
    """Core if any of them was compared with a study of the present treatment."""
    within = [study for study in studies if (prior_day(case, study) or began) >= began]
    shown = within or studies
    text = listing([f"{in_words(study)} coded {study.change}{_against(case, study)}" for study in shown])
    note = "" if within else " The earlier scan is from before this treatment: the change may predate it; context only."
    return fired(
        f"{capital(text)}.{note}",
        evidence=tuple(study_evidence(study) for study in shown),
        counted_as=None if within else Role.SUPPORTING,
        for_patient=_FOR_PATIENT,
        would_change=("a later comparable scan coded stable or improved", "a clinician's status of remission"),
    )


def _against(case: Case, study: ImagingStudy) -> str:
    prior = prior_day(case, study)
    return f", compared with a scan of {day(prior)}" if prior else ""


def _nothing_worse(case: Case, studies: list[ImagingStudy], *, standing: list[ImagingStudy], first: date) -> Verdict:
    if not studies:
        return cannot_assess(
            f"No imaging is recorded since {day(first)}.",
            missing=(f"earlier comparable scan and a new one between {day(first)} and {day(case.on)}",),
        )
    newest = [study for study in studies if study.on == studies[-1].on]
    evidence = tuple(study_evidence(study) for study in newest)
    if standing or not any(study.change in (*WORSE, *BETTER) for study in newest):
        unclear = standing[-1] if standing else newest[-1]
        return cannot_assess(
            _not_compared(case, unclear),
            missing=(f"earlier comparable scan, at most {case.limit('prior')} days before {day(unclear.on)}",),
            evidence=evidence,
        )
    return not_fired(
        f"The newest compared scan, of {day(newest[-1].on)}, shows nothing new or worse that still stands.",
        evidence=evidence,
    )


def _not_compared(case: Case, study: ImagingStudy) -> str:
    if study.change not in WORSE:
        return f"No comparison of the {in_words(study)} with an earlier scan is recorded."
    prior = prior_day(case, study)
    limit = case.limit("prior")
    against = (
        f"compared with a scan {(study.on - prior).days} days older ({limit} at most are looked for)"
        if prior
        else "but no earlier scan is recorded"
    )
    return f"{capital(in_words(study))} coded {study.change}, {against}."


def _has_prior(case: Case, study: ImagingStudy) -> bool:
    prior = prior_day(case, study)
    return prior is not None and (study.on - prior).days <= case.limit("prior")


RULE = Rule(
    id="tak.imaging-progression",
    title="New or worse vessel changes on imaging",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=("imaging", "statuses", "therapies"),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="A study 91 days or more after t0 coded new or progressed against one at most 730 days older.",
    thresholds=(
        Threshold(
            name="earliest",
            means="days of treatment before a scan counts",
            value=91,
            unit="d",
            mark="D",
            low=61,
            high=182,
        ),
        Threshold(
            name="prior", means="how old the earlier scan may be", value=730, unit="d", mark="D", low=365, high=1095
        ),
        Threshold(name="stands", means="how long a change stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=3),
        Source(document=_DOCUMENT, paragraph=6),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=("a change from before the treatment, first seen after", "narrowing while the wall heals"),
)
