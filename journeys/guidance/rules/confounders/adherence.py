"""cf.adherence: could the doses be taken?

Definition: under 80 % of the due doses taken in the last 28 days (any source; where several overlap, the lowest
counts), or under 80 % of days covered by the pharmacy in 91; an infusion or injection more than 14 days late (two doses
in a row for weekly ones); a hydroxychloroquine level under 200 ng/mL in whole blood (serum: under 106 at 400 mg/day,
under 53 at 200 mg/day) after 91 days of intake; up to 500 in whole blood: low, a note. Nothing recorded for any of the
last 28 days: unknown, which holds core rules too. A check-in's own answer counts as a report: "yes" and "mostly" don't
contradict, "no" is under 80 % (D).
Document: takayasu-treatment-resistance-patient-guide, paragraph 6; lupus-treatment-resistance-care-strategies, 2 and 4;
pemphigus-vulgaris-treatment-resistance, 3 and 4.
Publication: 80 % a month and 200 ng/mL are the commonest cut-offs in print, none is official (V); serum values V.
False positives to know: doses held on purpose; a delay the team planned. Self-report agrees poorly with levels (V).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from journeys.guidance.case import Case, cite, labs, lately, once
from journeys.guidance.clock import shift
from journeys.guidance.doses import drug_of, taken, usual_interval
from journeys.guidance.doses_taken import name_of
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import Adherence, CheckIn, Lab, Therapy
from journeys.guidance.markers import below, exceeds
from journeys.guidance.phrases import capital, count, day, listing, number
from journeys.guidance.regimen import present, start_day, treatments, unassigned
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.usual_doses import STANDARDS, Pattern

_ID = "cf.adherence"
_REASONS = "Cost, supply, side effects or a wish for a child may be behind it."


def judge(case: Case) -> Verdict:
    low = [*_low_reports(case), *_late(case), *_low_level(case)]
    if low:
        shows = listing([found.shows for found in low])
        return fired(
            f"{capital(shows)}. {_REASONS}",
            evidence=tuple(low),
            holds=(Hold(rule=_ID, detail=f"doses that could not be taken: {shows}"),),
        )
    note = tuple(_rather_low_level(case))
    return _not_low(case, says="".join(f" {capital(found.shows)}." for found in note), cited=note)


def _not_low(case: Case, *, says: str, cited: tuple[Evidence, ...]) -> Verdict:
    """``says``: what is to be known beside it, and doesn't open it."""
    reports = _reports(case)
    if not reports:
        since = day(shift(case.on, -case.limit("window")))
        return cannot_assess(
            f"Nobody recorded since {since} whether doses could be taken.{says}",
            missing=(f"whether doses could be taken between {since} and {day(case.on)}",),
            evidence=cited,
            holds=(Hold(rule=_ID, detail=f"cannot assess: whether doses could be taken since {since}"),),
        )
    return not_fired(f"In the last weeks, {_in_sum(case)}.{says}", evidence=(*reports, *cited))


def _reports(case: Case) -> tuple[Evidence, ...]:
    """What speaks of any of the last 28 days."""
    answers = (_answer(found) for found in _answers(case, case.limit("window")))
    return (*(_entry(found) for found in _recent_entries(case)), *answers)


def _recent_entries(case: Case) -> Sequence[Adherence]:
    return _entries(case, case.limit("window"))


def _in_sum(case: Case) -> str:
    """``2 reports: 95 % of doses taken, or more; 5 check-ins: taken as planned, or mostly``."""
    entries, answers = _recent_entries(case), _answers(case, case.limit("window"))
    least = number(min((found.percent for found in entries), default=0))
    reports = f"{count(len(entries), 'report')}: {least} % of doses taken{', or more' if len(entries) > 1 else ''}"
    check_ins = f"{count(len(answers), 'check-in')}: taken as planned, or mostly"
    return "; ".join((*((reports,) if entries else ()), *((check_ins,) if answers else ())))


