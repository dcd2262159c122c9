from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from journeys.models.fact import text
from journeys.models.patient import Patient, PatientBoundQuerySet


class Amendment(models.Model):
    """The version of an entry that an amendment replaced: the one mechanism, for every list and the patient's own data.

    ``list`` is a list of the journey document, or ``patient``. ``earlier`` is the whole entry as it stood, nested
    entries included, in the document's words. ``by`` is NULL when a command imported the change. ``by_import`` tells a
    sender's new version from a person's: what a person amended, no later import overwrites. Rows are only added.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="amendments")
    list = models.CharField(max_length=40)
    ref = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    earlier = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_import = models.BooleanField(default=False)
    reason = text(1000)

    objects = PatientBoundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "list", "ref", "version"], name="amendment_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.ref}, version {self.version}"
