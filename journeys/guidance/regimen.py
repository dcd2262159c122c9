"""Which treatment is the present one, since when, and since when there has been any: t0 and t_first (clinical.md 2.0).

A start known only to the month or year is taken at its last day, a stop at its first: the shortest trial.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite, once
from journeys.guidance.doses import at_dose, classes_of, drug_of, taken
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU, Therapy
from journeys.guidance.phrases import day, partly
from journeys.guidance.usual_doses import STANDARDS, Pattern, Use

TITRATION_DAYS = 28
"""A dose raised within so many days of a drug's start belongs to the start."""

NEPHRITIS = "lupus-nephritis"
_NEW_REGIMEN = {"induction", "escalation", "switch"}
_USES = {TAKAYASU: Use.TAKAYASU, LUPUS: Use.LUPUS, PEMPHIGUS: Use.PEMPHIGUS}


class Start(NamedTuple):
    """The day on which a regimen began, by which treatment, and how ("started" or "raised")."""

    on: date
    therapy: Therapy
    how: str


def start_day(therapy: Therapy) -> date | None:
    """The day from which its trial counts; None: unknown, and no trial of it can be judged."""
    return therapy.started_on.latest if therapy.started_on else None


def is_stopped(therapy: Therapy) -> bool:
    return therapy.stopped_on is not None or bool(therapy.stopped)


def was_taken(therapy: Therapy, on: date) -> bool | None:
    """Whether it ran on that day and its dose wasn't 0; None: unknown, for want of its start or its stop."""
    start, stop = therapy.started_on, therapy.stopped_on
    if start is None or (therapy.stopped and stop is None):
        return None
    if on < start.earliest or (stop and on >= stop.latest):
        return False
    if on < start.latest or (stop and on >= stop.earliest):
        return None
    return not therapy.doses or taken(therapy).at(on).amount != 0


def is_immunosuppressant(therapy: Therapy) -> bool:
    return "immunosuppressant" in classes_of(therapy)


def use_of(case: Case) -> Use | None:
    """The column of the table of usual doses that the condition stands in; nephritis has its own rules and gate."""
    return _USES.get(case.name or "")


def has_nephritis(case: Case) -> bool:
    return case.condition is not None and NEPHRITIS in case.condition.manifestations


@once
def treatments(case: Case) -> tuple[Therapy, ...]:
    """What was given for this condition, oldest first. Without a recorded purpose: if the patient has no other one."""
    alone = len(case.journey.conditions) == 1
    return tuple(
        therapy
        for therapy in case.journey.therapies
        if therapy.for_condition == case.name or (therapy.for_condition is None and alone)
    )


@once
def unassigned(case: Case) -> tuple[Therapy, ...]:
    """Of a patient with several conditions, what has no recorded purpose: it may be for this one."""
    if len(case.journey.conditions) < 2:
        return ()
    return tuple(therapy for therapy in case.journey.therapies if therapy.for_condition is None)


@once
def present(case: Case) -> tuple[Therapy, ...]:
    """Of these, what isn't stopped."""
    return tuple(therapy for therapy in treatments(case) if not is_stopped(therapy))


def begins_regimen(therapy: Therapy) -> bool:
    """Whether its start moves t0: as recorded, else by its intent."""
    return therapy.intent in _NEW_REGIMEN if therapy.new_regimen is None else therapy.new_regimen


@once
def starts(case: Case) -> tuple[Start, ...]:
    """Every day on which a regimen began, as far as recorded."""
    return tuple(start for therapy in treatments(case) for start in _starts(case, therapy))


@once
def regimen_start(case: Case) -> Start | None:
    """t0 with its reason; None: no start of a regimen is recorded with a day."""
    return max(starts(case), key=lambda start: (start.on, start.therapy.id), default=None)


def t0(case: Case) -> date | None:
    start = regimen_start(case)
    return start.on if start else None


@once
def t_first(case: Case) -> date | None:
    """The first systemic treatment ever for the condition, as far as recorded."""
    days = [start_day(therapy) for therapy in treatments(case) if therapy.route != "topical"]
    if case.condition and case.condition.first_treated_on:
        days.append(case.condition.first_treated_on.latest)
    return min((day for day in days if day), default=None)