def _low_reports(case: Case) -> Iterator[Evidence]:
    least = case.limits["least"]
    for found in _entries(case, max(case.limit("pharmacy-window"), case.limit("window"))):
        window = "pharmacy-window" if found.source == "pharmacy" else "window"
        if found.percent < least and case.clock.within(case.limit(window), found.on):
            yield _entry(found)
    answers = _answers(case, case.limit("window"))
    yield from (_answer(found) for found in answers if found.taken_as_planned == "no")
    counted = [found for found in answers if found.doses_due]
    due = sum(found.doses_due or 0 for found in counted)
    not_taken = sum(found.doses_missed or 0 for found in counted)
    if due and (due - not_taken) * 100 < least * due:
        yield from (_answer(found) for found in counted if found.taken_as_planned != "no")


@once
def _entries(case: Case, days: int) -> Sequence[Adherence]:
    """Of the last days, entries on the whole regimen, or on a drug that treats the condition, or may."""
    treating = [*treatments(case), *unassigned(case)] if case.condition else case.journey.therapies
    mine = {name_of(therapy.drug) for therapy in treating}
    entries = lately(case, case.journey.adherence, days)
    return [found for found in entries if found.drug is None or name_of(found.drug) in mine]


@once
def _answers(case: Case, window: int) -> Sequence[CheckIn]:
    """Check-ins that answer, one way or the other; "not sure" doesn't."""
    answers = lately(case, case.journey.check_ins, window)
    return [entry for entry in answers if entry.taken_as_planned in ("yes", "mostly", "no") or entry.doses_due]


def _entry(found: Adherence) -> Evidence:
    of = f" of {found.drug}" if found.drug else ""
    shows = f"{number(found.percent)} % of doses{of} taken in the {count(found.days, 'day')} up to {day(found.on)}"
    return cite("adherence", found, on=found.on, shows=shows)


def _answer(found: CheckIn) -> Evidence:
    parts = [f"taken as planned: {found.taken_as_planned}"] if found.taken_as_planned else []
    if found.doses_due:
        parts.append(f"{(found.doses_due or 0) - (found.doses_missed or 0)} of {count(found.doses_due, 'dose')} taken")
    return cite("check_ins", found, on=found.on, shows=f"{', '.join(parts)} ({day(found.on)})")


def _late(case: Case) -> Iterator[Evidence]:
    """Infusions and injections with an interval of their own, given or due too late in the last weeks."""
    for therapy in present(case):
        drug = drug_of(therapy)
        standard = STANDARDS.get(drug.name) if drug else None
        if standard and standard.pattern is Pattern.SCHEDULE and therapy.administrations:
            yield from _late_doses(case, therapy, interval=usual_interval(therapy, standard.amounts))


def _late_doses(case: Case, therapy: Therapy, *, interval: int) -> Iterator[Evidence]:
    allowed = min(interval + case.limit("late"), 3 * interval - 1)
    days = [given.on for given in therapy.administrations if given.amount != 0]  # 0: left out
    for before, after in pairwise(days):
        if (after - before).days > allowed and case.clock.within(case.limit("window"), after):
            shows = f"{therapy.drug} given {count((after - before).days, 'day')} after the dose before"
            yield cite("therapies", therapy, on=after, shows=shows)
    if days and case.clock.at_least(allowed + 1, since=days[-1]):
        yield cite("therapies", therapy, on=days[-1], shows=f"{therapy.drug} last recorded on {day(days[-1])}")


def _low_level(case: Case) -> Iterator[Evidence]:
    level = _level(case)
    if level and _is_very_low(case, level):
        yield _level_evidence(level, "very low")


def _rather_low_level(case: Case) -> Iterator[Evidence]:
    """Low in whole blood, and not known to be very low: a note."""
    level = _level(case)
    if level and _is_blood(level) and not _is_very_low(case, level):
        limit = case.limits["level-low"]
        if exceeds(level, level.canonical_value, limit=limit) is False:
            yield _level_evidence(level, f"low (up to {number(limit)})")


