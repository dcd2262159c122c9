"""Signing in and choosing a password, in words for everybody."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from django.contrib.auth.forms import SetPasswordForm

from accounts.models import User

WHAT_IS_GOOD = "At least 10 characters. Three or four words in a row are easy to keep in mind."
LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Your password so far",
    "password1": "New password",
    "password2": "The same password again",
}


class ChoosePasswordForm(SetPasswordForm):
    """Django's form and rules; the rules in one plain sentence each."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        first, again = self.fields["new_password1"], self.fields["new_password2"]
        first.label, again.label = "New password", "The same password again"
        first.help_text = WHAT_IS_GOOD
        again.help_text = ""


class PlainWords:
    """One name for one thing on every page; a placeholder would say it twice, and vanish on typing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # of the form that it is mixed into
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.help_text = WHAT_IS_GOOD


class SignIn(PlainWords, LoginForm):
    pass


class SignInAgain(PlainWords, ReauthenticateForm):
    pass


class ChangeAddress(PlainWords, AddEmailForm):
    pass


class ChangePassword(PlainWords, ChangePasswordForm):
    pass


class AskForLink(PlainWords, ResetPasswordForm):
    pass


class NewPassword(PlainWords, ResetPasswordKeyForm):
    pass
