"""Where everything hangs. journeys and reminders bring their own paths."""

from django.urls import include, path

from accounts import admin
from tracker.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("reminders.urls")),
    path("", include("journeys.urls")),
]