def start_evidence(start: Start) -> Evidence:
    """The treatment with which a regimen began, as evidence; a start known only in part has no day of its own."""
    began = start.therapy.started_on
    is_exact = start.how == "raised" or (began is not None and began.is_exact)
    shows = f"present treatment since {day(start.on)}: {start.therapy.drug} {start.how}"
    return cite("therapies", start.therapy, on=start.on if is_exact else None, shows=shows)


def therapy_evidence(therapy: Therapy) -> Evidence:
    """The treatment as recorded. What is counted up to today is for sentences: evidence doesn't change by itself."""
    start, stop = therapy.started_on, therapy.stopped_on
    since = f"since {partly(start)}" if start else "since a day that isn't recorded"
    until = f", stopped {partly(stop)}" if stop else ", stopped" if therapy.stopped else ""
    return cite("therapies", therapy, on=start.earliest if start else None, shows=f"{therapy.drug} {since}{until}")


def regimen_evidence(case: Case) -> tuple[Evidence, ...]:
    """The start of the present regimen as evidence, where one is recorded."""
    start = regimen_start(case)
    return (start_evidence(start),) if start else ()


@once
def undated_starts(case: Case) -> tuple[Therapy, ...]:
    """Present treatments that begin a regimen on a day that nobody recorded: the regimen may be younger than t0."""
    return tuple(therapy for therapy in present(case) if therapy.started_on is None and begins_regimen(therapy))


@once
def perhaps_newer(case: Case) -> tuple[Therapy, ...]:
    """Of what has no recorded purpose, immunosuppressants and new regimens that began after t0 or on an unknown day and
    aren't stopped: if they are for this condition, the regimen is younger."""
    began = t0(case)
    return tuple(
        therapy
        for therapy in unassigned(case)
        if (is_immunosuppressant(therapy) or begins_regimen(therapy)) and not is_stopped(therapy)
        if began is None or (start := start_day(therapy)) is None or start > began
    )


@once
def partial_dates(case: Case) -> tuple[str, ...]:
    """A sentence for each start that is known only in part and was taken at its last day."""
    return tuple(
        f"{therapy.drug} was started in {partly(therapy.started_on)}, the day isn't recorded: counted from "
        f"{day(therapy.started_on.latest)}, which makes the trial shortest"
        for therapy in treatments(case)
        if therapy.started_on and not therapy.started_on.is_exact
    )


def recently_started(case: Case, days: int, *, also: str = "") -> tuple[Therapy, ...]:
    """Present immunosuppressants (and drugs of the class ``also``) that began less than so many days ago, or on an
    unknown day."""
    return tuple(
        therapy
        for therapy in present(case)
        if (is_immunosuppressant(therapy) or also in classes_of(therapy)) and _is_recent(case, therapy, days=days)
    )


def _is_recent(case: Case, therapy: Therapy, *, days: int) -> bool:
    start = start_day(therapy)
    return start is None or not case.clock.at_least(days, since=start)


def _starts(case: Case, therapy: Therapy) -> Iterator[Start]:
    start = start_day(therapy)
    if start and begins_regimen(therapy):
        yield Start(start, therapy, "started")
    yield from (Start(raised, therapy, "raised") for raised in _rises(case, therapy))


def _rises(case: Case, therapy: Therapy) -> Iterator[date]:
    """The days on which a dose rose from below its adequate dose to it. A steroid's rises, and rises while a dose is
    still being found, don't count; a hold (dose 0) in between doesn't make a rise."""
    use, drug, start = use_of(case), drug_of(therapy), therapy.started_on
    standard = STANDARDS.get(drug.name) if drug else None
    if not (use and standard and start) or standard.pattern not in (Pattern.DAILY, Pattern.SCHEDULE):
        return
    adequate = at_dose(case, therapy, amounts=standard.enough(use), pattern=standard.pattern)
    before: bool | None = None
    for line in _changes(therapy):
        now = adequate.at(line)
        if now and before is False and (line - start.earliest).days > TITRATION_DAYS:
            yield line
        before = now


def _changes(therapy: Therapy) -> list[date]:
    """The days of its dose lines, or else of its infusions, on which something was taken."""
    lines = [on for on, dose in taken(therapy).steps if dose.amount]
    return lines or [given.on for given in therapy.administrations if given.amount]
