"""Reminders: what is owed, when it may leave, and proof of what became of it."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"
    default_auto_field = "django.db.models.BigAutoField"
