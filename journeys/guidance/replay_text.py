"""What a replay found, as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from journeys.guidance.edition import Edition
from journeys.guidance.findings import Role
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.phrases import count, day, listing, number, words
from journeys.guidance.replay import FOLLOWED_DAYS, REST_DAYS, Cohort, Counts, Replayed, Spell

_HEADS = ("rule", "raised", "patients", "per 100 patients and week", "held", "context", "then changed", "median days")


def patient_text(found: Replayed) -> str:
    """One record: levels and spells in their order, with the day of each change of regimen."""
    return "\n".join(_patient_lines(found))


def _patient_lines(found: Replayed) -> Iterator[str]:
    yield f"{found.patient} from {day(found.first)} to {day(found.last)}"
    for name in [name for name in CONDITIONS if name in found.changes]:
        yield f"{words(name)}"
        changes = listing([day(on) for on in found.changes[name]]) or "none in this time"
        yield f"  regimen begun: {changes}"
        for on, condition, level in found.levels:
            if condition == name:
                yield f"  from {day(on)}: level {'none (not enough recorded)' if level is None else level}"
        for spell in found.spells:
            if spell.condition == name:
                yield from _spell_lines(spell)


def _spell_lines(spell: Spell) -> Iterator[str]:
    as_context = ", context" if spell.counted_as is Role.SUPPORTING else ""
    until = f"{day(spell.first)} to {day(spell.last)}"
    yield f"  {spell.rule}: {spell.outcome}{as_context}, {until}"
    if spell.held_for:
        yield f"    held by {listing(spell.held_for)}"
    yield f"    {spell.because}"


def cohort_text(found: Cohort, *, edition: Edition, rules: Sequence[str]) -> str:
    """Counts by rule. ``rules``: those to show."""
    rows = [_row(found, rule, counts=found.by_rule.get(rule, Counts())) for rule in rules]
    head = f"Catalogue {edition.version}: {count(found.patients, 'patient')}, {number(found.weeks)} patient-weeks"
    return "\n".join(
        [
            head,
            *_table([_HEADS, *rows]),
            f"raised: fired as core; again within {REST_DAYS} days counts once. then changed: how many of the patients",
            f"began another regimen within {FOLLOWED_DAYS} days of the first time; median days: until the next one.",
        ]
    )


def _row(found: Cohort, rule: str, *, counts: Counts) -> tuple[str, ...]:
    rate = number(found.per_100_patient_weeks(rule)) if rule in found.by_rule else "0"
    numbers = (counts.raised, counts.patients, rate, counts.held, counts.context, counts.changed)
    wait = "–" if counts.median_wait is None else number(counts.median_wait)
    return (rule, *map(str, numbers), wait)


def difference_text(before: Cohort, after: Cohort, *, rules: Iterable[str]) -> str:
    """What the second one raises that the first one doesn't, and the other way round, by rule."""
    rows = [("rule", "raised before", "raised after", "only before", "only after")]
    for rule in rules:
        old, new = (frozenset(one for one in each.raises if one[1] == rule) for each in (before, after))
        if old or new:
            rows.append((rule, str(len(old)), str(len(new)), str(len(old - new)), str(len(new - old))))
    table = list(_table(rows)) if len(rows) > 1 else ["Neither raises anything."]
    return "\n".join(["Difference, by patient and first day:", *table])


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The first column to the left, numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()
