"""The page behind an invitation's link."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import invitations
from accounts.forms import ChoosePasswordForm
from accounts.models import User


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, user_id: UUID, token: str) -> HttpResponse:
    """Looking changes nothing, so a mail scanner that opens links uses none up. Posting sets the password."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not invitations.is_good(user, token):
        return _refused(request)
    form = ChoosePasswordForm(user, request.POST or None)
    if not form.is_valid():
        return render(request, "account/invitation.html", {"form": form, "invited": user})
    try:
        invitations.accept(user_id=user_id, token=token, password=form.cleaned_data["new_password1"])
    except invitations.LinkRefusedError:
        return _refused(request)
    messages.success(request, "Your password is set. You can sign in now.")
    return redirect("account_login")


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "account/invitation_refused.html", status=404)
