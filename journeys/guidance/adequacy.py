"""Was a treatment adequate: enough of it, for long enough (clinical.md 3.2), and the gates built on that (2.0).

An answer is yes, no with its reason, or unknown with what is missing. A no for the dose bears cf.dose, a no for time
cf.duration, a no for reports of too few doses taken cf.adherence; an unknown bears the one whose input is missing, and
says so. Doses below the table "may be intended".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from journeys.guidance import courses, trials
from journeys.guidance.case import Case, once
from journeys.guidance.clock import Clock, shift
from journeys.guidance.doses import at_dose, classes_of, dose_in_words, drug_of, taken, taken_at_all
from journeys.guidance.doses_taken import LEAST_PERCENT, too_little
from journeys.guidance.findings import Evidence, Hold
from journeys.guidance.journey import PEMPHIGUS, Therapy
from journeys.guidance.phrases import beside, count, day
from journeys.guidance.regimen import (
    is_immunosuppressant,
    is_stopped,
    recently_started,
    start_day,
    t0,
    therapy_evidence,
    treatments,
)
from journeys.guidance.shared_thresholds import TAKAYASU_TRIAL
from journeys.guidance.timeline import Timeline
from journeys.guidance.usual_doses import (
    ADULT_YEARS,
    EURO_LUPUS_AFTER_LAST_DAYS,
    EURO_LUPUS_USES,
    LOADING_DAYS,
    STANDARDS,
    Pattern,
    Standard,
    Use,
)
from journeys.guidance.windows import pregnancy_windows

DOSE, DURATION, ADHERENCE = "cf.dose", "cf.duration", "cf.adherence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adequacy:
    """``answer``: True, False, or None for unknown. ``holds``: why not yes. ``says``: the arithmetic.
    ``is_beyond``: the table of usual doses doesn't speak of it, so that no entry could tell."""

    therapy: Therapy
    answer: bool | None
    says: str
    holds: tuple[Hold, ...] = ()
    is_beyond: bool = False

    @property
    def evidence(self) -> Evidence:
        return therapy_evidence(self.therapy)


def new_drug_holds(case: Case, days: int, *, also: str = "") -> tuple[Hold, ...]:
    """A hold for each immunosuppressant (or drug of the class ``also``) that began less than so many days ago: it may
    still change the picture. A course of infusions works on after the last one, stopped or not."""
    new = (*recently_started(case, days, also=also), *_recent_courses(case, days))
    return tuple(Hold(rule=DURATION, detail=_newness(case, each, days=days)) for each in new)


def _recent_courses(case: Case, days: int) -> list[Therapy]:
    """Of those that are recorded as stopped."""
    stopped = (therapy for therapy in treatments(case) if is_immunosuppressant(therapy) and is_stopped(therapy))
    courses = [(therapy, _course_start(therapy)) for therapy in stopped if is_course(therapy)]
    return [therapy for therapy, start in courses if start and not case.clock.at_least(days, since=start)]


def _course_start(therapy: Therapy) -> date | None:
    return start_day(therapy) or next((given.on for given in therapy.administrations), None)


def _newness(case: Case, therapy: Therapy, *, days: int) -> str:
    start = _course_start(therapy) if is_stopped(therapy) else start_day(therapy)
    if start is None:
        return f"cannot assess: the start date of {therapy.drug}"
    return f"{therapy.drug} began {count((case.on - start).days, 'day')} ago, of {days}"


def judged_drugs(case: Case) -> tuple[Therapy, ...]:
    """Immunosuppressants and biologics of the present regimen, in pemphigus immunoglobulins too: not stopped, or a
    course, which works on after it."""
    return tuple(
        therapy
        for therapy in treatments(case)
        if _is_judged(case, therapy) and (not is_stopped(therapy) or _runs_on(case, therapy))
    )


def _is_judged(case: Case, therapy: Therapy) -> bool:
    """Immunoglobulins suppress nothing, and treat pemphigus all the same."""
    return is_immunosuppressant(therapy) or (case.name == PEMPHIGUS and "ivig" in classes_of(therapy))


def _runs_on(case: Case, therapy: Therapy) -> bool:
    since = t0(case)
    recent = [given for given in therapy.administrations if since is None or given.on >= since]
    return bool(recent) and is_course(therapy)


@once
def adequate(case: Case, therapy: Therapy, *, use: Use) -> Adequacy:
    """Whether the treatment was adequate for that use in the present regimen: its days before t0 don't count."""
    start = start_day(therapy)
    since = max(start, t0(case) or start) if start else None
    found = _judged(case, therapy, use=use, since=since, clock=case.clock)
    is_paused = taken(therapy).at(case.on).amount == 0
    return _paused(found) if found.answer and is_paused and not is_course(therapy) else found