def _level_evidence(level: Lab, grade: str) -> Evidence:
    shows = f"hydroxychloroquine level {level.comparator or ''}{number(level.canonical_value or 0)} ng/mL, {grade}"
    return cite("labs", level, on=level.collected_on, shows=shows)


def _level(case: Case) -> Lab | None:
    """The newest hydroxychloroquine level of the last 91 days, after 91 days of intake."""
    levels = [lab for lab in labs(case, "hcq-level") if case.clock.within(case.limit("level-window"), lab.collected_on)]
    starts = [start for therapy in _intake(case) if (start := start_day(therapy))]
    if not levels or not starts:
        return None
    return levels[-1] if (levels[-1].collected_on - min(starts)).days >= case.limit("level-intake") else None


def _intake(case: Case) -> list[Therapy]:
    return [therapy for therapy in present(case) if name_of(therapy.drug) == "hydroxychloroquine"]


def _is_very_low(case: Case, level: Lab) -> bool:
    limit = _level_limit(case, level, therapy=_intake(case)[0])
    return limit is not None and below(level, level.canonical_value, limit=limit) is True


def _level_limit(case: Case, level: Lab, *, therapy: Therapy) -> float | None:
    """By specimen; None: unknown specimen or dose, and the level decides nothing."""
    specimen = _specimen(level)
    if "serum" in specimen or "plasma" in specimen:
        dose = taken(therapy).at(level.collected_on)
        per_day = dose.amount / dose.days if dose.amount is not None and dose.unit == "mg" else None
        return {400.0: case.limits["level-serum-400"], 200.0: case.limits["level-serum-200"]}.get(float(per_day or 0))
    return case.limits["level-blood"] if _is_blood(level) else None


def _is_blood(level: Lab) -> bool:
    return "blood" in _specimen(level)


def _specimen(level: Lab) -> str:
    return f"{level.specimen or ''} {level.assay or ''}".casefold()


RULE = Rule(
    id=_ID,
    title="Doses that could not be taken",
    condition=None,
    role=Role.CONFOUNDER,
    family=_ID,
    kinds=("adherence", "check_ins", "therapies", "labs"),
    judge=judge,
    definition="Under 80 % of doses taken, a late infusion, a very low drug level; nothing in 28 days: unknown.",
    thresholds=(
        Threshold(name="least", means="share of doses taken below which it is open", value=80, unit="%", mark="V"),
        Threshold(name="window", means="how far back reports count", value=28, unit="d", mark="D"),
        Threshold(
            name="pharmacy-window",
            means="how far back what the pharmacy handed out counts",
            value=91,
            unit="d",
            mark="D",
        ),
        Threshold(
            name="late", means="days by which an infusion or injection may be late", value=14, unit="d", mark="D"
        ),
        Threshold(
            name="level-blood",
            means="hydroxychloroquine level in whole blood that is very low",
            value=200,
            unit="ng/mL",
            mark="V",
        ),
        Threshold(
            name="level-low", means="level in whole blood that is low, a note", value=500, unit="ng/mL", mark="V"
        ),
        Threshold(
            name="level-serum-400", means="the same in serum, at 400 mg a day", value=106, unit="ng/mL", mark="V"
        ),
        Threshold(name="level-serum-200", means="the same in serum, at 200 mg a day", value=53, unit="ng/mL", mark="V"),
        Threshold(
            name="level-intake", means="days of hydroxychloroquine before a level counts", value=91, unit="d", mark="D"
        ),
        Threshold(name="level-window", means="how far back a level counts", value=91, unit="d", mark="D"),
    ),
    sources=(
        Source(document="takayasu-treatment-resistance-patient-guide", paragraph=6),
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=2),
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=4),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=4),
        Source(
            publication="Cut-offs for hydroxychloroquine levels and for taking 80 % of doses",
            url="https://www.staging.medscape.com/viewarticle/972570_4",
            mark="V",
        ),
    ),
    false_positives=("doses held on purpose", "a delay that the team planned"),
)
