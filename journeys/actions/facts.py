"""Correcting what is recorded: an amendment keeps the earlier version, an error stays visible and counts no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journeys import snapshot
from journeys.actions.entries import Hand, Refused, Stale, advance, finish, keep, lock, read
from journeys.actions.entries import amend as replace_entry
from journeys.guidance import document
from journeys.guidance.document import Problem
from journeys.models import FACTS, Patient, PatientFact


@transaction.atomic
def amend(
    *,
    patient: Patient,
    list: str,
    ref: str,
    changes: Mapping[str, Any],
    version: int,
    reason: str,
    by: User,
    now: datetime,
) -> PatientFact:
    """Change fields of one entry, in the document's words; None makes a field "not recorded". Nested lines that
    ``changes`` brings are added or changed, none is removed.

    Raises `Refused` by field, `Stale` when ``version`` is not the stored one, and the model's ``DoesNotExist``.
    """
    row = _opened(patient, list, ref, version)
    old = snapshot.fact_value(list, row)
    new = read(list, {**document.dump_entry(old), **changes, "id": ref})
    hand = Hand(by=by, now=now, reason=_said(reason))
    replace_entry(row, list, old=old, new=new, hand=hand)
    finish(patient, hand=hand, what=list)
    return FACTS[list]._default_manager.get(pk=row.pk)


@transaction.atomic
def mark_entered_in_error(
    *,
    patient: Patient,
    list: str,
    ref: str,
    version: int,
    reason: str,
    by: User,
    now: datetime,
    line: tuple[str, str] | None = None,
) -> PatientFact:
    """This entry, or one ``line`` nested in it (``("doses", its id)``), was never true: rules and charts pass it over.

    It stays in the history, struck through. Raises as `amend` does.
    """
    row = _opened(patient, list, ref, version)
    old = snapshot.fact_value(list, row)
    hand = Hand(by=by, now=now, reason=_said(reason))
    struck = {"entered_in_error_at": now, "entered_in_error_by": by, "entered_in_error_reason": hand.reason}
    advance(row, **({} if line else struck))
    keep(patient.pk, list=list, ref=ref, version=version, earlier=document.dump_entry(old), hand=hand)
    if line:
        _strike_line(row, list, line, struck)
    finish(patient, hand=hand, what=list)
    return FACTS[list]._default_manager.get(pk=row.pk)


def _strike_line(row: PatientFact, list: str, line: tuple[str, str], struck: Mapping[str, Any]) -> None:
    inner = snapshot.SHAPES[list].nested[line[0]]
    rows = inner.model._default_manager.filter(**{inner.owner: row.pk}, ref=line[1], entered_in_error_at=None)
    if not rows.update(**struck):
        raise Refused(Problem(line[0], f"has no line {line[1]}"))


def _opened(patient: Patient, list: str, ref: str, version: int) -> PatientFact:
    """The standing row, of the version that the person saw. Raises `Stale` for a row that was struck out meanwhile."""
    lock(patient)
    row: PatientFact = FACTS[list]._default_manager.get(patient=patient, ref=ref)
    if row.version != version or row.entered_in_error_at:
        raise Stale(row)
    return row


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(Problem("reason", "Say why."))
    return reason.strip()
