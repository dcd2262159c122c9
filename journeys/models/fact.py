"""What every recorded fact has, and the few column shapes that the journey format needs.

The columns of a fact are the fields of its value in `journeys.guidance.journey`, name by name; ``id`` is ``ref`` here.
"Not recorded" is NULL in every column, text too: NULL is the value's ``None``, nothing is translated between the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import In

from journeys.models.patient import Patient, PatientBoundQuerySet


def text(max_length: int = 200) -> models.CharField[str | None, str | None]:
    """An open word or a free text that may be absent."""
    return models.CharField(max_length=max_length, null=True, blank=True)


def word(words: Iterable[str]) -> models.CharField[str | None, str | None]:
    """A closed word that may be absent; `closed` holds the database to it."""
    return models.CharField(max_length=40, choices=labels(words), null=True, blank=True)


def labels(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, each.replace("-", " ")) for each in words]


def partial_date() -> models.CharField[str | None, str | None]:
    """``2022-03-14``, ``2022-03`` or ``2022`` as text: a date known to the month must not become a day."""
    return models.CharField(max_length=10, null=True, blank=True)


def closed(field: str, words: Iterable[str]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(words)}), name=f"%(class)s_{field}_is_known")


def at_least(field: str, low: float) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__gte": low}), name=f"%(class)s_{field}_not_below_{low}")


def is_partial_date(field: str) -> models.CheckConstraint:
    """Length only: the text has been through `PartialDate`, and regular expressions are not SQL's."""
    return models.CheckConstraint(condition=In(Length(F(field)), [4, 7, 10]), name=f"%(class)s_{field}_is_a_date")


def in_order(earlier: str, later: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{later}__gte": F(earlier)}), name=f"%(class)s_{later}_after_{earlier}"
    )


class FactQuerySet(PatientBoundQuerySet):
    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.filter(entered_in_error_at=None)


class Entry(models.Model):
    """One entry of a list, also of a nested one: where it came from, and whether it still stands.

    Abstract because 26 tables share exactly these columns, and forgetting one in one of them would lose history.
    ``entered_by`` is NULL when a command imported it; ``received_at`` is the server's clock.
    """

    ref = models.CharField(max_length=200)
    source = text()
    note = models.TextField(null=True, blank=True)  # noqa: DJ001  NULL is "not recorded", see above
    received_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_in_error_at = models.DateTimeField(null=True, blank=True)
    entered_in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_in_error_reason = text()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(entered_in_error_at=None, entered_in_error_by=None, entered_in_error_reason=None)
                | Q(
                    entered_in_error_at__isnull=False,
                    entered_in_error_by__isnull=False,
                    entered_in_error_reason__isnull=False,
                ),
                name="%(class)s_error_has_time_person_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.ref}"


class PatientFact(Entry):
    """An entry that belongs to a patient. ``version`` counts amendments; earlier versions are `Amendment` rows."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT)
    version = models.PositiveIntegerField(default=1)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["patient", "ref"], name="%(class)s_ref_once_a_patient"),
        ]
