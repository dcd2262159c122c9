"""The record, its guidance and its pages."""

from django.apps import AppConfig

from journeys.edition import edition


class JourneysConfig(AppConfig):
    name = "journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A file of overrides that can't be taken stops every process at its start, not a patient's assessment."""
        edition()
