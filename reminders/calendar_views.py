"""The private calendar feed, and the page where somebody makes, renews and revokes the link to it."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from journeys.views import gate
from reminders import feeds
from reminders.models import Recipient

MADE = "Here is your link."
RENEWED = "Here is your new link. The old one does not work any more."
REVOKED = "The link does not work any more."


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For calendar programs and the servers that fetch for them: no cookie, the link is the key. 404 for a link that
    was renewed or revoked, as for one that never was.

    They may keep their copy, or they would have to fetch all of it each time; nobody in between may, and nobody may
    show it without asking whether it still holds.
    """
    content = feeds.read(token, timezone.now())
    if content is None:
        raise Http404
    etag = quote_etag(hashlib.blake2s(content, digest_size=12).hexdigest())
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def link(request: HttpRequest) -> HttpResponse:
    """One's own link; looking at the page makes none."""
    user = gate.person(request)
    row = Recipient.objects.filter(user=user).first()
    token = row and row.calendar_token
    if request.method == "POST":
        if request.POST.get("do") == "make":
            feeds.make_link(user)
            messages.success(request, RENEWED if token else MADE)
        elif request.POST.get("do") == "revoke":
            feeds.revoke_link(user)
            messages.success(request, REVOKED)
        return redirect("reminders:calendar-link")
    address = settings.SITE_URL + reverse("reminders:calendar", args=[token]) if token else ""
    subscribe = address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)
    return render(request, "reminders/calendar.html", {"address": address, "subscribe": subscribe})
