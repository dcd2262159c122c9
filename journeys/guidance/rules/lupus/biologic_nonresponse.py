"""sle.biologic-nonresponse: less than 4 points better after 24 weeks of a new drug.

Definition: a biologic or other targeted drug of the present regimen; SLEDAI from 28 days before its start to 7 after,
nearest to it, at least 6; the first score of the same variant from day 168 to day 210 is less than 4 points lower. It
stands until t0 moves or a later score of that variant is 4 points lower, which decides without a score of those days,
too. A drug that was stopped before day 168 isn't judged. Held while the drug's own trial is too short or its dose below
the usual one: the answer is about this drug. Scores of two variants are never compared.
Document: lupus-treatment-resistance-care-strategies, paragraph 3.
Publication: NICE TA752, belimumab goes on after 24 weeks with 4 points or more, V; the same 4 points stand in the SLE
responder index, M. Applying it to other drugs, and a baseline of 6 in place of 10: D.
False positives to know: disease in organs that SLEDAI doesn't weigh; two variants taken for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from journeys.guidance.adequacy import adequate_as_line, is_course
from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Evidence, Outcome, Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Score, Therapy
from journeys.guidance.lupus_scores import VARIANTS, one_a_day, pair_in_words, sledai_evidence
from journeys.guidance.phrases import beside, count, day, number
from journeys.guidance.regimen import is_stopped, start_day, t0, treatments
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.usual_doses import Use

_TARGETED = frozenset({"biologic", "jak", "tyk2"})
_WEIGHT = (Outcome.FIRED, Outcome.HELD, Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED)
_FOR_PATIENT = (
    "The score of your lupus has not come down much after about six months of a new drug. "
    "You can ask your team what this means for you."
)


def judge(case: Case) -> Verdict:
    if not treatments(case):
        return cannot_assess("No treatment is recorded.", missing=("treatments, with their start",))
    verdicts = [_judged(case, therapy) for therapy in treatments(case) if _is_present(case, therapy)]
    nothing = not_fired("Not applicable: no biologic or other targeted drug is recorded in the present treatment.")
    return min(verdicts, key=lambda verdict: _WEIGHT.index(verdict.outcome), default=nothing)


def _is_present(case: Case, therapy: Therapy) -> bool:
    """Of the present regimen, or perhaps: its start is unknown, and it is still taken."""
    start, began = start_day(therapy), t0(case)
    if not _TARGETED & classes_of(therapy):
        return False
    return not is_stopped(therapy) if start is None else began is None or start >= began


def _judged(case: Case, therapy: Therapy) -> Verdict:
    start = start_day(therapy)
    if start is None:
        says = f"The start date of {therapy.drug} isn't recorded."
        return cannot_assess(says, missing=(f"start date of {therapy.drug}",))
    if not case.clock.at_least(case.limit("first"), since=start):
        days = (case.on - start).days
        return not_fired(f"Too early: day {days} of {therapy.drug}, judged from day {case.limit('first')}.")
    if (left := _stopped_early(case, therapy, start=start)) is not None:
        return left
    return _scored(case, therapy, start=start)


def _stopped_early(case: Case, therapy: Therapy, *, start: date) -> Verdict | None:
    """A course works on after its last infusion."""
    stop, drug = therapy.stopped_on, therapy.drug
    if is_course(therapy) or not is_stopped(therapy):
        return None
    if stop is None:
        return cannot_assess(f"The day on which {drug} was stopped isn't recorded.", missing=(f"stop date of {drug}",))
    days = (stop.earliest - start).days
    if days >= case.limit("first"):
        return None
    return not_fired(f"Not applicable: {drug} was stopped on day {days}, before day {case.limit('first')}.")


def _scored(case: Case, therapy: Therapy, *, start: date) -> Verdict:
    pairs = {variant: (_baseline(case, variant, start), _reached(case, variant, start)) for variant in VARIANTS}
    for variant, (baseline, reached) in pairs.items():
        if baseline and reached:
            return _compared(case, therapy, pair=(baseline, reached), name=VARIANTS[variant])
    baselines = [baseline for baseline, _ in pairs.values() if baseline]
    if baselines and all(baseline.value < case.limits["baseline"] for baseline in baselines):
        return _low_start(case, therapy, baselines[0])
    since = shift(start, case.limit("last"))
    later = (_better(case, therapy, baseline, since=since) for baseline in baselines)
    return next(filter(None, later), None) or _gap(case, therapy, baselines=baselines, start=start)


def _baseline(case: Case, variant: str, start: date) -> Score | None:
    """The nearest to the start; of two equally near the earlier one."""
    first, last = shift(start, -case.limit("before")), shift(start, case.limit("after"))
    inside = [score for score in one_a_day(case, variant) if first <= score.on <= last]
    return min(inside, key=lambda score: (abs((score.on - start).days), score.on), default=None)


def _reached(case: Case, variant: str, start: date) -> Score | None:
    first, last = shift(start, case.limit("first")), shift(start, case.limit("last"))
    return next((score for score in one_a_day(case, variant) if first <= score.on <= last), None)


def _compared(case: Case, therapy: Therapy, *, pair: tuple[Score, Score], name: str) -> Verdict:
    baseline, reached = pair
    if baseline.value < case.limits["baseline"]:
        return _low_start(case, therapy, baseline)
    better = _better(case, therapy, baseline, since=reached.on)
    return better or _not_better(case, therapy, pair=pair, name=name)


def _better(case: Case, therapy: Therapy, baseline: Score, *, since: date) -> Verdict | None:
    """A score from that day on that is low enough, whatever it was or would have been near 24 weeks."""
    later = (score for score in one_a_day(case, baseline.instrument) if score.on >= since)
    better = next((score for score in later if baseline.value - score.value >= case.limits["fall"]), None)
    if better is None:
        return None
    return not_fired(
        f"{pair_in_words(VARIANTS[baseline.instrument], (baseline, better))}: "
        f"{number(baseline.value - better.value)} points lower on {therapy.drug}.",
        evidence=(sledai_evidence(baseline), sledai_evidence(better)),
    )


def _not_better(case: Case, therapy: Therapy, *, pair: tuple[Score, Score], name: str) -> Verdict:
    fall, limit = pair[0].value - pair[1].value, number(case.limits["fall"])
    points = beside(abs(fall), case.limits["fall"])
    side = "lower" if fall >= 0 else "higher"
    change = f"{points} {'point' if points == '1' else 'points'} {side}" if fall else "the same"
    start = start_day(therapy) or pair[0].on
    says = (
        f"{pair_in_words(name, pair)}: {change} after {count((pair[1].on - start).days, 'day')} of {therapy.drug}; "
        f"{limit} points or more are looked for."
    )
    adequacy = adequate_as_line(case, therapy, use=Use.LUPUS)
    evidence = (*(sledai_evidence(score) for score in pair), adequacy.evidence)
    change_by = (f"a later {name} at least {limit} points lower than {number(pair[0].value)}",)
    if adequacy.holds:
        return held(says, evidence=evidence, holds=adequacy.holds, for_patient=_FOR_PATIENT, would_change=change_by)
    return fired(says, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change_by)


def _low_start(case: Case, therapy: Therapy, baseline: Score) -> Verdict:
    return not_fired(
        f"Not applicable: {VARIANTS[baseline.instrument]} {number(baseline.value)} at the start of {therapy.drug}; the "
        f"rule applies from {number(case.limits['baseline'])}.",
        evidence=(sledai_evidence(baseline),),
    )


def _gap(case: Case, therapy: Therapy, *, baselines: Sequence[Score], start: date) -> Verdict:
    """The baseline is missing, or the later score, or they are of two variants."""
    at_start = f"SLEDAI at the start of {therapy.drug}, between {_days(case, start, 'before', 'after')}"
    at_24_weeks = f"{_name(baselines)} at 24 weeks, between {_days(case, start, 'first', 'last')}"
    return cannot_assess(
        f"A score at the start of {therapy.drug} and one of the same variant near 24 weeks aren't both recorded.",
        missing=(at_24_weeks,) if baselines else (at_start,),
        evidence=(*(sledai_evidence(score) for score in baselines), _drug_evidence(therapy)),
    )


def _name(baselines: Sequence[Score]) -> str:
    return VARIANTS[baselines[0].instrument] if baselines else "SLEDAI"


def _days(case: Case, start: date, first: str, last: str) -> str:
    begins = -case.limit(first) if first == "before" else case.limit(first)
    return f"{day(shift(start, begins))} and {day(shift(start, case.limit(last)))}"


def _drug_evidence(therapy: Therapy) -> Evidence:
    began = therapy.started_on
    shows = f"{therapy.drug}, {'stopped' if is_stopped(therapy) else 'taken now'}"
    return cite("therapies", therapy, on=began.earliest if began else None, shows=shows)


RULE = Rule(
    id="sle.biologic-nonresponse",
    title="Less than 4 points better after 24 weeks of a new drug",
    condition=LUPUS,
    role=Role.CORE,
    family="sle.activity",
    kinds=("assessments", "therapies"),
    judge=judge,
    gate=Gate.LUPUS,
    definition="SLEDAI 6 or more at a targeted drug's start, and less than 4 points lower on day 168 to 210.",
    thresholds=(
        Threshold(name="fall", means="fall of the score that is looked for", value=4, unit="points", mark="V"),
        Threshold(
            name="baseline",
            means="score at the drug's start from which the rule applies",
            value=6,
            unit="points",
            mark="D",
            low=4,
            high=10,
        ),
        Threshold(
            name="before",
            means="days before the drug's start for the first score",
            value=28,
            unit="d",
            mark="D",
            low=14,
            high=42,
        ),
        Threshold(
            name="after",
            means="days after the drug's start for the first score",
            value=7,
            unit="d",
            mark="D",
            low=0,
            high=14,
        ),
        Threshold(
            name="first", means="first day of the drug on which the later score counts", value=168, unit="d", mark="V"
        ),
        Threshold(
            name="last",
            means="last day of the drug on which the later score counts",
            value=210,
            unit="d",
            mark="D",
            low=182,
            high=238,
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=3),
        Source(publication="NICE TA752 (belimumab)", url="https://www.nice.org.uk/guidance/ta752", mark="V"),
    ),
    false_positives=("disease in organs that SLEDAI doesn't weigh", "two variants taken for one"),
)