def _paused(found: Adequacy) -> Adequacy:
    """What is seen while a drug isn't taken doesn't show that it had no effect, however long it was taken before."""
    says = f"{found.says}; it isn't taken at present"
    return replace(found, answer=False, says=says, holds=(Hold(rule=DOSE, detail=says),))


@once
def adequate_as_line(case: Case, therapy: Therapy, *, use: Use) -> Adequacy:
    """Over its whole life, from its own start to its stop or today: how lines are judged (settled reading 6). A course
    works on after its last infusion, and is judged up to today. While a drug goes on, too few doses taken are checked
    first, by the gate and cf.adherence; after that it is no line that was adequate."""
    stop = therapy.stopped_on
    clock = Clock(stop.earliest) if stop and stop.earliest < case.on else case.clock
    is_over = is_stopped(therapy)
    return _judged(case, therapy, use=use, since=start_day(therapy), clock=clock, reports_count=is_over)


def _judged(
    case: Case, therapy: Therapy, *, use: Use, since: date | None, clock: Clock, reports_count: bool = True
) -> Adequacy:
    standard = _standard(therapy)
    if standard is None or use not in standard.trial:
        return _unknown(therapy, DOSE, what=f"no agreed dose of {therapy.drug} for {use}", is_beyond=True)
    if standard.pattern is Pattern.TROUGH:
        return _unknown(therapy, DOSE, what=f"the level of {therapy.drug} in the blood, in the centre's own range")
    if since is None:
        return _unknown(therapy, DURATION, what=f"the start date of {therapy.drug}")
    if apart := _not_in_the_table(case, clock):
        return _unknown(therapy, DOSE, what=f"the usual dose of {therapy.drug} {apart}; ask your team", is_beyond=True)
    days = _trial_days(case, therapy, use=use, standard=standard)
    if _is_course(therapy, standard):
        return _course(case, therapy, use=use, trial=days, since=since)
    line = _at_dose(case, therapy, use=use, standard=standard)
    taken = taken_at_all(case, therapy, amounts=standard.enough(use), pattern=standard.pattern)
    found = _continuous(case, therapy, trial=trials.count(clock, line, taken=taken, since=since, days=days))
    if not found.answer or not reports_count:
        return found
    return _unless_too_few(case, found, since=max(since, shift(clock.on, -days)), until=clock.on)


def _unless_too_few(case: Case, found: Adequacy, *, since: date, until: date) -> Adequacy:
    """An adequate dose counts unless reports of the last days, as many as a trial takes, contradict that it was
    taken."""
    share = too_little(case, found.therapy, since=since, until=until)
    if share is None:
        return found
    percent = beside(share.percent, LEAST_PERCENT)
    says = f"{found.says}, but {percent} % of doses taken in the {count(share.days, 'day')} with a report"
    return Adequacy(therapy=found.therapy, answer=False, says=says, holds=(Hold(rule=ADHERENCE, detail=says),))


def outside_the_table(case: Case) -> tuple[Hold, ...]:
    """For rules whose own definition is a dose of the table: nobody said which dose is enough for a child, or in
    pregnancy."""
    apart = _not_in_the_table(case, case.clock)
    return (_gap(DOSE, f"the usual doses {apart}; ask your team"),) if apart else ()


def _not_in_the_table(case: Case, clock: Clock) -> str:
    """Whom the table isn't for, as a sentence says it: it is one of adults who aren't pregnant."""
    born = case.journey.patient.birth_date
    if born is not None and not clock.reached(_birthday(born, ADULT_YEARS)):
        return f"under {ADULT_YEARS} years of age"
    expecting = (clock.between(each.first, each.last or date.max) for each in pregnancy_windows(case))
    return "in pregnancy" if any(expecting) else ""


def _birthday(born: date, years: int) -> date:
    """Whoever was born on 29 February has it on 1 March."""
    leap_day = (born.month, born.day) == (2, 29)
    return date(born.year + years, 3, 1) if leap_day else born.replace(year=born.year + years)


def _at_dose(case: Case, therapy: Therapy, *, use: Use, standard: Standard) -> Timeline[bool | None]:
    """At the usual dose; in the first weeks at the loading dose, where there is one."""
    line = at_dose(case, therapy, amounts=standard.enough(use), pattern=standard.pattern)
    loading, start = standard.loading.get(use), start_day(therapy)
    if loading is None or start is None:
        return line
    first = at_dose(case, therapy, amounts=loading, pattern=standard.pattern)
    is_loading = Timeline.of(True, [(shift(start, LOADING_DAYS), False)])
    return first.join(line, lambda one, two: (one, two)).join(is_loading, lambda both, now: both[0 if now else 1])


