"""Registering and inviting patients, and giving those on the waiting list a team."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms

from accounts.models import CareTeam
from journeys.forms.actions import ActionForm, choice_field, day_field
from journeys.guidance.words import MANIFESTATIONS
from journeys.models.patient import SEXES
from journeys.wording import CONDITION, sentence_case, spoken


class TeamForm(ActionForm):
    """``teams``: those that this person may choose; of one, nothing is asked."""

    team = forms.ChoiceField(label="Care team", error_messages={"required": "Care team: choose one"})

    def __init__(self, *args: Any, teams: Sequence[CareTeam], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        cast(forms.ChoiceField, self.fields["team"]).choices = [(key, str(team)) for key, team in self.teams.items()]

    def chosen_team(self) -> CareTeam:
        return self.teams[self.cleaned_data["team"]]


class RegisterForm(TeamForm):
    fields_of: ClassVar = {"id": "ref", "manifestations[0]": "manifestations"}

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Name: enter the patient's name"})
    ref = forms.CharField(
        label="Number",
        help_text="The clinic's own number for this patient",
        max_length=200,
        error_messages={"required": "Number: enter the clinic's number"},
    )
    birth_date = day_field("Date of birth", required=False)
    sex = choice_field("Sex", [(sex, sentence_case(sex)) for sex in SEXES], required=False)
    time_zone = forms.CharField(
        label="Time zone",
        help_text="Where the patient lives, such as Europe/Istanbul. Reminders go by it. Empty: the clinic's.",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )
    condition = choice_field("Condition", list(CONDITION.items()))
    manifestations = forms.MultipleChoiceField(
        label="Forms of lupus",
        choices=[(word, sentence_case(spoken(word))) for word in sorted(MANIFESTATIONS)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    diagnosed_on = day_field("Diagnosed on", required=False)

    @property
    def zones(self) -> list[str]:
        return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)

    def person(self) -> dict[str, Any]:
        """In the words of the journey document."""
        cleaned = self.cleaned_data
        born = cleaned["birth_date"]
        person = {name: cleaned[name].strip() for name in ("name", "time_zone", "sex")}
        person |= {"id": cleaned["ref"].strip(), "birth_date": born.isoformat() if born else ""}
        return {name: value for name, value in person.items() if value}

    def conditions(self) -> list[dict[str, Any]]:
        cleaned = self.cleaned_data
        entry: dict[str, Any] = {"condition": cleaned["condition"]}
        if cleaned["manifestations"]:
            entry["manifestations"] = cleaned["manifestations"]
        if cleaned["diagnosed_on"]:
            entry["diagnosed_on"] = cleaned["diagnosed_on"].isoformat()
        return [entry]


class InviteForm(ActionForm):
    email = forms.EmailField(
        label="E-mail address",
        help_text="They get a link, good for three days, on which they choose a password.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address, such as ada@example.org",
        },
    )
