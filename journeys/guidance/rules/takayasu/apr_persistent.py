"""tak.apr-persistent: blood markers stay raised.

Definition: three or more consecutive clean raised results of CRP (or of ESR), no normal clean one between, on sampling
days that span 56 days or more, all at least 91 days after t0. The row ends with the newest clean result and stands
until a normal one, or 182 days. Always context: markers alone never define activity. Unclean results are left out.
Document: takayasu-treatment-resistance-patient-guide, paragraph 3.
Publication: EULAR 2018, markers alone do not define activity (Hellmich 2020, Ann Rheum Dis 79:19–30), V; ACR/VF 2021
leans to watching when only markers rise, M. Count, span and how long it stands: D.
False positives to know: obesity, anaemia, smoking, age; pregnancy (ESR).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.doses import any_of
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.markers import MARKERS, Result, results, shown
from journeys.guidance.phrases import count, day, listing
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "A blood test for inflammation stayed above its limit for some time. It can have many causes. "
    "You can ask your team what it means for you."
)
_NORMAL_LAST = {True: 0, None: 1, False: 2}


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    first = shift(began, case.limit("earliest"))
    many = [series for name in MARKERS if (series := _clean(case, name, first=first))]
    answers = [_stays_raised(case, series) for series in many]
    if True in answers:
        return _raised(case, [_row(series) for series, answer in zip(many, answers, strict=True) if answer])
    newest = tuple(series[-1].evidence for series in many)
    rows = listing([f"{_name(series)} raised on {count(_days(_row(series)), 'day')}" for series in many])
    if not many or any_of(answers) is None:
        since = day(max(first, shift(case.on, -case.limit("stands"))))
        return cannot_assess(
            f"Since {day(first)} there are too few clean results of CRP or ESR to tell"
            f"{f': {rows}' if rows else ''}. {_looked_for(case)}",
            missing=(f"CRP/ESR outside infection between {since} and {day(case.on)}",),
            evidence=newest,
        )
    return not_fired(f"In a row up to the newest clean result: {rows}. {_looked_for(case)}", evidence=newest)


def _clean(case: Case, name: str, *, first: date) -> list[Result]:
    """Oldest first; of one day, a normal one last: it ends a row. None, if the newest is too old to say anything."""
    found = [result for result in results(case, name) if result.on >= first and not result.spoiled]
    if not found or not case.clock.within(case.limit("stands"), found[-1].on):
        return []
    return sorted(found, key=lambda result: (result.on, _NORMAL_LAST[result.raised]))


def _stays_raised(case: Case, series: Sequence[Result]) -> bool | None:
    """None: without any normal result there are too few, or one that may be normal decides it."""
    if _is_enough(case, _row(series)):
        return True
    possible = _row(series, or_unknown=True)
    return None if len(possible) == len(series) or _is_enough(case, possible) else False


def _row(series: Sequence[Result], *, or_unknown: bool = False) -> list[Result]:
    """The newest results up to the last that isn't raised, oldest first."""
    counts = (True, None) if or_unknown else (True,)
    return list(takewhile(lambda result: result.raised in counts, reversed(series)))[::-1]


def _is_enough(case: Case, row: Sequence[Result]) -> bool:
    return _days(row) >= case.limits["results"] and (row[-1].on - row[0].on).days >= case.limits["span"]


def _days(row: Sequence[Result]) -> int:
    return len({result.on for result in row})


def _name(row: Sequence[Result]) -> str:
    return row[0].lab.analyte.upper()


def _raised(case: Case, rows: list[list[Result]]) -> Verdict:
    text = listing([_in_words(row) for row in rows])
    return fired(
        f"{text}, no normal clean result between. {_looked_for(case)} Markers alone don't tell activity: context only.",
        evidence=(*(result.evidence for row in rows for result in row), *regimen_evidence(case)),
        for_patient=_FOR_PATIENT,
        would_change=("a clean result that isn't raised",),
    )


def _in_words(row: Sequence[Result]) -> str:
    first, last = row[0], row[-1]
    return (
        f"{_name(row)} raised on {count(_days(row), 'day')} over {count((last.on - first.on).days, 'day')} "
        f"({shown(first.lab)} on {day(first.on)} to {shown(last.lab)} on {day(last.on)})"
    )


def _looked_for(case: Case) -> str:
    return f"Looked for: {case.limit('results')} in a row over {count(case.limit('span'), 'day')}."


RULE = Rule(
    id="tak.apr-persistent",
    title="Blood markers stay raised",
    condition=TAKAYASU,
    role=Role.SUPPORTING,
    family="tak.activity",
    kinds=("labs", "therapies", "infections", "admissions", "life_events", "procedures"),
    judge=judge,
    definition="Three clean raised CRP (or ESR) in a row over 56 days or more, all 91 days or more after t0.",
    thresholds=(
        Threshold(
            name="results", means="clean raised results in a row", value=3, unit="results", mark="D", low=2, high=6
        ),
        Threshold(
            name="span",
            means="days between the first and the last of them",
            value=56,
            unit="d",
            mark="D",
            low=28,
            high=182,
        ),
        Threshold(
            name="earliest",
            means="days of treatment before a result counts",
            value=91,
            unit="d",
            mark="D",
            low=61,
            high=182,
        ),
        Threshold(
            name="stands", means="how old the newest result may be", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=3),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
        Source(
            publication="ACR/Vasculitis Foundation 2021 guideline",
            url="https://www.vasculitisfoundation.org/2021-acr-vf-gca-tak-guidelines/",
            mark="M",
        ),
    ),
    false_positives=("obesity", "anaemia", "smoking", "age", "pregnancy (ESR)"),
)
