"""What else happened: procedures, infections, life events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.models.fact import PatientFact, closed, in_order, labels, text

PROCEDURES = ("angioplasty", "stent", "bypass", "plasma-exchange", "immunoadsorption", "kidney-biopsy", "other")
LIFE_EVENTS = ("pregnancy", "childbirth", "surgery", "major-trauma", "vaccination", "menses")


class Procedure(PatientFact):
    on = models.DateField()
    kind = models.CharField(max_length=40, choices=labels(PROCEDURES))
    territory = text()

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, closed("kind", PROCEDURES)]


class Infection(PatientFact):
    """``controlled_on``: for long infections, when treatment had it under control."""

    began_on = models.DateField()
    kind = models.CharField(max_length=200)
    ended_on = models.DateField(null=True, blank=True)
    serious = models.BooleanField(null=True)
    controlled_on = models.DateField(null=True, blank=True)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, in_order("began_on", "ended_on")]


class LifeEvent(PatientFact):
    kind = models.CharField(max_length=20, choices=labels(LIFE_EVENTS))
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("kind", LIFE_EVENTS),
            in_order("began_on", "ended_on"),
        ]
