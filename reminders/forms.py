"""How somebody wants to be reminded, in their own words."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from reminders.languages import spoken
from reminders.models import Recipient
from reminders.models.preference import Pause
from reminders.preferences import Choice
from reminders.times import CLOSES, DAY, OPENS, Away
from reminders.values import Person, Rhythm, Topic

RHYTHMS = {Rhythm.WEEKLY: "Once a week", Rhythm.TWO_WEEKLY: "Every two weeks", Rhythm.DAILY: "Every day"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = range(OPENS.hour, CLOSES.hour)
KINDS = {Topic.CHECK_INS: "Check-ins", Topic.TESTS_AND_VISITS: "Tests, visits and what else is planned"}
FURTHEST = timedelta(days=366)
WHOLE_AWAY = "Somewhere else for a while: fill in the time zone and both days, or none of them"


@cache
def _zones() -> list[tuple[str, str]]:
    """Those named after a place."""
    return [("", "At home"), *((each, each.replace("_", " ")) for each in sorted(available_timezones()) if "/" in each)]


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": f"{label}: enter a day that exists"},
    )


def _kinds() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="What to remind of", required=False, choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple
    )


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label="Language of the e-mails", choices=settings.LANGUAGES)


def _wanted() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Reminder e-mails",
        choices=[("yes", "Yes, remind me"), ("no", "No e-mails")],
        widget=forms.RadioSelect,
        error_messages={"required": "Reminder e-mails: choose yes or no"},
    )


class ReaderForm(forms.Form):
    """What is one reader's own: whether, what, in which language."""

    wanted = _wanted()
    kinds = _kinds()
    language = _language()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wanted") == "yes" and "kinds" in self.fields and not cleaned.get("kinds"):
            self.add_error("kinds", "What to remind of: choose at least one, or “No e-mails” above")
        return cleaned

    @property
    def is_wanted(self) -> bool:
        return bool(self.cleaned_data["wanted"] == "yes")

    @property
    def kinds_wanted(self) -> frozenset[Topic] | None:
        """None: not asked."""
        if "kinds" not in self.fields or not self.is_wanted:
            return None
        return frozenset(map(Topic, self.cleaned_data["kinds"]))


class PreferenceForm(ReaderForm):
    """Of one patient. ``with_account`` False: nobody reads the mails as the patient, so what is theirs isn't asked."""

    rhythm = forms.ChoiceField(label="How often to check in", choices=list(RHYTHMS.items()))
    weekday = forms.TypedChoiceField(
        label="On which day",
        help_text="If you chose every day, this does not matter.",
        choices=list(enumerate(DAYS)),
        coerce=int,
    )
    local_time = forms.TypedChoiceField(
        label="At what time",
        choices=[(f"{hour:02}:00", f"{hour:02}:00") for hour in HOURS],
        coerce=time.fromisoformat,
    )
    paused_until = _day("No e-mails before", "For a holiday or a stay in hospital. On this day they come again.")
    pause_reason = forms.ChoiceField(label="Why", required=False, choices=[("", "Not said"), *Pause.choices])
    away_zone = forms.ChoiceField(label="Time zone there", required=False, choices=_zones)
    away_from = _day("From")
    away_until = _day("First day at home again")
    field_order = ("wanted", "kinds", "rhythm", "weekday", "local_time")

    def __init__(self, data: Mapping[str, Any] | None, *, today: date, with_account: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        if not with_account:
            for name in ("kinds", "language", "away_zone", "away_from", "away_until"):
                del self.fields[name]

    def clean_paused_until(self) -> date | None:
        until: date | None = self.cleaned_data["paused_until"]
        if until and not self.today < until <= self.today + FURTHEST:
            raise forms.ValidationError(f"No e-mails before: choose a day {self._in_a_year()}")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"away_from", "away_until"} & self.errors.keys():
            self._check_away(*(cleaned.get(name) for name in ("away_zone", "away_from", "away_until")))
        return cleaned

    def _check_away(self, zone: str | None, start: date | None, end: date | None) -> None:
        if bool(zone) != bool(start) or bool(start) != bool(end):
            self.add_error("away_zone", WHOLE_AWAY)
        elif start and end and end <= start:
            self.add_error("away_until", "First day at home again: choose a day after the first day there")
        elif start and end and not self.today < end <= self.today + FURTHEST:
            self.add_error("away_until", f"First day at home again: choose a day {self._in_a_year()}")

    def _in_a_year(self) -> str:
        first, last = (f"{day.day} {day:%B %Y}" for day in (self.today + DAY, self.today + FURTHEST))
        return f"from {first} to {last}"

    def choice(self) -> Choice:
        chosen = self.cleaned_data
        return Choice(
            wanted=self.is_wanted,
            kinds=self.kinds_wanted,
            rhythm=Rhythm(chosen["rhythm"]),
            weekday=chosen["weekday"],
            local_time=chosen["local_time"],
            paused_until=chosen["paused_until"],
            pause_reason=chosen["pause_reason"] if chosen["paused_until"] else "",
            away_zone=chosen.get("away_zone", ""),
            away_from=chosen.get("away_from"),
            away_until=chosen.get("away_until"),
            language=chosen.get("language"),
        )


class CarerForm(ReaderForm):
    """Of somebody who helps others, for the mails about those."""


class DigestForm(forms.Form):
    """Of a member of a care team."""

    wanted = forms.BooleanField(label="Send me the daily summary", required=False)


def initial(person: Person, today: date, *, reason: str) -> dict[str, Any]:
    """What holds now. A time between two full hours shows as the hour it is in; what is over, not at all."""
    away = person.zones.away
    return {
        "wanted": "no" if person.stopped >= set(KINDS) else "yes",
        "kinds": [kind for kind in KINDS if kind not in person.stopped] or list(KINDS),
        "rhythm": person.rhythm,
        "weekday": person.weekday,
        "local_time": f"{person.local_time.hour:02}:00",
        **_initial_pause(person, today, reason),
        **(_initial_away(away) if away and away.end > today else {}),
        "language": spoken(person.language),
    }


def _initial_pause(person: Person, today: date, reason: str) -> dict[str, Any]:
    paused = person.paused_until
    return {"paused_until": paused, "pause_reason": reason} if paused and paused > today else {}


def _initial_away(away: Away) -> dict[str, Any]:
    return {"away_zone": away.zone.key, "away_from": away.start, "away_until": away.end}


def initial_of_carer(reader: Recipient | None, language: str) -> dict[str, Any]:
    wants = reader or Recipient()
    stopped = {Topic.CHECK_INS: wants.check_ins_stopped_at, Topic.TESTS_AND_VISITS: wants.tests_and_visits_stopped_at}
    kinds = [kind for kind in KINDS if not stopped[kind]]
    return {
        "wanted": "yes" if wants.as_carer_since and kinds else "no",
        "kinds": kinds or list(KINDS),
        "language": spoken(language),
    }
