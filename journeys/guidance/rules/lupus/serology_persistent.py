"""sle.serology-persistent: blood tests still show immune activity.

Definition: anti-dsDNA above its limit with C3 or C4 below its limit, sampled on the same day, twice at least 28 days
apart, both at least 91 days after t0, made the same way (anti-dsDNA, and a complement that is low both times), with no
sample after the first that shows the contrary. The laboratory's own limits count. Context only, never core: some people
stay serologically active and clinically quiet. It stands for 182 days, until t0 moves, or until such a later sample.
Document: lupus-treatment-resistance-care-strategies, paragraphs 4 and 5.
Publication: DORIS leaves serology out of remission, V. Windows: D.
False positives to know: another assay; an inherited low C4; liver disease.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.analytes import ANALYTES
from journeys.guidance.case import Case, cite, labs
from journeys.guidance.clock import shift
from journeys.guidance.doses import any_of
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Lab
from journeys.guidance.markers import below, exceeds, shown
from journeys.guidance.methods import same_method
from journeys.guidance.phrases import capital, day, listing
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.repeats import Again, Seen, seen_again
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_DSDNA = "anti-dsdna"
_COMPLEMENT = ("c3", "c4")
_FOR_PATIENT = (
    "Some of your blood tests still show that your lupus is busy. "
    "This can be so while you feel well. You can ask your team about it at your next visit."
)


class _Sample(NamedTuple):
    """Anti-dsDNA, with C3 and C4 of the same day."""

    dsdna: Lab
    complement: tuple[Lab, ...]

    @property
    def on(self) -> date:
        return self.dsdna.collected_on

    @property
    def low(self) -> tuple[Lab, ...]:
        return tuple(lab for lab in self.complement if _is_low(lab))


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    looks = [Seen(sample.on, sample, _is_active(sample)) for sample in _samples(case, case.limit("earliest"), began)]
    if not looks:
        return _gap(case)
    found = _again(case, looks)
    return _twice(case, found.pair) if found.pair else _not_twice(case, found)


def _samples(case: Case, earliest: int, began: date) -> Iterator[_Sample]:
    complement = [lab for analyte in _COMPLEMENT for lab in labs(case, analyte)]
    for dsdna in labs(case, _DSDNA):
        if dsdna.collected_on >= shift(began, earliest):
            yield _Sample(dsdna, tuple(lab for lab in complement if lab.collected_on == dsdna.collected_on))


def _again(case: Case, looks: Sequence[Seen[_Sample]]) -> Again[_Sample]:
    """Of the samples made as the newest one was, or of any that may have been."""
    newest = looks[-1].fact.dsdna
    alike = [look for look in looks if same_method(look.fact.dsdna, newest) is not False]
    return seen_again(case, alike, apart=case.limit("apart"), stands=case.limit("stands"), fits=_alike)


def _is_high(lab: Lab) -> bool | None:
    return exceeds(lab, lab.value, limit=lab.upper_limit) if lab.upper_limit is not None else None


def _is_low(lab: Lab) -> bool | None:
    return below(lab, lab.value, limit=lab.lower_limit) if lab.lower_limit is not None else None


def _is_active(sample: _Sample) -> bool | None:
    """Both: anti-dsDNA high, and C3 or C4 low. Of a complement that wasn't tested that day nothing is known."""
    untested = (None for analyte in _COMPLEMENT if analyte not in {lab.analyte for lab in sample.complement})
    high, low = _is_high(sample.dsdna), any_of([*map(_is_low, sample.complement), *untested])
    if high is False or low is False:
        return False
    return True if high and low else None


def _alike(earlier: _Sample, later: _Sample) -> bool | None:
    """Made the same way: anti-dsDNA, and of what is low both times at least one."""
    of_dsdna = same_method(earlier.dsdna, later.dsdna)
    shared = [same_method(one, other) for one in earlier.low for other in later.low if one.analyte == other.analyte]
    of_complement = any_of(shared) if shared else True
    if of_dsdna is False or of_complement is False:
        return False
    return True if of_dsdna and of_complement else None


