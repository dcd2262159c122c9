"""People: who signs in, which clinics and care teams there are, who belongs to which."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
