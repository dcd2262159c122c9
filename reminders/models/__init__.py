"""What is owed, what was sent, every conversation with a mail server about it, and how the machinery is doing. Nothing
here is health data; ``item`` names a follow-up and never leaves the database."""

from reminders.models.calendar import CalendarEvent
from reminders.models.delivery import About, DeliveryAttempt, DeliveryEvent, Message, Suppression
from reminders.models.occurrence import WAITING, Occurrence, State
from reminders.models.preference import Preference, PutOff, Recipient
from reminders.models.works import Heartbeat, Hold, Installation, Relay

__all__ = [
    "WAITING",
    "About",
    "CalendarEvent",
    "DeliveryAttempt",
    "DeliveryEvent",
    "Heartbeat",
    "Hold",
    "Installation",
    "Message",
    "Occurrence",
    "Preference",
    "PutOff",
    "Recipient",
    "Relay",
    "State",
    "Suppression",
]