def _trial_days(case: Case, therapy: Therapy, *, use: Use, standard: Standard) -> int:
    """By the table; of a conventional drug in Takayasu arteritis by the clinic's own choice, if it made one."""
    if use is Use.TAKAYASU and "csdmard" in classes_of(therapy):
        return int(case.edition.limits[TAKAYASU_TRIAL])
    return standard.trial[use]


def _standard(therapy: Therapy) -> Standard | None:
    drug = drug_of(therapy)
    return STANDARDS.get(drug.name) if drug else None


def is_course(therapy: Therapy) -> bool:
    """Given as a fixed number of infusions, which works on after the last one."""
    return _is_course(therapy, _standard(therapy))


def _is_course(therapy: Therapy, standard: Standard | None) -> bool:
    """Cyclophosphamide is one when infused, and a daily drug by mouth."""
    if standard is None:
        return False
    infused = "alkylating" in classes_of(therapy) and (therapy.route == "intravenous" or bool(therapy.administrations))
    return standard.pattern is Pattern.COURSE or infused


def _unknown(therapy: Therapy, rule: str, *, what: str, is_beyond: bool = False) -> Adequacy:
    says, holds = f"cannot assess: {what}", (_gap(rule, what),)
    return Adequacy(therapy=therapy, answer=None, says=says, holds=holds, is_beyond=is_beyond)


def _gap(rule: str, what: str) -> Hold:
    return Hold(rule=rule, detail=f"cannot assess: {what}")


def _continuous(case: Case, therapy: Therapy, *, trial: trials.Trial) -> Adequacy:
    if trial.passed is None or (trial.now is None and not trial.known.at):
        return _unknown(therapy, DOSE, what=f"the dose of {therapy.drug}, or the weight that it is judged by")
    says = _arithmetic(case, therapy, trial=trial)
    holds = () if trial.passed else _shortfalls(therapy, trial, says=says)
    return Adequacy(therapy=therapy, answer=trial.passed, says=says, holds=holds)


def _arithmetic(case: Case, therapy: Therapy, *, trial: trials.Trial) -> str:
    if trial.never:
        return f"{dose_in_words(case, therapy)}: below the usual dose on every day of this regimen"
    anew = f", counted anew after {count(trial.gap, 'day')} without it" if trial.gap else ""
    if trial.known.at <= trial.days:
        return f"{therapy.drug}: {trial.known.at} of {count(trial.days, 'day')} at the usual dose{anew}"
    at, off = count(trial.known.at, "day"), trial.known.since - trial.known.at
    return f"{therapy.drug}: {at} at the usual dose ({trial.days} are looked for), {off} off it{anew}"


def _shortfalls(therapy: Therapy, trial: trials.Trial, *, says: str) -> tuple[Hold, ...]:
    low = Hold(rule=DOSE, detail=f"{says}; a lower dose may be intended by the team")
    short = Hold(rule=DURATION, detail=says)
    if trial.never:
        return (low,)
    return (*((low,) if trial.too_low else ()), *((short,) if trial.too_short else ())) or (low,)


def _course(case: Case, therapy: Therapy, *, use: Use, trial: int, since: date) -> Adequacy:
    found = courses.course(case, therapy, since=since, use=use)
    if found.complete is None:
        return _unknown(therapy, DOSE, what=f"the dates and doses of the infusions of {therapy.drug}")
    if found.is_euro_lupus and use not in EURO_LUPUS_USES:
        return _unknown(therapy, DOSE, what=f"no agreed dose of {therapy.drug} in small infusions for {use}")
    if not found.complete or found.days is None:
        partial = ", a partial one" if found.is_partial else ""
        says = f"{therapy.drug}: {found.shortfall}{partial}"
        return Adequacy(therapy=therapy, answer=False, says=says, holds=(Hold(rule=DOSE, detail=says),))
    ready = _ready(found, use, days=found.days, trial=trial)
    says = f"{therapy.drug}: complete course from {day(found.days[0])}, judged from {day(ready)}"
    done = case.clock.reached(ready)
    return Adequacy(therapy=therapy, answer=done, says=says, holds=() if done else (Hold(rule=DURATION, detail=says),))


def _ready(found: courses.Course, use: Use, *, days: tuple[date, date], trial: int) -> date:
    """Small infusions of cyclophosphamide for nephritis may also be judged 91 days after the last one."""
    from_start = shift(days[0], trial)
    if found.is_euro_lupus and use is Use.NEPHRITIS:
        return min(from_start, shift(days[1], EURO_LUPUS_AFTER_LAST_DAYS))
    return from_start
