"""What was taken: therapies with their dose lines and administrations, and how much of it really was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual

from journeys.models.fact import (
    Entry,
    PatientFact,
    at_least,
    closed,
    is_partial_date,
    labels,
    partial_date,
    text,
    word,
)

ROUTES = ("oral", "subcutaneous", "intravenous", "topical", "other")
INTENTS = ("induction", "escalation", "switch", "adjuvant", "maintenance", "taper", "rescue", "other")
STOP_REASONS = (
    "lack-of-effect",
    "loss-of-effect",
    "toxicity",
    "intolerance",
    "infection",
    "remission",
    "pregnancy",
    "access",
    "patient-choice",
    "planned",
    "other",
)
OUTCOMES = ("response", "partial-response", "lack-of-effect", "loss-of-effect", "not-judged")
UNITS = ("mg", "g", "mg/kg", "mg/m2", "g/kg")
INTERVALS = ("day", "2-days", "week", "2-weeks", "3-weeks", "4-weeks", "month", "6-weeks", "8-weeks")
ADHERENCE_SOURCES = ("self-report", "pharmacy", "pill-count")


def _not_stopped_before_start() -> models.CheckConstraint:
    """Only whole dates can be compared as text; what is known to the month is judged by the document's reader."""
    shorter = ~Q(GreaterThanOrEqual(Length(F("started_on")) + Length(F("stopped_on")), 20))
    return models.CheckConstraint(
        condition=shorter | Q(stopped_on__gte=F("started_on")), name="therapy_stopped_on_after_started_on"
    )


class Therapy(PatientFact):
    drug = models.CharField(max_length=200)
    route = word(ROUTES)
    for_condition = text()
    intent = word(INTENTS)
    new_regimen = models.BooleanField(null=True)
    started_on = partial_date()
    stopped_on = partial_date()
    stopped = models.BooleanField(null=True)
    stop_reason = word(STOP_REASONS)
    outcome = word(OUTCOMES)
    judged_on = models.DateField(null=True, blank=True)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("route", ROUTES),
            closed("intent", INTENTS),
            closed("stop_reason", STOP_REASONS),
            closed("outcome", OUTCOMES),
            is_partial_date("started_on"),
            is_partial_date("stopped_on"),
            _not_stopped_before_start(),
        ]


class Dose(Entry):
    """A dose line: holds from its date until the next line or the stop. Amount NULL: unknown; 0: held."""

    therapy = models.ForeignKey(Therapy, on_delete=models.CASCADE, related_name="doses")
    from_date = models.DateField()
    amount = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=labels(UNITS))
    every = models.CharField(max_length=10, choices=labels(INTERVALS))

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["therapy", "ref"], name="dose_ref_once_a_therapy"),
            at_least("amount", 0),
            closed("unit", UNITS),
            closed("every", INTERVALS),
        ]


class Administration(Entry):
    """Given on a day: an infusion, a pulse, an injection."""

    therapy = models.ForeignKey(Therapy, on_delete=models.CASCADE, related_name="administrations")
    on = models.DateField()
    amount = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=labels(UNITS))

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["therapy", "ref"], name="administration_ref_once_a_therapy"),
            at_least("amount", 0),
            closed("unit", UNITS),
        ]


class AdherencePeriod(PatientFact):
    """How much was taken as planned in the days that end on ``on``; no drug: the whole regimen."""

    source = word(ADHERENCE_SOURCES)
    on = models.DateField()
    days = models.PositiveIntegerField()
    percent = models.FloatField()
    drug = text()

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("source", ADHERENCE_SOURCES),
            at_least("days", 1),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="adherenceperiod_percent_is_one"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="adherence_patient_on")]
