"""pv.extent-severe: extensive disease in spite of treatment. Context only.

Definition: PDAI activity of 45 or more, or ABSIS of 53 or more, at least 21 days into the present treatment. The newest
score of each instrument counts, until t0 moves, a later score or status of remission contradicts it, or 182 days have
passed. From 15 (PDAI) or 17 (ABSIS) on it is named as the middle band.
Document: pemphigus-vulgaris-treatment-resistance, paragraphs 1 and 2.
Publication: the cut-offs of extent, Boulard 2016, V; they describe extent, not what will become of it. 21 days: D.
False positives to know: a total score entered as the activity score.
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clinic import score_evidence, status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, ClinicianStatus, Score
from journeys.guidance.pemphigus_scores import ABSIS, NAMES, PDAI, newest_of
from journeys.guidance.phrases import day, listing, number
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_QUIET = ("remission", "partial-remission", "complete-remission", "end-of-consolidation")
_CUTS = {PDAI: ("pdai", "pdai-middle"), ABSIS: ("absis", "absis-middle")}
_FOR_PATIENT = (
    "Your skin score is still high after three weeks or more of treatment. "
    "You can ask your team what the score means for you."
)


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    first = shift(began, case.limit("earliest"))
    newest = [score for instrument in _CUTS for score in newest_of(case, instrument, since=first)[:1]]
    known = [score for score in newest if case.clock.within(case.limit("stands"), score.on)]
    if not known:
        return _unknown(case, first)
    extensive = [score for score in known if score.value >= _cut(case, score)]
    if standing := [score for score in extensive if not _later_quiet(case, score)]:
        return _extensive(case, standing, began=began)
    return _not_extensive(case, known, extensive=extensive)


def _cut(case: Case, score: Score) -> float:
    return case.limits[_CUTS[score.instrument][0]]


def _later_quiet(case: Case, score: Score) -> list[ClinicianStatus]:
    return [status for status in statuses(case) if status.on > score.on and status.status in _QUIET]


def _extensive(case: Case, standing: list[Score], *, began: date) -> Verdict:
    says = listing([f"{_in_words(score)} (extensive from {number(_cut(case, score))})" for score in standing])
    return fired(
        f"{says}, day {(max(score.on for score in standing) - began).days} of the present treatment.",
        evidence=(*(_shown(score) for score in standing), *regimen_evidence(case)),
        for_patient=_FOR_PATIENT,
        would_change=("a later score below the cut-off", "a clinician's status of remission"),
    )


def _not_extensive(case: Case, known: list[Score], *, extensive: list[Score]) -> Verdict:
    quiet = [status_evidence(status) for score in extensive for status in _later_quiet(case, score)[-1:]]
    later = f"; later {listing([found.shows for found in quiet])}" if quiet else ""
    says = listing([f"{_in_words(score)} ({_band(case, score)})" for score in known])
    return not_fired(f"{says}{later}.", evidence=(*(_shown(score) for score in known), *dict.fromkeys(quiet)))


def _band(case: Case, score: Score) -> str:
    cut, middle = (case.limits[name] for name in _CUTS[score.instrument])
    if score.value >= cut:
        return f"extensive from {number(cut)}"
    return (
        f"middle band, {number(middle)} to below {number(cut)}" if score.value >= middle else f"below {number(middle)}"
    )


def _unknown(case: Case, first: date) -> Verdict:
    since = max(first, shift(case.on, -case.limit("stands")))
    return cannot_assess(
        f"No score of extent is recorded since {day(since)}.",
        missing=(f"PDAI activity or ABSIS between {day(since)} and {day(case.on)}",),
    )


def _in_words(score: Score) -> str:
    return f"{NAMES[score.instrument]} {number(score.value)} on {day(score.on)}"


def _shown(score: Score) -> Evidence:
    return score_evidence(score, NAMES[score.instrument])


RULE = Rule(
    id="pv.extent-severe",
    title="Extensive disease in spite of treatment",
    condition=PEMPHIGUS,
    role=Role.SUPPORTING,
    family="pv.activity",
    kinds=("assessments", "statuses", "therapies"),
    judge=judge,
    definition="PDAI activity of 45 or more, or ABSIS of 53 or more, 21 days or more into the treatment.",
    thresholds=(
        Threshold(name="pdai", means="PDAI activity of extensive disease", value=45, unit="points", mark="V"),
        Threshold(name="absis", means="ABSIS of extensive disease", value=53, unit="points", mark="V"),
        Threshold(name="pdai-middle", means="PDAI activity of the middle band", value=15, unit="points", mark="V"),
        Threshold(name="absis-middle", means="ABSIS of the middle band", value=17, unit="points", mark="V"),
        Threshold(name="earliest", means="days on treatment first", value=21, unit="d", mark="D", low=21, high=84),
        Threshold(name="stands", means="how long a score stands", value=182, unit="d", mark="D", low=91, high=182),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=1),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=2),
        Source(
            publication="Boulard 2016: cut-offs of PDAI and ABSIS",
            url="https://air.unipr.it/handle/11381/2866472",
            mark="V",
        ),
    ),
    false_positives=("a total score entered as the activity score",),
)
