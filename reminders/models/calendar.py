"""What calendars were told, so that they can be told when it changes."""

from __future__ import annotations

from django.db import models

from journeys.models import Patient
from journeys.models.patient import PatientBoundQuerySet


class CalendarEvent(models.Model):
    """One day on which a patient has something to do. ``uid`` is made from what it is about (`calendar.uid`), so it
    stays when the day moves; ``sequence`` grows with everything that calendars have to be told anew."""

    uid = models.UUIDField(primary_key=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="calendar_events")
    on = models.DateField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PatientBoundQuerySet.as_manager()

    def __str__(self) -> str:
        return f"something to do on {self.on}"
