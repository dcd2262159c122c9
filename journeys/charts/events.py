"""What happened on a day or over a time: flares, scans, other events, points to discuss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from journeys.guidance.journey import ImagingStudy, Journey
from journeys.wording import sentence_case, spoken

FLARES, SCANS, OTHER, POINTS = "Flares", "Scans", "Other events", "Points to discuss"
LANES = (FLARES, SCANS, OTHER, POINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A flag as this reader may see it: the caller has chosen the words and left out what isn't for them."""

    on: date
    until: date | None
    title: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """``shape`` and ``filled`` carry the state beside the words: never colour alone. ``short`` fits on the chart."""

    lane: str
    on: date
    short: str
    long: str
    shape: str
    filled: bool = True
    until: date | None = None
    list: str = ""
    ref: str = ""
    href: str = ""


def events(journey: Journey, *, pointers: Iterable[Pointer] = ()) -> tuple[Event, ...]:
    found = [*_flares(journey), *_scans(journey.imaging), *_others(journey), *map(_pointer, pointers)]
    return tuple(sorted(found, key=lambda event: (LANES.index(event.lane), event.on, event.long)))


def _flares(journey: Journey) -> Iterable[Event]:
    for flare in journey.flares:
        severity = f"{flare.severity} " if flare.severity else ""
        features = f": {', '.join(map(spoken, flare.features))}" if flare.features else ""
        who = f", noted by the {flare.recorded_by}" if flare.recorded_by else ""
        yield Event(
            lane=FLARES,
            on=flare.on,
            until=flare.ended_on,
            short=sentence_case(f"{severity}{flare.kind}"),
            long=sentence_case(f"{severity}{flare.kind}{features}{who}"),
            shape="diamond",
            list="flares",
            ref=flare.id,
        )


def _scans(studies: Iterable[ImagingStudy]) -> Iterable[Event]:
    for study in studies:
        reading = ", ".join(word for word in (_activity(study), _change(study)) if word)
        where = f" ({', '.join(map(spoken, study.territories))})" if study.territories else ""
        found = f"; {', '.join(map(spoken, study.findings))}" if study.findings else ""
        yield Event(
            lane=SCANS,
            on=study.on,
            short=f"{study.modality} {_activity(study) or _change(study)}".strip(),
            long=f"{study.modality}{where}: {reading or 'no reading recorded'}{found}",
            shape="square" if study.activity in ("active", "inactive") else "circle",
            filled=study.activity == "active",
            list="imaging",
            ref=study.id,
        )


def _activity(study: ImagingStudy) -> str:
    return {"active": "active", "inactive": "not active", "indeterminate": "unclear"}.get(study.activity or "", "")


def _change(study: ImagingStudy) -> str:
    return {
        "new": "new changes",
        "progressed": "more changes",
        "stable": "no change",
        "improved": "better",
        "not-comparable": "cannot be compared with the one before",
    }.get(study.change or "", "")


def _others(journey: Journey) -> Iterable[Event]:
    for done in journey.procedures:
        yield _other(done.on, spoken(done.kind), "procedures", done.id, where=done.territory)
    for complication in journey.complications:
        where = complication.territory
        yield _other(complication.on, spoken(complication.kind), "complications", complication.id, where=where)
    for infection in journey.infections:
        what = f"infection: {spoken(infection.kind)}"
        yield _other(infection.began_on, what, "infections", infection.id, until=infection.ended_on)
    for stay in journey.admissions:
        yield _other(stay.on, f"hospital stay: {spoken(stay.reason)}", "admissions", stay.id)
    for event in journey.neuropsychiatric_events:
        yield _other(event.began_on, spoken(event.type), "neuropsychiatric_events", event.id)
    for life in journey.life_events:
        yield _other(life.began_on, spoken(life.kind), "life_events", life.id, until=life.ended_on)


def _other(on: date, what: str, list: str, ref: str, *, where: str | None = None, until: date | None = None) -> Event:
    long = f"{what}, {spoken(where)}" if where else what
    return Event(
        lane=OTHER,
        on=on,
        until=until,
        short=sentence_case(what),
        long=sentence_case(long),
        shape="cross",
        list=list,
        ref=ref,
    )


def _pointer(pointer: Pointer) -> Event:
    return Event(
        lane=POINTS,
        on=pointer.on,
        until=pointer.until,
        short=pointer.title,
        long=pointer.title,
        shape="triangle-right",
        href=pointer.href,
    )
