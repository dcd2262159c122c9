"""Where everything hangs. journeys and reminders bring their own paths."""

from django.conf import settings
from django.urls import include, path

from accounts import admin
from tracker.demo.mail import mail_page
from tracker.health import healthz, healthz_reminders
from tracker.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("healthz/reminders", healthz_reminders, name="healthz-reminders"),
    path("metrics", metrics, name="metrics"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("reminders.urls")),
    path("", include("journeys.urls")),
]

if settings.DEMO:
    urlpatterns.insert(0, path("demo/mail", mail_page, name="demo-mail"))
