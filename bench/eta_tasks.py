"""What such a site has: a row for each reminder, and a task that reads it, sends its mail and marks it as sent."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone

from bench.eta import app

SUBJECT = "You have something to do"


class Reminder(models.Model):
    """Made and dropped by the bench; no migration knows it."""

    address = models.EmailField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return f"reminder {self.pk}"


@app.task(name="bench.send")
def send(reminder_id: int) -> None:
    """The same texts as ours, over a connection of its own, as `send_mail` does it."""
    reminder = Reminder.objects.get(pk=reminder_id)
    context = {"subject": SUBJECT, "site_name": settings.SITE_NAME, "link": f"{settings.SITE_URL}/"}
    mail = EmailMultiAlternatives(SUBJECT, render_to_string("emails/reminder.txt", context), to=[reminder.address])
    mail.attach_alternative(render_to_string("emails/reminder.html", context), "text/html")
    mail.send()
    reminder.sent_at = timezone.now()
    reminder.save(update_fields=["sent_at"])
