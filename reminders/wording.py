"""What became of a reminder, and why, in words for people who have signed in."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.mail import Outcome
from reminders.attempts import Step
from reminders.models import Occurrence, State
from reminders.models.delivery import EventType
from reminders.models.preference import Pause
from reminders.pacing import Wait
from reminders.values import Kind, Reason, Topic

KIND = {
    Kind.CHECK_IN: "Check-in",
    Kind.MONITORING: "Test or check",
    Kind.FOLLOW_UP: "Asked by the team",
    Kind.VISIT: "Visit",
    Kind.DRUG_CYCLE: "Infusion or injection",
    Kind.TEAM_DIGEST: "Team e-mail",
}
STATE = {
    State.PLANNED: "Planned",
    State.DUE: "Waiting",
    State.LEASED: "Being sent",
    State.SENT: "Sent",
    State.SUPPRESSED: "Not sent",
    State.EXPIRED: "Not sent",
    State.CANCELLED: "Not needed",
    State.DEAD: "Could not be sent",
}
WHY = {
    Step.REFUSED: "the mail server refused the address",
    Step.NO_ANSWER: "the mail server took it twice without an answer, so it may have arrived",
    Step.CRASHES: "sending it was broken off three times",
    Step.UNWRITABLE: "it could not be put together",
    Step.MAY_HAVE_ARRIVED: "the mail server took it without an answer, so it may have arrived",
    Reason.CARE_ENDED: "care has ended",
    Reason.NO_ACCOUNT: "there was no account",
    Reason.NO_VERIFIED_ADDRESS: "the address was not confirmed",
    Reason.CANNOT_REACH: "mails had come back",
    Reason.STOPPED: "reminders were switched off",
    Reason.PAUSED: "reminders were paused",
    Reason.SNOOZED: "it was put off to a later day",
    Reason.SAID_DONE: "it was said to be done",
    Reason.DONE: "it was done already",
    Reason.RHYTHM: "another day was chosen",
    Reason.UNANSWERED: "six before it had no answer",
    Reason.RESTORED: "it may have been sent already: a backup was played back",
    Reason.SKIPPED: "the team phoned instead",
    Wait.HOURS: "it was outside the hours for mails",
    Wait.ONE_A_DAY: "there is at most one mail a day",
    Wait.FOUR_A_WEEK: "there are at most four of these a week",
    Wait.FEWER: "fewer are sent when the last three had no answer",
}
# Why nothing comes to somebody at all: to themself, and to others about them.
NEVER = {
    Reason.CARE_ENDED: ("Care with this team ended{since}.",) * 2,
    Reason.NO_ACCOUNT: ("There is no account yet.",) * 2,
    Reason.NO_VERIFIED_ADDRESS: (
        "Your e-mail address has not been confirmed yet. Open the link in the mail that we sent you.",
        "The e-mail address has not been confirmed yet.",
    ),
    Reason.CANNOT_REACH: (
        "E-mails to you came back{since}. Please look at your address.",
        "E-mails came back{since}. The address needs a look.",
    ),
    Reason.STOPPED: ("You asked us to stop{since}.", "They asked us to stop{since}."),
}
STOPPED = {
    Topic.CHECK_INS: (
        "You asked us to stop mails about check-ins{since}.",
        "No mails about check-ins, as they asked{since}.",
    ),
    Topic.TESTS_AND_VISITS: (
        "You asked us to stop mails about tests and visits{since}.",
        "No mails about tests and visits, as they asked{since}.",
    ),
}
GIVEN_UP = (
    "No more until there is a sign from you: six had no answer. A check-in is a sign.",
    "No more until there is a sign from them: six had no answer.",
)
WAITS = {
    Wait.HOURS: "Outside the hours for mails until {time}.",
    Wait.ONE_A_DAY: "At most one mail a day: waiting until {day}.",
    Wait.FOUR_A_WEEK: "At most four a week: waiting until {day}.",
    Wait.FEWER: "Fewer, because the last three had no answer: waiting until {day}.",
}
PAUSED: Mapping[str, str] = {Pause.HOSPITAL: ", in hospital", Pause.HOLIDAY: ", on holiday"}
ATTEMPT = {
    Outcome.ACCEPTED: "Sent {when}, accepted by the mail server.",
    Outcome.TRANSIENT: "Tried {when}. The mail server asked to wait.",
    Outcome.PERMANENT: "Tried {when}. The mail server refused it.",
    Outcome.AMBIGUOUS: "Sent {when}. The mail server did not answer: it may have arrived.",
    Outcome.RELAY: "Tried {when}. The mail server could not be reached.",
    "": "Begun {when}. How it went is not known.",
}
EVENT: Mapping[str, str] = {
    EventType.DELIVERED: "It arrived {when}.",
    EventType.HARD_BOUNCE: "It came back {when}: the address does not take mails.",
    EventType.SOFT_BOUNCE: "It came back {when}, for now.",
    EventType.COMPLAINT: "It was reported as unwanted {when}.",
}
WHYS = {each.value: words for each, words in WHY.items()}


def became(occurrence: Occurrence) -> str:
    """As in "Not sent: it was done already"."""
    why = WHYS.get(occurrence.reason, "")
    if occurrence.state == State.EXPIRED and not why:
        why = "it was too late by then"
    state = STATE[State(occurrence.state)]
    return f"{state}: {why}" if why else state


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Monday 2 March 2026, 09:02"""
    local = at.astimezone(zone)
    return f"{day(local)}, {local:%H:%M}"


def day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"
