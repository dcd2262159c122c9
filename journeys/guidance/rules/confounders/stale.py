"""cf.stale: the newest key result is old.

Definition: the newest result that a condition is judged by is older than one and a half times its usual interval, or
the team's own. Takayasu: imaging of the vessels, CRP. Lupus: activity score; with nephritis, urine protein (UPCR).
Pemphigus: a lesion entry, PDAI activity or ABSIS. Without any: not known.
Effect: none; it marks what is old. Rules have their own windows (settled reading 22).
Document: takayasu-treatment-resistance-patient-guide, paragraph 6; lupus-treatment-resistance-care-strategies, 4;
pemphigus-vulgaris-treatment-resistance, 6.
Publication: project choice (D); intervals as in the follow-up schedule.
False positives to know: results that were made and never recorded here; a longer interval that the team never wrote
down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, labs
from journeys.guidance.clinic import score_evidence, scores
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.follow_up import interval
from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU
from journeys.guidance.kidney import upcr_evidence
from journeys.guidance.lesions import lesion_evidence
from journeys.guidance.markers import results
from journeys.guidance.phrases import capital, count, day, listing
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.vessels import study_evidence

_OF_VESSELS = {"MRA", "CTA", "PET-CT", "PET-MR", "ultrasound", "angiography"}


class _Key(NamedTuple):
    """A key result: its name, the follow-up whose interval it has, and how its newest is found."""

    name: str
    item: str
    newest: Callable[[Case], Evidence | None]


class _Seen(NamedTuple):
    """A key result that applies, with its interval in days and the newest there is."""

    name: str
    every: int
    newest: Evidence | None


def judge(case: Case) -> Verdict:
    seen = tuple(_seen(case))
    dated = [(found, found.newest.on) for found in seen if found.newest and found.newest.on]
    old = [(found, on) for found, on in dated if _is_old(case, found, on)]
    if old:
        says = listing([f"newest {found.name} of {day(on)}, {_ages(case, found, on)}" for found, on in old])
        return fired(f"{capital(says)}.", evidence=tuple(found.newest for found, _ in old if found.newest))
    lacking = [found.name for found in seen if found.newest is None]
    evidence = tuple(found.newest for found in seen if found.newest)
    if lacking:
        return cannot_assess(f"Never recorded: {listing(lacking)}.", missing=tuple(lacking), evidence=evidence)
    return not_fired("No newest key result is older than one is usually.", evidence=evidence)


def _seen(case: Case) -> Iterator[_Seen]:
    for key in _KEYS.get(case.name, ()):
        every = interval(case, key.item)
        if every is not None:
            yield _Seen(key.name, every, key.newest(case))


def _is_old(case: Case, found: _Seen, on: date) -> bool:
    return case.clock.at_least(int(case.limits["factor"] * found.every) + 1, since=on)


def _ages(case: Case, found: _Seen, on: date) -> str:
    return f"{count((case.on - on).days, 'day')} old, where {count(found.every, 'day')} between two are usual"


def _last(found: Iterable[Evidence]) -> Evidence | None:
    """Of the newest day, the last one."""
    return max(found, key=lambda shown: (str(shown.on), shown.list, shown.id), default=None)


def _imaging(case: Case) -> Evidence | None:
    return _last(study_evidence(study) for study in case.journey.imaging if study.modality in _OF_VESSELS)


def _crp(case: Case) -> Evidence | None:
    return _last(result.evidence for result in results(case, "crp")[-1:])


def _activity(case: Case) -> Evidence | None:
    names = {"sledai-2k": "SLEDAI-2K", "selena-sledai": "SELENA-SLEDAI"}
    return _last(score_evidence(score, name) for key, name in names.items() for score in scores(case, key)[-1:])


def _urine(case: Case) -> Evidence | None:
    return _last(upcr_evidence(lab, "newest") for lab in labs(case, "upcr")[-1:])


def _skin(case: Case) -> Evidence | None:
    names = {"pdai-activity": "PDAI activity", "absis": "ABSIS"}
    scored = [score_evidence(score, name) for key, name in names.items() for score in scores(case, key)[-1:]]
    entries = [entry for entry in case.journey.check_ins if entry.lesions]
    return _last([*scored, *(lesion_evidence(entry) for entry in entries[-1:])])


_KEYS: Mapping[str | None, tuple[_Key, ...]] = {
    TAKAYASU: (
        _Key("imaging of the vessels", "mon.tak.imaging", _imaging),
        _Key("CRP", "mon.tak.markers", _crp),
    ),
    LUPUS: (
        _Key("activity score", "mon.sle.activity", _activity),
        _Key("urine protein (UPCR)", "mon.ln.kidney", _urine),
    ),
    PEMPHIGUS: (_Key("lesion entry or score", "mon.pv.visit", _skin),),
}


RULE = Rule(
    id="cf.stale",
    title="Newest results are old",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.stale",
    kinds=("imaging", "labs", "assessments", "check_ins", "statuses", "plan", "therapies", "conditions"),
    judge=judge,
    definition="The newest key result is older than one and a half times its interval; a mark, no hold.",
    thresholds=(
        Threshold(
            name="factor",
            means="times its interval that a newest result may be old",
            value=1.5,
            unit="1",
            mark="D",
            low=1.25,
            high=3,
        ),
    ),
    sources=(
        Source(document="takayasu-treatment-resistance-patient-guide", paragraph=6),
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=4),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=6),
    ),
    false_positives=("results that were never recorded here",),
)
