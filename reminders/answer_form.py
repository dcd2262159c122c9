"""What can be answered on the page behind a mail's link: one button, for two of them with a day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reminders.answers import FURTHEST

DAYS = {"later-1": 1, "later-3": 3, "later-7": 7, "pause-7": 7, "pause-14": 14}
ON_A_DAY = ("later-on", "pause-on")
BUTTONS = ("done", *DAYS, *ON_A_DAY, "take-back", "go-on")


class AnswerForm(forms.Form):
    """``do``: the button; ``on``: the day typed beside it. Cleaned, there are also ``did`` (what `answers` calls it)
    and ``until`` (None where there is no day)."""

    do = forms.ChoiceField(
        choices=[(each, each) for each in BUTTONS],
        error_messages={"required": _("Choose one of the buttons."), "invalid_choice": _("Choose one of the buttons.")},
    )
    on = forms.DateField(required=False, error_messages={"invalid": _("Enter a day that exists.")})

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    @property
    def first(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def last(self) -> date:
        return self.today + FURTHEST

    @property
    def asked(self) -> str:
        return self.data.get("do", "")

    @property
    def later_error(self) -> str:
        return self._error("later-on")

    @property
    def pause_error(self) -> str:
        return self._error("pause-on")

    def _error(self, button: str) -> str:
        return str(self.errors["on"][0]) if self.asked == button and "on" in self.errors else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        do = cleaned.get("do", "")
        cleaned["did"], cleaned["until"] = do.partition("-")[0] if do in (*DAYS, *ON_A_DAY) else do, None
        if do in DAYS:
            cleaned["until"] = self.today + timedelta(days=DAYS[do])
        elif do in ON_A_DAY and "on" not in self.errors:
            cleaned["until"] = self._day(cleaned.get("on"))
        return cleaned

    def _day(self, day: date | None) -> date | None:
        if day and self.first <= day <= self.last:
            return day
        words = gettext("Choose a day from %(first)s to %(last)s.")
        form = gettext("j F Y")
        self.add_error("on", words % {"first": date_format(self.first, form), "last": date_format(self.last, form)})
        return None
