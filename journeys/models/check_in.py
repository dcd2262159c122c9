from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.models.fact import PatientFact, at_least, closed, labels, text, word

REPORTERS = ("patient", "caregiver", "clinician", "coordinator")
OVERALL = ("none", "mild", "moderate", "severe", "very-severe", "not-sure")
TAKEN = ("yes", "mostly", "no", "not-sure")


class CheckIn(PatientFact):
    """What a patient, or somebody for the patient, logged.

    Three clocks: ``on`` (the patient's calendar, in ``time_zone``), ``recorded_at`` (the device), ``received_at`` (the
    server). ``ref`` is the id that the form made when it opened: posting twice stores once. ``recorded_for`` says for
    whom a carer wrote. ``symptoms``: false and 0 were asked and denied; a symptom that wasn't asked is absent.
    """

    on = models.DateField()
    by = models.CharField(max_length=20, choices=labels(REPORTERS))
    recorded_at = models.DateTimeField(null=True, blank=True)
    overall = word(OVERALL)
    taken_as_planned = word(TAKEN)
    symptoms = models.JSONField(default=dict, blank=True)
    lesions = models.JSONField(null=True, blank=True)
    doses_due = models.PositiveIntegerField(null=True, blank=True)
    doses_missed = models.PositiveIntegerField(null=True, blank=True)
    time_zone = text()
    recorded_for = text()
    red_flags_shown_at = models.DateTimeField(null=True, blank=True)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("by", REPORTERS),
            closed("overall", OVERALL),
            closed("taken_as_planned", TAKEN),
            at_least("doses_due", 0),
            at_least("doses_missed", 0),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="checkin_patient_on")]

    @property
    def is_told_here(self) -> bool:
        """Sent by the patient or a carer, not brought by a document: their own words, which nobody else rewrites."""
        return self.time_zone is not None
