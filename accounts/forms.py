"""Choosing a first password, in words for everybody."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm

from accounts.models import User


class ChoosePasswordForm(SetPasswordForm):
    """Django's form and rules; the rules in one plain sentence each."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        first, again = self.fields["new_password1"], self.fields["new_password2"]
        first.label, again.label = "New password", "The same password again"
        first.help_text = "At least 10 characters. Three or four words in a row are easy to keep in mind."
        again.help_text = ""
