"""Treatments as dose-stepped bars: one lane for each drug, one step for each dose line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from journeys.guidance.journey import Therapy
from journeys.wording import STOP_REASON, dose, sentence_case, spoken

# Days between two doses; only their ratio matters, it makes "15 mg a week" and "5 mg a day" one scale.
PERIOD = {
    "day": 1,
    "2-days": 2,
    "week": 7,
    "2-weeks": 14,
    "3-weeks": 21,
    "4-weeks": 28,
    "month": 30,
    "6-weeks": 42,
    "8-weeks": 56,
}
IN_MG = {"g": 1000, "g/kg": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One dose over a time. ``height``: share of the drug's highest dose, 0–1; None: the dose is not known."""

    start: date
    end: date
    label: str
    height: float | None
    ref: str
    ongoing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    on: date
    label: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    on: date
    reason: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One drug's whole history. ``undated``: courses that nobody gave a day for; they are listed, never drawn."""

    drug: str
    steps: tuple[Step, ...] = ()
    given: tuple[Given, ...] = ()
    stops: tuple[Stop, ...] = ()
    undated: tuple[str, ...] = ()

    @property
    def begins(self) -> date:
        days = [step.start for step in self.steps] + [given.on for given in self.given]
        return min(days, default=date.max)


def lanes(therapies: Iterable[Therapy], *, on: date) -> tuple[Lane, ...]:
    """One lane a drug, in order of first use; ``on``: today, where an ongoing bar ends."""
    by_drug: dict[str, Lane] = {}
    for therapy in therapies:
        lane = by_drug.setdefault(therapy.drug, Lane(drug=sentence_case(therapy.drug)))
        by_drug[therapy.drug] = _joined(lane, therapy, on)
    return tuple(sorted(by_drug.values(), key=lambda lane: (lane.begins, lane.drug)))


def _joined(lane: Lane, therapy: Therapy, on: date) -> Lane:
    steps = _steps(therapy, on)
    given = tuple(
        Given(on=one.on, label=dose(amount=one.amount, unit=one.unit), ref=therapy.id)
        for one in therapy.administrations
        if one.on <= on
    )
    undated = () if steps or given else (_course(therapy),)
    return replace(
        lane,
        steps=lane.steps + steps,
        given=lane.given + given,
        stops=lane.stops + _stops(therapy),
        undated=lane.undated + undated,
    )


def _course(therapy: Therapy) -> str:
    return "stopped, days not known" if therapy.stopped else "days not known"


def _stops(therapy: Therapy) -> tuple[Stop, ...]:
    if therapy.stopped_on is None:
        return ()
    reason = STOP_REASON.get(therapy.stop_reason or "", spoken(therapy.stop_reason))
    return (Stop(on=therapy.stopped_on.earliest, reason=reason, ref=therapy.id),)


def _steps(therapy: Therapy, on: date) -> tuple[Step, ...]:
    lines = [line for line in therapy.doses if line.from_date <= on]
    end = _end(therapy, on)
    if not lines:
        return _unknown_dose(therapy, end)
    top = max((_a_day(line.amount, line.unit, line.every) for line in lines), default=0.0)
    ends = [line.from_date for line in lines[1:]] + [end]
    return tuple(
        Step(
            start=line.from_date,
            end=max(until, line.from_date),
            label=dose(amount=line.amount, unit=line.unit, every=line.every),
            height=None if line.amount is None else _a_day(line.amount, line.unit, line.every) / (top or 1),
            ref=therapy.id,
            ongoing=line is lines[-1] and _ongoing(therapy, on),
        )
        for line, until in zip(lines, ends, strict=True)
    )


def _unknown_dose(therapy: Therapy, end: date) -> tuple[Step, ...]:
    if therapy.started_on is None or therapy.administrations or therapy.started_on.earliest > end:
        return ()
    start = therapy.started_on.earliest
    known = "dose not known" if not therapy.stopped or therapy.stopped_on else "dose and last day not known"
    ongoing = therapy.stopped_on is None and not therapy.stopped
    return (Step(start=start, end=end, label=known, height=None, ref=therapy.id, ongoing=ongoing),)


def _ongoing(therapy: Therapy, on: date) -> bool:
    return not therapy.stopped and (therapy.stopped_on is None or therapy.stopped_on.earliest > on)


def _end(therapy: Therapy, on: date) -> date:
    """The last day of the bar; a course stopped on an unknown day is drawn no further than it is known."""
    if therapy.stopped_on is not None:
        return min(therapy.stopped_on.earliest, on)
    if not therapy.stopped:
        return on
    starts = [therapy.started_on.earliest] if therapy.started_on else []
    return min(max([line.from_date for line in therapy.doses] + starts, default=on) + timedelta(days=1), on)


def _a_day(amount: float | None, unit: str, every: str) -> float:
    return (amount or 0.0) * IN_MG.get(unit, 1) / PERIOD.get(every, 1)


def within(lane: Lane, *, start: date, end: date) -> Lane:
    """The part of a lane between two days; bars are cut at the edges."""
    return replace(
        lane,
        steps=tuple(
            replace(step, start=max(step.start, start), end=min(step.end, end))
            for step in lane.steps
            if step.start <= end and step.end >= start
        ),
        given=tuple(one for one in lane.given if start <= one.on <= end),
        stops=tuple(one for one in lane.stops if start <= one.on <= end),
    )


def now_taking(all_lanes: Sequence[Lane]) -> list[str]:
    """What is taken today, as said in the summary: "Prednisone 5 mg a day"."""
    return [
        f"{lane.drug}, {step.label}"
        for lane in all_lanes
        for step in lane.steps
        if step.ongoing and step.label != "held"
    ]
