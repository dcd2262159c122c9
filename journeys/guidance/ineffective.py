"""Which lines of treatment did not control Takayasu arteritis: the two failure rules (settled reading 6).

A line counts when it was adequate and ended without effect, as recorded, or goes on while a core activity rule fires.
An end without effect stands alone until a later status of remission or low activity, or for 182 days (D); after that
only together with activity. A new regimen doesn't end it. An activity rule that is held lets the line be held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from journeys.guidance.activity import Activity, activity, each_once
from journeys.guidance.adequacy import is_course
from journeys.guidance.case import Case
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Evidence, Outcome
from journeys.guidance.gates import UNKNOWN
from journeys.guidance.journey import Therapy
from journeys.guidance.lines import Line, ended_without_effect, goes_on, lines
from journeys.guidance.phrases import capital, day, listing, lower
from journeys.guidance.regimen import treatments, unassigned
from journeys.guidance.relapses import quiet_after
from journeys.guidance.rule import Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.usual_doses import Use

_NUMBERS = "no one two three four five six seven eight nine".split()  # noqa: SIM905  ten words read better in a row
_CHANGE = ("a later status of remission or low activity", "no core activity rule that fires")


class Kind(NamedTuple):
    """Which lines a rule looks at. ``name``: in the singular. ``wanted``: what is asked where adequacy is unknown."""

    classes: frozenset[str]
    name: str
    wanted: str


class _Judged(NamedTuple):
    """``counts``: fired, it does; held, once the activity isn't held; cannot-assess; not-fired, it doesn't."""

    line: Line
    counts: Outcome
    goes_on: bool


def judged_lines(case: Case, kind: Kind, *, for_patient: str) -> Verdict:
    """What a failure rule says. Reads the limit ``stands`` and the findings of the activity rules."""
    mine = [line for line in lines(case, Use.TAKAYASU) if kind.classes & classes_of(line.therapy)]
    now = activity(case)
    if not mine:
        return _no_lines(case, kind, now=now)
    judged = [_judged(case, line, now=now) for line in mine]
    if counted := _that(judged, Outcome.FIRED):
        evidence = _evidence(counted, now)
        return fired(_sentence(counted, now), evidence=evidence, for_patient=for_patient, would_change=_CHANGE)
    if counted := _that(judged, Outcome.HELD):
        return held(
            _sentence(counted, now),
            evidence=_evidence(counted, now),
            holds=now.holds,
            for_patient=for_patient,
            would_change=_CHANGE,
        )
    if unknown := _that(judged, Outcome.CANNOT_ASSESS):
        return _unknown(unknown, kind, now=now)
    return _none(judged, kind)


def _no_lines(case: Case, kind: Kind, *, now: Activity) -> Verdict:
    """Nothing recorded isn't "none given": it decides only where the rest of the record speaks too."""
    says = f"No {kind.name} is recorded as given for this condition."
    unclear = [f"what {each.drug} was given for" for each in unassigned(case) if kind.classes & classes_of(each)]
    unknown = now.missing if now.answer is Outcome.CANNOT_ASSESS else ()
    missing = (*unclear, *(() if treatments(case) else ("treatments given so far",)), *unknown)
    return cannot_assess(says, missing=missing) if missing else not_fired(says)


def _judged(case: Case, line: Line, *, now: Activity) -> _Judged:
    going = goes_on(case, line)
    return _Judged(line, _counts(case, line, now=now, goes_on=going), going)


def _counts(case: Case, line: Line, *, now: Activity, goes_on: bool) -> Outcome:
    ended_otherwise = line.without_effect is False and not line.is_ongoing
    if line.adequacy.answer is False or ended_otherwise:
        return Outcome.NOT_FIRED
    signal = Outcome.FIRED if _stands(case, line) else now.answer
    known = line.adequacy.answer is True and (line.without_effect is True or goes_on)
    return signal if known or signal is Outcome.NOT_FIRED else Outcome.CANNOT_ASSESS


def _stands(case: Case, line: Line) -> bool:
    """An end without effect that is young enough and that nothing contradicts. On an unknown day: it may be old."""
    ended = max((on for on, _ in _ends(line) if on), default=None)
    if ended is None:
        return False
    return case.clock.within(case.limit("stands"), ended) and quiet_after(case, ended) is None


def _ends(line: Line) -> Iterator[tuple[date | None, Therapy]]:
    """The treatments of a line that ended without effect, or were judged so, and when, if known."""
    for therapy in (line.therapy, *line.continued):
        if ended_without_effect(therapy):
            yield (therapy.stopped_on.earliest if therapy.stopped_on else therapy.judged_on), therapy


def _that(judged: Iterable[_Judged], counts: Outcome) -> list[_Judged]:
    return [found for found in judged if found.counts is counts]


def _sentence(counted: list[_Judged], now: Activity) -> str:
    """``Two lines: methotrexate: 200 days …, without effect until 3 May 2022; … . Now: disease still active …``."""
    many = f"{_NUMBERS[min(len(counted), 9)]} lines: " if len(counted) > 1 else ""
    text = "; ".join(f"{found.line.adequacy.says}, {_end_in_words(found)}" for found in counted)
    active = listing([lower(found.title) for found in now.fired or now.held])
    return f"{capital(f'{many}{text}')}.{f' Now: {active}.' if active else ''}"


def _end_in_words(found: _Judged) -> str:
    ended = [on for on, _ in _ends(found.line)]
    if not ended:
        return "not recorded as ended" if is_course(found.line.therapy) else "still given"
    known = [on for on in ended if on]
    return f"recorded as without effect on {day(max(known))}" if known else "recorded as without effect"


def _evidence(counted: list[_Judged], now: Activity) -> tuple[Evidence, ...]:
    others = (shown for found in now.fired or now.held for shown in found.evidence)
    return each_once((*(found.line.adequacy.evidence for found in counted), *others))


def _unknown(unknown: list[_Judged], kind: Kind, *, now: Activity) -> Verdict:
    missing = [text for found in unknown for text in _missing(found, kind)]
    if now.answer is Outcome.CANNOT_ASSESS:
        missing += now.missing
    says = listing([found.line.adequacy.says for found in unknown], last="and")
    return cannot_assess(
        f"{capital(says)}. Whether it counts as a line without effect can't be told from what is recorded.",
        missing=tuple(dict.fromkeys(missing)),
        evidence=tuple(found.line.adequacy.evidence for found in unknown),
    )


def _missing(found: _Judged, kind: Kind) -> Iterator[str]:
    line = found.line
    if line.adequacy.answer is None:
        wanted = f"{kind.wanted} of {line.therapy.drug}"
        yield line.adequacy.says.removeprefix(UNKNOWN) if line.adequacy.is_beyond else wanted
    if line.without_effect is not True and not found.goes_on:
        unsaid = [therapy for therapy in (line.therapy, *line.continued) if ended_without_effect(therapy) is None]
        yield from (f"why {therapy.drug} was stopped" for therapy in unsaid or (line.therapy,))


def _none(judged: list[_Judged], kind: Kind) -> Verdict:
    says = listing([found.line.adequacy.says for found in judged])
    return not_fired(
        f"{capital(says)}. No {kind.name} that was adequate ended without effect, or goes on while the disease is "
        "active.",
        evidence=tuple(found.line.adequacy.evidence for found in judged),
    )