def _twice(case: Case, pair: tuple[_Sample, _Sample]) -> Verdict:
    first, last = (_in_words(sample) for sample in pair)
    return fired(
        f"{capital(first)}; {last}, {(pair[1].on - pair[0].on).days} days later. Context only.",
        evidence=(*_evidence(*pair), *regimen_evidence(case)),
        for_patient=_FOR_PATIENT,
        would_change=("a later sample, made the same way, with anti-dsDNA or with C3 and C4 inside their limits",),
    )


def _in_words(sample: _Sample) -> str:
    low = listing([f"{lab.analyte.upper()} {shown(lab)} below its limit" for lab in sample.low])
    return f"anti-dsDNA {shown(sample.dsdna)} above its limit and {low} on {day(sample.on)}"


def _evidence(*samples: _Sample) -> tuple[Evidence, ...]:
    return tuple(_shown(lab) for sample in samples for lab in (sample.dsdna, *sample.complement))


def _shown(lab: Lab) -> Evidence:
    return cite(
        "labs", lab, on=lab.collected_on, shows=f"{ANALYTES[lab.analyte].label} {shown(lab)} on {day(lab.collected_on)}"
    )


def _not_twice(case: Case, found: Again[_Sample]) -> Verdict:
    newest = found.newest
    if newest is None:
        return _gap(case)
    evidence = _evidence(newest.fact)
    if found.unclear:
        return _unclear(found.unclear[0].fact, found.unclear[1].fact)
    if newest.there is not False and found.alone:
        return cannot_assess(
            f"The sample of {day(newest.on)} has no other one, made the same way, to be compared with.",
            missing=(
                "a second anti-dsDNA, made the same way, with C3/C4 of the same day, at least "
                f"{case.limit('apart')} days from {day(newest.on)}",
            ),
            evidence=evidence,
        )
    return not_fired(
        f"Sample of {day(newest.on)}: anti-dsDNA above and complement below their limits isn't seen twice, "
        f"{case.limit('apart')} days apart.",
        evidence=evidence,
    )


def _unclear(*samples: _Sample) -> Verdict:
    days = [(sample, day(sample.on)) for sample in samples]
    missing = [
        *(f"upper limit, or value, of anti-dsDNA of {on}" for sample, on in days if _is_high(sample.dsdna) is None),
        *(f"C3/C4 of {on}, with its lower limit" for sample, on in days if not sample.low),
    ]
    alike = _alike(*samples)
    return cannot_assess(
        "Anti-dsDNA and complement of two days may show activity; what would decide it isn't recorded.",
        missing=(*missing, *(() if alike else ("laboratory or assay of these results",))),
        evidence=_evidence(*samples),
    )


def _gap(case: Case) -> Verdict:
    first = day(shift(case.on, -case.limit("stands")))
    return cannot_assess(
        f"No anti-dsDNA that counts is recorded since {first}.",
        missing=(f"anti-dsDNA with C3/C4 of the same day between {first} and {day(case.on)}",),
    )


RULE = Rule(
    id="sle.serology-persistent",
    title="Blood tests still show immune activity",
    condition=LUPUS,
    role=Role.SUPPORTING,
    family="sle.activity",
    kinds=("labs", "therapies"),
    judge=judge,
    definition="Anti-dsDNA high with C3 or C4 low on two samples 28 days apart, 91 days or more after t0.",
    thresholds=(
        Threshold(name="apart", means="days between the two samples", value=28, unit="d", mark="D", low=14, high=91),
        Threshold(
            name="earliest",
            means="days of treatment before a sample counts",
            value=91,
            unit="d",
            mark="D",
            low=91,
            high=182,
        ),
        Threshold(
            name="stands", means="how long the later sample stands", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=4),
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=5),
        Source(
            publication="DORIS definition of remission",
            url="https://pmc.ncbi.nlm.nih.gov/articles/PMC8614136",
            mark="V",
        ),
    ),
    false_positives=("another assay", "inherited low C4", "liver disease"),
)
