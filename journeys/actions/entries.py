"""How an entry gets into the record: one way for all lists, used by every import and every form.

What a person types goes through the journey document's own reader: a form and a file are held to the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import access_log
from accounts.models import User
from journeys.assessment import reassess
from journeys.guidance import document
from journeys.guidance.document import DocumentError, Problem
from journeys.guidance.journey import Fact
from journeys.models import Amendment, Entry, Flag, FollowUp, Patient, PatientFact, WorkItem
from journeys.snapshot import SHAPES, Shape, columns


class Refused(ValueError):  # noqa: N818  an answer to a person, not a fault
    """What was handed in can't be taken. ``problems``: field (or JSON path) and message, for people."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Stale(Exception):  # noqa: N818  the same
    """Somebody else changed the row after this person had opened it: nothing was written, both versions stand."""

    def __init__(self, row: PatientFact | Flag | WorkItem | FollowUp) -> None:
        self.row = row
        super().__init__(f"{row} is at version {row.version} by now")


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who writes, when, and why. ``by`` None: a command. ``by_import``: a sender's new version, not a person's."""

    by: User | None
    now: datetime
    reason: str | None = None
    by_import: bool = False


def lock(patient: Patient) -> Patient:
    """The patient as stored now; until the transaction ends, nobody else writes to this record."""
    return Patient.objects.select_for_update().get(pk=patient.pk)


def finish(patient: Patient, *, hand: Hand, what: str, acting_as: str = "") -> None:
    """What every change ends in: a trace of who wrote, and guidance on the new record, in the same transaction."""
    access_log.record(
        actor=hand.by, patient_ids=[patient.pk], action="write", what=what, now=hand.now, acting_as=acting_as
    )
    reassess([patient.pk], now=hand.now)


def read(name: str, entry: Mapping[str, Any]) -> Fact:
    """One entry of the list ``name``, in the document's words; None is "not recorded". Raises `Refused` by field."""
    given = {key: value for key, value in entry.items() if value is not None}
    try:
        journey = document.parse({"format": "treatment-journey/1", "patient": {"id": "-"}, name: [given]})
    except DocumentError as error:
        at = f"$.{name}[0]"
        raise Refused(
            *(Problem(p.path.removeprefix(at).removeprefix("."), p.message) for p in error.problems)
        ) from None
    found: Fact = getattr(journey, name)[0]
    return found


def add(patient: Patient, name: str, facts: Sequence[Fact], *, hand: Hand, **extra: Any) -> list[PatientFact]:
    """New entries of the list ``name``, with what is nested in them. ``extra``: columns that the format lacks."""
    shape = SHAPES[name]
    rows = [_row(shape, fact, hand, patient_id=patient.pk, **extra) for fact in facts]
    stored: list[Any] = shape.model._default_manager.bulk_create(rows)
    for row, fact in zip(stored, facts, strict=True):
        for key, inner in shape.nested.items():
            add_nested(inner, row.pk, getattr(fact, key), hand=hand)
    return stored


def add_nested(shape: Shape, owner: int, facts: Iterable[Fact], *, hand: Hand) -> None:
    shape.model._default_manager.bulk_create(_row(shape, fact, hand, **{f"{shape.owner}_id": owner}) for fact in facts)


def amend(row: PatientFact, name: str, *, old: Fact, new: Fact, hand: Hand) -> None:
    """Replace an entry and keep the earlier version. Raises `Stale` if ``row.version`` isn't the stored one any more.

    Nested entries of ``new`` are added or changed; none is removed.
    """
    shape, version = SHAPES[name], row.version
    advance(row, **columns(shape, replace(new, id=old.id)))
    keep(row.patient_id, list=name, ref=old.id, version=version, earlier=document.dump_entry(old), hand=hand)
    for key, inner in shape.nested.items():
        _amend_nested(inner, row.pk, old=getattr(old, key), new=getattr(new, key), hand=hand)


def _amend_nested(shape: Shape, owner: int, *, old: Iterable[Fact], new: Iterable[Fact], hand: Hand) -> None:
    before = {each.id: each for each in old}
    add_nested(shape, owner, [each for each in new if each.id not in before], hand=hand)
    for each in new:
        if each.id in before and each != before[each.id]:
            rows = shape.model._default_manager.filter(**{shape.owner: owner}, ref=each.id)
            rows.update(**columns(shape, each))


def advance(row: PatientFact, **changes: Any) -> None:
    """Write these columns and the next version, if nobody was faster. Raises `Stale`."""
    rows = type(row)._default_manager.filter(pk=row.pk, version=row.version)
    if not rows.update(version=row.version + 1, **changes):
        raise Stale(type(row)._default_manager.get(pk=row.pk))
    row.version += 1


def keep(patient_id: UUID, *, list: str, ref: str, version: int, earlier: Mapping[str, Any], hand: Hand) -> None:
    Amendment.objects.create(
        patient_id=patient_id,
        list=list,
        ref=ref,
        version=version,
        earlier=earlier,
        at=hand.now,
        by=hand.by,
        by_import=hand.by_import,
        reason=hand.reason,
    )


def same(old: Fact, new: Fact) -> bool:
    """Equal, and yes/no where the other has yes/no: to Python True is 1, but "yes" is not "1 of 10"."""
    return old == new and list(_answers(old)) == list(_answers(new))


def _answers(fact: Fact) -> Iterator[tuple[str, str]]:
    for field in fields(fact):
        value = getattr(fact, field.name)
        if isinstance(value, Mapping):
            yield from sorted((field.name, word) for word, answer in value.items() if isinstance(answer, bool))


def _row(shape: Shape, fact: Fact, hand: Hand, **more: Any) -> Entry:
    return shape.model(**columns(shape, fact), received_at=hand.now, entered_by=hand.by, **more)
